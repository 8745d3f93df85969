/**
 * The pipes between the daemon and one child: its stdin, which it is sent words on, and what it says.
 * A child of an fcgi-program has a socket as its stdin, which is not ours to close.
 *
 * A child's ends are closed as soon as it has them, so that the end of its output is seen.
 */
import { NONE } from '../base/none.ts';
import type { ChannelName } from '../logs/output.ts';
import type { Channel, ChannelReader, Channels, Files, Pipe } from '../os/port.ts';
import { type Sent, StdinQueue } from './stdin-queue.ts';

/** Where what a child says is read. */
export interface OpenChannel {
  readonly fd: number;
  readonly channel: Channel;
}

/** Our ends, of a child that has its own. */
export interface PipesSnapshot {
  /** Undefined if it is a socket, or closed. */
  readonly stdin?: number | undefined;
  /** What its stdin was sent and has no room for yet, as base64. */
  readonly sent?: string | undefined;
  /** Undefined if it has come to its end. */
  readonly stdout?: number | undefined;
  /** Undefined also if it goes where stdout goes. */
  readonly stderr?: number | undefined;
}

type System = Channels & Pick<Files, 'write' | 'close'>;

export class ChildPipes {
  readonly #os: System;
  /** What becomes 0, 1 and 2 of the child, until it has them. */
  #childEnds: readonly number[];
  #stdin: number | undefined;
  /** Made for the first send: most programs are never sent anything. */
  #queue: StdinQueue | undefined;
  /** What is read, as the channel that reads it or the descriptor that nobody reads. */
  readonly #sources: { [Name in ChannelName]: Channel | number | undefined };

  private constructor(os: System, ends: PipesSnapshot, childEnds: readonly number[]) {
    this.#os = os;
    this.#childEnds = childEnds;
    this.#stdin = ends.stdin;
    this.#sources = { stdout: ends.stdout, stderr: ends.stderr };
    if (ends.sent !== undefined && ends.stdin !== undefined) {
      this.#queue = new StdinQueue(os, ends.stdin, ends.sent);
    }
  }

  /**
   * @param socket What the child gets as stdin instead of a pipe.
   * @throws {SystemError} EMFILE, ENFILE; nothing stays open then.
   */
  static open(os: System, redirectStderr: boolean, socket?: number): ChildPipes {
    const opened: Pipe[] = [];
    const open = (): Pipe => {
      const pipe = os.openPipe();
      opened.push(pipe);
      return pipe;
    };
    try {
      const stdin = socket === undefined ? open() : undefined;
      const stdout = open();
      const stderr = redirectStderr ? undefined : open();
      const ends = { stdin: stdin?.write, stdout: stdout.read, stderr: stderr?.read };
      const childEnds = [stdin?.read ?? socket ?? -1, stdout.write, (stderr ?? stdout).write];
      return new ChildPipes(os, ends, childEnds);
    } catch (error) {
      for (const { read, write } of opened) for (const fd of [read, write]) os.close(fd);
      throw error;
    }
  }

  /** Goes on with what is open. Nothing is read before `read`, or sent before `resume`. */
  static from(os: System, before: PipesSnapshot): ChildPipes {
    return new ChildPipes(os, before, NONE);
  }

  /** What becomes 0, 1 and 2 of the child; none once it has them. */
  get childEnds(): readonly number[] {
    return this.#childEnds;
  }

  /** Sends the child something on its stdin: see `StdinQueue.send`. */
  send(bytes: Uint8Array, drained?: () => void): Sent {
    if (this.#stdin === undefined) return 'closed';
    this.#queue ??= new StdinQueue(this.#os, this.#stdin);
    return this.#queue.send(bytes, drained);
  }

  /** The child has its ends: closes ours of them. */
  handedOver(): void {
    const [stdin = -1, stdout = -1, stderr = -1] = this.#childEnds;
    if (this.#stdin !== undefined) this.#os.close(stdin);
    this.#os.close(stdout);
    if (stderr !== stdout) this.#os.close(stderr);
    this.#childEnds = NONE;
  }

  /**
   * Begins to read. A reader may ask for its channel to be paused: see `logs/output.ts`.
   *
   * @returns undefined if there is nothing to read, or somebody reads it already
   * @throws {SystemError} ENOMEM, ENOSPC; what is left has to be closed then
   */
  read(name: ChannelName, reader: ChannelReader): OpenChannel | undefined {
    const fd = this.#sources[name];
    if (typeof fd !== 'number') return undefined;
    const channel = this.#os.readFrom(fd, reader);
    this.#sources[name] = channel;
    return { fd, channel };
  }

  /** Ends reading. What is in the pipes stays there. */
  detach(): void {
    for (const name of ['stdout', 'stderr'] as const) {
      const source = this.#sources[name];
      if (typeof source === 'object') this.#sources[name] = source.detach();
    }
  }

  /** Waits for nothing any more; what is open stays open. */
  suspend(): void {
    this.#queue?.suspend();
  }

  /** To be asked for after `detach`. */
  snapshot(): PipesSnapshot {
    const { stdout, stderr } = this.#sources;
    const sent = this.#queue?.snapshot();
    return {
      stdin: this.#queue === undefined ? this.#stdin : this.#queue.fd,
      sent: sent === '' ? undefined : sent,
      stdout: typeof stdout === 'number' ? stdout : undefined,
      stderr: typeof stderr === 'number' ? stderr : undefined,
    };
  }

  /** Goes on sending. */
  resume(): void {
    this.#queue?.resume();
  }

  /** The child has ended: delivers what it said last, then closes everything. */
  drainAndClose(): void {
    for (const source of Object.values(this.#sources)) {
      if (typeof source === 'object') source.drain();
    }
    this.close();
  }

  /** There is no child after all: closes both ends of everything. */
  abandon(): void {
    this.handedOver();
    this.close();
  }

  /** Closes our ends, whether they are read or not. */
  close(): void {
    for (const name of ['stdout', 'stderr'] as const) {
      const source = this.#sources[name];
      this.#sources[name] = undefined;
      if (typeof source === 'object') source.close();
      else if (source !== undefined) this.#os.close(source);
    }
    if (this.#queue !== undefined) this.#queue.close();
    else if (this.#stdin !== undefined) this.#os.close(this.#stdin);
    this.#stdin = undefined;
  }
}
