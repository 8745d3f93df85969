/**
 * Another program in this process: with the same pid, the same children, and the descriptors that it
 * is to keep. Only Linux has what that takes.
 */
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { InternalError } from '../base/errors.ts';
import { check } from './errno.ts';
import { native, wordList } from './native.ts';

export interface Program {
  readonly path: string;
  /** Its first word is the name of the program. */
  readonly argv: readonly string[];
  /** `NAME=value`. */
  readonly env: readonly string[];
  /** Descriptors that stay open, under the numbers they have; all others of ours are closed. */
  readonly fds: readonly number[];
}

/** What a program has as standard input, output and error: Node makes them close-on-exec. */
export const STANDARD_FDS: readonly number[] = [0, 1, 2];

/**
 * Becomes another program. Whatever threads are at is lost; children stay children.
 *
 * @throws {SystemError} if that is not possible, with nothing changed; EINTR if a signal has come
 * since `holdSignals`.
 */
export function becomeProgram(program: Program): never {
  check('execve', native().replaceProcess(...inWords(program)));
  throw new InternalError('execve has returned'); // it answers nothing but errors
}

/** Has SIGTERM and the other signals for the daemon wait, or lets them come. */
export function holdSignals(wanted: boolean): void {
  check('sigprocmask', native().holdSignals(wanted));
}

/**
 * From now on, what would end this process makes it another program. One of `argv`, the word
 * `reason`, ends in two characters that become the number of the signal it would have ended by, or 00.
 *
 * Signals for the daemon wait until the guard is disarmed.
 *
 * @param seconds How long until the guard takes this process for hanging
 */
export function armGuard(program: Program, reason: number, seconds: number): void {
  check('guard', native().armGuard(...inWords(program), reason, seconds));
}

/** The way back is not needed any more. */
export function disarmGuard(): void {
  check('guard', native().disarmGuard());
}

/** A file in memory that holds a text. @returns its descriptor. @throws {SystemError} ENOSYS, ENOMEM, EMFILE */
export function openMemory(name: string, text: string): number {
  const fd = check('memfd_create', native().memory(name));
  try {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  return fd;
}

/** The text of an open file, from its beginning, wherever somebody else has read to. */
export function readMemory(fd: number): string {
  return readFileSync(descriptorPath(fd), 'utf8');
}

/** What an open file can be opened by again, even when it has lost its name. */
export function descriptorPath(fd: number): string {
  return `/proc/self/fd/${fd}`;
}

/** Another descriptor of the same open file. */
export function duplicate(fd: number): number {
  return check('fcntl', native().duplicate(fd));
}

/** Descriptors that have come from the program before: the next one does not get them unasked. */
export function takeOver(fds: readonly number[]): void {
  for (const fd of fds) check('fcntl', native().setCloseOnExec(fd, true));
}

/** The file of the running node, also after another one has taken its place. */
export function openOwnNode(): number {
  return openSync('/proc/self/exe', 'r');
}

function inWords({ path, argv, env, fds }: Program): [string, string, string, Int32Array] {
  return [path, wordList(argv), wordList(env), Int32Array.from(fds)];
}
