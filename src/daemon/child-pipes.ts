/**
 * The pipes between the daemon and one child: its stdin, which it is sent words on, and what it says.
 * A child of an fcgi-program has a socket as its stdin, which is not ours to close.
 *
 * A child's ends are closed as soon as it has them, so that the end of its output is seen.
 */
import type { ChannelName } from '../logs/output.ts';
import type { Channel, ChannelReader, Channels, Files, Pipe } from '../os/port.ts';
import { StdinQueue } from './stdin-queue.ts';

interface OpenPipe {
  readonly fd: number;
  readonly channel: Channel;
}

type System = Channels & Pick<Files, 'write' | 'close'>;

export class ChildPipes {
  /** Undefined if its stdin is a socket. */
  readonly stdin: StdinQueue | undefined;
  readonly #os: System;
  readonly #stdin: Pipe | number;
  readonly #stdout: Pipe;
  /** Undefined when stderr goes where stdout goes. */
  readonly #stderr: Pipe | undefined;
  /** Of stdout and stderr, in this order, as far as they are read. */
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

  /**
   * Begins to read. A reader may ask for its channel to be paused: see `logs/output.ts`.
   *
   * @throws {SystemError} ENOMEM, ENOSPC; what is left has to be closed then
   */
  read(stdout: ChannelReader, stderr: ChannelReader): Map<ChannelName, OpenPipe> {
    const opened = new Map([['stdout' as ChannelName, this.#open(this.#stdout.read, stdout)]]);
    if (this.#stderr !== undefined) opened.set('stderr', this.#open(this.#stderr.read, stderr));
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
    for (const pipe of unread) if (pipe !== undefined) this.#os.close(pipe.read);
    this.#channels = [];
    this.stdin?.close();
  }

  #open(fd: number, reader: ChannelReader): OpenPipe {
    const channel = this.#os.readFrom(fd, reader);
    this.#channels.push(channel);
    return { fd, channel };
  }
}
