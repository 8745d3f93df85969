/** The parts of docs/performance.md that the benchmark writes. */

/**
 * Replaces what stands between `<!-- NAME -->` and `<!-- /NAME -->`, each on a line of its own.
 *
 * @throws {Error} if the page has no such place
 */
export function replaceBlock(page: string, name: string, text: string): string {
  const [begin, end] = [`<!-- ${name} -->\n`, `<!-- /${name} -->\n`];
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from === -1 || to < from) throw new Error(`the page has no place for '${name}'`);
  return `${page.slice(0, from + begin.length)}\n${text}\n${page.slice(to)}`;
}
