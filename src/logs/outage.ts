/**
 * The times during which a log cannot be written: when to try again, what was lost, what to say.
 *
 * It speaks up at once, then every minute as long as something is being lost, and when it is
 * over. What fails again within that minute is counted and told at its end: a disk that is full
 * now and then must not fill the main log. Its one timer tells of what was lost since the last
 * report, so a log that nobody writes to has none.
 */
import type { Clock, Timer } from '../base/clock.ts';

/** How long a log that failed is left alone, so that a chatty program does not ask all the time. */
const REST_MS = 500;
const REPORT_MS = 60_000;

export type Report = (level: 'error' | 'warn', message: string) => void;

/** Times are monotonic milliseconds. */
export interface OutageSnapshot {
  readonly isFailing: boolean;
  readonly isTold: boolean;
  readonly reason: string;
  /** Bytes. */
  readonly lost: number;
  readonly reported: number;
  readonly retryAt: number;
  readonly reportAt: number;
}

export class Outage {
  readonly #path: string;
  readonly #clock: Clock;
  readonly #report: Report;
  #isFailing = false;
  /** Whether a report says that it is failing, which another one must take back. */
  #isTold = false;
  #reason = '';
  /** Bytes since it was told to be over. */
  #lost = 0;
  /** As many of them as were told. */
  #reported = 0;
  #retryAt = 0;
  #reportAt: number;
  #timer: Timer | undefined;

  /** @param before What to go on with, after `resume`. */
  constructor(path: string, clock: Clock, report: Report, before?: OutageSnapshot) {
    this.#path = path;
    this.#clock = clock;
    this.#report = report;
    this.#reportAt = before?.reportAt ?? clock.monotonic();
    if (before === undefined) return;
    this.#isFailing = before.isFailing;
    this.#isTold = before.isTold;
    this.#reason = before.reason;
    this.#lost = before.lost;
    this.#reported = before.reported;
    this.#retryAt = before.retryAt;
  }

  /** Without its timer. */
  suspend(): void {
    this.#stopTimer();
  }

  snapshot(): OutageSnapshot {
    return {
      isFailing: this.#isFailing,
      isTold: this.#isTold,
      reason: this.#reason,
      lost: this.#lost,
      reported: this.#reported,
      retryAt: this.#retryAt,
      reportAt: this.#reportAt,
    };
  }

  resume(): void {
    if (this.#lost !== this.#reported) this.#reportLater();
  }

  /** Whether the last attempt has failed. */
  get isFailing(): boolean {
    return this.#isFailing;
  }

  /** Whether the last attempt has failed too recently for another one. */
  get isResting(): boolean {
    return this.#isFailing && this.#clock.monotonic() < this.#retryAt;
  }

  /** An attempt has failed. */
  failed(error: Error): void {
    const now = this.#clock.monotonic();
    this.#reason = reasonOf(error);
    this.#retryAt = now + REST_MS;
    if (this.#isFailing) return;
    this.#isFailing = true;
    if (this.#isTold || now < this.#reportAt) return;
    this.#isTold = true;
    this.#reportAt = now + REPORT_MS;
    this.#report('error', `cannot write ${this.#path}: ${this.#reason}; dropping output`);
  }

  /** So many bytes were dropped. */
  lost(bytes: number): void {
    this.#lost += bytes;
    this.#reportLater();
  }

  /** Says what was lost and not told yet. */
  reportLoss(): void {
    this.#stopTimer();
    if (this.#lost === this.#reported) return;
    this.#reportAt = this.#clock.monotonic() + REPORT_MS;
    if (this.#isFailing) this.#tellThatItLasts();
    else this.#tellThatItIsOver();
  }

  /** An attempt has worked. */
  over(): void {
    if (!this.#isFailing) return;
    this.#isFailing = false;
    if (this.#isTold) this.#tellThatItIsOver();
  }

  #reportLater(): void {
    this.#timer ??= this.#clock.at(this.#reportAt, () => {
      this.#timer = undefined;
      this.reportLoss();
    });
  }

  #tellThatItLasts(): void {
    this.#isTold = true;
    this.#reported = this.#lost;
    const lost = `lost ${this.#lost} bytes`;
    this.#report('error', `still cannot write ${this.#path}: ${this.#reason}; ${lost}`);
  }

  #tellThatItIsOver(): void {
    this.#stopTimer();
    const message = `writing ${this.#path} again; lost ${this.#lost} bytes`;
    this.#isTold = false;
    this.#lost = 0;
    this.#reported = 0;
    this.#report('warn', message);
  }

  #stopTimer(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}

/** `ENOSPC: no space left on device`, without the call and the path that Node adds. */
export function reasonOf(error: Error): string {
  return error.message.replace(/, .*$/s, '');
}
