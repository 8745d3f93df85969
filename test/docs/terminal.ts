/**
 * A terminal as a reader has one: a shell in which one command is typed after the other, and where
 * one can stay in the foreground.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { sendSignal } from '../rig/commands.ts';
import { until, within } from '../rig/until.ts';

/** What a command printed, on stdout and stderr, and how it ended. */
export interface Printed {
  readonly text: string;
  readonly status: number;
}

export class Terminal {
  readonly #env: Readonly<Record<string, string>>;
  readonly #shell: ChildProcess;
  #printed = '';
  #folder: string;

  /** @param folder Where the reader is. */
  constructor(folder: string, env: Readonly<Record<string, string>>) {
    this.#folder = folder;
    this.#env = env;
    this.#shell = spawn('bash', ['--noprofile', '--norc'], { cwd: folder, env });
    this.#shell.stdin?.on('error', () => undefined); // it is ended with its test
    this.#shell.stdin?.write('exec 2>&1\n');
    this.#shell.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#printed += text;
    });
  }

  /** Where the reader is now. */
  get folder(): string {
    return this.#folder;
  }

  /** Types a command and waits for its end. */
  async run(command: string): Promise<Printed> {
    const quoted = `'${command.replaceAll("'", "'\\''")}'`;
    this.#shell.stdin?.write(`eval ${quoted} </dev/null\n`);
    this.#shell.stdin?.write('printf "\\0%d\\0%s\\0" "$?" "$PWD"\n');
    const [text = '', status, folder = '', rest = ''] = await until(`the end of ${command}`, () => {
      const parts = this.#printed.split('\0'); // commands print no NUL
      return parts.length > 3 && parts;
    });
    this.#printed = rest;
    this.#folder = folder;
    return { text, status: Number(status) };
  }

  /** Types a command that stays in the foreground until it is interrupted. */
  stay(command: string): Foreground {
    const process = spawn('bash', ['--noprofile', '--norc', '-c', `exec 2>&1; ${command}`], {
      cwd: this.#folder,
      env: this.#env,
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true, // a process group, which is what Ctrl-C is sent to
    });
    return new Foreground(process);
  }
}

/** A command that is on a terminal until Ctrl-C. */
export class Foreground {
  readonly #process: ChildProcess;
  readonly #exited: Promise<unknown>;
  #text = '';

  constructor(process: ChildProcess) {
    this.#process = process;
    this.#exited = new Promise((resolve) => process.on('close', resolve));
    process.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#text += text;
    });
  }

  /** What it has printed so far. */
  get text(): string {
    return this.#text;
  }

  /** Presses Ctrl-C and waits for the end. */
  async interrupt(): Promise<void> {
    if (this.#process.pid !== undefined) sendSignal(-this.#process.pid, 'SIGINT');
    await within('the end by Ctrl-C', this.#exited);
  }
}
