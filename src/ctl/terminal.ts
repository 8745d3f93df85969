/**
 * The person at the terminal, by `node:readline`, which is loaded when the first question is
 * asked: a single command never needs it.
 *
 * On a terminal every question has a reader of its own, so that between questions Ctrl-C is a
 * signal again. Input from a pipe is read through once and handed out line by line.
 */
import type { Interface, ReadLineOptions } from 'node:readline';
import type { Terminal } from './command.ts';

/** Asked for when they are needed: their modules load then. */
export interface TerminalStreams {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
}

export class ReadlineTerminal implements Terminal {
  readonly #streams: () => TerminalStreams;
  #history: string[] = [];
  #piped: AsyncIterator<string> | undefined;
  #reader: Interface | undefined;
  #interrupts: (() => void)[] = [];
  #closed = false;

  constructor(streams: () => TerminalStreams) {
    this.#streams = streams;
  }

  get closed(): boolean {
    return this.#closed;
  }

  ask(question: string): Promise<string | undefined> {
    const { input, output } = this.#streams();
    if (input.isTTY) return this.#question(question, { input, output, history: this.#history });
    output.write(question);
    return this.#nextPipedLine(input);
  }

  async askSecret(question: string): Promise<string | undefined> {
    const { input, output } = this.#streams();
    output.write(question);
    if (!input.isTTY) return this.#nextPipedLine(input);
    const { Writable } = await import('node:stream');
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    return this.#question('', { input, output: nowhere, terminal: true, historySize: 0 });
  }

  onInterrupt(run: () => void): () => void {
    this.#interrupts.push(run);
    if (this.#interrupts.length === 1) process.on('SIGINT', this.#interrupt);
    return () => {
      this.#interrupts = this.#interrupts.filter((other) => other !== run);
      if (this.#interrupts.length === 0) process.off('SIGINT', this.#interrupt);
    };
  }

  interrupt(): void {
    if (this.#interrupts.length > 0) this.#interrupt();
    else process.kill(process.pid, 'SIGINT');
  }

  /** Ends a question that waits; it is answered with undefined. */
  close(): void {
    this.#closed = true;
    this.#reader?.close();
  }

  /** The one who asked last is told. */
  readonly #interrupt = (): void => this.#interrupts.at(-1)?.();

  async #question(question: string, options: ReadLineOptions): Promise<string | undefined> {
    const { createInterface } = await import('node:readline');
    const reader = createInterface(options);
    this.#reader = reader;
    reader.on('history', (history: string[]) => {
      this.#history = history;
    });
    reader.on('SIGINT', this.#interrupt);
    return new Promise((resolve) => {
      reader.on('close', () => resolve(undefined)); // ^D, or close()
      reader.question(question, (line) => {
        resolve(line);
        reader.close();
      });
    });
  }

  async #nextPipedLine(input: NodeJS.ReadStream): Promise<string | undefined> {
    if (this.#piped === undefined) {
      const { createInterface } = await import('node:readline');
      this.#reader = createInterface({ input });
      this.#piped = this.#reader[Symbol.asyncIterator]();
    }
    const next = await this.#piped.next();
    return next.done ? undefined : next.value;
  }
}
