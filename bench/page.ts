/** The parts of docs/performance.md that the benchmark writes. */

/**
 * Replaces what stands between `<!-- NAME -->` and `<!-- /NAME -->`, each on a line of its own.
 *
 * @throws {Error} if the page has no such place
 */
export function replaceBlock(page: string, name: string, text: string): string {
  const [begin, end] = marksOf(name);
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from === -1 || to < from) throw new Error(`the page has no place for '${name}'`);
  return `${page.slice(0, from + begin.length)}\n${text}\n${page.slice(to)}`;
}

/** The supervisors that a table in the page has a column for. */
export function columnsOf(page: string): string[] {
  const head = page.split('\n').find((line) => cellOf(line) === 'what') ?? '';
  const cells = head.split('|').map((cell) => cell.trim());
  return cells.slice(2, cells.indexOf('ratio'));
}

/** Puts the rows of a table in the place of those of the same name in the page's, or behind them all. */
export function replaceRows(page: string, table: string): string {
  const rows = new Map(linesOf(table).map((line) => [cellOf(line), line]));
  const lines = page.split('\n').map((line) => {
    const row = rows.get(cellOf(line));
    rows.delete(cellOf(line));
    return row ?? line;
  });
  const end = lines.findLastIndex((line) => cellOf(line) !== '');
  return [...lines.slice(0, end + 1), ...rows.values(), ...lines.slice(end + 1)].join('\n');
}

/** Those of the rows, without the head. */
function linesOf(table: string): string[] {
  return table.split('\n').filter((line) => !['', 'what'].includes(cellOf(line)));
}

/** The first cell of a line of a table; empty if it is none. */
function cellOf(line: string): string {
  const cell = line.startsWith('| ') ? (line.split('|')[1] ?? '').trim() : '';
  return /^-*$/.test(cell) ? '' : cell;
}

/** What stands in a block of the page. */
export function blockOf(page: string, name: string): string {
  const [begin, end] = marksOf(name);
  return page.slice(page.indexOf(begin) + begin.length, page.indexOf(end)).trim();
}

function marksOf(name: string): [begin: string, end: string] {
  return [`<!-- ${name} -->\n`, `<!-- /${name} -->\n`];
}
