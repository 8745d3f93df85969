/**
 * The addon, as TypeScript sees it.
 *
 * Every function makes one system call and answers its value or `-errno`; `check` in `errno.ts`
 * makes an exception of the latter. To add a call: a line in `native/addon.c`, a line here, and a
 * method with a meaning in `port.ts`.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../base/errors.ts';
import { packageFolder } from './package-folder.ts';
import type { User } from './port.ts';

/** What is started. Each word of a list is followed by a NUL, so that a list is one string. */
export interface NativeRequest {
  /** Look for the command and start nothing. */
  readonly onlyFind: boolean;
  readonly paths: string;
  readonly argv: string;
  readonly env: string;
  readonly cwd: string | null;
  readonly fds: Int32Array;
  /** -1: ours. */
  readonly umask: number;
  /** -1: ours. */
  readonly openFiles: number;
  /** Index into `LEADS` of processes.ts. */
  readonly leads: number;
  /** The file that it is to write itself into; null: none. */
  readonly cgroup: string | null;
  readonly setUser: boolean;
  readonly uid: number;
  readonly gid: number;
  readonly groups: Int32Array;
}

export interface Native {
  readonly RLIMIT_NOFILE: number;
  readonly RLIMIT_NPROC: number;
  /** The longest queue of connections that programs usually ask for. */
  readonly SOMAXCONN: number;

  /** `deliver` is told how many records of five numbers are filled in; see `poller.ts`. */
  openPoller(deliver: (count: number) => void, bytes: Uint8Array, records: Int32Array): number;
  holdLoop(wanted: boolean): number;
  watch(fd: number, forWriting: boolean): number;
  unwatch(fd: number): number;
  /**
   * Writes what comes from a pipe that is watched to the file `target`, for so long or until it
   * holds so many bytes more, at most 2^30; see `native/pump.c`.
   */
  pump(fd: number, target: number, bytes: number, milliseconds: number): number;
  /**
   * How many bytes were written, or that it was not pumped; and how many more were read, which stand in
   * `bytes` now: it has room for `MOST_PUMPED`.
   */
  unpump(fd: number, bytes: Uint8Array): readonly [written: number, left: number];

  /** The result comes through the poller, under this id. */
  spawn(id: number, request: NativeRequest): number;
  /**
   * Nobody wants the result of this id any more: a process that is not there yet is not made.
   * @returns the one that is there, or 0
   */
  cancelSpawn(id: number): number;
  /** Whether a process was made by a spawn whose result has not been delivered yet. */
  isStarting(pid: number): boolean;
  /** The first number is 0 while no such child has ended, or `-errno`. */
  waitpid(pid: number): readonly [pid: number, status: number];

  /** The first number may be `-errno`. Both ends are close-on-exec and non-blocking. */
  pipe(): readonly [read: number, write: number];
  /** Closes a file without anybody waiting; see `native/give_back.c`. */
  closeLater(fd: number): number;
  read(fd: number, bytes: Uint8Array, most: number): number;
  pipeCapacity(fd: number): number;
  /** 1 if a write of 4096 bytes would not wait, 0 if it might. */
  canWrite(fd: number): number;

  /** A blocking stream socket, close-on-exec. */
  socket(unix: boolean): number;
  reuseAddress(fd: number): number;
  /** The address is four numbers with dots. */
  bindInet(fd: number, address: string, port: number): number;
  bindUnix(fd: number, path: string): number;
  /** A non-blocking unix socket for datagrams, close-on-exec. */
  datagramSocket(): number;
  connectUnix(fd: number, path: string): number;
  listen(fd: number, backlog: number): number;
  /** Who connected to a unix socket; the pid is 0 where the system does not tell it. */
  peer(fd: number): readonly [pid: number, uid: number, gid: number] | number;

  dup2(from: number, to: number): number;
  /** Close-on-exec. */
  duplicate(fd: number): number;
  setCloseOnExec(fd: number, wanted: boolean): number;
  setNonBlocking(fd: number, wanted: boolean): number;
  /** Infinity: no limit. */
  getrlimit(resource: number): readonly [soft: number, hard: number] | number;
  setrlimit(resource: number, soft: number, hard: number): number;
  /** Readable when the process, ours or not, has ended. */
  pidfdOpen(pid: number): number;
  setSubreaper(wanted: boolean): number;
  /** Does not return. */
  exit(status: number): void;

  userByName(name: string): User | number | undefined;
  userById(uid: number): User | number | undefined;
  /** Negative: `-errno`. */
  groupByName(name: string): number | undefined;
  groupById(gid: number): string | number | undefined;
  groupsOf(name: string, gid: number): number[] | number;

  /** Does not return, except with an error. The two lists are as in `NativeRequest`. */
  replaceProcess(path: string, argv: string, env: string, fds: Int32Array, holds: boolean): number;
  holdSignals(wanted: boolean): number;
  /** Whether a program like this one would get an addon preloaded. */
  canPreload(): boolean;
  /** A file without a name, in memory. */
  memory(name: string): number;
  armGuard(
    path: string,
    argv: string,
    env: string,
    fds: Int32Array,
    holds: boolean,
    word: number,
    seconds: number,
  ): number;
  disarmGuard(): number;

  setName(name: string): number;
  /** Each word is followed by a NUL. Answers how many bytes found room. */
  setArguments(words: string): number;

  /** Flags of V8. Fails with ENOSYS where it cannot be reached. */
  setFlags(flags: string): number;

  /** This thread goes before all that there are, where the system has that (Linux 6.12). */
  goFirst(): number;
}

/** A list as the addon reads it: each word with a NUL behind it. */
export function wordList(words: readonly string[]): string {
  return words.map((word) => `${word}\0`).join('');
}

/**
 * The addon, loaded at the first use.
 *
 * @throws {UserError} that says how to build it, if there is none that this system can load.
 */
export function native(): Native {
  loaded ??= load(addonFiles());
  return loaded.native;
}

/** Loads it from this file and no other, before anything has used it. @throws {UserError} */
export function loadAddon(file: string): void {
  loaded = load([file]);
}

/** Where the addon was found. */
export function addonFile(): string {
  loaded ??= load(addonFiles());
  return loaded.file;
}

let loaded: { readonly file: string; readonly native: Native } | undefined;

/** Where it may be: a clone builds its own, the published package brings one for each platform. */
function addonFiles(): string[] {
  const folder = packageFolder(__dirname);
  const platform = path.join(folder, 'prebuilds', `${process.platform}-${process.arch}`);
  return [
    path.join(folder, 'native/build/Release/visord.node'),
    path.join(platform, 'visord.node'),
    path.join(`${platform}-musl`, 'visord.node'),
  ];
}

/** Takes the first that can be loaded: a file for the other C library cannot. */
function load(candidates: readonly string[]): { file: string; native: Native } {
  const reasons: string[] = [];
  for (const file of candidates) {
    if (!existsSync(file)) continue;
    try {
      return { file, native: open(file) };
    } catch (error) {
      reasons.push(error instanceof Error ? error.message : String(error));
    }
  }
  if (reasons.length === 0) reasons.push(`there is no ${candidates.join(', no ')}`);
  throw new UserError(
    `cannot load the native addon: ${reasons.join('; ')}\n` +
      "Build it with 'npm run build' in the folder of the package; " +
      'that needs python3, make and a C compiler',
  );
}

/** As `require` does it; loading `node:module` for one would cost a millisecond of every start. */
function open(file: string): Native {
  const loaded = { exports: {} };
  process.dlopen(loaded, file);
  return loaded.exports as Native;
}
