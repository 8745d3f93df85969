/**
 * The pipes between the daemon and one child: its stdin, which it is sent words on, and what it says.
 * A child of an fcgi-program has a socket as its stdin, which is not ours to close.
 *
 * A child's ends are closed as soon as it has them, so that the end of its output is seen.
 */
import { NONE } from '../base/none.ts';
import type { Channel, ChannelReader, Channels, Files, Pipe } from '../os/port.ts';
import { type Sent, StdinQueue } from './stdin-queue.ts';

/** Where what a child says is read. */
export interface OpenChannel {
  readonly fd: number;
  readonly channel: Channel;
}

type System = Channels & Pick<Files, 'write' | 'close'>;

export class ChildPipes {
  readonly #os: System;
  /** What becomes 0, 1 and 2 of the child, until it has them. */
  #childEnds: readonly number[];
  /** Undefined if its stdin is a socket, or closed. */
  #stdin: number | undefined;
  /** Made for the first send: most programs are never sent anything. */
  #queue: StdinQueue | undefined;
  readonly #stdout: number;
  /** Undefined when stderr goes where stdout goes. */
  readonly #stderr: number | undefined;
  /** Of stdout and stderr, in this order, as far as they are read. */
  #channels: readonly Channel[] = NONE;

  /**
   * @param socket What the child gets as stdin instead of a pipe.
   * @throws {SystemError} EMFILE, ENFILE; nothing stays open then.
   */
  constructor(os: System, redirectStderr: boolean, socket?: number) {
    this.#os = os;
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
      this.#childEnds = [stdin?.read ?? socket ?? -1, stdout.write, (stderr ?? stdout).write];
      this.#stdin = stdin?.write;
      this.#stdout = stdout.read;
      this.#stderr = stderr?.read;
    } catch (error) {
      for (const { read, write } of opened) for (const fd of [read, write]) os.close(fd);
      throw error;
    }
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
    if (this.#stderr !== undefined) this.#os.close(stderr);
    this.#childEnds = NONE;
  }

  /**
   * Begins to read. A reader may ask for its channel to be paused: see `logs/output.ts`.
   *
   * @returns where stdout is read, and stderr if it is apart
   * @throws {SystemError} ENOMEM, ENOSPC; what is left has to be closed then
   */
  read(stdout: ChannelReader, stderr: ChannelReader): readonly OpenChannel[] {
    const opened = [this.#open(this.#stdout, stdout)];
    if (this.#stderr !== undefined) opened.push(this.#open(this.#stderr, stderr));
    return opened;
  }

  /** The child has ended: delivers what it said last, then closes everything. */
  drainAndClose(): void {
    for (const channel of this.#channels) channel.drain();
    this.close();
  }

  /** There is no child after all: closes both ends of everything. */
  abandon(): void {
    this.handedOver();
    this.close();
  }

  /** Closes our ends, whether they are read or not. */
  close(): void {
    for (const channel of this.#channels) channel.close();
    const unread = [this.#stdout, this.#stderr].slice(this.#channels.length);
    for (const fd of unread) if (fd !== undefined) this.#os.close(fd);
    this.#channels = NONE;
    if (this.#queue !== undefined) this.#queue.close();
    else if (this.#stdin !== undefined) this.#os.close(this.#stdin);
    this.#stdin = undefined;
  }

  #open(fd: number, reader: ChannelReader): OpenChannel {
    const channel = this.#os.readFrom(fd, reader);
    this.#channels = this.#channels.concat(channel); // leaves no room to grow, as spreading would
    return { fd, channel };
  }
}
