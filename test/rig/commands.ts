/**
 * Which supervisord, supervisorctl and pidproxy are under test, and how any program of a test is run: with a
 * clean environment, and marked, so that whatever it leaves behind can be found and ended.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';

/** The folder that holds package.json; the compiled tests lie somewhere below it. */
export const projectRoot = findRoot(__dirname);

/** True when the daemon under test is not ours but the original (`npm run reference`). */
export const reference = process.env.SUPERVISORD !== undefined;

export const supervisord = process.env.SUPERVISORD ?? path.join(projectRoot, 'bin/supervisord');
export const supervisorctl =
  process.env.SUPERVISORCTL ?? path.join(projectRoot, 'bin/supervisorctl');
export const pidproxy = process.env.PIDPROXY ?? path.join(projectRoot, 'bin/pidproxy');

/** Names the rig that a process belongs to; every program of a test inherits it. */
export const MARK = 'RIG';

/** What a command printed, and how it ended. */
export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

/** The whole environment of a test's programs: nothing of the caller's gets in. */
export function cleanEnv(mark: string): Record<string, string> {
  const node = path.dirname(process.execPath);
  return {
    PATH: `${node}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
    HOME: mark,
    LANG: 'C.UTF-8',
    [MARK]: mark,
  };
}

/** Collects what a process prints until it has ended and its output is closed. */
export async function outcome(child: ChildProcess): Promise<Outcome> {
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk;
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  return { ...text, code };
}

/** How `start` runs a command. */
export interface StartOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Shell commands to run first in the same process, such as `umask 027`. */
  readonly before?: string | undefined;
}

/** Starts a command with its output piped to us. */
export function start(
  command: string,
  args: readonly string[],
  options: StartOptions,
): ChildProcess {
  const { before, cwd, env } = options;
  const [file, argv] =
    before === undefined
      ? [command, args]
      : ['/bin/sh', ['-c', `${before}; exec "$0" "$@"`, command, ...args]];
  return spawn(file, argv, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
}

/**
 * The pids of every living process that carries the mark, oldest first. Some, such as nginx, write
 * their title over their environment: those are known by the folder they are in, or below.
 */
export function marked(mark: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid !== process.pid)
    .filter((pid) => {
      const environment = read(`/proc/${pid}/environ`).split('\0');
      return environment.includes(`${MARK}=${mark}`) || `${folderOf(pid)}/`.startsWith(`${mark}/`);
    });
}

function folderOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
}

/** Sends a signal to a process that may be gone already. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** A file's text, or nothing if it is gone. */
export function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function findRoot(from: string): string {
  const parent = path.dirname(from);
  if (existsSync(path.join(from, 'package.json'))) return from;
  if (parent === from) throw new Error('cannot find package.json above the tests');
  return findRoot(parent);
}
