/**
 * The one place that prints. Text and bytes go to two descriptors, by `node:fs` and not by
 * `process.stdout`, which would load the modules of a terminal first.
 *
 * A write returns when the reader has taken it: a slow pager slows down what is printed, and
 * nothing piles up. Lines that are printed in one go are written in one go. When the reader has
 * gone (EPIPE), output is dropped in silence and `closed` says so. When it cannot be written for
 * another reason, as to a full disk, that is said once on stderr, and `failed` says so as well.
 */
import { writeSync } from 'node:fs';
import { isSystemError, type SystemError } from '../base/errors.ts';
import { errorText } from '../os/error-text.ts';

export interface Output {
  /** Prints a line on stdout. */
  line(text: string): void;
  /** Writes bytes on stdout as they are. */
  write(bytes: Uint8Array): void;
  /** Prints a prompt: text without an end of line. */
  prompt(text: string): void;
  /** Prints a line on stderr. */
  errorLine(text: string): void;
  /**
   * Shows on a terminal at stderr what is waited for, until it is replaced, or something is
   * printed. Elsewhere nothing is shown.
   */
  progress(text: string): void;
  /** Writes out what has been printed. */
  flush(): void;
  /** Whether nobody reads stdout any more. */
  readonly closed: boolean;
  /** Whether stdout is a terminal. */
  readonly isTerminal: boolean;
  /** Whether what is printed may have colours: on a terminal, and `NO_COLOR` is not set. */
  readonly colours: boolean;
}

/** What is known of a terminal. Without it, there is none. */
export interface Screen {
  isatty(fd: number): boolean;
  /** Is looked into for `NO_COLOR` and `TERM`. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

const NO_SCREEN: Screen = { isatty: () => false, env: {} };

/** Clears the line that the cursor is in. */
const CLEAR_LINE = '\r\x1b[K';

/** Milliseconds between two attempts to write to a full descriptor that does not block. */
const RETRY_MS = 5;

export class DescriptorOutput implements Output {
  readonly #stdout: number;
  readonly #stderr: number;
  readonly #screen: Screen;
  #lines = '';
  #closed = false;
  #failed = false;
  #showsProgress = false;

  constructor(stdout: number, stderr: number, screen = NO_SCREEN) {
    this.#stdout = stdout;
    this.#stderr = stderr;
    this.#screen = screen;
  }

  get isTerminal(): boolean {
    return this.#screen.isatty(this.#stdout);
  }

  get colours(): boolean {
    const { NO_COLOR, TERM } = this.#screen.env;
    return this.isTerminal && !NO_COLOR && TERM !== 'dumb';
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Whether something could not be written though somebody is there to read it. */
  get failed(): boolean {
    return this.#failed;
  }

  line(text: string): void {
    if (this.#lines === '') queueMicrotask(() => this.flush());
    this.#lines += `${text}\n`;
  }

  write(bytes: Uint8Array): void {
    this.flush();
    this.#clearProgress();
    if (this.#closed) return;
    const failure = writeAll(this.#stdout, bytes);
    this.#closed = failure !== undefined;
    if (failure === undefined || failure.code === 'EPIPE') return;
    this.#failed = true;
    this.errorLine(`error: cannot write the output: ${errorText(failure)}`);
  }

  prompt(text: string): void {
    this.write(Buffer.from(text));
  }

  errorLine(text: string): void {
    this.flush();
    this.#clearProgress();
    writeAll(this.#stderr, Buffer.from(`${text}\n`));
  }

  progress(text: string): void {
    this.flush();
    this.#clearProgress();
    if (text === '' || !this.#screen.isatty(this.#stderr)) return;
    writeAll(this.#stderr, Buffer.from(text));
    this.#showsProgress = true;
  }

  flush(): void {
    if (this.#lines === '') return;
    const bytes = Buffer.from(this.#lines);
    this.#lines = '';
    this.write(bytes);
  }

  #clearProgress(): void {
    if (!this.#showsProgress) return;
    this.#showsProgress = false;
    writeAll(this.#stderr, Buffer.from(CLEAR_LINE));
  }
}

/** Writes every byte. @returns why it cannot, if it cannot */
function writeAll(fd: number, bytes: Uint8Array): SystemError | undefined {
  let start = 0;
  while (start < bytes.length) {
    try {
      start += writeSync(fd, bytes, start);
    } catch (error) {
      if (!isSystemError(error)) throw error;
      if (error.code !== 'EAGAIN') return error;
      // Somebody we share the descriptor with made it non-blocking.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
    }
  }
  return undefined;
}
