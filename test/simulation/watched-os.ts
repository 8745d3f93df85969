/** The system of `fake-os.ts`, and what was asked of it. */
import { basename } from 'node:path';
import type { PendingSpawn, SpawnRequest, SpawnResult } from '../../src/os/port.ts';
import { FakeOs } from '../rig/fake-os.ts';

/** Counts what the daemon asks for, by the name of the process. */
export class WatchedOs extends FakeOs {
  readonly attempts = new Map<string, number>();
  /** Commands that could not be used when there were no pipes: as good as an attempt. */
  readonly refusals = new Map<string, number>();

  /** Bytes that were written to files, by the path they were opened by. */
  readonly written = new Map<string, number>();
  readonly #paths = new Map<number, string>();

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

  override findCommand(paths: readonly string[], done: Parameters<FakeOs['findCommand']>[1]): void {
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
