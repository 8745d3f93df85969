/**
 * What is odd in the text of a file, though it has a meaning. The reader of the dialect (`ini.ts`)
 * notes it down without knowing which sections and options there are; `ini-advice.ts` does, and
 * decides what to tell.
 */
import type { Origin } from './config.ts';

export type Oddity =
  /** A header for a section that is there already. */
  | { readonly kind: 'section'; readonly origin: Origin; readonly earlier: Origin }
  | {
      readonly kind: 'option';
      readonly option: string;
      readonly origin: Origin;
      readonly earlier: Origin;
      /** Whether both stand below one header. */
      readonly sameHeader: boolean;
      readonly sameValue: boolean;
    }
  /** A line of a value that looks like an option or a header of its own. */
  | {
      readonly kind: 'swallowed';
      readonly option: string;
      readonly origin: Origin;
      /** The name before `=`, as an option has it, or the name of the section. */
      readonly looksLike: { readonly kind: 'option' | 'section'; readonly name: string };
      /** The value up to here. */
      readonly before: string;
    }
  /** A comment that was hardly meant as one. */
  | {
      readonly kind: 'cut';
      readonly option: string;
      /** Of the line that was cut. */
      readonly origin: Origin;
      readonly mark: string;
      readonly quoted: boolean;
    };

/** A comment behind a value. */
export interface Comment {
  /** Which line of the value it follows, counted from 0. */
  readonly index: number;
  /** The line in the file. */
  readonly line: number;
  /** With its mark. */
  readonly text: string;
}

/**
 * Whether a comment has taken a part of the value: it begins within quotes that are closed behind
 * it, or is a `#` with one word behind it, or with one that flags follow, as in `--color #fff -v`.
 */
export function isCut(
  lines: readonly string[],
  { index, text }: Comment,
): { readonly quoted: boolean } | undefined {
  const quote = openQuote(lines.slice(0, index + 1).join('\n'));
  if (quote !== undefined) {
    const behind = [text, ...lines.slice(index + 1)];
    return behind.some((line) => line.includes(quote)) ? { quoted: true } : undefined;
  }
  return /^#[!-~]+(?:\s+-|$)/.test(text) ? { quoted: false } : undefined;
}

/** The quote that is still open at the end of a text, by the rules of a POSIX shell. */
export function openQuote(text: string): string | undefined {
  let open: string | undefined;
  if (!/["']/.test(text)) return open;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '\\' && open !== "'") at++;
    else if (character === open) open = undefined;
    else if (open === undefined && (character === '"' || character === "'")) open = character;
  }
  return open;
}
