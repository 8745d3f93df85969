/** What the fakes throw for a system call that fails. */
import { constants as os } from 'node:os';
import type { SystemError } from '../../src/base/errors.ts';

/** The error of a failed system call, in Node's shape. */
export function systemError(code: string, syscall: string, where?: string): SystemError {
  const errno = -((os.errno as Readonly<Record<string, number>>)[code] ?? 0);
  const place = where === undefined ? '' : ` '${where}'`;
  const text = TEXTS[code] ?? 'system call failed';
  return Object.assign(new Error(`${code}: ${text}, ${syscall}${place}`), {
    code,
    errno,
    syscall,
  });
}

const TEXTS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EADDRINUSE: 'address already in use',
  EAGAIN: 'resource temporarily unavailable',
  EBADF: 'bad file descriptor',
  ECONNREFUSED: 'connection refused',
  EEXIST: 'file already exists',
  EIO: 'i/o error',
  EISDIR: 'illegal operation on a directory',
  EMFILE: 'too many open files',
  ENOENT: 'no such file or directory',
  ENOSPC: 'no space left on device',
  ENOTDIR: 'not a directory',
  ENXIO: 'no such device or address',
  EPIPE: 'broken pipe',
  EROFS: 'read-only file system',
  ESPIPE: 'invalid seek',
};
