/** A supervisor with all that it has started. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { endFamily, executableOf, familyOf } from './family.ts';
import type { Running } from './peer.ts';
import type { Tools } from './tools.ts';

export interface Execution {
  readonly command: readonly [string, ...string[]];
  /** Where it runs; removed when it has ended. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** The files of a copy's log, the oldest first. */
  readonly logsOf: (copy: number) => readonly string[];
  /** Called with its pid before it is ended. */
  readonly beforeEnd?: ((pid: number) => Promise<void>) | undefined;
}

export class ProcessTree implements Running {
  readonly folder: string;
  readonly startedNs: bigint;
  readonly logsOf: (copy: number) => readonly string[];
  readonly #root: ChildProcess;
  readonly #exited: Promise<unknown>;
  readonly #tools: Tools;
  readonly #beforeEnd: Execution['beforeEnd'];

  constructor(tools: Tools, execution: Execution) {
    const { command, folder, env } = execution;
    const [file, ...args] = command;
    this.folder = folder;
    this.logsOf = execution.logsOf;
    this.#beforeEnd = execution.beforeEnd;
    this.#tools = tools;
    this.startedNs = process.hrtime.bigint();
    this.#root = spawn(file, args, { cwd: folder, env, stdio: ['ignore', 'ignore', 'inherit'] });
    this.#exited = once(this.#root, 'exit');
    tools.running.add(this);
  }

  get pid(): number {
    if (this.#root.pid === undefined) throw new Error(`cannot start ${this.#root.spawnfile}`);
    return this.#root.pid;
  }

  get hasEnded(): boolean {
    return this.#root.exitCode !== null || this.#root.signalCode !== null;
  }

  pids(): readonly number[] {
    return familyOf(this.pid).filter((pid) => executableOf(pid) !== this.#tools.child);
  }

  /** What runs of the programs that are measured. */
  programs(): readonly number[] {
    return familyOf(this.pid).filter((pid) => executableOf(pid) === this.#tools.child);
  }

  /** Sends SIGTERM. @returns when it had ended, by process.hrtime */
  async terminate(): Promise<bigint> {
    await this.#beforeEnd?.(this.pid);
    this.#root.kill('SIGTERM');
    await this.#exited;
    return process.hrtime.bigint();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.hasEnded) {
      await this.#beforeEnd?.(this.pid);
      await endFamily(this.pid, this.#tools.child);
      await this.#exited;
    }
    this.#tools.running.delete(this);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
