/**
 * Names and texts of the system's error numbers, and the exceptions made of them.
 *
 * Names come from `os.constants.errno`: `util.getSystemErrorName` knows only what libuv knows,
 * which leaves out ECHILD among others.
 */
import { constants } from 'node:os';
import { getSystemErrorMap } from 'node:util';
import type { SystemError } from '../base/errors.ts';

const NAMES = new Map<number, string>(
  Object.entries(constants.errno)
    // EWOULDBLOCK and EOPNOTSUPP are second names; the first in the list is the usual one.
    .reverse()
    .map(([name, number]) => [number, name]),
);

/** `errnoName(2) === 'ENOENT'`. A number without a name answers itself, as text. */
export function errnoName(errno: number): string {
  return NAMES.get(errno) ?? String(errno);
}

/** The exception for an errno (positive), in the shape of Node's own. */
export function systemError(syscall: string, errno: number): SystemError {
  const code = errnoName(errno);
  const text = getSystemErrorMap().get(-errno)?.[1] ?? 'system error';
  return Object.assign(new Error(`${code}: ${text}, ${syscall}`), {
    code,
    errno: -errno,
    syscall,
  });
}

/**
 * Passes the result of a system call on.
 *
 * @throws {SystemError} if it is negative, which means `-errno`.
 */
export function check(syscall: string, result: number): number {
  if (result < 0) throw systemError(syscall, -result);
  return result;
}
