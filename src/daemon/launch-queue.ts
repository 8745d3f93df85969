/**
 * Lets a few programs at a time be started, in the order in which they were asked for.
 *
 *   enter(begin)  ->  begin(ended)  when it is its turn, perhaps at once; it calls `ended()`
 *   withdraw(begin)                 it is not to begin any more
 *   hold()  ->  none begins before `release`; resolves when none that has begun is under way
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
  /** Those that have begun and not ended, also those that seem to hang. */
  readonly #begun = new Set<() => void>();
  /** When one of them began or ended last. */
  #newsAt = 0;
  #patience: Timer | undefined;
  #advancing = false;
  #isHeld = false;
  /** Told when nothing is under way. */
  #whenQuiet: (() => void) | undefined;

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

  /** How many are before one that waits for its turn; undefined if it does not. */
  placeOf(begin: Launch): number | undefined {
    const place = this.#waiting.indexOf(begin);
    return place === -1 ? undefined : place;
  }

  /** Begins none before `release`. @returns what resolves when none is under way, or in time */
  hold(patienceMs: number): Promise<void> {
    this.#isHeld = true;
    this.#watch();
    if (this.#begun.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = this.#clock.at(this.#clock.monotonic() + patienceMs, () => this.#whenQuiet?.());
      this.#whenQuiet = () => {
        timer.cancel();
        this.#whenQuiet = undefined;
        resolve();
      };
    });
  }

  /** None is under way, but those that were given up. */
  get isQuiet(): boolean {
    return this.#begun.size === 0;
  }

  /** Begins those that wait again. */
  release(): void {
    this.#isHeld = false;
    this.#advance();
  }

  /** A launch that comes to its end at once must not begin the next one within itself. */
  #advance(): void {
    if (this.#advancing || this.#isHeld) return;
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
      if (this.#begun.delete(ended) && this.#begun.size === 0) this.#whenQuiet?.();
      if (!this.#underWay.delete(ended)) return;
      this.#newsAt = this.#clock.monotonic();
      this.#advance();
    };
    this.#begun.add(ended);
    this.#underWay.add(ended);
    this.#newsAt = this.#clock.monotonic();
    begin(ended);
  }

  /** There is a timer only while somebody waits. */
  #watch(): void {
    if (this.#waiting.length === 0 || this.#isHeld) {
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
