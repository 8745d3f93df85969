/** One thing in the file system of `fake-files.ts`, whatever its names are. */
import { constants as fs } from 'node:fs';
import { InternalError } from '../../src/base/errors.ts';
import type { FileStatus } from '../../src/os/port.ts';
import type { FakePipe } from './fake-pipe.ts';
import { systemError } from './system-error.ts';

/** A file, a directory or something without positions. */
export interface FakeNode {
  readonly kind: FileStatus['kind'];
  readonly inode: number;
  mode: number;
  /** Undefined: as it was made. */
  owner?: { readonly uid: number; readonly gid: number };
  data: Buffer;
  size: number;
  readonly pipe: FakePipe | undefined;
}

/** A descriptor. */
export interface Handle {
  readonly node: FakeNode;
  readonly path: string;
  readonly flags: number;
  position: number;
}

export const ACCESS = fs.O_RDONLY | fs.O_WRONLY | fs.O_RDWR;

/** Reads of a file. @returns how many bytes came */
export function load(node: FakeNode, position: number, into: Uint8Array): number {
  if (node.kind === 'directory') throw systemError('EISDIR', 'read');
  if (node.pipe !== undefined) throw systemError('ESPIPE', 'read');
  const part = node.data.subarray(position, Math.min(node.size, position + into.length));
  into.set(part);
  return part.length;
}

/** Writes into a file, which grows as needed; what lies between is zeros. */
export function store(node: FakeNode, position: number, bytes: Uint8Array): void {
  const size = position + bytes.length;
  if (size > node.data.length) {
    const grown = Buffer.alloc(Math.max(size, node.data.length * 2));
    grown.set(node.data.subarray(0, node.size));
    node.data = grown;
  }
  node.data.fill(0, node.size, Math.max(node.size, position));
  node.data.set(bytes, position);
  node.size = Math.max(node.size, size);
}

/** Throws what the kernel says about opening an existing thing with these flags. */
export function refuseToOpen(node: FakeNode, where: string, flags: number): void {
  const exclusive = fs.O_CREAT | fs.O_EXCL;
  const writes = (flags & ACCESS) !== fs.O_RDONLY;
  if ((flags & exclusive) === exclusive) throw systemError('EEXIST', 'open', where);
  if (node.kind === 'directory' && writes) throw systemError('EISDIR', 'open', where);
  if (node.pipe?.socket) throw systemError('ENXIO', 'open', where);
}

/** Throws what the system does when the pipe takes nothing. */
export function writeToPipe(pipe: FakePipe, flags: number, bytes: Uint8Array): number {
  if (pipe.free < bytes.length && !pipe.broken && (flags & fs.O_NONBLOCK) === 0) {
    throw new InternalError('a blocking write to a full pipe: the daemon stands still');
  }
  const written = pipe.write(bytes);
  if (typeof written === 'string') throw systemError(written, 'write');
  return written;
}
