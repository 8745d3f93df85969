/** How many lines of a file that grows match, however often that is asked. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

export class LineCounter implements Disposable {
  readonly #fd: number;
  readonly #patterns: readonly RegExp[];
  readonly #counts: number[];
  #position = 0;
  #rest = '';

  constructor(file: string, ...patterns: readonly RegExp[]) {
    this.#fd = openSync(file, 'r');
    this.#patterns = patterns;
    this.#counts = patterns.map(() => 0);
  }

  /** By pattern, of the whole lines so far. */
  get counts(): readonly number[] {
    const lines = (this.#rest + this.#read()).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      for (const [index, pattern] of this.#patterns.entries()) {
        if (pattern.test(line)) this.#counts[index] = (this.#counts[index] ?? 0) + 1;
      }
    }
    return [...this.#counts];
  }

  [Symbol.dispose](): void {
    closeSync(this.#fd);
  }

  #read(): string {
    const bytes = Buffer.alloc(Math.max(0, fstatSync(this.#fd).size - this.#position));
    const length = readSync(this.#fd, bytes, 0, bytes.length, this.#position);
    this.#position += length;
    return bytes.toString('latin1', 0, length);
  }
}
