/**
 * How a test says that ours and the original are meant to differ, and that it needs something which
 * may not be installed. Nothing is skipped in silence: a difference names its line of
 * docs/differences.md, a missing tool the package to install, and under CI a missing tool fails.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import test from 'node:test';
import { cleanEnv, reference } from './commands.ts';

/** Why a test is skipped, if it is. */
export interface Need {
  readonly skip: string | false;
}

/** What is expected where the two are meant to differ. */
export function differs<T>(_row: string, expected: { original: T; ours: T }): T {
  return reference ? expected.original : expected.ours;
}

/** A test of something that only ours does; `options` say what else it needs. */
export function difference(
  row: string,
  name: string,
  run: () => Promise<void>,
  options: Need = { skip: false },
): void {
  test(name, reference ? { skip: `difference ${row}` } : options, run);
}

/** The options of a test that needs a command. */
export function needs(command: string, install: string): Need {
  return skipUnless(isInstalled(command), `needs ${command}: ${install}`);
}

/** The options of a test that only root can run. */
export const asRoot = skipUnless(process.getuid?.() === 0, 'needs root');

/** The options of a test that mounts something or makes namespaces, which root may not everywhere. */
export function asAdmin(): Need {
  const probe = spawnSync('unshare', ['--mount', '--pid', '--fork', 'true']);
  return skipUnless(probe.status === 0, 'needs root with the capability CAP_SYS_ADMIN');
}

/** The options of a test that makes control groups of version 2, which takes root and their mount. */
export function withCgroups(): Need {
  const lines = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
  const points = lines.flatMap((line) =>
    / - cgroup2 /.test(line) ? [line.split(' ')[4] ?? ''] : [],
  );
  return skipUnless(points.some(canWrite), 'needs control groups of version 2 that root may make');
}

/** Whether a command can be found by a test's programs. */
export function isInstalled(command: string): boolean {
  if (command.includes('/')) return canRun(command);
  const folders = cleanEnv('').PATH?.split(':') ?? [];
  return folders.some((folder) => canRun(`${folder}/${command}`));
}

function skipUnless(met: boolean, reason: string): Need {
  return { skip: met || process.env.CI === 'true' ? false : reason };
}

function canRun(file: string): boolean {
  return can(file, constants.X_OK);
}

function canWrite(folder: string): boolean {
  return can(folder, constants.W_OK);
}

function can(file: string, mode: number): boolean {
  try {
    accessSync(file, mode);
    return true;
  } catch {
    return false;
  }
}
