/** The system of `fake-os.ts`, and what was asked of it. */
import { basename } from 'node:path';
import type { Clock } from '../../src/base/clock.ts';
import type { KillMode } from '../../src/config/codec-words.ts';
import type { PendingSpawn, SpawnRequest, SpawnResult } from '../../src/os/port.ts';
import type { FakeChild } from '../rig/fake-os.ts';
import { FakeTableOs } from '../rig/fake-table.ts';

/** Counts what the daemon asks for, by the name of the process. */
/** The pid of the simulated daemon. */
const OWN_PID = 1;

export class WatchedOs extends FakeTableOs {
  readonly attempts = new Map<string, number>();
  /** Commands that could not be used when there were no pipes: as good as an attempt. */
  readonly refusals = new Map<string, number>();

  /** Bytes that were written to files, by the path they were opened by. */
  readonly written = new Map<string, number>();
  /** What children have started, by its pid, and the `kill_mode` of their program then. */
  readonly forked = new Map<
    number,
    { readonly child: FakeChild; readonly mode: KillMode | undefined }
  >();
  readonly #paths = new Map<number, string>();

  constructor(clock: Clock, ...folders: readonly string[]) {
    super(clock, OWN_PID, ...folders);
  }

  /** A child starts a process, which goes on when the child has ended. */
  fork(
    child: FakeChild,
    mode: KillMode | undefined,
    leavesGroup: boolean,
    ...ignores: readonly number[]
  ): number {
    const pid = 1_000_000 + this.forked.size;
    const group = leavesGroup ? pid : child.pid;
    this.stranger(pid, { parent: child.pid, group, environ: child.request.env }, ...ignores);
    this.forked.set(pid, { child, mode });
    return pid;
  }

  override open(where: string, flags: number, mode?: number): number {
    const fd = super.open(where, flags, mode);
    this.#paths.set(fd, where);
    return fd;
  }

  override write(fd: number, bytes: Uint8Array, start: number, end: number): number {
    const count = super.write(fd, bytes, start, end);
    const where = this.#paths.get(fd);
    if (where !== undefined) this.written.set(where, (this.written.get(where) ?? 0) + count);
    return count;
  }

  override close(fd: number): void {
    super.close(fd);
    this.#paths.delete(fd);
  }

  override findCommand(
    paths: readonly string[],
    done: Parameters<FakeTableOs['findCommand']>[1],
  ): void {
    const name = basename(paths[0] ?? '');
    super.findCommand(paths, (refusal) => {
      if (refusal !== undefined) this.refusals.set(name, (this.refusals.get(name) ?? 0) + 1);
      done(refusal);
    });
  }

  override spawn(request: SpawnRequest, done: (result: SpawnResult) => void): PendingSpawn {
    const name = slotOf(request);
    this.attempts.set(name, (this.attempts.get(name) ?? 0) + 1);
    return super.spawn(request, done);
  }
}

/** `group:process` of a child, by what its environment says. */
export function slotOf(request: SpawnRequest): string {
  const value = (name: string): string =>
    request.env.find((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
  return `${value('SUPERVISOR_GROUP_NAME')}:${value('SUPERVISOR_PROCESS_NAME')}`;
}
