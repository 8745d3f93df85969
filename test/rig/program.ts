/** A running command: what it has printed so far, what it will print, and its end. */
import type { ChildProcess } from 'node:child_process';
import { type Outcome, outcome, sendSignal } from './commands.ts';
import { until, within } from './until.ts';

export class Program {
  /** How it ended, and all that it printed. */
  readonly exited: Promise<Outcome>;
  readonly #process: ChildProcess;
  #printed = '';

  constructor(process: ChildProcess) {
    this.#process = process;
    this.exited = outcome(process);
    this.exited.catch(() => undefined); // a command that cannot be started is told to who waits
    process.stdout?.on('data', (text: string) => {
      this.#printed += text;
    });
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** Its stdout so far. */
  get printed(): string {
    return this.#printed;
  }

  /** Waits until its stdout matches, and returns all of it. */
  prints(pattern: RegExp): Promise<string> {
    return until(`${pattern} to be printed`, () => pattern.test(this.#printed) && this.#printed);
  }

  signal(signal: NodeJS.Signals): void {
    sendSignal(this.pid, signal);
  }

  /** Sends a signal, and answers how it ended. */
  end(signal: NodeJS.Signals): Promise<Outcome> {
    this.signal(signal);
    return within(`the end of ${this.pid} by ${signal}`, this.exited);
  }
}
