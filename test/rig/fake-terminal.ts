/** For tests: an output that remembers, and a person who answers from a script. */
import type { Terminal, Typing } from '../../src/ctl/command.ts';
import type { Output } from '../../src/ctl/output.ts';

export class MemoryOutput implements Output {
  stdout = '';
  stderr = '';
  closed = false;
  isTerminal = false;
  colours = false;
  /** What was shown as progress, in turn. */
  readonly waits: string[] = [];
  /** Is told after each write what has been printed so far. */
  onWrite: (stdout: string) => void = () => {};

  line(text: string): void {
    this.prompt(`${text}\n`);
  }

  write(bytes: Uint8Array): void {
    this.prompt(Buffer.from(bytes).toString());
  }

  prompt(text: string): void {
    this.stdout += text;
    this.onWrite(this.stdout);
  }

  errorLine(text: string): void {
    this.stderr += `${text}\n`;
  }

  progress(text: string): void {
    this.waits.push(text);
  }

  flush(): void {}
}

export class ScriptedTerminal implements Terminal {
  isTyped = false;
  readonly questions: string[] = [];
  closed = false;
  readonly #answers: string[];
  #interrupts: (() => void)[] = [];

  constructor(answers: readonly string[] = []) {
    this.#answers = [...answers];
  }

  /** Presses Ctrl-C. Throws if nothing would happen but the end of the program. */
  interrupt(): void {
    const run = this.#interrupts.at(-1);
    if (run === undefined) throw new Error('nothing listens to Ctrl-C');
    run();
  }

  /** What helped with the last question. */
  typing: Typing | undefined;

  ask(question: string, typing?: Typing): Promise<string | undefined> {
    this.questions.push(question);
    this.typing = typing;
    return Promise.resolve(this.#answers.shift());
  }

  askSecret(question: string): Promise<string | undefined> {
    return this.ask(question);
  }

  onInterrupt(run: () => void): () => void {
    this.#interrupts.push(run);
    return () => {
      this.#interrupts = this.#interrupts.filter((other) => other !== run);
    };
  }

  close(): void {
    this.closed = true;
  }
}
