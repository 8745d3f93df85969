/** Access to files, straight on `node:fs`. Errors are Node's own. */
import {
  chmodSync,
  closeSync,
  fstatSync,
  ftruncateSync,
  lchownSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmdirSync,
  type Stats,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { check } from './errno.ts';
import { native } from './native.ts';
import type { FileStatus, Files } from './port.ts';

export const files: Files = {
  open: (path, flags, mode = 0o666) => openSync(path, flags, mode),
  close: (fd) => closeSync(fd),
  closeLater: (fd) => void check('close', native().closeLater(fd)),
  write: (fd, bytes, start, end) => writeSync(fd, bytes, start, end - start),
  read: (fd, into, position) => readSync(fd, into, 0, into.length, position),
  statFd: (fd) => toStatus(fstatSync(fd)),
  stat: (path) => toStatus(statSync(path)),
  rename: (from, to) => renameSync(from, to),
  unlink: (path) => unlinkSync(path),
  readFile: (path) => readFileSync(path),
  readDirectory: (path) => readdirSync(path),
  truncateFd: (fd, length) => ftruncateSync(fd, length),
  chmod: (path, mode) => chmodSync(path, mode),
  makeDirectory: (path) => mkdirSync(path),
  removeDirectory: (path) => rmdirSync(path),
  chown: (path, uid, gid) => lchownSync(path, uid, gid),
};

function toStatus(stats: Stats): FileStatus {
  return {
    kind: stats.isFile() ? 'file' : stats.isDirectory() ? 'directory' : 'other',
    size: stats.size,
    device: stats.dev,
    inode: stats.ino,
    mode: stats.mode & 0o7777,
    links: stats.nlink,
    uid: stats.uid,
  };
}
