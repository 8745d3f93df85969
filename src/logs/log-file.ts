/**
 * A log file, opened for somebody who reads pieces of it: which file it is, how long, and its bytes.
 *
 * Older copies are files of their own: `backup` 1 is `app.log.1`, and so on.
 */
import { isSystemError } from '../base/errors.ts';
import { RpcFault } from '../wire/faults.ts';
import { copyPath } from './backups.ts';
import { decode } from './decode.ts';
import { fileId } from './file-id.ts';
import { charactersBetween, READ_FLAGS, type ReadableFiles, readFully } from './read-log.ts';

export interface LogFile {
  /** Another one when another file has taken the place of the log. */
  readonly id: string;
  /** Bytes, when it was opened. */
  readonly size: number;
  /** The bytes between two positions; fewer if the file has become shorter. */
  read(start: number, end: number): Uint8Array;
  /** The characters that begin between two positions. */
  characters(start: number, end: number): { readonly offset: number; readonly bytes: Uint8Array };
}

/** Which file of a log is meant. */
export interface LogPlace {
  /** Undefined if the log is no file. */
  readonly path: string | undefined;
  /** 0 for the log itself, otherwise the number of an older copy. */
  readonly backup: number;
}

/**
 * Opens a log while `work` reads it.
 *
 * @throws {RpcFault} NO_FILE if there is none, FAILED if it cannot be read
 */
export async function withLogFile<Result>(
  files: ReadableFiles,
  place: LogPlace,
  work: (file: LogFile) => Result | Promise<Result>,
): Promise<Result> {
  const { fd, size, id } = openLog(files, place);
  try {
    return await work({
      id,
      size,
      read: (start, end) => bytesBetween(files, fd, start, end),
      characters: (start, end) => charactersBetween(files, fd, start, end),
    });
  } catch (error) {
    if (isSystemError(error)) throw new RpcFault('FAILED', error.message);
    throw error;
  } finally {
    files.close(fd);
  }
}

/**
 * Opens a log to read from; what has no positions (a fifo, a terminal) counts as none.
 *
 * @throws {RpcFault} NO_FILE, FAILED
 */
export function openLog(
  files: ReadableFiles,
  place: LogPlace,
): { readonly fd: number; readonly size: number; readonly id: string } {
  const path = pathOf(place);
  if (path === undefined || !isPlain(files, path)) throw new RpcFault('NO_FILE', path);
  try {
    const fd = files.open(path, READ_FLAGS);
    try {
      const status = files.statFd(fd);
      return { fd, size: status.size, id: fileId(status) };
    } catch (error) {
      files.close(fd);
      throw error;
    }
  } catch (error) {
    if (isSystemError(error)) throw new RpcFault('FAILED', error.message);
    throw error;
  }
}

/** The path of the log, or of an older copy. */
function pathOf({ path, backup }: LogPlace): string | undefined {
  return path === undefined ? undefined : copyPath(path, backup);
}

/** The next older copy, if there is one. */
export function olderThan(files: ReadableFiles, { path, backup }: LogPlace): number | undefined {
  const older = pathOf({ path, backup: backup + 1 });
  return older !== undefined && isPlain(files, older) ? backup + 1 : undefined;
}

function isPlain(files: ReadableFiles, path: string): boolean {
  try {
    return files.stat(path).kind === 'file';
  } catch (error) {
    if (isSystemError(error)) return false;
    throw error;
  }
}

function bytesBetween(files: ReadableFiles, fd: number, start: number, end: number): Uint8Array {
  const bytes = new Uint8Array(Math.max(0, end - start));
  return bytes.subarray(0, readFully(files, fd, bytes, start));
}

export interface LogText {
  readonly id: string;
  readonly size: number;
  /** Where it begins. */
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
  readonly text: string;
}

/**
 * The text of `length` bytes from `offset`; a negative offset counts from the end. Whole characters:
 * parts that follow each other show each character once.
 */
export function textOf(file: LogFile, offset: number, length: number): LogText {
  const { id, size } = file;
  const start = Math.min(size, offset < 0 ? Math.max(0, size + offset) : offset);
  const part = file.characters(start, Math.min(size, start + length));
  return { id, size, offset: part.offset, length: part.bytes.length, text: decode(part.bytes) };
}
