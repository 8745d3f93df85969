/** A place in a log, for who comes back to it: it names the file, which may have been rotated since. */
import { isSystemError } from '../base/errors.ts';
import type { Files } from '../os/port.ts';
import { fileId } from './file-id.ts';

export interface LogPosition {
  /** Names the file; another one has taken its place when this changes. */
  readonly id: string;
  /** Bytes from the start of the file. */
  readonly offset: number;
}

/** The newest copy of a log, if it has been rotated once since somebody was at a place in it. */
export function olderCopy(
  path: string,
  from: LogPosition,
  files: Pick<Files, 'stat'>,
): string | undefined {
  const copy = `${path}.1`;
  return idAt(path, files) !== from.id && idAt(copy, files) === from.id ? copy : undefined;
}

function idAt(path: string, files: Pick<Files, 'stat'>): string | undefined {
  try {
    return fileId(files.stat(path));
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return undefined;
  }
}
