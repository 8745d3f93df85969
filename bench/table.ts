/** The result as a table that reads well in a terminal and in Markdown. */
import { type Columns, describe, ratioTo, type Verdict, verdictOn } from './goals.ts';
import type { Row } from './measure.ts';
import { digits, type Summary } from './statistics.ts';

export interface Result {
  readonly row: Row;
  readonly columns: Columns;
}

/** @param peers The names of the columns, in their order */
export function formatTable(peers: readonly string[], results: readonly Result[]): string {
  const head = ['what', ...peers, 'ratio', 'goal', 'met'];
  const lines = results.map(({ row, columns }) => [
    row.unit === '' ? row.name : `${row.name}, ${row.unit}`,
    ...peers.map((peer) => cell(columns.get(peer))),
    ratio(row, columns),
    (row.goals ?? []).map((goal) => describe(goal, row)).join(', '),
    verdict(row, columns),
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
  return summary === undefined ? '-' : withSpread(summary);
}

function ratio(row: Row, columns: Columns): string {
  const ratio = ratioTo('Supervisor', row, columns);
  return ratio === undefined ? '-' : `${withSpread(ratio)}x`;
}

function withSpread({ value, low, high }: Pick<Summary, 'value' | 'low' | 'high'>): string {
  const [text, from, to] = [digits(value), digits(low), digits(high)];
  return from === to ? text : `${text} (${from}-${to})`;
}

/** Yes if all goals are met; if not, what is missed and by how much. */
function verdict(row: Row, columns: Columns): string {
  const goals = row.goals ?? [];
  const of = (wanted: Verdict) => goals.filter((goal) => verdictOn(goal, row, columns) === wanted);
  const missed = of('missed').map((goal) => {
    if (goal.kind === 'bound' || goal.to === 'Supervisor') return 'no';
    return `no: ${digits(ratioTo(goal.to, row, columns)?.value ?? 0)}x ${goal.to}`;
  });
  if (missed.length > 0) return missed.join(', ');
  if (of('unknown').length > 0) return '?';
  return goals.length === 0 ? '' : 'yes';
}
