/** The older copies of a log: `app.log.1` is the youngest, `app.log.N` the oldest. */
import { isSystemError } from '../base/errors.ts';
import type { Files } from '../os/port.ts';

/** Where a copy of a log is; number 0 is the log itself. */
export function copyPath(path: string, number: number): string {
  return number === 0 ? path : `${path}.${number}`;
}

/**
 * Moves `path.N-1` to `path.N` and so on, last `path` to `path.1`. What was `path.N` is gone; a
 * copy that is missing leaves a gap.
 *
 * @throws {SystemError} if a file cannot be renamed. Nothing is lost then: `path` is renamed last.
 */
export function shiftBackups(files: Files, path: string, backups: number): void {
  for (let number = backups - 1; number >= 1; number--) {
    renameIfThere(files, copyPath(path, number), copyPath(path, number + 1));
  }
  renameIfThere(files, path, copyPath(path, 1));
}

function renameIfThere(files: Files, from: string, to: string): void {
  try {
    files.rename(from, to);
  } catch (error) {
    if (!isSystemError(error) || error.code !== 'ENOENT') throw error;
  }
}
