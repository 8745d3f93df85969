/**
 * Opens what a log is written to, so that nothing about it can hold up the daemon.
 *
 * A plain file is opened for appending. Everything else (fifo, terminal, `/dev/null`,
 * `/dev/stdout`) has no size to rotate by and is opened by its path with O_NONBLOCK: that makes a
 * file description of our own, so that the flag does not change what we share with our parent.
 * Two things have no such description, and are written to as the descriptor that they are: a
 * socket behind `/dev/fd/N`, and a plain file there, whose position belongs to its other writers.
 * A write to the former would wait for its reader: it has to be asked first whether it takes more.
 */
import { constants } from 'node:fs';
import { systemError, systemErrorOf } from '../base/errors.ts';
import { type Channels, type FileStatus, type Files, SHORT_WRITE } from '../os/port.ts';

export interface OpenTarget {
  readonly fd: number;
  /** Not opened here, so not to be closed either. */
  readonly borrowed: boolean;
  /** Not non-blocking: to be written to only while `canWrite` says so. */
  readonly mayBlock: boolean;
  /** A plain file of our own, which can be rotated and cleared. */
  readonly plain: boolean;
  /** Bytes that it holds already. */
  readonly size: number;
}

const SHARED = constants.O_NONBLOCK | constants.O_NOCTTY;
const APPEND = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | SHARED;

/** What plain files are created with, before the umask. */
export const PLAIN_MODE = 0o666;

/**
 * Opens a log for writing.
 *
 * @throws {SystemError} if that is not possible.
 */
export function openTarget(files: Files, path: string, mode = PLAIN_MODE): OpenTarget {
  const before = statusOf(files, path);
  const descriptor = descriptorOf(files, path, before);
  if (descriptor !== undefined) return openDescriptor(files, path, descriptor, before);
  if (before?.kind === 'other') return special(openSpecial(files, path));
  const fd = files.open(path, APPEND, mode);
  try {
    const { kind, size } = files.statFd(fd);
    return { fd, borrowed: false, mayBlock: false, plain: kind === 'file', size };
  } catch (error) {
    files.close(fd);
    throw error;
  }
}

/**
 * Writes once.
 *
 * @returns how many bytes went out, at least one
 * @throws {SystemError} also when nothing went out, or writing would be tried for ever
 */
export function writeOnce(
  files: Pick<Files, 'write'> & Pick<Channels, 'canWrite'>,
  { fd, mayBlock }: OpenTarget,
  bytes: Uint8Array,
  { start, end }: { readonly start: number; readonly end: number },
): number {
  if (mayBlock && !files.canWrite(fd)) throw systemError('EAGAIN', 'it is full');
  const piece = mayBlock ? Math.min(end, start + SHORT_WRITE) : end;
  const written = files.write(fd, bytes, start, piece);
  if (written === 0) throw systemError('EIO', 'nothing was written');
  return written;
}

/** Closes a target, if it was opened here. */
export function closeTarget(files: Files, { fd, borrowed }: OpenTarget): void {
  if (borrowed) return;
  try {
    files.close(fd);
  } catch (error) {
    systemErrorOf(error); // a network file system tells of bytes it lost before; it is closed
  }
}

/** Whether somebody has removed the open file, so that nobody will ever read what it gets. */
export function hasLostItsName(files: Files, { fd }: OpenTarget): boolean {
  try {
    return files.statFd(fd).links === 0;
  } catch (error) {
    systemErrorOf(error);
    return true; // the file system has lost it
  }
}

/** Whether the path is a plain file of its own name, and not one behind `/dev/stdout`. */
export function isPlain(files: Files, path: string): boolean {
  return numberIn(path) === undefined && files.stat(path).kind === 'file';
}

function special(fd: number): OpenTarget {
  return { fd, borrowed: false, mayBlock: false, plain: false, size: 0 };
}

function openDescriptor(
  files: Files,
  path: string,
  descriptor: number,
  status: FileStatus | undefined,
): OpenTarget {
  const mayBlock = status?.kind !== 'file';
  const borrowed: OpenTarget = { fd: descriptor, borrowed: true, mayBlock, plain: false, size: 0 };
  if (!mayBlock) return borrowed;
  try {
    return special(files.open(path, constants.O_WRONLY | SHARED));
  } catch {
    files.statFd(descriptor); // a socket, or opened by another user; EBADF if there is none
    return borrowed;
  }
}

/** A fifo is opened for reading too: writing without a reader is then no error, it waits. */
function openSpecial(files: Files, path: string): number {
  try {
    return files.open(path, constants.O_RDWR | SHARED);
  } catch {
    return files.open(path, constants.O_WRONLY | SHARED); // one that we may only write
  }
}

/**
 * Which of our descriptors a path means, if any: by its name, or because it is the same thing as
 * our stdout or stderr (a symbolic link to `/dev/stdout`). Opened for reading too, we would be a
 * reader of our own stdout, and never learn that the other one has gone.
 */
function descriptorOf(
  files: Files,
  path: string,
  status: FileStatus | undefined,
): number | undefined {
  const named = numberIn(path);
  if (named !== undefined || status?.kind !== 'other') return named;
  return [1, 2].find((fd) => {
    const own = statusOfFd(files, fd);
    return own?.inode === status.inode && own.device === status.device;
  });
}

function numberIn(path: string): number | undefined {
  const match = /^\/(?:dev\/(?:(stdout)|(stderr)|fd\/(\d+))|proc\/self\/fd\/(\d+))$/.exec(path);
  if (match === null) return undefined;
  if (match[1] !== undefined) return 1;
  return match[2] !== undefined ? 2 : Number(match[3] ?? match[4]);
}

function statusOf(files: Files, path: string): FileStatus | undefined {
  try {
    return files.stat(path);
  } catch {
    return undefined;
  }
}

function statusOfFd(files: Files, fd: number): FileStatus | undefined {
  try {
    return files.statFd(fd);
  } catch {
    return undefined;
  }
}
