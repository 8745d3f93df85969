/**
 * Compares what a page shows with what a command prints: what is different each time (pids, times)
 * must only look alike, and `...` stands for anything, in a line or for lines.
 */

/** What is different each time. */
const VARYING: readonly RegExp[] = [
  /(?<=\bpid )\d+/,
  /(?<=\b(?:uptime|lived) )(?:\d+ days?, )?\d+:\d\d:\d\d/,
  /\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:[,.]\d{3}Z?)?/, // logs and records
  /[A-Z][a-z]{2} \d\d \d\d:\d\d [AP]M/, // status
  /\b\d\d:\d\d:\d\d\b/, // date
  /\{SCRYPT\}[\w$-]+/,
  /\.\.\./,
];
const ANY_VARYING = new RegExp(VARYING.map(({ source }) => `(${source})`).join('|'), 'g');
/** `...`, the last of them. */
const ANYTHING = VARYING.length;

const ANY_LINES = '(?:.*\\n)*';

/** What a command must print, as a pattern for all of it. */
export function patternOf(shown: string): RegExp {
  const lines = shown.split('\n').slice(0, -1);
  return new RegExp(`^${lines.map(linePattern).join('')}$`);
}

function linePattern(line: string): string {
  if (line === '...') return ANY_LINES;
  const parts: string[] = [];
  let end = 0;
  for (const match of line.matchAll(ANY_VARYING)) {
    const kind = match.findIndex((group, index) => index > 0 && group !== undefined);
    parts.push(literal(line.slice(end, match.index)));
    parts.push(kind === ANYTHING ? '.*' : `(?:${withoutContext(VARYING[kind - 1])})`);
    end = match.index + match[0].length;
  }
  return `${parts.join('')}${literal(line.slice(end))} *\\n`;
}

/** What stands before a thing that varies is literal text of its line already. */
function withoutContext(varying: RegExp | undefined): string {
  return (varying?.source ?? '').replace(/^\(\?<=.* \)|\\b/g, '');
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
