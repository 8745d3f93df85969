/** The pidfile of pidproxy: whose number is in it, and a signal to that process. */
import { statSync } from 'node:fs';
import { constants } from 'node:os';
import { isSystemError, UserError } from '../base/errors.ts';
import { parseInteger } from '../base/python-text.ts';
import { files } from '../os/files.ts';
import { type Life, lifeOf } from '../os/life.ts';

export const SIGNALS = ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGUSR1', 'SIGUSR2', 'SIGQUIT'] as const;
export type Signal = (typeof SIGNALS)[number];

/** Those that ask a process to end. */
export const ENDING_SIGNALS: readonly Signal[] = ['SIGTERM', 'SIGINT', 'SIGQUIT'];

/** Clocks are read at different moments, and file systems round their times. */
const TOLERANCE_MS = 2_000;

/** Undefined if there is no number of a process. */
export function readPid(pidfile: string): number | undefined {
  try {
    const pid = parseInteger(Buffer.from(files.readFile(pidfile)).toString());
    return pid >= 1 ? pid : undefined; // 0 and less would be groups of processes, or everybody
  } catch (error) {
    if (!isSystemError(error) && !(error instanceof UserError)) throw error;
    return undefined;
  }
}

/** What a pidfile says: a number, and whose it is if that process lives. */
export interface Named {
  readonly pid: number;
  readonly life: Life | undefined;
}

/**
 * Undefined if there is no number of a process, or that of a stranger: a process that was started
 * after the file was written, and got the number of one that had ended.
 */
export function readNamed(pidfile: string): Named | undefined {
  const pid = readPid(pidfile);
  if (pid === undefined) return undefined;
  const life = lifeOf(pid);
  if (life?.since === undefined) return { pid, life };
  const written = statSync(pidfile, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return life.since <= written + TOLERANCE_MS ? { pid, life } : undefined;
}

/** @throws {SystemError} ESRCH if there is no such process, EPERM if it is not ours */
export function send(pid: number, signal: Signal): void {
  process.kill(pid, constants.signals[signal]);
}
