/**
 * The sentence about a process that `status` shows behind its state.
 *
 *   describeProcess(…)  ->  `pid 123, uptime 0:08:41`, `Nov 21 11:28 PM`, `Not started` …
 *
 * Pure; durations are whole seconds by the monotonic clock, dates are local time.
 */
import type { ProcessState } from '../wire/states.ts';

export interface Described {
  readonly name: string;
  readonly state: ProcessState;
  /** 0 when there is none. */
  readonly pid: number;
  /** Wall clock milliseconds of the last start; 0 if it was never started. */
  readonly startedAt: number;
  /** Wall clock milliseconds of the last end; 0 if there was none. */
  readonly stoppedAt: number;
  /** Since the last start, by the monotonic clock. */
  readonly uptimeMs: number;
  /** Why it could not be started, or ended as it should not have; empty if neither. */
  readonly spawnError: string;
}

export function describeProcess(process: Described): string {
  const { state, name } = process;
  switch (state) {
    case 'RUNNING':
      return `pid ${process.pid}, uptime ${formatDuration(process.uptimeMs)}`;
    case 'FATAL':
    case 'BACKOFF':
      return process.spawnError || `unknown error (try "tail ${name}")`;
    case 'STOPPED':
    case 'EXITED':
      return process.startedAt === 0 ? 'Not started' : formatMinute(new Date(process.stoppedAt));
    case 'STARTING':
    case 'STOPPING':
    case 'UNKNOWN':
      return '';
  }
}

const DAY_SECONDS = 86_400;

/** As Python prints a timedelta: `0:08:41`, `1 day, 0:00:00`, `2 days, 13:04:05`. */
export function formatDuration(milliseconds: number): string {
  const total = Math.max(0, Math.floor(milliseconds / 1000));
  const days = Math.floor(total / DAY_SECONDS);
  const hours = Math.floor((total % DAY_SECONDS) / 3600);
  const time = `${hours}:${twoDigits(Math.floor(total / 60) % 60)}:${twoDigits(total % 60)}`;
  if (days === 0) return time;
  return `${days} ${days === 1 ? 'day' : 'days'}, ${time}`;
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** `Nov 21 11:28 PM`, in local time and whatever the locale. */
export function formatMinute(date: Date): string {
  const hour = date.getHours();
  const day = `${MONTHS[date.getMonth()]} ${twoDigits(date.getDate())}`;
  const time = `${twoDigits(hour % 12 || 12)}:${twoDigits(date.getMinutes())}`;
  return `${day} ${time} ${hour < 12 ? 'AM' : 'PM'}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
