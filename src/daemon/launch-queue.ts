/**
 * Lets a few programs at a time be started, in the order in which they were asked for.
 *
 *   enter(begin)  ->  begin(ended)  when it is its turn, perhaps at once; it calls `ended()`
 *   withdraw(begin)                 it is not to begin any more
 *
 * A launch takes descriptors for both ends of its pipes, and memory for all that its program is
 * told; for thousands at once that would be a lot, and little of it would be given back. Between
 * the launches others have their turn: requests, events, and programs that end.
 *
 * When none has come to its end for a moment, those under way seem to hang, in a dead network file
 * system, and nobody else waits for them.
 */
import type { Clock, Timer } from '../base/clock.ts';

export type Launch = (ended: () => void) => void;

/** Enough to keep the thread that starts programs busy. */
const MOST_UNDER_WAY = 32;
const PATIENCE_MS = 200;

export class LaunchQueue {
  readonly #clock: Clock;
  readonly #mostUnderWay: number;
  readonly #waiting: Launch[] = [];
  /** Those that have begun and are waited for, by what tells of their end. */
  readonly #underWay = new Set<() => void>();
  /** When one of them began or ended last. */
  #newsAt = 0;
  #patience: Timer | undefined;
  #advancing = false;

  constructor(clock: Clock, mostUnderWay = MOST_UNDER_WAY) {
    this.#clock = clock;
    this.#mostUnderWay = mostUnderWay;
  }

  enter(begin: Launch): void {
    this.#waiting.push(begin);
    this.#advance();
  }

  /** Takes back one that waits for its turn; one that has begun goes on. */
  withdraw(begin: Launch): void {
    const place = this.#waiting.indexOf(begin);
    if (place === -1) return;
    this.#waiting.splice(place, 1);
    this.#watch();
  }

  /** A launch that comes to its end at once must not begin the next one within itself. */
  #advance(): void {
    if (this.#advancing) return;
    this.#advancing = true;
    try {
      while (this.#underWay.size < this.#mostUnderWay) {
        const begin = this.#waiting.shift();
        if (begin === undefined) break;
        this.#begin(begin);
      }
    } finally {
      this.#advancing = false;
      this.#watch();
    }
  }

  #begin(begin: Launch): void {
    const ended = (): void => {
      if (!this.#underWay.delete(ended)) return;
      this.#newsAt = this.#clock.monotonic();
      this.#advance();
    };
    this.#underWay.add(ended);
    this.#newsAt = this.#clock.monotonic();
    begin(ended);
  }

  /** There is a timer only while somebody waits. */
  #watch(): void {
    if (this.#waiting.length === 0) {
      this.#patience?.cancel();
      this.#patience = undefined;
      return;
    }
    this.#patience ??= this.#clock.at(this.#newsAt + PATIENCE_MS, () => {
      this.#patience = undefined;
      if (this.#clock.monotonic() >= this.#newsAt + PATIENCE_MS) this.#underWay.clear();
      this.#advance();
    });
  }
}
