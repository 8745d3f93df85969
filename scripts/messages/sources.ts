/** The texts in src, and which of them are messages: somebody may come to read and search for them. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { skeleton } from './answer.ts';
import { literalsOf } from './literals.ts';
import { isDocumentation } from './no-messages.ts';

export interface Text {
  /** Below src. */
  readonly file: string;
  readonly line: number;
  /** With `{}` for what is computed. */
  readonly text: string;
  readonly isMessage: boolean;
}

/** @param folder The folder src. */
export function textsIn(folder: string): Text[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.ts$/.test(file) && !/\.(test|d)\.ts$/.test(file))
    .sort()
    .flatMap((file) => {
      const literals = literalsOf(readFileSync(path.join(folder, file), 'utf8'));
      return literals.map((literal) => {
        const text = skeleton(literal.text);
        const isMessage = isProse(text) && !isDocumentation(literal, file);
        return { file, line: literal.line, text, isMessage };
      });
    });
}

/** At least one word, and more than that: a second word, or something computed. */
function isProse(text: string): boolean {
  return /[A-Za-z]{2}/.test(text.replaceAll('{}', '')) && /\S\s+\S/.test(text);
}
