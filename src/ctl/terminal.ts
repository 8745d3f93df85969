/**
 * The person at the other end: questions and answers, and Ctrl-C.
 *
 * It is light, since every `supervisorctl` makes one. Who reads the answers is loaded with the first
 * question: `keyboard.ts` when both ends are a terminal, otherwise `piped-lines.ts`. Between two
 * questions the terminal is as we found it, and Ctrl-C is a signal.
 */
import type { ReadStream, WriteStream } from 'node:tty';
import type { Terminal, Typing } from './command.ts';
import type { Output } from './output.ts';

export interface TerminalStreams {
  /** Whether somebody sees what is printed and types on the same terminal. */
  readonly isTerminal: boolean;
  /** Whether somebody types, wherever it is printed to. */
  readonly isTyped: boolean;
  /** Asked for when they are needed: their modules load then. */
  readonly input: () => ReadStream;
  readonly screen: () => WriteStream;
  /** Where somebody types but what is printed goes elsewhere, and a secret is asked for. */
  readonly errors: () => WriteStream;
}

/** Where answers come from. */
export interface AnswerSource {
  /** Resolves with undefined at the end of the input, when called off, and after `close()`. */
  ask(question: string, typing: Typing): Promise<string | undefined>;
  askSecret(question: string): Promise<string | undefined>;
  close(): void;
}

export class InputTerminal implements Terminal {
  readonly #streams: TerminalStreams;
  readonly #output: Output;
  #source: AnswerSource | undefined;
  #interrupts: (() => void)[] = [];
  #closed = false;

  constructor(streams: TerminalStreams, output: Output) {
    this.#streams = streams;
    this.#output = output;
  }

  get isTyped(): boolean {
    return this.#streams.isTyped;
  }

  get closed(): boolean {
    return this.#closed;
  }

  async ask(question: string, typing: Typing = {}): Promise<string | undefined> {
    const source = await this.#open();
    return this.#closed ? undefined : source.ask(question, typing);
  }

  async askSecret(question: string): Promise<string | undefined> {
    const { isTerminal, isTyped, errors } = this.#streams;
    if (isTyped && !isTerminal) this.#source ??= await this.#loadKeyboard(errors());
    const source = await this.#open();
    return this.#closed ? undefined : source.askSecret(question);
  }

  onInterrupt(run: () => void): () => void {
    this.#interrupts.push(run);
    if (this.#interrupts.length === 1) process.on('SIGINT', this.#tell);
    return () => {
      this.#interrupts = this.#interrupts.filter((other) => other !== run);
      if (this.#interrupts.length === 0) process.off('SIGINT', this.#tell);
    };
  }

  interrupt(): void {
    if (this.#interrupts.length > 0) this.#tell();
    else process.kill(process.pid, 'SIGINT');
  }

  close(): void {
    this.#closed = true;
    this.#source?.close();
  }

  /** The one who asked last is told. */
  readonly #tell = (): void => this.#interrupts.at(-1)?.();

  async #open(): Promise<AnswerSource> {
    this.#output.flush();
    this.#source ??= await this.#load();
    return this.#source;
  }

  async #load(): Promise<AnswerSource> {
    if (this.#streams.isTerminal) return this.#loadKeyboard(this.#streams.screen());
    const { input } = this.#streams;
    const { PipedLines } = await import('./piped-lines.ts');
    return new PipedLines(input(), (question) => this.#output.prompt(question));
  }
  async #loadKeyboard(screen: WriteStream): Promise<AnswerSource> {
    const { Keyboard } = await import('./keyboard.ts');
    return new Keyboard(this.#streams.input(), screen, () => this.interrupt());
  }
}
