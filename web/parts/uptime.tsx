/** How long a process has been running, second by second. */
import type { ProcessInfo } from '../../src/wire/api/process.ts';
import { now } from '../store/clock.ts';
import { duration } from '../text/format.ts';
import { language } from '../text/translate.ts';

export function Uptime({ process }: { readonly process: ProcessInfo }) {
  const { uptime, now: then } = process;
  if (uptime === null) return null;
  const seconds = uptime + (now.value - Date.parse(then)) / 1000;
  return <>{duration(language, seconds)}</>;
}
