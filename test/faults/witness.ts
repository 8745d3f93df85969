/** Programs that write numbered lines while something goes wrong elsewhere, and what became of them. */
import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import { read } from '../rig/commands.ts';
import type { Daemon } from '../rig/daemon.ts';
import type { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';

/** The ways that output takes to its log: by the addon, rotated all the time, through JavaScript. */
const WAYS: Readonly<Record<string, string>> = {
  plain: 'stdout_logfile_maxbytes = 0',
  rotated: 'stdout_logfile_maxbytes = 32KB\nstdout_logfile_backups = 500',
  captured: 'stdout_logfile_maxbytes = 0\nstdout_capture_maxbytes = 1MB',
};

/** The sections of the witnesses. Nothing starts by itself, so that descriptors can be counted. */
export function witnessSections(rig: Rig, command: string): string {
  return Object.entries(WAYS)
    .map(
      ([name, log]) => `[program:witness-${name}]
command = ${command}
autostart = false
startsecs = 0
stdout_logfile = ${rig.path(`witness-${name}`)}
${log}
`,
    )
    .join('');
}

export class Witness {
  readonly name: string;
  readonly #rig: Rig;
  readonly #daemon: Daemon;
  #pid = 0;

  static all(rig: Rig, daemon: Daemon): Witness[] {
    return Object.keys(WAYS).map((way) => new Witness(rig, daemon, `witness-${way}`));
  }

  private constructor(rig: Rig, daemon: Daemon, name: string) {
    this.#rig = rig;
    this.#daemon = daemon;
    this.name = name;
  }

  /** Begins, or begins anew: what is in its log then is what it writes from now on. */
  async start(): Promise<void> {
    for (const file of this.#files()) rmSync(this.#rig.path(file));
    await this.#daemon.rpc('startProcess', this.name);
    this.#pid = (await this.#daemon.info(this.name)).pid;
    await this.isHeard();
  }

  /** Waits until a line arrives that was not there before. */
  async isHeard(): Promise<void> {
    const before = this.#lastLine();
    await until(`another line of ${this.name} than ${before}`, () => this.#lastLine() > before);
  }

  /** Ends it and counts its lines. @returns how many there were, all of them in the log */
  async stop(): Promise<number> {
    assert.equal((await this.#daemon.info(this.name)).pid, this.#pid, `${this.name} has ended`);
    await this.#daemon.rpc('stopProcess', this.name);
    const lines = this.#lines();
    assert.equal(lines.pop(), '', `the log of ${this.name} ends within a line`);
    const last = lines.pop();
    this.#assertInOrder(lines);
    assert.equal(last, `end ${lines.length}`, `the end of ${this.name}`);
    return lines.length;
  }

  /**
   * Its supervisord has been killed, so that it is ended by the next line that it writes.
   *
   * @returns how many lines are in its log: all up to one that may be cut
   */
  async bereaved(): Promise<number> {
    await until(`the end of ${this.name}`, () => !this.#isRunning());
    const lines = this.#lines();
    const last = lines.pop() ?? '';
    this.#assertInOrder(lines);
    const next = String(lines.length + 1);
    assert.ok(next.startsWith(last), `${this.name} ends with ${last} instead of ${next}`);
    return lines.length;
  }

  /** Not as a zombie, which has no command line. */
  #isRunning(): boolean {
    return read(`/proc/${this.#pid}/cmdline`).startsWith(this.#rig.dir);
  }

  #lines(): string[] {
    const log = this.#files().map((file) => this.#rig.read(file));
    return log.join('').split('\n');
  }

  #assertInOrder(lines: readonly string[]): void {
    lines.forEach((line, index) => {
      assert.equal(line, String(index + 1), `line ${index + 1} of ${this.name}`);
    });
  }

  /** The number of its latest line in its current file; 0 if there is none yet. */
  #lastLine(): number {
    const lines = this.#rig.read(this.name).split('\n');
    return Number(lines.at(-2) ?? 0);
  }

  /** The log and its older copies, oldest first. */
  #files(): string[] {
    const number = (file: string) => Number(file.split('.')[1] ?? 0);
    return readdirSync(this.#rig.dir)
      .filter((file) => file === this.name || file.startsWith(`${this.name}.`))
      .sort((one, other) => number(other) - number(one));
  }
}
