/**
 * A file system in memory that behaves, and misbehaves on demand.
 *
 *   capacity            bytes the disk holds: a write that does not fit is partial, then ENOSPC
 *   maxOpen             descriptors there are: one more is EMFILE
 *   mkdir / removeTree  folders come and vanish; open files live on without a name
 *   fail / mend         a call, or a call on one path, fails with the errno of your choice
 *   addPipe             a fifo, tty or `/dev/stdout`: no position, full at `room` bytes (EAGAIN)
 *                       until `drain` reads it and wakes whoever waits in `whenWritable`
 *   execve              another program takes the daemon's place: it finds open what it is given
 *   giveDescriptor      what the daemon was started with, such as 1 on a socket
 *
 * A write that would block throws an InternalError: that is the daemon standing still.
 *
 * More than 300 lines, because it is one object with the calls of `Files`, each of them short.
 */
import { constants as fs } from 'node:fs';
import path from 'node:path';
import { type Channels, type FileStatus, type Files, SHORT_WRITE } from '../../src/os/port.ts';
import {
  ACCESS,
  type FakeNode,
  type Handle,
  load,
  refuseToOpen,
  store,
  writeToPipe,
} from './fake-node.ts';
import { FakePipe } from './fake-pipe.ts';
import { systemError } from './system-error.ts';

export type FileCall = keyof Files;

export class FakeFiles implements Files, Pick<Channels, 'whenWritable' | 'canWrite'> {
  /** Bytes that the disk holds. */
  capacity = Number.POSITIVE_INFINITY;
  /** How many descriptors may be open. */
  maxOpen = Number.POSITIVE_INFINITY;
  umask = 0o022;
  /** How often each call was made, failed ones included. */
  readonly calls = new Map<FileCall, number>();
  readonly #nodes = new Map<string, FakeNode>();
  readonly #handles = new Map<number, Handle>();
  readonly #faults = new Map<
    FileCall,
    { readonly code: string; readonly path: string | undefined }
  >();
  #nextInode = 1;

  /** @param folders What there is to begin with, besides `/`. */
  constructor(...folders: readonly string[]) {
    this.#addNode('/', 'directory', 0o755);
    for (const folder of folders) this.mkdir(folder);
  }

  // ------------------------------------------------------------------------- for the test

