/**
 * Parts of a log as text, for the `read…Log` and `tail…Log` methods.
 *
 * Offsets and lengths are bytes. A character belongs to the part in which it begins, so that parts
 * that follow each other show each character once and whole; what is no UTF-8 becomes U+FFFD.
 * However large the file, no more than MAX_READ_BYTES are read at a time.
 */
import { constants } from 'node:fs';
import { isSystemError } from '../base/errors.ts';
import type { Files } from '../os/port.ts';
import { RpcFault } from '../wire/faults.ts';
import { characterBoundary, decode, LONGEST_REST } from './decode.ts';

/** The most that one answer holds. */
export const MAX_READ_BYTES = 16 * 1024 * 1024;

/** Without waiting: what a fifo or terminal has to say is not ours. */
export const READ_FLAGS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

export type ReadableFiles = Pick<Files, 'open' | 'close' | 'read' | 'stat' | 'statFd'>;

/**
 * Reads `length` bytes from `offset`, or to the end of the file if `length` is 0. A negative
 * offset means the last bytes, and then `length` must be 0.
 *
 * @throws {RpcFault} NO_FILE, BAD_ARGUMENTS or FAILED.
 */
export function readLog(
  files: ReadableFiles,
  path: string | undefined,
  offset: number,
  length: number,
): string {
  if (path === undefined || !exists(files, path)) throw new RpcFault('NO_FILE', path);
  if (length < 0 || (offset < 0 && length !== 0)) throw new RpcFault('BAD_ARGUMENTS');
  try {
    return withFile(files, path, (fd, size) => {
      if (offset < 0) return textBetween(files, fd, size + offset, size);
      return textBetween(files, fd, offset, length === 0 ? size : offset + length, 'first');
    });
  } catch (error) {
    if (isSystemError(error)) throw new RpcFault('FAILED');
    throw error;
  }
}

/**
 * The last `length` bytes, if the file has grown beyond `offset`: its text, its size, and whether
 * more than `length` bytes came since `offset`. A client hands the size back as its next offset.
 */
export function tailLog(
  files: ReadableFiles,
  path: string | undefined,
  offset: number,
  length: number,
): [text: string, offset: number, overflow: boolean] {
  if (path === undefined || !exists(files, path)) return ['', 0, false];
  try {
    return withFile(files, path, (fd, size) => {
      const overflow = size > offset + length;
      if (length <= 0 || (!overflow && offset >= size)) return ['', size, overflow];
      return [textBetween(files, fd, size - length, size), size, overflow];
    });
  } catch (error) {
    if (isSystemError(error)) return ['', offset, false];
    throw error;
  }
}

function exists(files: ReadableFiles, path: string): boolean {
  try {
    files.stat(path);
    return true;
  } catch {
    return false;
  }
}

function withFile<Result>(
  files: ReadableFiles,
  path: string,
  read: (fd: number, size: number) => Result,
): Result {
  const fd = files.open(path, READ_FLAGS);
  try {
    const { kind, size } = files.statFd(fd);
    if (kind !== 'file') files.read(fd, new Uint8Array(1), 0); // ESPIPE, if it has no positions
    return read(fd, size);
  } finally {
    files.close(fd);
  }
}

/** The text between two positions; if that is too much, the `last` part of it or the `first`. */
function textBetween(
  files: ReadableFiles,
  fd: number,
  from: number,
  to: number,
  keep: 'first' | 'last' = 'last',
): string {
  const start = Math.max(0, from, keep === 'last' ? to - MAX_READ_BYTES : 0);
  const end = Math.max(start, Math.min(to, start + MAX_READ_BYTES));
  return decode(charactersBetween(files, fd, start, end).bytes);
}

/** The bytes of the characters that begin between two positions, and where they begin. */
export function charactersBetween(
  files: Pick<Files, 'read'>,
  fd: number,
  start: number,
  end: number,
): { readonly offset: number; readonly bytes: Uint8Array } {
  const before = Math.min(start, LONGEST_REST);
  const bytes = new Uint8Array(end - start + before + LONGEST_REST);
  const around = bytes.subarray(0, readFully(files, fd, bytes, start - before));
  const last = Math.min(around.length, before + end - start);
  const first = characterBoundary(around, Math.min(before, last));
  return {
    offset: start - before + first,
    bytes: around.subarray(first, characterBoundary(around, last)),
  };
}

/** Reads until the array is full or the file ends. @returns how many bytes came. */
export function readFully(
  files: Pick<Files, 'read'>,
  fd: number,
  into: Uint8Array,
  position: number,
): number {
  let filled = 0;
  while (filled < into.length) {
    const count = files.read(fd, into.subarray(filled), position + filled);
    if (count === 0) break;
    filled += count;
  }
  return filled;
}
