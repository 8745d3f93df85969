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
 *   os.hangs, os.release()      the next spawns hang; those that hang come to their end
 *   os.execve(fds)              another program takes the daemon's place; `onExit` is what it begins with
 */
import type {
  FailedSpawn,
  Os,
  PendingSpawn,
  RefusedSpawn,
  SpawnRequest,
  SpawnResult,
  User,
} from '../../src/os/port.ts';
import type { Ending } from '../../src/os/wait-status.ts';
import { type Buffered, FakeChannels } from './fake-channels.ts';
import { FakePipe } from './fake-pipe.ts';
import type { FakeSocket } from './fake-sockets.ts';
import { systemError } from './system-error.ts';

const SIGKILL = 9;

export interface FakeChild {
  readonly pid: number;
  readonly request: SpawnRequest;
  readonly ignores: Set<number>;
  /** It is in another process group than the one it was started in. */
  hasLeftItsGroup: boolean;
  /** Every signal it was sent, in order; those to its group have a minus sign. */
  readonly signals: number[];
  alive: boolean;
  readonly stdin: FakePipe;
  /** Its stdin, if that is a socket. */
  readonly socket: FakeSocket | undefined;
}

const CANCELLED: RefusedSpawn = { kind: 'refused', stage: 'fork', path: '', code: 'ECANCELED' };

type Failure = Omit<FailedSpawn, 'pid'>;

export class FakeOs extends FakeChannels implements Os {
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
  /** The next spawns do not come to an end before `release`. */
  hangs = false;
  /** What an abandoned spawn makes: nothing, a process that is dead, or one that was too quick. */
  abandoned: 'nothing' | 'dead' | 'alive' = 'nothing';
  isSubreaper = false;
  /** Spawns whose end has not been told. */
  readonly spawning = new Set<SpawnRequest>();
  #onExit: (pid: number, ending: Ending) => void = () => {};
  #nextPid = 100;
  readonly #hung: (() => void)[] = [];
  /** Who is told when a child has ended. */
  readonly #watchers = new Map<number, Set<() => void>>();
  /** Ends that nobody has asked for yet. */
  readonly #unreaped: (readonly [number, Ending])[] = [];
  /** Tells the callbacks of one program from those of the next. */
  #program = 0;

  /** The last child that was born. */
  get lastChild(): FakeChild {
    const child = this.children.at(-1);
    if (child === undefined) throw new Error('no child was ever born');
    return child;
  }

  get living(): FakeChild[] {
    return this.children.filter((child) => child.alive);
  }

  /** The child ends by itself, with an exit code. */
  exit(child: FakeChild, code: number): void {
    this.#end(child, { kind: 'exit', code });
  }

