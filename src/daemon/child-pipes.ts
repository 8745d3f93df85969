/**
 * The pipes between the daemon and one child: its stdin, which we keep open, and what it says.
 *
 * A child's ends are closed as soon as it has them, so that the end of its output is seen.
 */
import type { Channel, ChannelReader, Channels, Files, Pipe } from '../os/port.ts';

type System = Channels & Pick<Files, 'close'>;

export class ChildPipes {
  readonly #os: System;
  readonly #stdin: Pipe;
  readonly #stdout: Pipe;
  /** Undefined when stderr goes where stdout goes. */
  readonly #stderr: Pipe | undefined;
  #channels: Channel[] = [];

  /** @throws {SystemError} EMFILE, ENFILE; nothing stays open then. */
  constructor(os: System, redirectStderr: boolean) {
    this.#os = os;
    const opened: Pipe[] = [];
    try {
      for (let pipes = redirectStderr ? 2 : 3; pipes > 0; pipes--) opened.push(os.openPipe());
    } catch (error) {
      for (const { read, write } of opened) for (const fd of [read, write]) os.close(fd);
      throw error;
    }
    const [stdin, stdout, stderr] = opened as [Pipe, Pipe, Pipe | undefined];
    this.#stdin = stdin;
    this.#stdout = stdout;
    this.#stderr = stderr;
  }

  /** What becomes 0, 1 and 2 of the child. */
  get childEnds(): readonly number[] {
    return [this.#stdin.read, this.#stdout.write, (this.#stderr ?? this.#stdout).write];
  }

  /** The child has its ends: closes ours of them. */
  handedOver(): void {
    for (const fd of new Set(this.childEnds)) this.#os.close(fd);
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
    this.#os.close(this.#stdin.write);
  }

  /** There is no child after all: closes both ends of everything. */
  abandon(): void {
    this.handedOver();
    this.#os.close(this.#stdin.write);
    this.#os.close(this.#stdout.read);
    if (this.#stderr !== undefined) this.#os.close(this.#stderr.read);
  }
}
