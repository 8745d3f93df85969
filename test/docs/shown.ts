/**
 * Compares what a page shows with what a command prints: what is different each time (pids, times)
 * must only look alike, and `...` stands for anything, in a line or for lines. Blanks at the end of a
 * line, and blank lines at the end, are not seen.
 */

/** What is different each time: what stands before it, and its form. */
const VARYING: readonly (readonly [before: string, form: string])[] = [
  ['\\bpid ', '\\d+'],
  ["' \\(", '\\d+(?=\\) with SIG)'],
  ['\\buptime ', '(?:\\d+ days?, )?\\d+:\\d\\d:\\d\\d'],
  ['\\blived ', '\\d+\\.\\d{3}'],
  ['', '\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d:\\d\\d(?:[,.]\\d{3}Z?)?'], // logs and records
  ['', '[A-Z][a-z]{2} \\d\\d \\d\\d:\\d\\d [AP]M'], // status
  ['\\b', '\\d\\d:\\d\\d:\\d\\d\\b'], // date
  ['', '\\{SCRYPT\\}[\\w$-]+'],
];
const ANYTHING = '...';
const ANY_VARYING = new RegExp(
  VARYING.map(([before, form]) => `(?<=${before})(${form})`)
    .join('|')
    .concat('|\\.{3}'),
  'g',
);

const ANY_LINES = '(?:.*\\n)*';

/**
 * What a command must print, as a pattern for all of it.
 *
 * @param gaps Whether lines about something else may stand before, between and behind those that are shown.
 */
export function patternOf(shown: string, { gaps = false } = {}): RegExp {
  const lines = shown.split('\n').slice(0, -1);
  const parts = gaps
    ? ['', ...lines.filter((line) => line !== ANYTHING).map(linePattern), '']
    : lines.map(linePattern);
  return new RegExp(`^${parts.join(gaps ? ANY_LINES : '')}\\n*$`);
}

function linePattern(line: string): string {
  if (line === ANYTHING) return ANY_LINES;
  const parts: string[] = [];
  let end = 0;
  for (const match of line.matchAll(ANY_VARYING)) {
    const [, form] = VARYING[match.slice(1).findIndex((part) => part !== undefined)] ?? [];
    parts.push(literal(line.slice(end, match.index)), `(?:${form ?? '.*'})`);
    end = match.index + match[0].length;
  }
  return `${parts.join('')}${literal(line.slice(end))} *\\n`;
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
