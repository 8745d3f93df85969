/**
 * The end of a life: every group is stopped, highest priority first; those of equal priority
 * together, the next ones when they are gone.
 *
 * Whoever has no time can have it quicker: by asking again (`insist`), or by a limit (`endWithin`).
 *
 *   asked once          in their order, each with its own time to stop
 *   a second time       all at once, and killed after HURRY_MS
 *   a third time        killed at once
 *   half of the limit   all at once
 *   shortly before it   killed
 *   at the limit        what SIGKILL does not end is left behind
 */
import type { Clock, Timer } from '../base/clock.ts';
import { stopLevels } from '../core/order.ts';
import type { Logger } from '../logs/logger.ts';
import type { Group } from './group.ts';
import type { Process } from './process.ts';

/** Reports of who is still there are this far apart. */
const REPORT_MS = 3000;

/** How long everything has to stop after somebody has asked for the end twice. */
const HURRY_MS = 2000;

/**
 * What comes quicker is the same request: Ctrl-C reaches supervisord from the terminal, and once
 * more from the npm, sudo or shell around it.
 */
const SAME_REQUEST_MS = 100;

/** How long before the limit everything is killed: so much, or a fifth of the limit if that is less. */
const KILL_BEFORE_MS = 1000;

export class Shutdown {
  readonly #levels: Group[][];
  readonly #all: readonly Group[];
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #done: () => void;
  #level: Group[] = [];
  #report: Timer | undefined;
  /** What is done when time runs out. */
  readonly #timers: Timer[] = [];
  #requests = 0;
  #requestedAt = Number.NEGATIVE_INFINITY;
  #finished = false;

  /** Begins at once. `done` is called when nothing runs any more, perhaps before this returns. */
  constructor(
    groups: readonly Group[],
    { clock, log }: { readonly clock: Clock; readonly log: Logger },
    done: () => void,
  ) {
    this.#all = groups;
    this.#levels = stopLevels(groups);
    this.#clock = clock;
    this.#log = log;
    this.#done = done;
    for (const group of groups) for (const process of group.processes) process.halt();
    this.advance();
    if (!this.#finished) this.#say();
  }

  /** To be called whenever a process has changed its state. */
  advance(): void {
    if (this.#finished) return;
    while (this.#level.every((group) => group.isStopped)) {
      const next = this.#levels.shift();
      if (next === undefined) {
        this.#finish();
        return;
      }
      this.#level = next;
      for (const group of next) group.stop();
    }
  }

  /** Somebody asks for the end with a signal. The first time is the one that everybody needs. */
  insist(): void {
    const now = this.#clock.monotonic();
    if (this.#finished || now - this.#requestedAt < SAME_REQUEST_MS) return;
    this.#requestedAt = now;
    this.#requests += 1;
    if (this.#requests === 2) {
      const seconds = HURRY_MS / 1000;
      this.#log.warn(
        `asked twice: everything is stopped at once, and killed after ${seconds} seconds`,
      );
      this.#in(HURRY_MS, () => this.#killAll());
      this.#stopAll();
    }
    if (this.#requests > 2) this.#killAll();
  }

  /** Has it come to its end within so many milliseconds from now. */
  endWithin(ms: number): void {
    if (this.#finished) return;
    const limit = `shutdown_timeout (${ms / 1000} s)`;
    this.#in(ms / 2, () => {
      if (this.#levels.length === 0) return; // all have been asked
      this.#log.warn(`half of ${limit} has passed: everything is stopped at once`);
      this.#stopAll();
    });
    this.#in(ms - Math.min(KILL_BEFORE_MS, ms / 5), () => {
      this.#log.warn(`${limit} is nearly over`);
      this.#killAll();
    });
    this.#in(ms, () => {
      const left = this.#waiting.map(({ name, pid }) => `${name} (${pid})`);
      this.#log.critical(`${limit} is over: leaving ${left.join(', ')} behind`);
      this.#finish();
    });
  }

  /** Those that still run. */
  get #waiting(): Process[] {
    return this.#all.flatMap((group) => group.processes).filter((process) => !process.isStopped);
  }

  /** Without waiting for those of higher priority. */
  #stopAll(): void {
    const rest = this.#levels.splice(0).flat();
    this.#level = [...this.#level, ...rest];
    for (const group of rest) group.stop();
    this.advance();
  }

  #killAll(): void {
    this.#log.warn('killing everything that still runs');
    this.#stopAll();
    for (const process of this.#waiting) process.kill();
  }

  #in(ms: number, run: () => void): void {
    this.#timers.push(this.#clock.at(this.#clock.monotonic() + ms, run));
  }

  #finish(): void {
    if (this.#finished) return; // stopping the last group has called us already
    this.#finished = true;
    this.#report?.cancel();
    for (const timer of this.#timers) timer.cancel();
    this.#done();
  }

  #say(): void {
    const waiting = this.#waiting.map((process) => process.name);
    this.#log.info(`waiting for ${waiting.join(', ')} to die`);
    this.#report = this.#clock.at(this.#clock.monotonic() + REPORT_MS, () => this.#say());
  }
}
