/**
 * A whole system in memory: the files of `fake-files.ts`, and children that run, write and die as
 * a test says. Nothing happens inside a call: what the kernel would report later is reported when
 * the fake clock moves, and in the kernel's order (a child's exit after its spawn).
 *
 *   os.exit(child, 1)           a child ends by itself
 *   os.say(child, 'stdout', …)  it writes
 *   child.stdin             what it was sent and has not read; `drain` reads, `broken` is closed
 *   child.ignores.add(15)       it does not care for a signal; SIGKILL always works
 *   os.refusal, os.nextFailure  what becomes of the next spawns
 *   os.maxPipeEnds              one pipe more is EMFILE
 */
import { constants } from 'node:fs';
import type { Clock } from '../../src/base/clock.ts';
import type {
  Channel,
  ChannelReader,
  FailedSpawn,
  Os,
  Pipe,
  RefusedSpawn,
  SpawnRequest,
  SpawnResult,
  User,
} from '../../src/os/port.ts';
import type { Ending } from '../../src/os/wait-status.ts';
import { systemError, writeToPipe } from './fake-files.ts';
import { FakePipe } from './fake-pipe.ts';
import { type FakeSocket, FakeSockets } from './fake-sockets.ts';

/** One end of one of these is a descriptor from here on. */
const FIRST_PIPE_END = 1000;
const SIGKILL = 9;
const PIPE_BYTES = 64 * 1024;

export interface FakeChild {
  readonly pid: number;
  readonly request: SpawnRequest;
  readonly ignores: Set<number>;
  /** Every signal it was sent, in order; those to its group have a minus sign. */
  readonly signals: number[];
  alive: boolean;
  readonly stdin: FakePipe;
  /** Its stdin, if that is a socket. */
  readonly socket: FakeSocket | undefined;
}

interface Buffered {
  /** What the daemon writes into it. */
  readonly input: FakePipe;
  readonly chunks: Uint8Array[];
  reader: ChannelReader | undefined;
  paused: boolean;
  /** How many writers are left: the child, and the daemon until it has closed its copy. */
  writers: number;
  /** The descriptor it is read from, once it is. */
  readerFd: number;
  readerClosed: boolean;
}

type Failure = Omit<FailedSpawn, 'pid'>;

export class FakeOs extends FakeSockets implements Os {
  /** Every child there ever was, in the order of their births. */
  readonly children: FakeChild[] = [];
  readonly users: User[] = [{ name: 'nobody', uid: 65534, gid: 65534, home: '/nonexistent' }];
  /** If set, what comes of looking for a command. */
  refusal: RefusedSpawn | undefined;
  /** If set, what the next child fails at before it becomes its command. */
  nextFailure: Failure | undefined;
  /** If set, the errno of every `kill`. */
  killError: string | undefined;
  /** How long a spawn takes. */
  spawnMs = 0;
  maxPipeEnds = Number.POSITIVE_INFINITY;
  readonly #clock: Clock;
  readonly #pipes = new Map<number, { readonly pipe: Buffered; readonly end: 'read' | 'write' }>();
  #onExit: (pid: number, ending: Ending) => void = () => {};
  #nextPid = 100;

  constructor(clock: Clock, ...folders: readonly string[]) {
    super(...folders);
    this.#clock = clock;
  }

  /** The last child that was born. */
  get lastChild(): FakeChild {
    const child = this.children.at(-1);
    if (child === undefined) throw new Error('no child was ever born');
    return child;
  }

  get living(): FakeChild[] {
    return this.children.filter((child) => child.alive);
  }

  /** Ends of pipes that the daemon has open. */
  get openPipeEnds(): number {
    return this.#pipes.size;
  }

  /** The child ends by itself, with an exit code. */
  exit(child: FakeChild, code: number): void {
    this.#end(child, { kind: 'exit', code });
  }

  /** A child of nobody we know ends. */
  exitUnknown(pid: number, ending: Ending): void {
    this.#soon(() => this.#onExit(pid, ending));
  }

  /** The child writes. What it says arrives when the clock moves. */
  say(child: FakeChild, channel: 'stdout' | 'stderr', text: string): void {
    const pipe = this.#pipesOf.get(child)?.at(channel === 'stdout' ? -2 : -1);
    pipe?.chunks.push(Buffer.from(text));
    if (pipe !== undefined) this.#soon(() => this.#deliver(pipe));
  }

  // ------------------------------------------------------------------------------ Channels

