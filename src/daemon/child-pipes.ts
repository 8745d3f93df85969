/**
 * The pipes between the daemon and one child: its stdin, which it is sent words on, and what it says.
 * A child of an fcgi-program has a socket as its stdin, which is not ours to close.
 *
 * A child's ends are closed as soon as it has them, so that the end of its output is seen.
 */
import type { Channel, ChannelReader, Channels, Files, Pipe } from '../os/port.ts';
import { StdinQueue } from './stdin-queue.ts';

type System = Channels & Pick<Files, 'write' | 'close'>;

export class ChildPipes {
  /** Undefined if its stdin is a socket. */
  readonly stdin: StdinQueue | undefined;
  readonly #os: System;
  readonly #stdin: Pipe | number;
  readonly #stdout: Pipe;
  /** Undefined when stderr goes where stdout goes. */
  readonly #stderr: Pipe | undefined;
  #channels: Channel[] = [];

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
      this.#stdin = socket ?? open();
      this.#stdout = open();
      this.#stderr = redirectStderr ? undefined : open();
    } catch (error) {
      for (const { read, write } of opened) for (const fd of [read, write]) os.close(fd);
      throw error;
    }
    if (typeof this.#stdin !== 'number') this.stdin = new StdinQueue(os, this.#stdin.write);
  }

  /** What becomes 0, 1 and 2 of the child. */
  get childEnds(): readonly number[] {
    const stdin = typeof this.#stdin === 'number' ? this.#stdin : this.#stdin.read;
    return [stdin, this.#stdout.write, (this.#stderr ?? this.#stdout).write];
  }

  /** The child has its ends: closes ours of them. */
  handedOver(): void {
    if (typeof this.#stdin !== 'number') this.#os.close(this.#stdin.read);
    this.#os.close(this.#stdout.write);
    if (this.#stderr !== undefined) this.#os.close(this.#stderr.write);
  }

  /** Begins to read. A reader may ask for its channel to be paused: see `logs/output.ts`. */
  read(stdout: ChannelReader, stderr: ChannelReader): { stdout: Channel; stderr?: Channel } {
    const out = this.#os.readFrom(this.#stdout.read, stdout);
    this.#channels = [out];
    if (this.#stderr === undefined) return { stdout: out };
    const err = this.#os.readFrom(this.#stderr.read, stderr);
    this.#channels.push(err);
    return { stdout: out, stderr: err };
  }

  /** The child has ended: delivers what it said last, then closes everything. */
  drainAndClose(): void {
    for (const channel of this.#channels) channel.drain();
    for (const channel of this.#channels) channel.close();
    this.#channels = [];
    this.stdin?.close();
  }

  /** There is no child after all: closes both ends of everything. */
  abandon(): void {
    this.handedOver();
    this.stdin?.close();
    this.#os.close(this.#stdout.read);
    if (this.#stderr !== undefined) this.#os.close(this.#stderr.read);
  }
}
