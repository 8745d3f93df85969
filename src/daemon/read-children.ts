/**
 * Reads the file that a supervisord has written of its children (`children.ts`), for one that comes
 * after it. It is believed only if it is ours or root's, since it may lie in a folder that everybody
 * can write to; what has been opened is what is asked whose it is.
 */
import { constants } from 'node:fs';
import { UserError } from '../base/errors.ts';
import type { Files } from '../os/port.ts';
import type { ChildrenText } from './children.ts';

/** More than any file of ours has: a million children. */
const MAX_BYTES = 64 * 1024 ** 2;

/**
 * @param uid The user that we are.
 * @throws {UserError} that says why it is not believed
 * @throws {SystemError} if it cannot be read
 */
export function readChildren(path: string, uid: number, files: Files): ChildrenText {
  const { O_RDONLY, O_NONBLOCK, O_NOFOLLOW } = constants;
  const fd = files.open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW);
  try {
    const { kind, size, uid: owner } = files.statFd(fd);
    if (kind !== 'file') throw new UserError('it is no plain file');
    if (owner !== uid && owner !== 0) throw new UserError(`it belongs to the user ${owner}`);
    if (size > MAX_BYTES) throw new UserError('it is too large');
    return parseChildren(new TextDecoder().decode(readAll(fd, size, files)));
  } finally {
    files.close(fd);
  }
}

/** As much as there is, if that is less than `size` by now. */
function readAll(fd: number, size: number, files: Files): Uint8Array {
  const bytes = new Uint8Array(size);
  let end = 0;
  for (let count = -1; count !== 0 && end < size; end += count) {
    count = files.read(fd, bytes.subarray(end), end);
  }
  return bytes.subarray(0, end);
}

/** @throws {UserError} if it is no such list, or one of a version that we do not know */
export function parseChildren(text: string): ChildrenText {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null) throw notAList();
  const { format, boot, daemon, children } = value as Partial<ChildrenText>;
  if (format !== 1)
    throw format === undefined ? notAList() : new UserError('it is of a later version');
  const isGood =
    typeof boot === 'string' &&
    isProcess(daemon) &&
    Array.isArray(children) &&
    children.every((row) => isProcess(row) && typeof row[2] === 'string');
  if (!isGood) throw notAList();
  return { format, boot, daemon, children };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw notAList();
  }
}

function notAList(): UserError {
  return new UserError('it is no list of children');
}

/** A pid that is some process's child, and a start. 1 is the system's, 0 and less are groups. */
function isProcess(row: unknown): row is readonly [number, number, ...unknown[]] {
  return Array.isArray(row) && Number.isInteger(row[0]) && row[0] > 1 && Number.isInteger(row[1]);
}
