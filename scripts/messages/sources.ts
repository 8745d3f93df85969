/** The texts in src, and which of them are messages: somebody may come to read and search for them. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { skeleton } from './answer.ts';
import { type Literal, literalsOf } from './literals.ts';
import { isDocumentation } from './no-messages.ts';

export interface Text {
  /** Below src. */
  readonly file: string;
  readonly line: number;
  /** With `{}` for what is computed. */
  readonly text: string;
  readonly isMessage: boolean;
  /** The level at which it is logged, if the call that has it says so. */
  readonly level?: Level;
}

const LEVELS = ['critical', 'error', 'warn', 'info'] as const;

export type Level = (typeof LEVELS)[number];

/** @param folder The folder src. */
export function textsIn(folder: string): Text[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.ts$/.test(file) && !/\.(test|d)\.ts$/.test(file))
    .sort()
    .flatMap((file) => textsOf(readFileSync(path.join(folder, file), 'utf8'), file));
}

/** The texts of one file. @param file Its path below src. */
export function textsOf(source: string, file: string): Text[] {
  const literals = literalsOf(source);
  return literals.map((literal, index) => {
    const text = skeleton(literal.text);
    const isMessage = isProse(text) && !isDocumentation(literal, file);
    const level = levelOf(literal, literals[index - 1]);
    return { file, line: literal.line, text, isMessage, ...(level && { level }) };
  });
}

/** `log.warn('it')`, `log('warn', 'it')` or `{ level: 'warn', text: 'it' }`. */
function levelOf({ within }: Literal, before: Literal | undefined): Level | undefined {
  const call = within.at(-1) ?? '';
  const called = LEVELS.find((level) => call.endsWith(`.${level}(`));
  if (called !== undefined) return called;
  const isBeside = before !== undefined && place(before.within) === place(within);
  return isBeside ? LEVELS.find((level) => level === before.text) : undefined;
}

/** Where a literal stands, but for its own key. */
function place(within: readonly string[]): string {
  return within.join(' ').replace(/ ?\w+:$/, '');
}

/** Tags of XML and HTML; `<class 'x'>` is none. */
const MARKUP = /^(?:\{\})?<\w+>|^<[?!]|<\/\w+>/;

/** At least one word, and more than that: a second word, or something computed. */
function isProse(text: string): boolean {
  if (MARKUP.test(text)) return false;
  return /[A-Za-z]{2}/.test(text.replaceAll('{}', '')) && /\S\s+\S/.test(text);
}
