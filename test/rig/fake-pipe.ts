/** A fifo, tty, socket or other thing without positions, for `fake-files.ts`. */

/** The reading end of a fifo, as the test holds it. */
export class FakePipe {
  /** Bytes it holds before a writer has to wait. */
  room: number;
  /** The reader is gone: writing is EPIPE. */
  broken = false;
  /** It is a socket: it cannot be opened by a path (ENXIO). */
  readonly socket: boolean;
  #held = Buffer.alloc(0);
  #waiting: (() => void)[] = [];

  constructor(room: number, socket = false) {
    this.room = room;
    this.socket = socket;
  }

  /** How many `whenWritable` calls wait for room. */
  get waiting(): number {
    return this.#waiting.length;
  }

  get free(): number {
    return this.room - this.#held.length;
  }

  /** Takes what there is room for. @returns how much that was, or the error of writing. */
  write(bytes: Uint8Array): number | 'EAGAIN' | 'EPIPE' | 'ECONNREFUSED' {
    if (this.broken) return 'EPIPE';
    const count = Math.min(bytes.length, this.free);
    if (count === 0 && bytes.length > 0) return 'EAGAIN';
    this.push(bytes.subarray(0, count));
    return count;
  }

  push(bytes: Uint8Array): void {
    this.#held = Buffer.concat([this.#held, bytes]);
  }

  /** Reads up to `count` bytes and then wakes those who wait. */
  drain(count = Number.POSITIVE_INFINITY): Buffer {
    const taken = this.#held.subarray(0, Math.min(count, this.#held.length));
    this.#held = this.#held.subarray(taken.length);
    this.wake();
    return taken;
  }

  /** Runs what waits, if it can be written to (or has broken, which also ends the wait). */
  wake(): void {
    if (this.free <= 0 && !this.broken) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const run of waiting) run();
  }

  /** Nobody waits any more. */
  forgetWaits(): void {
    this.#waiting = [];
  }

  wait(run: () => void): { cancel(): void } {
    this.#waiting.push(run);
    return {
      cancel: () => {
        this.#waiting = this.#waiting.filter((other) => other !== run);
      },
    };
  }
}
