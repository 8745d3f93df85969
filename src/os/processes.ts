/**
 * Starting programs and hearing of their end.
 *
 * It waits for any child, so nothing else in the daemon may use `node:child_process`: the status of
 * such a child would end up here, and Node would never report its exit.
 *
 * Two things may come in either order: the result of a start, from the thread that made it, and the
 * end of the process, by SIGCHLD. An end that is early is kept until the result has been told.
 */
import { constants } from 'node:os';
import { check, errnoName } from './errno.ts';
import { type NativeRequest, wordList } from './native.ts';
import { type Poller, type StartNews, throwLater } from './poller.ts';
import type {
  ChildStage,
  PendingSpawn,
  Processes,
  RefusalStage,
  RefusedSpawn,
  SpawnRequest,
  SpawnResult,
} from './port.ts';
import { decodeWaitStatus, type Ending } from './wait-status.ts';

/** In the order of `enum stage` in native/spawn.h; 0 is success. */
const REFUSALS: readonly RefusalStage[] = ['find', 'directory', 'executable', 'permission', 'fork'];
const CHILD_STAGES: readonly ChildStage[] = [
  'descriptors',
  'limits',
  'setuid',
  'chdir',
  'exec',
  'cgroup',
];

/** In the order of `enum leads` in native/spawn.h. */
const LEADS: readonly SpawnRequest['leads'][] = ['nothing', 'group', 'session'];

const ANY_CHILD = -1;
const INHERIT = -1;

/** A start whose result has not come yet. */
interface Pending {
  readonly paths: readonly string[];
  readonly done: (result: SpawnResult) => void;
}

export class ChildProcesses implements Omit<Processes, 'whenEnded'>, StartNews {
  readonly #poller: Poller;
  readonly #pending = new Map<number, Pending>();
  /** Our children that are alive: they keep the loop alive, because their end is awaited. */
  readonly #alive = new Set<number>();
  /** Ends that came before the result of the start. */
  readonly #early = new Map<number, Ending>();
  #lastId = 0;
  #listener: (pid: number, ending: Ending) => void = () => {};

  constructor(poller: Poller) {
    this.#poller = poller;
    poller.starts = this;
    process.on('SIGCHLD', () => this.#reap());
  }

  spawn(request: SpawnRequest, done: (result: SpawnResult) => void): PendingSpawn {
    const id = this.#start(request, toNative(request), done);
    return { abandon: () => this.#abandon(id) };
  }

  findCommand(paths: readonly string[], done: (refusal: RefusedSpawn | undefined) => void): void {
    const request = { paths, argv: [], env: [], fds: [] };
    this.#start(request, { ...toNative(request), onlyFind: true }, (result) =>
      done(result.kind === 'refused' ? result : undefined),
    );
  }

  kill(pid: number, signal: number): void {
    process.kill(pid, signal);
  }

  onExit(listener: (pid: number, ending: Ending) => void): void {
    this.#listener = listener;
    this.#reap();
  }

  adoptOrphans(): void {
    check('prctl', this.#poller.native.setSubreaper(true));
  }

  #start(request: SpawnRequest, words: NativeRequest, done: Pending['done']): number {
    this.#lastId = (this.#lastId + 1) & 0x7fffffff;
    const id = this.#lastId;
    const errno = hasNul(request) ? constants.errno.EINVAL : -this.#poller.native.spawn(id, words);
    this.#pending.set(id, { paths: request.paths, done });
    this.#poller.hold();
    if (errno !== 0) setImmediate(() => this.started(id, 0, FORK_STAGE, errno));
    return id;
  }

  #abandon(id: number): void {
    if (!this.#pending.has(id)) return;
    const pid = this.#poller.native.cancelSpawn(id);
    if (pid > 0 && !this.#early.has(pid)) this.kill(pid, constants.signals.SIGKILL);
  }

  started(id: number, pid: number, stage: number, errno: number): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    this.#pending.delete(id);
    if (pid > 0) this.#live(pid);
    try {
      pending.done(toResult(pending.paths, pid, stage, errno));
    } finally {
      this.#poller.release();
      const ending = this.#early.get(pid);
      if (ending !== undefined) {
        this.#early.delete(pid);
        this.#tell(pid, ending);
      }
    }
  }

  #live(pid: number): void {
    this.#alive.add(pid);
    this.#poller.hold();
  }

  #reap(): void {
    for (;;) {
      const [pid, status] = this.#poller.native.waitpid(ANY_CHILD);
      if (pid === 0 || pid === -constants.errno.ECHILD) return; // none has ended, or there are none
      const ending = decodeWaitStatus(status);
      if (this.#poller.native.isStarting(check('waitpid', pid))) this.#early.set(pid, ending);
      else this.#tell(pid, ending);
    }
  }

  #tell(pid: number, ending: Ending): void {
    if (this.#alive.delete(pid)) this.#poller.release();
    try {
      this.#listener(pid, ending);
    } catch (error) {
      throwLater(error); // the next child has to be told of all the same
    }
  }
}

const FORK_STAGE = 1 + REFUSALS.indexOf('fork');

function toResult(
  paths: readonly string[],
  pid: number,
  stage: number,
  errno: number,
): SpawnResult {
  const refusal = REFUSALS[stage - 1];
  const code = errnoName(errno);
  if (refusal !== undefined) {
    return { kind: 'refused', stage: refusal, path: paths[pid > 0 ? 0 : -pid] ?? '', code };
  }
  const failure = CHILD_STAGES[stage - 1 - REFUSALS.length];
  if (failure !== undefined) return { kind: 'failed', pid, stage: failure, code };
  return { kind: 'spawned', pid };
}

function toNative(request: SpawnRequest): NativeRequest {
  const { user } = request;
  return {
    onlyFind: false,
    paths: wordList(request.paths),
    argv: wordList(request.argv),
    env: wordList(request.env),
    cwd: request.cwd ?? null,
    fds: Int32Array.from(request.fds),
    umask: request.umask ?? INHERIT,
    openFiles: request.openFiles ?? INHERIT,
    leads: LEADS.indexOf(request.leads ?? 'group'),
    cgroup: request.cgroup ?? null,
    setUser: user !== undefined,
    uid: user?.uid ?? 0,
    gid: user?.gid ?? 0,
    groups: Int32Array.from(user?.groups ?? []),
  };
}

/** A word with a NUL in it cannot be told to a program. */
function hasNul({ paths, argv, env, cwd = '' }: SpawnRequest): boolean {
  return [paths, argv, env, [cwd]].some((list) => list.some((word) => word.includes('\0')));
}
