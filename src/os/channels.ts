/**
 * Pipes: making them, reading them as they become ready, and waiting for room in them.
 *
 * Descriptors are the keys throughout. A channel owns its descriptor: it is closed by `close()` or
 * when its end has been found, and always taken out of the addon's set first; `detach()` gives it back.
 */
import { closeSync } from 'node:fs';
import { check } from './errno.ts';
import { type DescriptorNews, type Poller, throwLater } from './poller.ts';
import type { Channel, ChannelReader, Channels, Pipe, PumpTarget } from './port.ts';

/** As much as the addon may have read and not written when it is to stop: `MOST_PUMPED` of `native/pump.h`. */
const BUFFER_BYTES = 128 * 1024;
/** The most that the addon pumps before it tells. */
const MOST_PUMPED = 2 ** 30;

export class PipeChannels implements Channels, DescriptorNews {
  readonly poller: Poller;
  readonly #channels: (OpenChannel | undefined)[] = [];
  /** Who waits to write to a descriptor; several logs may share our stdout. */
  readonly #writers = new Map<number, Set<() => void>>();
  /** For `drain`; absent while one is under way. */
  #spare: Uint8Array | undefined;

  constructor(poller: Poller) {
    this.poller = poller;
    poller.descriptors = this;
  }

  openPipe(): Pipe {
    const [read, write] = this.poller.native.pipe();
    return { read: check('pipe2', read), write };
  }

  readFrom(fd: number, reader: ChannelReader): Channel {
    check('fcntl', this.poller.native.setNonBlocking(fd, true));
    check('epoll_ctl', this.poller.native.watch(fd, false));
    const channel = new OpenChannel(this, fd, reader);
    this.#channels[fd] = channel;
    this.poller.hold();
    return channel;
  }

  whenWritable(fd: number, run: () => void): { cancel(): void } {
    const writers = this.#writers.get(fd) ?? this.#watchWriting(fd);
    const writer = (): void => run(); // the same function may wait twice
    writers.add(writer);
    return {
      cancel: () => {
        if (!writers.delete(writer) || writers.size > 0) return;
        if (this.#writers.get(fd) !== writers) return; // they have been told already
        this.#forgetWriters(fd);
        this.poller.native.unwatch(fd);
        this.poller.drop(fd);
      },
    };
  }

  canWrite(fd: number): boolean {
    return check('poll', this.poller.native.canWrite(fd)) > 0;
  }

  /** Ends the reading of a descriptor. */
  forget(fd: number): void {
    this.poller.native.unwatch(fd);
    this.poller.drop(fd);
    this.#channels[fd] = undefined;
    this.poller.release();
  }

  /** Lends a buffer to `use`, a new one if the usual one is lent already. */
  withBuffer(use: (buffer: Uint8Array) => void): void {
    const buffer = this.#spare ?? new Uint8Array(BUFFER_BYTES);
    this.#spare = undefined;
    try {
      use(buffer);
    } finally {
      this.#spare = buffer;
    }
  }

  data(fd: number, bytes: Uint8Array, start: number, end: number): void {
    this.#channels[fd]?.reader.data(bytes, start, end);
  }

  end(fd: number): void {
    this.#channels[fd]?.finish();
  }

  pumped(fd: number, written: number): void {
    this.#channels[fd]?.pumped(written);
  }

  writable(fd: number): void {
    const writers = this.#writers.get(fd) ?? [];
    this.#forgetWriters(fd);
    for (const run of writers) {
      try {
        run();
      } catch (error) {
        throwLater(error); // the others wait as well
      }
    }
  }

  #watchWriting(fd: number): Set<() => void> {
    check('epoll_ctl', this.poller.native.watch(fd, true));
    const writers = new Set<() => void>();
    this.#writers.set(fd, writers);
    this.poller.hold();
    return writers;
  }

  #forgetWriters(fd: number): void {
    if (this.#writers.delete(fd)) this.poller.release();
  }
}

class OpenChannel implements Channel {
  readonly #owner: PipeChannels;
  readonly #fd: number;
  readonly reader: ChannelReader;
  #state: 'reading' | 'paused' | 'closed' = 'reading';
  #pumps = false;

  constructor(owner: PipeChannels, fd: number, reader: ChannelReader) {
    this.#owner = owner;
    this.#fd = fd;
    this.reader = reader;
  }

  pause(): void {
    this.stopPump();
    if (this.#state !== 'reading') return;
    this.#state = 'paused';
    this.#owner.poller.native.unwatch(this.#fd); // fails if the batch under way has its end
  }

  resume(): void {
    if (this.#state !== 'paused') return;
    this.#state = 'reading';
    check('epoll_ctl', this.#owner.poller.native.watch(this.#fd, false));
  }

  pump({ fd, bytes, ms }: PumpTarget): void {
    if (this.#state !== 'reading') return;
    this.stopPump();
    const { native } = this.#owner.poller;
    this.#pumps = native.pump(this.#fd, fd, Math.min(bytes, MOST_PUMPED), ms) === 0;
  }

  stopPump(): void {
    if (!this.#pumps) return;
    this.#owner.poller.deliverNow(this.#fd); // it may have ended in the batch under way
    while (this.#pumps) this.#owner.withBuffer((buffer) => this.#stopInto(buffer)); // it may begin anew
  }

  #stopInto(buffer: Uint8Array): void {
    const [written, left] = this.#owner.poller.native.unpump(this.#fd, buffer);
    this.pumped(written);
    if (left > 0) this.reader.data(buffer, 0, left);
  }

  /** The addon has written so many bytes and writes no more. */
  pumped(written: number): void {
    this.#pumps = false;
    this.reader.pumped?.(written);
  }

  drain(): void {
    this.stopPump();
    this.#owner.poller.deliverNow(this.#fd);
    if (this.#state === 'closed') return;
    this.#owner.withBuffer((buffer) => this.#drainInto(buffer));
  }

  /** Reads what a full pipe holds and one byte more, so that the end behind it is found too. */
  #drainInto(buffer: Uint8Array): void {
    const { native } = this.#owner.poller;
    let left = native.pipeCapacity(this.#fd) + 1;
    while (left > 0 && !this.#isClosed()) {
      const count = native.read(this.#fd, buffer, left);
      if (count === 0) this.finish();
      if (count <= 0) return; // empty for now; an error is found by the next ordinary read
      left -= count;
      this.reader.data(buffer, 0, count);
    }
  }

  #isClosed(): boolean {
    return this.#state === 'closed';
  }

  close(): void {
    this.stopPump(); // which may find the end
    if (this.#release()) closeSync(this.#fd);
  }

  detach(): number | undefined {
    this.stopPump();
    this.#owner.poller.deliverNow(this.#fd);
    return this.#release() ? this.#fd : undefined;
  }

  /** Lets go of the descriptor. @returns false if that has happened already */
  #release(): boolean {
    if (this.#state === 'closed') return false;
    this.#state = 'closed';
    this.#owner.forget(this.#fd);
    return true;
  }

  /** The end was found: closes the descriptor and says so. */
  finish(): void {
    this.close();
    this.reader.end();
  }
}