  /** A child of nobody we know ends. */
  exitUnknown(pid: number, ending: Ending): void {
    this.soon(() => this.#onExit(pid, ending));
  }

  /** The child writes. What it says arrives when the clock moves. */
  say(child: FakeChild, channel: 'stdout' | 'stderr', text: string): void {
    const pipe = this.#pipesOf.get(child)?.at(channel === 'stdout' ? -2 : -1);
    pipe?.chunks.push(Buffer.from(text));
    if (pipe !== undefined) this.soon(() => this.deliver(pipe));
  }

  /** The child closes an output. */
  shut(child: FakeChild, channel: 'stdout' | 'stderr'): void {
    const pipes = this.#pipesOf.get(child) ?? [];
    const [pipe] = pipes.splice(channel === 'stdout' ? -2 : -1, 1);
    if (pipe !== undefined) this.writerGone(pipe);
  }

  // ----------------------------------------------------------------------------- Processes

  spawn(request: SpawnRequest, done: (result: SpawnResult) => void): PendingSpawn {
    let { refusal, nextFailure: failure } = this;
    let isDead = false;
    this.nextFailure = undefined;
    this.spawning.add(request);
    const program = this.#program;
    const finish = (): void => {
      this.spawning.delete(request);
      if (program !== this.#program) return; // its thread has gone with its program
      if (refusal !== undefined) {
        done(refusal);
        return;
      }
      const child = this.#bear(request);
      if (isDead) this.#end(child, { kind: 'signal', signal: SIGKILL, coreDumped: false });
      const { pid } = child;
      done(failure === undefined ? { kind: 'spawned', pid } : { ...failure, pid });
      if (failure !== undefined) this.exit(child, 127);
    };
    if (this.hangs) this.#hung.push(finish);
    else this.clock.at(this.clock.monotonic() + this.spawnMs, finish);
    return {
      abandon: () => {
        if (this.abandoned === 'nothing') refusal ??= CANCELLED;
        else failure = undefined;
        isDead = this.abandoned === 'dead';
      },
    };
  }

  /** The spawns that hang come to their end. */
  release(): void {
    this.hangs = false;
    for (const finish of this.#hung.splice(0)) this.soon(finish);
  }

  findCommand(_paths: readonly string[], done: (refusal: RefusedSpawn | undefined) => void): void {
    const { refusal } = this;
    const program = this.#program;
    this.soon(() => {
      if (program === this.#program) done(refusal);
    });
  }

  kill(pid: number, signal: number): void {
    if (pid === 0) throw new Error('a signal to 0 goes to our own process group');
    if (this.killError !== undefined) throw systemError(this.killError, 'kill');
    const child = this.children.find((each) => each.alive && each.pid === Math.abs(pid));
    const isReached = child !== undefined && (pid > 0 || !child.hasLeftItsGroup);
    if (!isReached) throw systemError('ESRCH', 'kill');
    child.signals.push(Math.sign(pid) * signal);
    if (signal === SIGKILL || !child.ignores.has(signal)) {
      this.#end(child, { kind: 'signal', signal, coreDumped: false });
    }
  }

  whenEnded(pid: number, run: () => void): { cancel(): void } {
    const child = this.children.find((each) => each.alive && each.pid === pid);
    if (child === undefined) return this.clock.at(this.clock.monotonic(), run);
    const watchers = this.#watchers.get(pid) ?? new Set();
    this.#watchers.set(pid, watchers.add(run));
    return { cancel: () => watchers.delete(run) };
  }

  adoptOrphans(): void {
    this.isSubreaper = true;
  }

  onExit(listener: (pid: number, ending: Ending) => void): void {
    this.#onExit = listener;
    for (const [pid, ending] of this.#unreaped.splice(0)) listener(pid, ending);
  }

  override execve(kept: readonly number[]): void {
    super.execve(kept);
    this.#program += 1;
    this.#hung.length = 0;
    this.spawning.clear();
    this.#onExit = (...exit) => this.#unreaped.push(exit);
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

  #bear(request: SpawnRequest): FakeChild {
    const pid = this.#nextPid++;
    const socket = this.socket(request.fds[0]);
    const stdin = this.pipe(request.fds[0] ?? -1)?.input ?? new FakePipe(0, true);
    const born = {
      ignores: new Set<number>(),
      hasLeftItsGroup: false,
      signals: [],
      alive: true,
      stdin,
    };
    const child: FakeChild = { pid, request, socket, ...born };
    if (socket !== undefined) socket.holders += 1;
    this.children.push(child);
    const pipes = request.fds.flatMap((fd) => this.pipe(fd) ?? []);
    for (const pipe of new Set(pipes)) pipe.writers += 1;
    this.#pipesOf.set(child, pipes);
    return child;
  }

  #end(child: FakeChild, ending: Ending): void {
    if (!child.alive) return;
    child.alive = false;
    for (const pipe of new Set(this.#pipesOf.get(child))) this.writerGone(pipe);
    this.#pipesOf.delete(child);
    if (child.socket !== undefined) this.leave(child.socket);
    this.soon(() => {
      for (const run of this.#watchers.get(child.pid) ?? []) run();
      this.#watchers.delete(child.pid);
      this.#onExit(child.pid, ending);
    });
  }
}
