/** Words in columns, as Python's `cmd` module lays out its lists of topics. */
const GAP = 2;

/**
 * Lines that show the words column by column, in as few rows as the width allows. Every column is
 * as wide as its longest word, and padded, the last one too.
 *
 * @param width in characters.
 */
export function columns(words: readonly string[], width: number): string[] {
  if (words.length === 1) return [...words];
  for (let rows = 1; rows < words.length; rows += 1) {
    const widths = columnWidths(words, rows);
    const total = widths.reduce((sum, column) => sum + column + GAP, -GAP);
    if (total <= width) return layOut(words, rows, widths);
  }
  return layOut(words, words.length, [0]);
}

function columnWidths(words: readonly string[], rows: number): number[] {
  const widths: number[] = [];
  for (let start = 0; start < words.length; start += rows) {
    const lengths = words.slice(start, start + rows).map((word) => [...word].length);
    widths.push(Math.max(...lengths));
  }
  return widths;
}

function layOut(words: readonly string[], rows: number, widths: readonly number[]): string[] {
  return Array.from({ length: rows }, (_, row) => {
    const cells = words.filter((_word, index) => index % rows === row);
    return cells.map((word, column) => padRight(word, widths[column] ?? 0)).join(' '.repeat(GAP));
  });
}

/** `'%-<width>s' % text`: pads by characters, not by UTF-16 units. */
export function padRight(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - [...text].length));
}
