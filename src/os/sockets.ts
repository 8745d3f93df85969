/** Sockets that are made here and served by programs. */
import { closeSync } from 'node:fs';
import { check, systemError } from './errno.ts';
import { type Native, native } from './native.ts';
import type { Sockets } from './port.ts';

export const sockets: Sockets = {
  lookUp(host) {
    const found = native().lookUp(host);
    if (typeof found === 'string') return found;
    if (found === 0) throw lookupError('ENOTFOUND', host);
    const error = systemError('getaddrinfo', -found);
    throw error.code === 'EAGAIN' ? lookupError('EAI_AGAIN', host) : error;
  },

  bindTcp: (address, port) =>
    bound(false, (addon, fd) => {
      check('setsockopt', addon.reuseAddress(fd));
      check('bind', addon.bindInet(fd, address, port));
    }),

  bindUnix: (path) => bound(true, (addon, fd) => check('bind', addon.bindUnix(fd, path))),

  listen(fd, backlog) {
    const addon = native();
    check('listen', addon.listen(fd, backlog ?? addon.SOMAXCONN));
  },
};

/** Makes a socket and binds it; one that cannot be bound is closed. */
function bound(unix: boolean, bind: (addon: Native, fd: number) => void): number {
  const addon = native();
  const fd = check('socket', addon.socket(unix));
  try {
    bind(addon, fd);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  return fd;
}

/** In the shape of Node's own. */
function lookupError(code: 'ENOTFOUND' | 'EAI_AGAIN', host: string): Error {
  const syscall = 'getaddrinfo';
  return Object.assign(new Error(`${syscall} ${code} ${host}`), { code, syscall });
}