  openPipe(): Pipe {
    if (this.#pipes.size + 2 > this.maxPipeEnds) throw systemError('EMFILE', 'pipe2');
    const pipe: Buffered = {
      input: new FakePipe(PIPE_BYTES),
      chunks: [],
      reader: undefined,
      paused: false,
      writers: 1,
      readerFd: -1,
      readerClosed: false,
    };
    const read = this.#addEnd(pipe, 'read');
    return { read, write: this.#addEnd(pipe, 'write') };
  }

  override close(fd: number): void {
    const end = this.#pipes.get(fd);
    if (end === undefined) {
      super.close(fd);
      return;
    }
    this.#pipes.delete(fd);
    if (end.end === 'read') end.pipe.readerClosed = true;
    else this.#writerGone(end.pipe);
  }

  override write(fd: number, bytes: Uint8Array, start: number, end: number): number {
    const written = this.#pipes.get(fd)?.pipe.input;
    if (written === undefined) return super.write(fd, bytes, start, end);
    return writeToPipe(written, constants.O_NONBLOCK, bytes.subarray(start, end));
  }

  override whenWritable(fd: number, run: () => void): { cancel(): void } {
    return this.#pipes.get(fd)?.pipe.input.wait(run) ?? super.whenWritable(fd, run);
  }

  readFrom(fd: number, reader: ChannelReader): Channel {
    const end = this.#pipes.get(fd);
    if (end?.end !== 'read') throw systemError('EBADF', 'epoll_ctl');
    const { pipe } = end;
    pipe.reader = reader;
    pipe.readerFd = fd;
    this.#soon(() => this.#deliver(pipe));
    return {
      pause: () => {
        pipe.paused = true;
      },
      resume: () => {
        pipe.paused = false;
        this.#soon(() => this.#deliver(pipe));
      },
      drain: () => this.#drain(pipe),
      close: () => {
        pipe.reader = undefined;
        if (!pipe.readerClosed) this.close(fd);
      },
    };
  }

  // ----------------------------------------------------------------------------- Processes

  spawn(request: SpawnRequest, done: (result: SpawnResult) => void): void {
    const { refusal, nextFailure: failure } = this;
    this.nextFailure = undefined;
    this.#clock.at(this.#clock.monotonic() + this.spawnMs, () => {
      if (refusal !== undefined) {
        done(refusal);
        return;
      }
      const child = this.#bear(request);
      done(
        failure === undefined
          ? { kind: 'spawned', pid: child.pid }
          : { ...failure, pid: child.pid },
      );
      if (failure !== undefined) this.exit(child, 127);
    });
  }

  findCommand(_paths: readonly string[], done: (refusal: RefusedSpawn | undefined) => void): void {
    const { refusal } = this;
    this.#soon(() => done(refusal));
  }

  kill(pid: number, signal: number): void {
    if (this.killError !== undefined) throw systemError(this.killError, 'kill');
    const child = this.children.find((each) => each.alive && each.pid === Math.abs(pid));
    if (child === undefined) throw systemError('ESRCH', 'kill');
    child.signals.push(Math.sign(pid) * signal);
    if (signal === SIGKILL || !child.ignores.has(signal)) {
      this.#end(child, { kind: 'signal', signal, coreDumped: false });
    }
  }

  onExit(listener: (pid: number, ending: Ending) => void): void {
    this.#onExit = listener;
  }

  // ------------------------------------------------------------------------------ Accounts

  userByName(name: string): User | undefined {
    return this.users.find((user) => user.name === name);
  }

  userById(uid: number): User | undefined {
    return this.users.find((user) => user.uid === uid);
  }

  groupByName(name: string): number | undefined {
    return this.userByName(name)?.gid;
  }

  groupById(gid: number): string | undefined {
    return this.users.find((user) => user.gid === gid)?.name;
  }

  groupsOf(user: User): number[] {
    return [user.gid];
  }

  // ---------------------------------------------------------------------------- the inside

  readonly #pipesOf = new Map<FakeChild, Buffered[]>();

  #soon(run: () => void): void {
    this.#clock.at(this.#clock.monotonic(), run);
  }

  #addEnd(pipe: Buffered, end: 'read' | 'write'): number {
    let fd = FIRST_PIPE_END;
    while (this.#pipes.has(fd)) fd++;
    this.#pipes.set(fd, { pipe, end });
    return fd;
  }

  #bear(request: SpawnRequest): FakeChild {
    const pid = this.#nextPid++;
    const socket = this.socket(request.fds[0]);
    const stdin = this.#pipes.get(request.fds[0] ?? -1)?.pipe.input ?? new FakePipe(0, true);
    const born = { ignores: new Set<number>(), signals: [], alive: true, stdin };
    const child: FakeChild = { pid, request, socket, ...born };
    if (socket !== undefined) socket.holders += 1;
    this.children.push(child);
    const pipes = request.fds.flatMap((fd) => this.#pipes.get(fd)?.pipe ?? []);
    for (const pipe of new Set(pipes)) pipe.writers += 1;
    this.#pipesOf.set(child, pipes);
    return child;
  }

  #end(child: FakeChild, ending: Ending): void {
    if (!child.alive) return;
    child.alive = false;
    child.stdin.broken = true;
    this.#soon(() => child.stdin.wake());
    for (const pipe of new Set(this.#pipesOf.get(child))) this.#writerGone(pipe);
    this.#pipesOf.delete(child);
    if (child.socket !== undefined) this.leave(child.socket);
    this.#soon(() => this.#onExit(child.pid, ending));
  }

  #writerGone(pipe: Buffered): void {
    pipe.writers -= 1;
    if (pipe.writers === 0) this.#soon(() => this.#deliver(pipe));
  }

  #deliver(pipe: Buffered): void {
    if (!pipe.paused) this.#drain(pipe);
  }

  #drain(pipe: Buffered): void {
    for (let chunk = pipe.chunks.shift(); chunk !== undefined; chunk = pipe.chunks.shift()) {
      pipe.reader?.data(chunk, 0, chunk.length);
    }
    const { reader } = pipe;
    if (pipe.writers > 0 || reader === undefined) return;
    pipe.reader = undefined;
    this.close(pipe.readerFd);
    reader.end();
  }
}
