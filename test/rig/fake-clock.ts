/**
 * A clock that stands still until a test moves it.
 *
 * `advance(ms)` runs what falls due on the way, each thing at its own moment and in the order of
 * the deadlines (then of the calls), also what those calls themselves set up. `jumpWall(ms)` is
 * the operator or NTP: it moves `wall()` and nothing else. A test that ends with `pending` above
 * zero has left a timer behind.
 */
import type { Clock, Timer } from '../../src/base/clock.ts';

interface Entry {
  readonly deadline: number;
  readonly run: () => void;
}

export class FakeClock implements Clock {
  #now: number;
  #wallOffset: number;
  /** Sorted by deadline; equal deadlines in the order of their calls. */
  readonly #entries: Entry[] = [];

  /** @param start Where the two clocks begin, in milliseconds. */
  constructor(start: { monotonic?: number; wall?: number } = {}) {
    this.#now = start.monotonic ?? 1_000;
    this.#wallOffset = (start.wall ?? Date.UTC(2024, 0, 2, 3, 4, 5, 678)) - this.#now;
  }

  /** How many timers are waiting. */
  get pending(): number {
    return this.#entries.length;
  }

  /** The deadline that comes first, for a test that wants to go just there. */
  get nextDeadline(): number | undefined {
    return this.#entries[0]?.deadline;
  }

  monotonic(): number {
    return this.#now;
  }

  wall(): number {
    return this.#now + this.#wallOffset;
  }

  at(deadline: number, run: () => void): Timer {
    const entry: Entry = { deadline, run };
    const after = this.#entries.findIndex((other) => other.deadline > deadline);
    this.#entries.splice(after === -1 ? this.#entries.length : after, 0, entry);
    return {
      cancel: () => {
        const index = this.#entries.indexOf(entry);
        if (index !== -1) this.#entries.splice(index, 1);
      },
    };
  }

  /** Lets time pass. `advance(0)` runs what is due already. */
  advance(ms: number): void {
    if (!(ms >= 0)) throw new RangeError(`time does not go back: advance(${ms})`);
    const target = this.#now + ms;
    for (;;) {
      const next = this.#entries[0];
      if (next === undefined || next.deadline > target) break;
      this.#entries.shift();
      this.#now = Math.max(this.#now, next.deadline);
      next.run();
    }
    this.#now = target;
  }

  /** Moves the wall clock, forward or back. */
  jumpWall(ms: number): void {
    this.#wallOffset += ms;
  }
}
