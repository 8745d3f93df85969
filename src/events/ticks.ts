/**
 * The events TICK_5, TICK_60 and TICK_3600, at the boundaries of the wall clock.
 *
 * There is a timer only while somebody wants one of them. It is set for the next boundary by the
 * monotonic clock; if the wall clock has jumped meanwhile, either way, there is one tick of each
 * period whose time is another now, however many were skipped. A jump is noticed at the next
 * boundary of five seconds, or of a minute if nobody wants TICK_5.
 */
import type { Clock, Timer } from '../base/clock.ts';
import type { SentEventName } from '../wire/event-types.ts';

/** In seconds, in the order of the events when several fall due. */
const PERIODS = { TICK_5: 5, TICK_60: 60, TICK_3600: 3600 } as const;

export type TickName = keyof typeof PERIODS;

const NAMES = Object.keys(PERIODS) as TickName[];

/** The last boundary that was passed, in seconds, of each period. */
export type TicksSnapshot = { readonly [Name in TickName]?: number | undefined };

/** Who wants ticks, and gets them. */
export interface TickTarget {
  wants(name: SentEventName): boolean;
  publish(name: TickName, facts: { readonly when: number }): void;
}

export class Ticks {
  readonly #clock: Clock;
  readonly #target: TickTarget;
  #timer: Timer | undefined;
  /** Seconds between two looks at the clock; 0 while nobody wants any. */
  #step = 0;
  /** The last boundary that was passed, in seconds, of each period. */
  #passed: TicksSnapshot = {};
  #isSuspended: boolean;

  /** @param before What to go on with, after `resume`. */
  constructor(clock: Clock, target: TickTarget, before?: TicksSnapshot) {
    this.#clock = clock;
    this.#target = target;
    this.#isSuspended = before !== undefined;
    this.#passed = before ?? {};
  }

  suspend(): void {
    this.#isSuspended = true;
    this.#arm();
  }

  /** Undefined while nobody wants any. */
  snapshot(): TicksSnapshot | undefined {
    return this.#step === 0 ? undefined : this.#passed;
  }

  /** Sends those that fell due meanwhile. */
  resume(): void {
    this.#isSuspended = false;
    if (this.#step !== 0) this.#look();
  }

  /** To be called when somebody may want others than before. */
  adjust(): void {
    const wanted = NAMES.filter((name) => this.#target.wants(name));
    const step = wanted.length === 0 ? 0 : wanted.includes('TICK_5') ? 5 : 60;
    if (step === this.#step) return;
    if (this.#step === 0) this.#begin();
    this.#step = step;
    this.#arm();
  }

  /** What was passed before somebody wanted it is not sent; but what a suspension hid is. */
  #begin(): void {
    const now = Object.fromEntries(NAMES.map((name) => [name, this.#boundary(name)]));
    this.#passed = this.#isSuspended ? { ...now, ...this.#passed } : now;
  }

  /** The boundary that was the last to be passed. */
  #boundary(name: TickName): number {
    const period = PERIODS[name];
    return Math.floor(this.#clock.wall() / 1000 / period) * period;
  }

  #arm(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#step === 0 || this.#isSuspended) return;
    const stepMs = this.#step * 1000;
    const wall = this.#clock.wall();
    const waitMs = (Math.floor(wall / stepMs) + 1) * stepMs - wall;
    this.#timer = this.#clock.at(this.#clock.monotonic() + waitMs, () => this.#look());
  }

  #look(): void {
    for (const name of NAMES) {
      const when = this.#boundary(name);
      if (when === this.#passed[name]) continue;
      this.#passed = { ...this.#passed, [name]: when };
      if (this.#target.wants(name)) this.#target.publish(name, { when });
    }
    this.#arm();
  }
}
