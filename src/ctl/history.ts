/**
 * Lines that were typed in the shell, kept in a file from one shell to the next: plain text, the
 * oldest first, as GNU readline keeps them. A file that cannot be read or written is done without.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import type { History } from './command.ts';

/** How many lines are remembered, and kept. */
export const MAX_HISTORY_LINES = 1000;

/** Of a new file, less what the umask takes away. */
const FILE_MODE = 0o600;

export class LineHistory implements History {
  readonly #file: string | undefined;
  #lines: string[];

  /** @param file undefined to keep the lines of this shell only. */
  constructor(file: string | undefined) {
    this.#file = file;
    this.#lines = file === undefined ? [] : read(file).slice(-MAX_HISTORY_LINES).reverse();
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Remembers a line, unless it is blank or the one before. */
  add(line: string): void {
    if (line.trim() === '' || line === this.#lines[0]) return;
    this.#lines = [line, ...this.#lines].slice(0, MAX_HISTORY_LINES);
  }

  save(): void {
    if (this.#file === undefined) return;
    const text = this.#lines.map((line) => `${line}\n`).reverse();
    try {
      writeFileSync(this.#file, text.join(''), { mode: FILE_MODE });
    } catch {
      // It is a convenience only.
    }
  }
}

function read(file: string): string[] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch {
    return [];
  }
}
