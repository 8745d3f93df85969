/**
 * The door to the system: all that configuration, logs and daemon ask of it.
 *
 * `os/system.ts` implements it with the addon and `node:fs`; `test/rig/fake-os.ts` is a system
 * whose disks fill up, whose programs crash and whose clock jumps, for tests and the simulation.
 * Calls that fail throw a `SystemError` (`code`, `errno`, `syscall`), unless they say otherwise.
 */
import type { Ending } from './wait-status.ts';

export interface Os extends Files, Channels, Sockets, Processes, Accounts {}

// ---------------------------------------------------------------------------------------- files

export interface FileStatus {
  readonly kind: 'file' | 'directory' | 'other';
  /** Bytes. */
  readonly size: number;
  readonly device: number;
  readonly inode: number;
  /** Permission bits, such as 0o644. */
  readonly mode: number;
  /** How many names it has; 0 once it has been removed. */
  readonly links: number;
  /** Whose it is. */
  readonly uid: number;
}

/** Synchronous file access, shaped like `node:fs`. Flags are those of `fs.constants`. */
export interface Files {
  open(path: string, flags: number, mode?: number): number;
  close(fd: number): void;
  /**
   * Closes a file soon, off the main thread: to give back what a large one without a name holds takes a
   * while. It has been opened for writing, and is shortened little by little if nobody else has it open.
   */
  closeLater(fd: number): void;
  /** Writes once. @returns how many bytes went out, which may be fewer than asked for. */
  write(fd: number, bytes: Uint8Array, start: number, end: number): number;
  /** Reads once at `position`. @returns how many bytes came, 0 at the end of the file. */
  read(fd: number, into: Uint8Array, position: number): number;
  statFd(fd: number): FileStatus;
  stat(path: string): FileStatus;
  rename(from: string, to: string): void;
  unlink(path: string): void;
  readFile(path: string): Uint8Array;
  /** The names in a directory, in no particular order, without `.` and `..`. */
  readDirectory(path: string): string[];
  truncateFd(fd: number, length: number): void;
  chmod(path: string, mode: number): void;
  makeDirectory(path: string): void;
  /** It must be empty. */
  removeDirectory(path: string): void;
  /** Does not follow a symbolic link. -1 leaves an id as it is. */
  chown(path: string, uid: number, gid: number): void;
}

// ------------------------------------------------------------------------------------- channels

/** Receives what comes out of a pipe. */
export interface ChannelReader {
  /** `bytes` from `start` to `end` came. The array is shared: it is valid during the call only. */
  data(bytes: Uint8Array, start: number, end: number): void;
  /**
   * The channel has ended pumping: so many bytes have gone to the file. What it could not write
   * comes as `data` right after this.
   */
  pumped?(written: number): void;
  /** The last writer has closed its end. Nothing follows. Not called after `close()`. */
  end(): void;
}

/** A file that a channel writes to by itself. */
export interface PumpTarget {
  /** A plain file, opened for appending. It stays open until the pumping has ended. */
  readonly fd: number;
  /** How many bytes it may get; the read that reaches this is still written. At least 1. */
  readonly bytes: number;
  /** For how long; what comes later is `data` again. Milliseconds. */
  readonly ms: number;
}

/** The reading end of a pipe, owned by the system's one reader. */
export interface Channel {
  /** Stops reading, so that a full pipe makes its writer wait. */
  pause(): void;
  resume(): void;
  /**
   * Begins to write what comes to a file, without `data`. It ends at the limits of the target, when
   * a write fails or is cut short, at the end of the pipe, and by any other call but `resume`; the
   * reader is told by `pumped`. While many small pieces come, they are let gather for up to a
   * millisecond. Nothing happens to a channel that is paused or closed.
   */
  pump(target: PumpTarget): void;
  /** Ends pumping at once. Harmless if it has ended. */
  stopPump(): void;
  /**
   * Delivers at once what the pipe holds now, also when paused, but no more than the pipe can
   * hold: a writer that never stops cannot keep us here. Calls `end()` when it finds the end.
   */
  drain(): void;
  /** Closes the descriptor. Nothing is delivered afterwards; closing twice is harmless. */
  close(): void;
  /**
   * Ends the channel and gives its descriptor back, open: undefined if it has come to its end. What
   * has been read is delivered before; what the pipe still holds stays for the next `readFrom`.
   */
  detach(): number | undefined;
}

export interface Pipe {
  readonly read: number;
  readonly write: number;
}

/** What a pipe takes in one piece: POSIX's PIPE_BUF, as Linux has it. */
export const SHORT_WRITE = 4096;

export interface Channels {
  /**
   * A pipe whose ends are close-on-exec and non-blocking (`spawn` makes what it hands to a child
   * blocking). Throws EMFILE or ENFILE when descriptors run out.
   */
  openPipe(): Pipe;
  /**
   * Takes over the descriptor `fd`, makes it non-blocking and reads it whenever it is ready. It is
   * closed by `close()`, or right before `end()`.
   */
  readFrom(fd: number, reader: ChannelReader): Channel;
  /**
   * Calls `run` once when a non-blocking descriptor can be written to again, or has lost its last
   * reader. Cancel it before closing the descriptor.
   */
  whenWritable(fd: number, run: () => void): { cancel(): void };
  /**
   * Whether a write of up to SHORT_WRITE bytes comes back at once, on a descriptor that is not
   * non-blocking.
   */
  canWrite(fd: number): boolean;
}

// -------------------------------------------------------------------------------------- sockets

