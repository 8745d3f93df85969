/**
 * What the original prints of a failed system call: `[Errno 98] Address already in use`, with the
 * path behind it if there is one. These are Python's words, and people search for them.
 */
import type { SystemError } from '../base/errors.ts';
import { repr } from '../base/python-text.ts';

/** The C library's texts, of what files and sockets can fail with. */
const TEXTS: Readonly<Record<string, string>> = {
  EACCES: 'Permission denied',
  EADDRINUSE: 'Address already in use',
  EADDRNOTAVAIL: 'Cannot assign requested address',
  EEXIST: 'File exists',
  EINVAL: 'Invalid argument',
  EISDIR: 'Is a directory',
  ELOOP: 'Too many levels of symbolic links',
  EMFILE: 'Too many open files',
  ENFILE: 'Too many open files in system',
  ENAMETOOLONG: 'File name too long',
  ENOBUFS: 'No buffer space available',
  ENOENT: 'No such file or directory',
  ENOMEM: 'Cannot allocate memory',
  ENOSPC: 'No space left on device',
  ENOTDIR: 'Not a directory',
  EPERM: 'Operation not permitted',
  EROFS: 'Read-only file system',
};

/** Failed lookups of a host have numbers of their own. */
const LOOKUPS: Readonly<Record<string, string>> = {
  ENOTFOUND: '[Errno -2] Name or service not known',
  EAI_AGAIN: '[Errno -3] Temporary failure in name resolution',
};

export function errorText(error: SystemError & { readonly path?: string }): string {
  const { code, errno = 0, path } = error;
  const text = TEXTS[code];
  if (text === undefined) return LOOKUPS[code] ?? error.message;
  const where = path === undefined ? '' : `: ${repr(path)}`;
  return `[Errno ${Math.abs(errno)}] ${text}${where}`;
}
