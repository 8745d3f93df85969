/** A place in a log, for who comes back to it: it names the file, which may have been rotated since. */
import { isSystemError } from '../base/errors.ts';
import type { Files } from '../os/port.ts';
import { copyPath } from './backups.ts';
import { fileId } from './file-id.ts';

export interface LogPosition {
  /** Names the file; another one has taken its place when this changes. */
  readonly id: string;
  /** Bytes from the start of the file. */
  readonly offset: number;
}

/**
 * The number of the copy of a log that somebody was in, if the log has been rotated since.
 *
 * @param most How many copies are looked at
 */
export function olderCopy(
  path: string,
  { id }: LogPosition,
  files: Pick<Files, 'stat'>,
  most = 1,
): number | undefined {
  if (idAt(path, files) === id) return undefined;
  for (let number = 1; number <= most; number++)
    if (idAt(copyPath(path, number), files) === id) return number;
  return undefined;
}

function idAt(path: string, files: Pick<Files, 'stat'>): string | undefined {
  try {
    return fileId(files.stat(path));
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return undefined;
  }
}
