/**
 * Configurations for tests: files in memory, read as the daemon reads them.
 *
 *   const config = read({ '/etc/s.conf': '[supervisord]\n' });
 */
import assert from 'node:assert/strict';
import { UserError } from '../../src/base/errors.ts';
import type { Config, ProcessConfig } from '../../src/config/config.ts';
import { type ConfigRequest, readConfig } from '../../src/config/read.ts';
import type { Accounts, Files } from '../../src/os/port.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeOs } from './fake-os.ts';

export const MAIN = '/etc/s.conf';

/**
 * A system that holds these files and the folders `/tmp`, `/var/log`, `/home/ann`
 * and `/dev/fd`, and knows the users `root` and `nobody`.
 */
export function systemWith(files: Readonly<Record<string, string>>): FakeOs {
  const os = new FakeOs(new FakeClock(), '/tmp', '/var/log', '/home/ann', '/dev/fd');
  os.users.push({ name: 'root', uid: 0, gid: 0, home: '/root' });
  for (const [path, text] of Object.entries(files)) os.put(path, text);
  return os;
}

/** What `readConfig` is asked for, unless a test says otherwise: `-c /etc/s.conf`. */
export function requestFor(
  os: Files & Accounts,
  changes: Partial<ConfigRequest> = {},
): ConfigRequest {
  return {
    file: MAIN,
    commandLine: {},
    os,
    env: { HOME: '/home/ann', LANG: 'C' },
    cwd: '/var',
    hostname: 'box',
    uid: 1000,
    argv0: '/usr/bin/supervisord',
    ...changes,
  };
}

/** Reads files, of which `/etc/s.conf` is the main one. */
export function read(
  files: Readonly<Record<string, string>>,
  changes: Partial<ConfigRequest> = {},
): Config {
  return readConfig(requestFor(systemWith(files), changes));
}

/** Reads a main file that needs no `[supervisord]` of its own. */
export function readText(text: string, changes: Partial<ConfigRequest> = {}): Config {
  return read({ [MAIN]: `${text}\n[supervisord]\n` }, changes);
}

/** All processes of a configuration, in order. */
export function processesOf({ groups }: Config): ProcessConfig[] {
  return groups.flatMap(({ processes }) => processes);
}

/** The one process of the program that has these options. */
export function programWith(options: string, more = ''): ProcessConfig {
  const [process] = processesOf(readText(`[program:x]\ncommand=cat\n${options}\n${more}`));
  assert.ok(process);
  return process;
}

/** The message that something refuses to work with. */
export function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error('it was accepted');
}
