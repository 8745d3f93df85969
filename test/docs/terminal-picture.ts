/**
 * Draws what a terminal shows as an SVG: text in columns, in the colours that programs have asked
 * for. It needs no font of its own.
 */
import Anser from 'anser';

/** A line: what is typed after a prompt, or what a command shows, with its ANSI colours. */
export type Line = { readonly typed: string } | { readonly shown: string };

const COLUMNS = 93;
const COLUMN_PX = 8.4;
const LINE_PX = 20;
const MARGIN_PX = 20;
const BAR_PX = 36;
const COLOURS = {
  background: '#16181d',
  bar: '#23262e',
  text: '#d5d9e0',
  typed: '#ffffff',
  prompt: '#6cc070',
  buttons: ['#ed6a5e', '#f4bf4f', '#61c554'],
} as const;

/** What programs ask for, in colours that can be read on ours. */
const ANSI: Readonly<Record<string, string>> = {
  'ansi-red': '#e06c75',
  'ansi-green': '#98c379',
  'ansi-yellow': '#e5c07b',
  'ansi-blue': '#61afef',
  'ansi-magenta': '#c678dd',
  'ansi-cyan': '#56b6c2',
};

interface Span {
  readonly text: string;
  readonly colour: string;
}

export function terminalPicture(title: string, lines: readonly Line[]): string {
  const width = Math.round(COLUMNS * COLUMN_PX + 2 * MARGIN_PX);
  const height = BAR_PX + lines.length * LINE_PX + 2 * MARGIN_PX - LINE_PX / 2;
  const buttons = COLOURS.buttons.map(
    (colour, index) => `<circle cx="${20 + index * 20}" cy="18" r="6" fill="${colour}"/>`,
  );
  const drawn = lines.map((line, index) => drawLine(spansOf(line), index));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" rx="10" fill="${COLOURS.background}"/>`,
    `<path d="M0 ${BAR_PX}V10a10 10 0 0 1 10-10H${width - 10}a10 10 0 0 1 10 10V${BAR_PX}z" fill="${COLOURS.bar}"/>`,
    ...buttons,
    '<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,DejaVu Sans Mono,monospace" font-size="14">',
    ...drawn,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

function spansOf(line: Line): Span[] {
  if ('typed' in line) {
    return [
      { text: '$ ', colour: COLOURS.prompt },
      { text: line.typed, colour: COLOURS.typed },
    ];
  }
  return Anser.ansiToJson(line.shown, { remove_empty: true, use_classes: true }).map(
    ({ content, fg }) => ({
      text: content,
      colour: ANSI[fg?.replace('-bright', '') ?? ''] ?? COLOURS.text,
    }),
  );
}

/** Each piece is put into its columns, whatever the width of the font's characters. */
function drawLine(spans: readonly Span[], index: number): string {
  const y = BAR_PX + MARGIN_PX + index * LINE_PX + LINE_PX / 2;
  let column = 0;
  return spans
    .flatMap(({ text, colour }) => {
      const start = column;
      column += text.length;
      return [...text.matchAll(/\S+(?: \S+)*/g)].map(({ 0: piece, index: at }) => {
        const x = (MARGIN_PX + (start + at) * COLUMN_PX).toFixed(1);
        const length = (piece.length * COLUMN_PX).toFixed(1);
        return `<text x="${x}" y="${y}" fill="${colour}" textLength="${length}">${escaped(piece)}</text>`;
      });
    })
    .join('');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
