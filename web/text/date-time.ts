/** Moments as the reader's language and time zone write them. */
import { language } from './translate.ts';

const format = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' });

const formatTime = new Intl.DateTimeFormat(language, { timeStyle: 'medium' });

/** @param seconds Since the Unix epoch */
export function timeOfDay(seconds: number): string {
  return formatTime.format(new Date(seconds * 1000));
}

/** @param time ISO 8601, or milliseconds since the Unix epoch */
export function dateTime(time: string | number): string {
  return format.format(new Date(time));
}
