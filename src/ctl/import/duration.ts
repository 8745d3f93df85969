/** Durations as systemd, compose and pm2 write them: `90`, `1m30s`, `1min 30s`, `500ms`. */

const SECONDS: Readonly<Record<string, number>> = {
  us: 1e-6,
  ms: 1e-3,
  s: 1,
  sec: 1,
  second: 1,
  seconds: 1,
  m: 60,
  min: 60,
  minute: 60,
  minutes: 60,
  h: 3600,
  hr: 3600,
  hour: 3600,
  hours: 3600,
  d: 86_400,
  day: 86_400,
  days: 86_400,
  w: 604_800,
  week: 604_800,
  weeks: 604_800,
};

/**
 * A duration in whole seconds, rounded up; undefined if it is none (`infinity`, say).
 *
 * @param unit What a number without a unit counts.
 */
export function wholeSeconds(text: string, unit: 's' | 'ms' = 's'): number | undefined {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]*)\s*/gi)];
  const isWhole = parts.map(([part]) => part).join('') === text.trim();
  if (parts.length === 0 || !isWhole) return undefined;
  let seconds = 0;
  for (const [, count, word = ''] of parts) {
    const each = SECONDS[word === '' ? unit : word.toLowerCase()];
    if (each === undefined) return undefined;
    seconds += Number(count) * each;
  }
  return Math.ceil(Number(seconds.toFixed(6))); // sums of fractions are a little off
}
