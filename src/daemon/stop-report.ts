/** Says in the log, at once and then every two seconds, that somebody waits for a process to stop. */
import type { Clock, Timer } from '../base/clock.ts';
import type { Logger } from '../logs/logger.ts';

const APART_MS = 2000;

export class StopReport {
  readonly #process: string;
  readonly #tools: { readonly clock: Clock; readonly log: Logger };
  #timer: Timer | undefined;

  /** Begins at once. */
  constructor(process: string, tools: { readonly clock: Clock; readonly log: Logger }) {
    this.#process = process;
    this.#tools = tools;
    this.#say();
  }

  /** It has stopped. */
  end(): void {
    this.#timer?.cancel();
  }

  #say(): void {
    const { clock, log } = this.#tools;
    log.info(`waiting for ${this.#process} to stop`);
    this.#timer = clock.at(clock.monotonic() + APART_MS, () => this.#say());
  }
}