/** Sockets for programs to accept connections from, and for datagrams. `Files` closes them. */
export interface Sockets {
  /**
   * The IPv4 address of a host. Asks the resolver, off the main thread.
   * Rejects with ENOTFOUND, or EAI_AGAIN when there is no knowing now.
   */
  lookUp(host: string): Promise<string>;
  /** A socket bound to a port of an IPv4 address. Nobody can connect before `listen`. */
  bindTcp(address: string, port: number): number;
  /** A socket bound to a path that must not exist yet. Nobody can connect before `listen`. */
  bindUnix(path: string): number;
  /**
   * A non-blocking socket that sends a datagram with each `write` to whoever reads from a path, or
   * from an abstract name, which stands behind a NUL:
   * EAGAIN while that one takes no more, ECONNREFUSED when nobody does, EMSGSIZE.
   */
  connectDatagram(path: string): number;
  /** @param backlog How many connections may wait; undefined: as many as is usual. */
  listen(fd: number, backlog: number | undefined): void;
}

/** Who is at the other end of a connection to a unix socket, as of when it was made. */
export interface Peer {
  /** 0 where the system does not tell it. */
  readonly pid: number;
  readonly uid: number;
  readonly gid: number;
}

// ------------------------------------------------------------------------------------ processes

export interface Credentials {
  readonly uid: number;
  readonly gid: number;
  /** All groups, the primary one included. */
  readonly groups: readonly number[];
}

export interface SpawnRequest {
  /** Where the command may be; the first of them that exists is executed. */
  readonly paths: readonly string[];
  /** What the command is told; its first word is the name as typed. */
  readonly argv: readonly string[];
  /** `NAME=value`. */
  readonly env: readonly string[];
  /**
   * Descriptors that become 0, 1, 2 … of the child. It inherits no others. They are looked at off
   * the main thread: keep them open until `done`.
   */
  readonly fds: readonly number[];
  readonly cwd?: string | undefined;
  readonly umask?: number | undefined;
  readonly user?: Credentials | undefined;
  /** Soft RLIMIT_NOFILE of the child; its hard limit stays ours. */
  readonly openFiles?: number | undefined;
  /**
   * What the child is the first of: a process group in our session (the default), a session of its
   * own (the daemon itself), or nothing: it stays in our process group.
   */
  readonly leads?: 'nothing' | 'group' | 'session' | undefined;
  /** The `cgroup.procs` of the control group that it is to be in; undefined: ours. */
  readonly cgroup?: string | undefined;
}

/** Looking for the command ended here, or there was no process to be had. Nothing was started. */
export type RefusalStage = 'find' | 'directory' | 'executable' | 'permission' | 'fork';

/** What the child failed at between its creation and the command. It ended with status 127. */
export type ChildStage = 'descriptors' | 'limits' | 'setuid' | 'chdir' | 'exec' | 'cgroup';

/** The command is running. */
export interface Spawned {
  readonly kind: 'spawned';
  readonly pid: number;
}

/** There was a child, but it could not become the command. */
export interface FailedSpawn {
  readonly kind: 'failed';
  readonly pid: number;
  readonly stage: ChildStage;
  /** The name of the errno, such as `ENOENT`. */
  readonly code: string;
}

/** There was no child. */
export interface RefusedSpawn {
  readonly kind: 'refused';
  readonly stage: RefusalStage;
  /** The path that was found, or the last that was tried. */
  readonly path: string;
  /** The name of the errno, such as `ENOENT` or `EAGAIN`. */
  readonly code: string;
}

/** A spawn whose result has not come yet. */
export interface PendingSpawn {
  /**
   * Nobody wants it any more: a process that is there is killed, and none is made otherwise. `done`
   * is called all the same, when whatever hangs has come to an end; a process that it names then
   * was quicker and has to be killed by the caller.
   */
  abandon(): void;
}

export type SpawnResult = Spawned | FailedSpawn | RefusedSpawn;

export interface Processes {
  /**
   * Starts a command. Looking for it, `chdir` and `exec` happen off the main thread, so that a
   * dead network file system delays this one program only. `done` is never called before this
   * call has returned; the exit of the child is reported after it. Commands are started in the
   * order of the calls, unless one of them hangs.
   */
  spawn(request: SpawnRequest, done: (result: SpawnResult) => void): PendingSpawn;
  /** Looks for a command as `spawn` does. `done(undefined)`: it is there and can be executed. */
  findCommand(paths: readonly string[], done: (refusal: RefusedSpawn | undefined) => void): void;
  /** Sends a signal to a process, or to the process group `-pid`. */
  kill(pid: number, signal: number): void;
  /**
   * Says who hears of every child that ends, orphans adopted as PID 1 included. A child that
   * `spawn` made is reported after its `done`.
   */
  onExit(listener: (pid: number, ending: Ending) => void): void;
  /**
   * Calls `run` once, and never before this call has returned, when a process has ended that need
   * not be our child.
   */
  whenEnded(pid: number, run: () => void): { cancel(): void };
  /**
   * From now on descendants that lose their parent are our children. Throws ENOSYS where there is
   * no such thing.
   */
  adoptOrphans(): void;
}

// ------------------------------------------------------------------------------------- accounts

export interface User {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

/** The system's users and groups, as NSS knows them. Unknown names answer undefined. */
export interface Accounts {
  userByName(name: string): User | undefined;
  userById(uid: number): User | undefined;
  groupByName(name: string): number | undefined;
  groupById(gid: number): string | undefined;
  /** All groups of a user, the primary one included. */
  groupsOf(user: User): number[];
}
