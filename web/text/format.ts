/** Numbers and times as people read them. Pure: the language is handed in. */
import { message } from './language.ts';
import type { Language } from './messages.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `42 s`, `7 min`, `3 h 5 min`, `12 d 4 h`. @param seconds Negative ones count as none */
export function duration(language: Language, seconds: number): string {
  const s = Math.max(0, Math.floor(seconds));
  if (s < MINUTE) return message(language, 'seconds', { n: s });
  if (s < HOUR) return message(language, 'minutes', { n: Math.floor(s / MINUTE) });
  if (s < DAY) {
    const values = { h: Math.floor(s / HOUR), m: Math.floor((s % HOUR) / MINUTE) };
    return message(language, 'hours', values);
  }
  return message(language, 'days', { d: Math.floor(s / DAY), h: Math.floor((s % DAY) / HOUR) });
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** `512 B`, `3.4 MiB`, `128 MiB`: three digits at most. */
export function bytes(count: number): string {
  let value = count;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? value : digits(value)} ${UNITS[unit]}`;
}

/** `0 %`, `3.4 %`, `128 %`. */
export function percent(value: number): string {
  return `${digits(value)} %`;
}

/** One decimal, where it tells something. */
function digits(value: number): string {
  return value < 9.95 && value >= 0.05 ? value.toFixed(1) : value.toFixed(0);
}
