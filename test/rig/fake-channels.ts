/**
 * Pipes for `fake-os.ts`: what is written arrives when the clock moves, like everything that a
 * kernel reports.
 *
 *   os.maxPipeEnds   one pipe more is EMFILE
 *   os.watchError    the errno of every `readFrom`, if set
 */
import { constants } from 'node:fs';
import type { Clock } from '../../src/base/clock.ts';
import { systemErrorOf } from '../../src/base/errors.ts';
import type { Channel, ChannelReader, Pipe, PumpTarget } from '../../src/os/port.ts';
import { writeToPipe } from './fake-node.ts';
import { FakePipe } from './fake-pipe.ts';
import { FakeSockets } from './fake-sockets.ts';
import { systemError } from './system-error.ts';

/** One end of one of these is a descriptor from here on. */
const FIRST_PIPE_END = 1000;
const PIPE_BYTES = 64 * 1024;

/** What the system writes by itself. */
interface Pump {
  readonly fd: number;
  /** When it is over. */
  readonly until: number;
  /** Bytes that it may still write. */
  room: number;
  written: number;
}

export interface Buffered {
  /** What the daemon writes into it. */
  readonly input: FakePipe;
  readonly chunks: Uint8Array[];
  reader: ChannelReader | undefined;
  paused: boolean;
  pump: Pump | undefined;
  /** How many writers are left: the child, and the daemon until it has closed its copy. */
  writers: number;
  /** The descriptor it is read from, once it is. */
  readerFd: number;
  readerClosed: boolean;
}

export class FakeChannels extends FakeSockets {
  /** If set, the errno of every `readFrom`. */
  watchError: string | undefined;
  maxPipeEnds = Number.POSITIVE_INFINITY;
  protected readonly clock: Clock;
  readonly #pipes = new Map<number, { readonly pipe: Buffered; readonly end: 'read' | 'write' }>();

  constructor(clock: Clock, ...folders: readonly string[]) {
    super(...folders);
    this.clock = clock;
  }

  /** Ends of pipes that the daemon has open. */
  get openPipeEnds(): number {
    return this.#pipes.size;
  }

  openPipe(): Pipe {
    if (this.#pipes.size + 2 > this.maxPipeEnds) throw systemError('EMFILE', 'pipe2');
    const pipe: Buffered = {
      input: new FakePipe(PIPE_BYTES),
      chunks: [],
      reader: undefined,
      paused: false,
      pump: undefined,
      writers: 1,
      readerFd: -1,
      readerClosed: false,
    };
    const read = this.#addEnd(pipe, 'read');
    return { read, write: this.#addEnd(pipe, 'write') };
  }

  override execve(kept: readonly number[]): void {
    super.execve(kept);
    for (const [fd, { pipe }] of [...this.#pipes]) {
      Object.assign(pipe, { reader: undefined, pump: undefined, paused: false });
      pipe.input.forgetWaits();
      if (!kept.includes(fd)) this.close(fd);
    }
  }

  override close(fd: number): void {
    const end = this.#pipes.get(fd);
    if (end === undefined) {
      super.close(fd);
      return;
    }
    this.#pipes.delete(fd);
    if (end.end === 'read') end.pipe.readerClosed = true;
    else this.writerGone(end.pipe);
  }

  override write(fd: number, bytes: Uint8Array, start: number, end: number): number {
    const written = this.#pipes.get(fd)?.pipe.input;
    if (written === undefined) return super.write(fd, bytes, start, end);
    return writeToPipe(written, constants.O_NONBLOCK, bytes.subarray(start, end));
  }

  override whenWritable(fd: number, run: () => void): { cancel(): void } {
    return this.#pipes.get(fd)?.pipe.input.wait(run) ?? super.whenWritable(fd, run);
  }

  readFrom(fd: number, reader: ChannelReader): Channel {
    const end = this.#pipes.get(fd);
    if (end?.end !== 'read') throw systemError('EBADF', 'epoll_ctl');
    if (this.watchError !== undefined) throw systemError(this.watchError, 'epoll_ctl');
    const { pipe } = end;
    pipe.reader = reader;
    pipe.paused = false;
    pipe.readerFd = fd;
    this.soon(() => this.deliver(pipe));
    return {
      pause: () => {
        stopPump(pipe);
        pipe.paused = true;
      },
      resume: () => {
        pipe.paused = false;
        this.soon(() => this.deliver(pipe));
      },
      pump: (target) => {
        stopPump(pipe);
        if (!pipe.paused && pipe.reader !== undefined) pipe.pump = this.#pumpTo(target);
      },
      stopPump: () => stopPump(pipe),
      drain: () => {
        stopPump(pipe);
        this.#drain(pipe);
      },
      close: () => {
        stopPump(pipe);
        pipe.reader = undefined;
        if (!pipe.readerClosed) this.close(fd);
      },
      detach: () => {
        stopPump(pipe);
        pipe.reader = undefined;
        return pipe.readerClosed ? undefined : fd;
      },
    };
  }

  /** What the kernel would report later. */
  protected soon(run: () => void): void {
    this.clock.at(this.clock.monotonic(), run);
  }

  /** The pipe that a descriptor is an end of. */
  protected pipe(fd: number): Buffered | undefined {
    return this.#pipes.get(fd)?.pipe;
  }

  #addEnd(pipe: Buffered, end: 'read' | 'write'): number {
    let fd = FIRST_PIPE_END;
    while (this.#pipes.has(fd)) fd++;
    this.#pipes.set(fd, { pipe, end });
    return fd;
  }

  /** One of those who could write to it has gone. */
  protected writerGone(pipe: Buffered): void {
    pipe.writers -= 1;
    if (pipe.writers === 0) this.soon(() => this.deliver(pipe));
  }

  protected deliver(pipe: Buffered): void {
    if (!pipe.paused) this.#drain(pipe);
  }

  #drain(pipe: Buffered): void {
    if (pipe.reader === undefined) return; // the pipe keeps what it has
    for (let chunk = pipe.chunks.shift(); chunk !== undefined; chunk = pipe.chunks.shift()) {
      const start = pipe.pump === undefined ? 0 : this.#pumpChunk(pipe, pipe.pump, chunk);
      if (start < chunk.length) pipe.reader?.data(chunk, start, chunk.length);
    }
    const { reader } = pipe;
    if (pipe.writers > 0 || reader === undefined) return;
    stopPump(pipe);
    pipe.reader = undefined;
    this.close(pipe.readerFd);
    reader.end();
  }

  #pumpTo({ fd, bytes, ms }: PumpTarget): Pump {
    return { fd, until: this.clock.monotonic() + ms, room: bytes, written: 0 };
  }

  /** Writes a chunk once, as the addon does. @returns how much of it has found its place */
  #pumpChunk(pipe: Buffered, pump: Pump, chunk: Uint8Array): number {
    const written = this.clock.monotonic() < pump.until ? this.#tryToWrite(pump.fd, chunk) : 0;
    pump.written += written;
    pump.room -= written;
    if (written < chunk.length || pump.room <= 0) stopPump(pipe);
    return written;
  }

  #tryToWrite(fd: number, chunk: Uint8Array): number {
    try {
      return this.write(fd, chunk, 0, chunk.length);
    } catch (error) {
      systemErrorOf(error);
      return 0; // whoever gets the rest will meet it
    }
  }
}

function stopPump(pipe: Buffered): void {
  const { pump, reader } = pipe;
  pipe.pump = undefined;
  if (pump !== undefined) reader?.pumped?.(pump.written);
}
