/** The result as a table that reads well in a terminal and in Markdown. */
import type { Row } from './measure.ts';
import { digits, type Summary } from './statistics.ts';

export interface Result {
  readonly row: Row;
  /** By peer, in the order of the columns; undefined where a peer was not measured. */
  readonly summaries: readonly (Summary | undefined)[];
}

export function formatTable(peers: readonly string[], results: readonly Result[]): string {
  const head = ['median (half of the rounds)', ...peers, `${peers[0]} / best other`];
  const lines = results.map(({ row, summaries }) => [
    row.unit === '' ? row.name : `${row.name}, ${row.unit}`,
    ...summaries.map(cell),
    ratio(row, summaries),
  ]);
  const widths = head.map((_, column) =>
    Math.max(...[head, ...lines].map((line) => line[column]?.length ?? 0)),
  );
  const format = (line: readonly string[]) =>
    `| ${line.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' | ')} |\n`;
  const rule = widths.map((width) => '-'.repeat(width));
  return [head, rule, ...lines].map(format).join('');
}

function cell(summary: Summary | undefined): string {
  if (summary === undefined) return '-';
  const { median, low, high } = summary;
  return low === high ? digits(median) : `${digits(median)} (${digits(low)} - ${digits(high)})`;
}

/** Ours over the best of the others: below 1 is better where low is best. */
function ratio(row: Row, [ours, ...others]: readonly (Summary | undefined)[]): string {
  const medians = others.flatMap((other) => (other === undefined ? [] : [other.median]));
  if (ours === undefined || medians.length === 0) return '-';
  const best = row.best === 'low' ? Math.min(...medians) : Math.max(...medians);
  return best === 0 ? '-' : `${(ours.median / best).toFixed(3)}x`;
}
