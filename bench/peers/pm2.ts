/** pm2, by its command `pm2 start`: its daemon puts itself into the background. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endFamily, executableOf, familyOf } from '../family.ts';
import type { Peer, Program, Running } from '../peer.ts';
import { ProcessTree } from '../process-tree.ts';
import { CLEAN_ENV, type Tools } from '../tools.ts';

const COMMAND = process.env.PM2 ?? 'pm2';

export const pm2: Peer = {
  name: 'pm2',
  kind: 'other',
  install: 'npm install -g pm2, or its path in PM2',
  most: 100,
  version,
  run: (tools, program) => new Pm2(tools, program),
};

/** From its package: asked for its version, it would start its daemon. */
function version(): string | undefined {
  const which = spawnSync('which', [COMMAND], { env: CLEAN_ENV, encoding: 'utf8' });
  if (which.status !== 0) return undefined;
  const folder = path.dirname(path.dirname(realpathSync(which.stdout.trim())));
  const description = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  return `${description.version}`;
}

/** The command and, as soon as it is there, the daemon that it leaves behind. */
class Pm2 implements Running {
  readonly #command: ProcessTree;
  readonly #tools: Tools;

  constructor(tools: Tools, program: Program) {
    const folder = tools.folder();
    writeFileSync(
      path.join(folder, 'apps.json'),
      JSON.stringify({ apps: appsOf(program, folder) }),
    );
    this.#tools = tools;
    this.#command = new ProcessTree(tools, {
      command: [COMMAND, program.copies === 0 ? 'ping' : 'start', 'apps.json', '--silent'],
      folder,
      env: { ...CLEAN_ENV, HOME: folder, PM2_HOME: folder },
      logsOf: (copy) => [path.join(folder, `${copy}.log`)],
    });
    tools.running.add(this);
  }

  get startedNs(): bigint {
    return this.#command.startedNs;
  }

  pids(): readonly number[] {
    return this.#family().filter((pid) => executableOf(pid) !== this.#tools.child);
  }

  programs(): readonly number[] {
    return this.#family().filter((pid) => executableOf(pid) === this.#tools.child);
  }

  logsOf(copy: number): readonly string[] {
    return this.#command.logsOf(copy);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    while (!this.#command.hasEnded) await sleep(5);
    const pid = this.#daemon();
    if (pid !== undefined) await endFamily(pid, this.#tools.child);
    await this.#command[Symbol.asyncDispose]();
    this.#tools.running.delete(this);
  }

  #family(): readonly number[] {
    const pid = this.#daemon();
    return pid === undefined ? [] : familyOf(pid);
  }

  #daemon(): number | undefined {
    const file = path.join(this.#command.folder, 'pm2.pid');
    return existsSync(file) ? Number(readFileSync(file, 'utf8')) : undefined;
  }
}

function appsOf({ command: [script, ...args], copies, log }: Program, folder: string): unknown[] {
  return Array.from({ length: copies }, (_, copy) => ({
    name: `p_${copy}`,
    script,
    args,
    interpreter: 'none',
    out_file: log === undefined ? '/dev/null' : path.join(folder, `${copy}.log`),
    error_file: '/dev/null',
    min_uptime: 0,
  }));
}
