/**
 * The end of a life: every group is stopped, highest priority first; those of equal priority
 * together, the next ones when they are gone.
 */
import type { Clock, Timer } from '../base/clock.ts';
import { stopLevels } from '../core/order.ts';
import type { Logger } from '../logs/logger.ts';
import type { Group } from './group.ts';

/** Reports of who is still there are this far apart. */
const REPORT_MS = 3000;

export class Shutdown {
  readonly #levels: Group[][];
  readonly #all: readonly Group[];
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #done: () => void;
  #level: Group[] = [];
  #report: Timer | undefined;
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

  #finish(): void {
    if (this.#finished) return; // stopping the last group has called us already
    this.#finished = true;
    this.#report?.cancel();
    this.#done();
  }

  #say(): void {
    const waiting = this.#all
      .flatMap((group) => group.processes)
      .filter((process) => !process.isStopped)
      .map((process) => process.name);
    this.#log.info(`waiting for ${waiting.join(', ')} to die`);
    this.#report = this.#clock.at(this.#clock.monotonic() + REPORT_MS, () => this.#say());
  }
}