  /** Makes a folder and those above it. */
  mkdir(folder: string): void {
    if (this.#nodes.has(folder)) return;
    this.mkdir(path.dirname(folder));
    this.#addNode(folder, 'directory', 0o755);
  }

  /** Removes a folder and all in it. What is open stays usable, without a name. */
  removeTree(folder: string): void {
    for (const name of [...this.#nodes.keys()]) {
      if (name === folder || name.startsWith(`${folder}/`)) this.#nodes.delete(name);
    }
  }

  /** Puts a fifo, tty or the like at a path. */
  addPipe(where: string, pipe = new FakePipe(64 * 1024)): FakePipe {
    this.mkdir(path.dirname(where));
    this.#addNode(where, 'other', 0o600, pipe);
    return pipe;
  }

  /** Opens `where` as the descriptor `fd`, as a parent process does; `flags` default to O_RDWR. */
  giveDescriptor(fd: number, where: string, flags: number = fs.O_RDWR): void {
    const node = this.#find(where, 'open');
    this.#handles.set(fd, { node, path: where, flags, position: 0 });
  }

  /** From now on this call fails, everywhere or on one path, until `mend`. */
  fail(call: FileCall, code: string, where?: string): void {
    this.#faults.set(call, { code, path: where });
  }

  mend(call?: FileCall): void {
    if (call === undefined) this.#faults.clear();
    else this.#faults.delete(call);
  }

  /** Closes what is not kept, and ends every wait, as when another program takes our place. */
  execve(kept: readonly number[]): void {
    for (const [fd, { node }] of this.#handles) {
      node.pipe?.forgetWaits();
      if (!kept.includes(fd)) this.#handles.delete(fd);
    }
  }

  /** What a file holds, as text. */
  text(where: string): string {
    return Buffer.from(this.readFile(where)).toString('utf8');
  }

  /** Writes a whole file from outside the daemon. */
  put(where: string, text: string | Uint8Array, mode = 0o644): void {
    this.mkdir(path.dirname(where));
    const node = this.#nodes.get(where) ?? this.#addNode(where, 'file', mode);
    node.size = 0;
    store(node, 0, Buffer.from(text as string));
  }

  exists(where: string): boolean {
    return this.#nodes.has(where);
  }

  /** What is open now, by the path it was opened as. */
  get openPaths(): string[] {
    return [...this.#handles.values()].map((handle) => handle.path);
  }

  /** Permission bits of a file. */
  mode(where: string): number {
    return this.#find(where, 'stat').mode;
  }

  /** Whom a file was given to; undefined: nobody. */
  owner(where: string): { readonly uid: number; readonly gid: number } | undefined {
    return this.#find(where, 'stat').owner;
  }

  // ------------------------------------------------------------------------------- Files

  open(where: string, flags: number, mode = 0o666): number {
    this.#enter('open', where);
    if (this.#handles.size >= this.maxOpen) throw systemError('EMFILE', 'open', where);
    const found = this.#nodes.get(where);
    if (found !== undefined) refuseToOpen(found, where, flags);
    const node = found ?? this.#create(where, flags, mode);
    if ((flags & fs.O_TRUNC) !== 0) node.size = 0;
    const fd = this.#freeDescriptor();
    this.#handles.set(fd, { node, path: where, flags, position: 0 });
    return fd;
  }

  /** A socket that sends datagrams to the `FakeReceiver` at a path. */
  connectDatagram(where: string): number {
    const node = this.#find(where, 'connect');
    if (!node.pipe?.socket || node.pipe.broken) throw systemError('ECONNREFUSED', 'connect', where);
    const fd = this.#freeDescriptor();
    this.#handles.set(fd, { node, path: where, flags: fs.O_WRONLY | fs.O_NONBLOCK, position: 0 });
    return fd;
  }

  close(fd: number): void {
    this.#handle(fd, 'close');
    this.#handles.delete(fd);
  }

  closeLater(fd: number): void {
    this.#handle(fd, 'closeLater');
    this.#handles.delete(fd);
  }

  write(fd: number, bytes: Uint8Array, start: number, end: number): number {
    const handle = this.#handle(fd, 'write');
    if ((handle.flags & ACCESS) === fs.O_RDONLY) throw systemError('EBADF', 'write');
    if (handle.node.pipe !== undefined) {
      return writeToPipe(handle.node.pipe, handle.flags, bytes.subarray(start, end));
    }
    const { node } = handle;
    if ((handle.flags & fs.O_APPEND) !== 0) handle.position = node.size;
    const overwritten = Math.max(0, node.size - handle.position);
    const count = Math.max(0, Math.min(end - start, this.free + overwritten));
    if (count === 0 && end > start) throw systemError('ENOSPC', 'write');
    store(node, handle.position, bytes.subarray(start, start + count));
    handle.position += count;
    return count;
  }

  read(fd: number, into: Uint8Array, position: number): number {
    const { node, flags } = this.#handle(fd, 'read');
    if ((flags & ACCESS) === fs.O_WRONLY) throw systemError('EBADF', 'read');
    return load(node, position, into);
  }

  statFd(fd: number): FileStatus {
    return this.#status(this.#handle(fd, 'statFd').node);
  }

  stat(where: string): FileStatus {
    this.#enter('stat', where);
    return this.#status(this.#find(where, 'stat'));
  }

  rename(from: string, to: string): void {
    this.#enter('rename', from);
    const node = this.#find(from, 'rename');
    this.#parent(to, 'rename');
    if (from === to) return;
    this.#nodes.delete(from);
    this.#nodes.set(to, node);
  }

  unlink(where: string): void {
    this.#enter('unlink', where);
    if (this.#find(where, 'unlink').kind === 'directory') {
      throw systemError('EISDIR', 'unlink', where);
    }
    this.#nodes.delete(where);
  }

  readFile(where: string): Uint8Array {
    this.#enter('readFile', where);
    const node = this.#find(where, 'open');
    if (node.kind === 'directory') throw systemError('EISDIR', 'read');
    return Uint8Array.from(node.data.subarray(0, node.size));
  }

  readDirectory(where: string): string[] {
    this.#enter('readDirectory', where);
    if (this.#find(where, 'scandir').kind !== 'directory') {
      throw systemError('ENOTDIR', 'scandir', where);
    }
    return [...this.#nodes.keys()]
      .filter((name) => name !== '/' && path.dirname(name) === where)
      .map((name) => path.basename(name));
  }

  chmod(where: string, mode: number): void {
    this.#enter('chmod', where);
    this.#find(where, 'chmod').mode = mode;
  }

  makeDirectory(where: string): void {
    this.#enter('makeDirectory', where);
    if (this.#nodes.has(where)) throw systemError('EEXIST', 'mkdir', where);
    this.#parent(where, 'mkdir');
    this.#addNode(where, 'directory', 0o755);
  }

  removeDirectory(where: string): void {
    this.#enter('removeDirectory', where);
    if (this.readDirectory(where).length > 0) throw systemError('ENOTEMPTY', 'rmdir', where);
    this.#nodes.delete(where);
  }

  chown(where: string, uid: number, gid: number): void {
    this.#enter('chown', where);
    this.#find(where, 'lchown').owner = { uid, gid };
  }

  truncateFd(fd: number, length: number): void {
    const { node } = this.#handle(fd, 'truncateFd');
    if (length > node.size) store(node, node.size, Buffer.alloc(length - node.size));
    node.size = length;
  }

  whenWritable(fd: number, run: () => void): { cancel(): void } {
    const { node } = this.#handle(fd, 'write');
    if (node.pipe === undefined) throw systemError('EPERM', 'epoll_ctl');
    return node.pipe.wait(run);
  }

  canWrite(fd: number): boolean {
    const { pipe } = this.#handle(fd, 'write').node;
    return pipe === undefined || pipe.broken || pipe.free >= SHORT_WRITE;
  }

  // ---------------------------------------------------------------------------- the inside

  /** Bytes that still fit. Removed files take up space as long as they are open. */
  get free(): number {
    if (this.capacity === Number.POSITIVE_INFINITY) return this.capacity;
    const nodes = new Set([...this.#nodes.values()]);
    for (const { node } of this.#handles.values()) nodes.add(node);
    let used = 0;
    for (const node of nodes) used += node.size;
    return this.capacity - used;
  }

  #status(node: FakeNode): FileStatus {
    const { kind, size, inode, mode } = node;
    const links = [...this.#nodes.values()].filter((other) => other === node).length;
    return { kind, size, device: 1, inode, mode, links, uid: node.owner?.uid ?? 0 };
  }

  #enter(call: FileCall, where: string): void {
    this.calls.set(call, (this.calls.get(call) ?? 0) + 1);
    const fault = this.#faults.get(call);
    if (fault !== undefined && (fault.path ?? where) === where) {
      throw systemError(fault.code, call, where);
    }
  }

  #handle(fd: number, call: FileCall): Handle {
    const handle = this.#handles.get(fd);
    if (handle === undefined) throw systemError('EBADF', call);
    this.#enter(call, handle.path);
    return handle;
  }

  #find(where: string, syscall: string): FakeNode {
    const node = this.#nodes.get(where);
    if (node === undefined) throw systemError('ENOENT', syscall, where);
    return node;
  }

  #parent(where: string, syscall: string): void {
    const parent = this.#find(path.dirname(where), syscall);
    if (parent.kind !== 'directory') throw systemError('ENOTDIR', syscall, where);
  }

  #create(where: string, flags: number, mode: number): FakeNode {
    if ((flags & fs.O_CREAT) === 0) throw systemError('ENOENT', 'open', where);
    this.#parent(where, 'open');
    return this.#addNode(where, 'file', mode & ~this.umask);
  }

  #addNode(where: string, kind: FakeNode['kind'], mode: number, pipe?: FakePipe): FakeNode {
    const inode = this.#nextInode++;
    const node: FakeNode = { kind, inode, mode, data: Buffer.alloc(0), size: 0, pipe };
    this.#nodes.set(where, node);
    return node;
  }

  /** Descriptors are reused, lowest first, as a kernel does: a stale one hits another file. */
  #freeDescriptor(): number {
    let fd = FIRST_DESCRIPTOR;
    while (this.#handles.has(fd)) fd++;
    return fd;
  }
}

const FIRST_DESCRIPTOR = 10;
