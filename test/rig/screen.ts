/**
 * A command on a terminal: a test types, and waits for what is shown. Needs Python for the terminal
 * (`terminal.py`).
 *
 *   const screen = Screen.start(rig, supervisorctl, ['-c', daemon.paths.config]);
 *   await screen.shows(/supervisor> $/);
 *   screen.type('pid\r');
 */
import path from 'node:path';
import { cleanEnv, type Outcome, projectRoot, start } from './commands.ts';
import { type Need, needs } from './differences.ts';
import type { Rig } from './rig.ts';
import { until, within } from './until.ts';

const PYTHON = '/usr/bin/python3';

/** The options of a test that needs a terminal. */
export const onTerminal: Need = needs(PYTHON, 'apt install python3');

/** What a person presses. */
export const KEY = {
  enter: '\r',
  tab: '\t',
  up: '\x1b[A',
  left: '\x1b[D',
  ctrlC: '\x03',
  ctrlD: '\x04',
  ctrlZ: '\x1a',
  /** Takes back what stands before the cursor. */
  ctrlU: '\x15',
} as const;

/** What moves the cursor and sets colours, and the bell. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what terminals are told with
const CONTROLS = /\x1b\[[?\d;]*[A-Za-z]|\x07/g;

export class Screen {
  /** How the command ended. */
  readonly exited: Promise<Outcome>;
  readonly #process: ReturnType<typeof start>;
  #shown = '';
  #seen = 0;

  /** @param before Shell commands to run first in the same process, such as `umask 027`. */
  static start(rig: Rig, command: string, args: readonly string[], before?: string): Screen {
    return new Screen(
      rig,
      [path.join(projectRoot, 'test/rig/terminal.py'), command, ...args],
      before,
    );
  }

  private constructor(rig: Rig, args: readonly string[], before: string | undefined) {
    const env = { ...cleanEnv(rig.dir), TERM: 'vt100' };
    const process = start(PYTHON, args, { cwd: rig.dir, env, before });
    this.#process = process;
    this.exited = new Promise((resolve, reject) => {
      process.on('error', reject);
      process.on('close', (code) => resolve({ stdout: this.text, stderr: '', code }));
    });
    this.exited.catch(() => undefined); // told to who waits
    process.stdin?.on('error', () => undefined); // it may have ended
    process.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#shown += text;
    });
  }

  /** All that has been shown, without what only moves the cursor, and with `\n` for `\r\n`. */
  get text(): string {
    return this.#shown.replace(CONTROLS, '').replace(/\r+\n/g, '\n');
  }

  /** All that has been shown, as the terminal got it. */
  get raw(): string {
    return this.#shown;
  }

  type(keys: string): void {
    this.#process.stdin?.write(keys);
  }

  /** Waits until what came since the last call matches, and returns it. */
  async shows(pattern: RegExp): Promise<string> {
    const fresh = () => this.text.slice(this.#seen);
    const news = await until(
      `${pattern} to be shown`,
      () => pattern.test(fresh()) && fresh(),
    ).catch((error: Error) => {
      throw new Error(`${error.message}, after ${JSON.stringify(this.text)}`);
    });
    this.#seen += news.length;
    return news;
  }

  /** Waits until it has ended, and answers with what exit status. */
  async ends(): Promise<number | null> {
    const { code } = await within('the end of a command on a terminal', this.exited);
    return code;
  }
}
