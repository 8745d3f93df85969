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
  /**
   * Signals for the daemon wait for it until it releases them: its environment is that of
   * `preloading`. If not, those that come before it has asked for them are lost, or end it.
   */
  readonly holds?: boolean | undefined;
}

/** How an addon that is preloaded is named, which nobody else would do; see `native/signals.c`. */
const PRELOADED = '/proc/self/./fd/';
const VARIABLE = 'LD_PRELOAD=';

/** What a program has as standard input, output and error: Node makes them close-on-exec. */
export const STANDARD_FDS: readonly number[] = [0, 1, 2];

/**
 * The environment of a program that is to hold signals from its first moment, by the addon that is
 * open at `fd`. The addon takes itself out of it again.
 */
export function preloading(fd: number, env: readonly string[]): string[] {
  const place = `${PRELOADED}${fd}`;
  const before = env.find((variable) => variable.startsWith(VARIABLE));
  if (before === undefined) return [...env, `${VARIABLE}${place}`];
  return env.map((variable) => (variable === before ? `${before}:${place}` : variable));
}

/** Whether a program like this one would get an addon preloaded: not if it has rights of its own. */
export function canPreload(): boolean {
  return native().canPreload();
}

/**
 * Becomes another program. Whatever threads are at is lost; children stay children.
 *
 * @throws {SystemError} if that is not possible, with nothing changed; EINTR if a signal waits that
 * the program does not hold.
 */
export function becomeProgram(program: Program): never {
  check('execve', native().replaceProcess(...inWords(program)));
  throw new InternalError('execve has returned'); // it answers nothing but errors
}

/**
 * Has SIGTERM and the other signals for the daemon wait until they are released, or until another
 * program releases them that this process has become. Resolves when those have been told of that
 * came before.
 */
export async function holdSignals(): Promise<void> {
  check('sigprocmask', native().holdSignals(true));
  // Node has noted them, and tells of them from its loop: of two turns of it, one is whole.
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Lets those come that have waited. */
export function releaseSignals(): void {
  check('sigprocmask', native().holdSignals(false));
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

function inWords(program: Program): [string, string, string, Int32Array, boolean] {
  const { path, argv, env, fds, holds = false } = program;
  return [path, wordList(argv), wordList(env), Int32Array.from(fds), holds];
}
