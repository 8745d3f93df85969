/**
 * Answers from a file, a pipe, or a terminal whose other end is a pipe: one line each, which nobody
 * edits. No more is read ahead than the piece that a line came in.
 */
import { StringDecoder } from 'node:string_decoder';
import type { Typing } from './command.ts';
import type { AnswerSource } from './terminal.ts';

export class PipedLines implements AnswerSource {
  readonly #input: NodeJS.ReadStream;
  readonly #prompt: (question: string) => void;
  readonly #decoder = new StringDecoder('utf8');
  /** What has been read and not been asked for. */
  #text = '';
  #ended = false;
  #answer: ((line: string | undefined) => void) | undefined;

  constructor(input: NodeJS.ReadStream, prompt: (question: string) => void) {
    this.#input = input;
    this.#prompt = prompt;
    input.on('data', (bytes: Buffer) => {
      this.#text += this.#decoder.write(bytes);
      this.#serve();
    });
    input.on('end', () => this.#end());
    input.on('error', () => this.#end());
    input.pause();
  }

  ask(question: string, { signal }: Pick<Typing, 'signal'> = {}): Promise<string | undefined> {
    if (question !== '') this.#prompt(question);
    return new Promise((resolve) => {
      const callOff = () => this.#give(undefined);
      this.#answer = (line) => {
        signal?.removeEventListener('abort', callOff);
        resolve(line);
      };
      if (signal?.aborted) return callOff();
      signal?.addEventListener('abort', callOff);
      this.#serve();
    });
  }

  askSecret(question: string): Promise<string | undefined> {
    return this.ask(question);
  }

  close(): void {
    this.#input.destroy();
    this.#give(undefined);
  }

  /** Answers the question that waits, if there is a line for it, or none will come. */
  #serve(): void {
    if (this.#answer === undefined) return;
    const end = this.#text.indexOf('\n');
    if (end !== -1) {
      const line = this.#text.slice(0, end);
      this.#text = this.#text.slice(end + 1);
      this.#give(line.endsWith('\r') ? line.slice(0, -1) : line);
    } else if (this.#ended) {
      const rest = this.#text;
      this.#text = '';
      this.#give(rest === '' ? undefined : rest);
    } else {
      this.#input.resume();
    }
  }

  #give(line: string | undefined): void {
    const answer = this.#answer;
    this.#answer = undefined;
    this.#input.pause();
    answer?.(line);
  }

  #end(): void {
    this.#text += this.#decoder.end();
    this.#ended = true;
    this.#serve();
  }
}
