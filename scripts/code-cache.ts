/**
 * Makes the caches of compiled code that `src/bin/start.ts` looks for: it runs a daemon with one
 * program and asks for its status, so that the caches hold what an ordinary start and an ordinary
 * request need. They are for one node, usually the one that builds; any other goes without.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { compilerOptions, root } from './compile.ts';

/** As in the launchers, without those that `start.ts` takes back before it uses a cache. */
const FLAGS = ['--no-maglev', '--v8-pool-size=1'];
const TIMEOUT_MS = 30_000;

const dist = path.join(root, 'dist');

export interface Bundles {
  /** The binary that the caches are for: no other takes them. */
  readonly node: string;
  /** Of the bundle, by the name of the command. */
  readonly hashes: Readonly<Record<'supervisord' | 'supervisorctl', string>>;
}

export function removeCaches(): void {
  for (const name of readdirSync(dist)) {
    if (name.endsWith('.cache')) rmSync(path.join(dist, name), { force: true });
  }
}

/** Needs the addon. Where the daemon does not run, there are no caches, and the reason is told. */
export async function makeCaches({ node, hashes }: Bundles): Promise<void> {
  const scratch = mkdtempSync(path.join(os.tmpdir(), 'visord-build-'));
  try {
    const runner = path.join(scratch, 'run-and-cache.cjs');
    const entry = path.join(root, 'scripts/run-and-cache.ts');
    await build({ ...compilerOptions, sourcemap: false, entryPoints: [entry], outfile: runner });
    const command = (name: keyof Bundles['hashes'], ...words: string[]): string[] => {
      const bundle = path.join(dist, `${name}.bundle.cjs`);
      return [...FLAGS, runner, bundle, hashes[name], name, ...words];
    };
    await liveOnce(node, command, scratch);
  } catch (error) {
    removeCaches();
    process.stderr.write(`no caches of compiled code: ${String(error)}\n`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** A daemon's life, from its start to the shutdown that it is asked for. */
async function liveOnce(
  node: string,
  command: (name: keyof Bundles['hashes'], ...words: string[]) => string[],
  scratch: string,
): Promise<void> {
  const file = path.join(scratch, 'supervisord.conf');
  writeFileSync(file, configuration(scratch));
  const options = { cwd: scratch, timeout: TIMEOUT_MS, killSignal: 'SIGKILL' } as const;
  const words = command('supervisord', '1024', '-n', '-c', file);
  const stdio = ['ignore', 'pipe', 'inherit'] as const;
  const daemon = spawn(node, words, { ...options, stdio: [...stdio] });
  const ended = once(daemon, 'exit');
  for await (const line of createInterface(daemon.stdout)) {
    if (!/ spawned: /.test(line)) continue;
    const ctl = (...action: string[]): void => {
      const run = spawnSync(node, command('supervisorctl', '-c', file, ...action), options);
      if (run.error !== undefined) throw run.error;
    };
    ctl('status');
    daemon.kill('SIGTERM');
  }
  const [status] = await ended;
  if (status !== 0) throw new Error(`supervisord ended with status ${status}`);
  const made = readdirSync(dist).filter((name) => name.endsWith('.cache'));
  if (made.length !== 2) throw new Error(`only of ${made.join(', ')}`);
}

function configuration(scratch: string): string {
  return `[unix_http_server]
file = ${scratch}/supervisor.sock
[supervisord]
logfile = ${scratch}/supervisord.log
pidfile = ${scratch}/supervisord.pid
childlogdir = ${scratch}
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl = unix://${scratch}/supervisor.sock
[program:cat]
command = cat
`;
}
