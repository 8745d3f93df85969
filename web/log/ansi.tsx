/**
 * A line of a log with the colours that a terminal would show, and the places where a text occurs.
 * What is in the line becomes text, and never markup.
 */
import Anser, { type AnserJsonEntry } from 'anser';
import type { JSX } from 'preact';

/** Control characters that are left when the colours are understood. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

export function AnsiText({ text, find = '' }: { readonly text: string; readonly find?: string }) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the beginning of a colour
  if (!/\u001b/.test(text)) return <>{marked(text.replace(CONTROLS, ''), find)}</>;
  const parts = Anser.ansiToJson(text, { json: true, use_classes: true, remove_empty: true });
  return (
    <>
      {parts.map((part, index) => (
        // The parts of a line never move
        <span key={index} class={classesOf(part)} style={styleOf(part)}>
          {marked(part.content.replace(CONTROLS, ''), find)}
        </span>
      ))}
    </>
  );
}

function marked(text: string, find: string): (string | JSX.Element)[] {
  if (find === '') return [text];
  const pattern = new RegExp(`(${find.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')})`, 'gi');
  return text
    .split(pattern)
    .map((part, index) => (index % 2 === 1 ? <mark key={index}>{part}</mark> : part));
}

function classesOf({ fg, bg, decorations }: AnserJsonEntry): string {
  const colour = /^ansi-(?:bright-)?[a-z]+$/.test(fg ?? '') ? fg : '';
  const back = /^ansi-(?:bright-)?[a-z]+$/.test(bg ?? '') ? `back-${bg}` : '';
  return [colour, back, ...decorations.map((name) => `ansi-${name}`)].filter(Boolean).join(' ');
}

function styleOf({
  fg,
  bg,
  fg_truecolor,
  bg_truecolor,
}: AnserJsonEntry): Readonly<Record<string, string>> {
  const colour = fg_truecolor ? `rgb(${fg_truecolor})` : paletteColour(fg);
  const back = bg_truecolor ? `rgb(${bg_truecolor})` : paletteColour(bg);
  return {
    ...(colour !== undefined && { color: colour }),
    ...(back !== undefined && { backgroundColor: back }),
  };
}

const STEPS = [0, 95, 135, 175, 215, 255];

/** One of the 240 colours behind the sixteen that have names: a cube, then greys. */
function paletteColour(name: string | null): string | undefined {
  const [, digits] = /^ansi-palette-(\d+)$/.exec(name ?? '') ?? [];
  if (digits === undefined) return undefined;
  const n = Number(digits) - 16;
  if (n >= 216) {
    const grey = 8 + (n - 216) * 10;
    return `rgb(${grey} ${grey} ${grey})`;
  }
  const [red, green, blue] = [Math.floor(n / 36), Math.floor(n / 6) % 6, n % 6];
  return `rgb(${STEPS[red]} ${STEPS[green]} ${STEPS[blue]})`;
}
