/** The older copies of a log: `app.log.1` is the youngest, `app.log.N` the oldest. */
import { constants } from 'node:fs';
import { isSystemError } from '../base/errors.ts';
import type { Files } from '../os/port.ts';

/** Where a copy of a log is; number 0 is the log itself. */
export function copyPath(path: string, number: number): string {
  return number === 0 ? path : `${path}.${number}`;
}

/** Bytes from which on it takes the system milliseconds to give back what a file holds. */
const LARGE = 1024 * 1024;
/** It is shortened before it is closed. */
const SHORTEN_FLAGS = constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

/**
 * Runs what may remove the last name of a file. A large one is kept open meanwhile, and what it holds
 * is given back off the main thread: requests and other logs do not wait for that.
 */
export function givingBackLater<T>(files: Files, path: string, run: () => T): T {
  const fd = openIfLarge(files, path);
  try {
    return run();
  } finally {
    if (fd !== undefined) files.closeLater(fd);
  }
}

function openIfLarge(files: Files, path: string): number | undefined {
  try {
    const { kind, size } = files.stat(path);
    return kind === 'file' && size >= LARGE ? files.open(path, SHORTEN_FLAGS) : undefined;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return undefined; // there is none, or it cannot be had: it goes as it goes
  }
}

/**
 * Moves `path.N-1` to `path.N` and so on, last `path` to `path.1`. What was `path.N` is gone; a
 * copy that is missing leaves a gap.
 *
 * @throws {SystemError} if a file cannot be renamed. Nothing is lost then: `path` is renamed last.
 */
export function shiftBackups(files: Files, path: string, backups: number): void {
  givingBackLater(files, copyPath(path, backups), () => {
    for (let number = backups - 1; number >= 0; number--) {
      renameIfThere(files, copyPath(path, number), copyPath(path, number + 1));
    }
  });
}

/**
 * Gives `path.1` the name `path` again, for there could be no new file.
 *
 * @returns whether it is there.
 * @throws {SystemError} if it cannot be renamed.
 */
export function unshiftBackup(files: Files, path: string): boolean {
  return renameIfThere(files, copyPath(path, 1), path);
}

function renameIfThere(files: Files, from: string, to: string): boolean {
  try {
    files.rename(from, to);
    return true;
  } catch (error) {
    if (!isSystemError(error) || error.code !== 'ENOENT') throw error;
    return false;
  }
}
