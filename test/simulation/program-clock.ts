/** The clock as one program has it: its timers are counted, and end with it. */
import type { Clock, Timer } from '../../src/base/clock.ts';

export class ProgramClock implements Clock {
  readonly #clock: Clock;
  readonly #timers = new Set<Timer>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many timers wait. */
  get pending(): number {
    return this.#timers.size;
  }

  monotonic(): number {
    return this.#clock.monotonic();
  }

  wall(): number {
    return this.#clock.wall();
  }

  at(deadline: number, run: () => void): Timer {
    const timer = this.#clock.at(deadline, () => {
      this.#timers.delete(own);
      run();
    });
    const own: Timer = {
      cancel: () => {
        this.#timers.delete(own);
        timer.cancel();
      },
    };
    this.#timers.add(own);
    return own;
  }

  /** The program ends. */
  end(): void {
    for (const timer of [...this.#timers]) timer.cancel();
  }
}
