/**
 * Answers that somebody types on a terminal, edited by `node:readline`.
 *
 * Every question has a reader of its own, so that between questions the terminal is not in raw mode.
 * A reader is given one byte after the other, and none behind the end of its line: what was typed
 * ahead, or pasted in several lines, stays for the next question.
 */
import { createInterface, type Interface, type ReadLineOptions } from 'node:readline';
import { Readable, Writable } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';
import type { Typing } from './command.ts';
import { MAX_HISTORY_LINES } from './history.ts';
import type { AnswerSource } from './terminal.ts';

const CTRL_C = 0x03;

export class Keyboard implements AnswerSource {
  readonly #input: ReadStream;
  readonly #screen: WriteStream;
  readonly #interrupt: () => void;
  #typed = Buffer.alloc(0);
  #ended = false;
  #keys: Keys | undefined;
  #reader: Interface | undefined;

  /** @param interrupt is called at Ctrl-C while a question waits. */
  constructor(input: ReadStream, screen: WriteStream, interrupt: () => void) {
    this.#input = input;
    this.#screen = screen;
    this.#interrupt = interrupt;
    input.on('data', (bytes: Buffer) => this.#take(bytes));
    input.on('end', () => this.#end());
    input.on('error', () => this.#end()); // the terminal has gone
    input.pause();
  }

  async ask(question: string, typing: Typing): Promise<string | undefined> {
    const { history, complete, signal } = typing;
    const line = await this.#read(
      question,
      {
        output: this.#screen,
        history: [...(history?.lines ?? [])],
        historySize: history === undefined ? 0 : MAX_HISTORY_LINES,
        ...(complete === undefined ? {} : { completer: this.#completer(complete) }),
      },
      signal,
    );
    if (line !== undefined) history?.add(line);
    return line;
  }

  async askSecret(question: string): Promise<string | undefined> {
    this.#screen.write(question);
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    const line = await this.#read('', { output: nowhere, historySize: 0 });
    this.#screen.write('\n');
    return line;
  }

  close(): void {
    this.#reader?.close();
  }

  #read(
    question: string,
    options: Omit<ReadLineOptions, 'input'>,
    signal?: AbortSignal,
  ): Promise<string | undefined> {
    if (this.#ended || signal?.aborted) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const keys = new Keys(this.#input, () => this.#feed());
      const reader = createInterface({ ...options, input: keys, terminal: true });
      const close = () => reader.close();
      signal?.addEventListener('abort', close);
      this.#keys = keys;
      this.#reader = reader;
      reader.setPrompt(question);
      if (question !== '') reader.prompt(); // without one, what others printed stays in its line
      reader.on('SIGINT', this.#interrupt);
      reader.on('SIGCONT', () => reader.resume()); // after Ctrl-Z
      reader.on('line', (line) => {
        resolve(line);
        close();
      });
      reader.on('close', () => {
        signal?.removeEventListener('abort', close);
        this.#keys = undefined;
        this.#reader = undefined;
        this.#input.pause(); // or it would keep the program alive
        resolve(undefined); // unless there was a line
      });
      this.#feed();
    });
  }

  /** A completer for readline, which stops reading keys until it is called back. */
  #completer(complete: NonNullable<Typing['complete']>): ReadLineOptions['completer'] {
    return (line: string, tell: (error: null, completions: [string[], string]) => void) => {
      const reader = this.#reader;
      void complete(line).then(({ matches, word }) => {
        if (this.#reader === reader) tell(null, [[...matches], word]); // not after Ctrl-C
      });
    };
  }

  #take(bytes: Buffer): void {
    this.#typed = Buffer.concat([this.#typed, bytes]);
    this.#feed();
  }

  /** Types for the reader until its question is answered, or it wants to wait. */
  #feed(): void {
    while (this.#keys !== undefined && !this.#keys.isPaused() && this.#typed.length > 0) {
      const key = this.#typed.subarray(0, 1);
      this.#typed = this.#typed.subarray(1);
      this.#keys.emit('data', key);
    }
    if (this.#keys?.isPaused() && this.#typed.includes(CTRL_C)) {
      this.#typed = Buffer.alloc(0);
      this.#interrupt(); // a completion waits for the server
    }
    if (this.#keys === undefined) this.#input.pause();
    else this.#input.resume();
  }

  #end(): void {
    this.#ended = true;
    this.#reader?.close();
  }
}

/** What a reader takes for its terminal. It pauses and resumes only what is typed into it. */
class Keys extends Readable {
  readonly isTTY = true;
  readonly #input: ReadStream;
  readonly #resumed: () => void;
  #paused = true;

  constructor(input: ReadStream, resumed: () => void) {
    super({ read: () => {} });
    this.#input = input;
    this.#resumed = resumed;
  }

  setRawMode(raw: boolean): this {
    this.#input.setRawMode(raw);
    return this;
  }

  override isPaused(): boolean {
    return this.#paused;
  }

  override pause(): this {
    this.#paused = true;
    return this;
  }

  override resume(): this {
    this.#paused = false;
    queueMicrotask(this.#resumed); // a completion is inserted right after this
    return this;
  }
}
