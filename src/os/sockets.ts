/**
 * Sockets that are made here and served by programs, those that send datagrams, and who is at the
 * other end of one.
 */
import { closeSync } from 'node:fs';
import { check } from './errno.ts';
import { type Native, native } from './native.ts';
import type { Peer, Sockets } from './port.ts';

export const sockets: Sockets = {
  async lookUp(host) {
    const { lookup } = process.getBuiltinModule('node:dns/promises');
    return (await lookup(host, 4)).address;
  },

  bindTcp: (address, port) =>
    bound(false, (addon, fd) => {
      check('setsockopt', addon.reuseAddress(fd));
      check('bind', addon.bindInet(fd, address, port));
    }),

  bindUnix: (path) => bound(true, (addon, fd) => check('bind', addon.bindUnix(fd, path))),

  connectDatagram(path) {
    const fd = check('socket', native().datagramSocket());
    try {
      check('connect', native().connectUnix(fd, path));
    } catch (error) {
      closeSync(fd);
      throw error;
    }
    return fd;
  },

  listen(fd, backlog) {
    const addon = native();
    check('listen', addon.listen(fd, backlog ?? addon.SOMAXCONN));
  },
};

/** @returns undefined if the descriptor is none of a unix socket with somebody at its end */
export function peerOf(fd: number): Peer | undefined {
  const peer = native().peer(fd);
  if (typeof peer === 'number') return undefined;
  const [pid, uid, gid] = peer;
  return { pid, uid, gid };
}

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
