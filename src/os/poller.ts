/**
 * What the addon's one readiness handle has found, handed to whoever it concerns.
 *
 * The addon fills two arrays that both sides know: bytes, and records of five numbers. A turn of
 * the loop is one call of `#deliver`, however many pipes had something to say. While it goes
 * through the records, a receiver may close or drain any pipe; `drop` and `deliverNow` take care of
 * what is still to come for it in this batch.
 *
 * The process is kept alive as long as somebody waits for something: see `hold`.
 */
import { check } from './errno.ts';
import { type Native, native } from './native.ts';

/** The first number of a record, in the order of `enum news` in native/poller.c. */
const DATA = 0;
const END = 1;
const WRITABLE = 2;
const STARTED = 3;
const PUMPED = 4;
const NOTHING = -1;

const RECORD_LENGTH = 5;
const MOST_RECORDS = 256;
/** Shared by all pipes of one turn; memory that is never used is never touched. */
const BUFFER_BYTES = 256 * 1024;

/** Receives news of descriptors. */
export interface DescriptorNews {
  /** Bytes `start` to `end` of `bytes` came, and are valid during the call only. */
  data(fd: number, bytes: Uint8Array, start: number, end: number): void;
  /** The last writer has gone, or reading failed for good. The set has let go of it. */
  end(fd: number): void;
  /** The addon has given a pipe back, after it has written so many bytes. */
  pumped(fd: number, written: number): void;
  /** Reported once per `watch`. */
  writable(fd: number): void;
}

/** Receives results of `Native.spawn`. */
export interface StartNews {
  /**
   * @param pid the process if it is positive; otherwise none was made, and this is the index of the
   *   path that was looked at last, negated
   * @param stage where it failed, 0 if it did not
   */
  started(id: number, pid: number, stage: number, errno: number): void;
}

export class Poller {
  readonly native: Native = native();
  descriptors: DescriptorNews | undefined;
  starts: StartNews | undefined;
  readonly #bytes = new Uint8Array(BUFFER_BYTES);
  readonly #records = new Int32Array(MOST_RECORDS * RECORD_LENGTH);
  /** The records still to come in the batch that is being delivered. */
  #next = 0;
  #end = 0;
  #holds = 0;

  constructor() {
    const deliver = (count: number) => this.#deliver(count);
    check('epoll_create1', this.native.openPoller(deliver, this.#bytes, this.#records));
  }

  /** Keeps the process alive until `release` has been called as often. */
  hold(): void {
    if (this.#holds++ === 0) this.native.holdLoop(true);
  }

  release(): void {
    if (--this.#holds === 0) this.native.holdLoop(false);
  }

  /** Forgets what the current batch still has for a descriptor that is about to be closed. */
  drop(fd: number): void {
    for (let at = this.#next; at < this.#end; at += RECORD_LENGTH) {
      if (this.#isAbout(at, fd)) this.#records[at] = NOTHING;
    }
  }

  /** Delivers what the current batch still has for a descriptor, ahead of its turn. */
  deliverNow(fd: number): void {
    for (let at = this.#next; at < this.#end; at += RECORD_LENGTH) {
      if (this.#isAbout(at, fd)) this.#pass(at);
    }
  }

  #isAbout(at: number, fd: number): boolean {
    return this.#records[at + 1] === fd && this.#records[at] !== STARTED;
  }

  #deliver(count: number): void {
    this.#next = 0;
    this.#end = count * RECORD_LENGTH;
    while (this.#next < this.#end) {
      const at = this.#next;
      this.#next += RECORD_LENGTH;
      this.#pass(at);
    }
  }

  /** Hands one record over, once. What a receiver throws must not keep the others from theirs. */
  #pass(at: number): void {
    const records = this.#records;
    const kind = records[at] ?? NOTHING;
    const who = records[at + 1] ?? 0;
    const a = records[at + 2] ?? 0;
    const b = records[at + 3] ?? 0;
    records[at] = NOTHING;
    try {
      if (kind === DATA) this.descriptors?.data(who, this.#bytes, a, b);
      else if (kind === END) this.descriptors?.end(who);
      else if (kind === PUMPED) this.descriptors?.pumped(who, a);
      else if (kind === WRITABLE) this.descriptors?.writable(who);
      else if (kind === STARTED) this.starts?.started(who, a, b, records[at + 4] ?? 0);
    } catch (error) {
      throwLater(error);
    }
  }
}

/** Makes an exception an uncaught one, without taking the rest of a batch down with it. */
export function throwLater(error: unknown): void {
  setImmediate(() => {
    throw error;
  });
}
