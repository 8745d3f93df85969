/**
 * The one place that prints. Text and bytes go to two descriptors, by `node:fs` and not by
 * `process.stdout`, which would load the modules of a terminal first.
 *
 * A write returns when the reader has taken it: a slow pager slows down what is printed, and
 * nothing piles up. Lines that are printed in one go are written in one go. When the reader has
 * gone (EPIPE), output is dropped in silence and `closed` says so.
 */
import { writeSync } from 'node:fs';
import { isSystemError } from '../base/errors.ts';

export interface Output {
  /** Prints a line on stdout. */
  line(text: string): void;
  /** Writes bytes on stdout as they are. */
  write(bytes: Uint8Array): void;
  /** Prints a prompt: text without an end of line. */
  prompt(text: string): void;
  /** Prints a line on stderr. */
  errorLine(text: string): void;
  /** Writes out what has been printed. */
  flush(): void;
  /** Whether nobody reads stdout any more. */
  readonly closed: boolean;
}

/** Milliseconds between two attempts to write to a full descriptor that does not block. */
const RETRY_MS = 5;

export class DescriptorOutput implements Output {
  readonly #stdout: number;
  readonly #stderr: number;
  #lines = '';
  #closed = false;

  constructor(stdout: number, stderr: number) {
    this.#stdout = stdout;
    this.#stderr = stderr;
  }

  get closed(): boolean {
    return this.#closed;
  }

  line(text: string): void {
    if (this.#lines === '') queueMicrotask(() => this.flush());
    this.#lines += `${text}\n`;
  }

  write(bytes: Uint8Array): void {
    this.flush();
    if (!this.#closed) this.#closed = !writeAll(this.#stdout, bytes);
  }

  prompt(text: string): void {
    this.write(Buffer.from(text));
  }

  errorLine(text: string): void {
    this.flush();
    writeAll(this.#stderr, Buffer.from(`${text}\n`));
  }

  flush(): void {
    if (this.#lines === '') return;
    const bytes = Buffer.from(this.#lines);
    this.#lines = '';
    this.write(bytes);
  }
}

/** Writes every byte. @returns false if there is nobody to read them. */
function writeAll(fd: number, bytes: Uint8Array): boolean {
  let start = 0;
  while (start < bytes.length) {
    try {
      start += writeSync(fd, bytes, start);
    } catch (error) {
      if (!isSystemError(error)) throw error;
      if (error.code === 'EPIPE') return false;
      if (error.code !== 'EAGAIN') throw error;
      // Somebody we share the descriptor with made it non-blocking.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
    }
  }
  return true;
}
