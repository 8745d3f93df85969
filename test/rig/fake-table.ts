/**
 * The system of `fake-os.ts` with a /proc: its children are in it, and other processes that a test
 * puts there. Those can be signalled and watched, but whoever waits for a child never hears of them.
 *
 *   os.stranger(500, { parent: 100 })   a process that somebody has started
 *   os.strangers.get(500)               what it was sent
 *   os.vanish(500)                      it ends
 */
import type { Clock } from '../../src/base/clock.ts';
import type { SpawnRequest, SpawnResult } from '../../src/os/port.ts';
import type { Ending } from '../../src/os/wait-status.ts';
import { FakeOs } from './fake-os.ts';
import { FakeProc, type FakeUsage } from './fake-proc.ts';
import { systemError } from './system-error.ts';

const SIGKILL = 9;

export interface Stranger {
  readonly usage: FakeUsage;
  readonly ignores: Set<number>;
  readonly signals: number[];
  /** It belongs to another user. */
  isForeign: boolean;
}

export class FakeTableOs extends FakeOs {
  readonly strangers = new Map<number, Stranger>();
  readonly #proc: FakeProc;
  readonly #ownPid: number;
  readonly #watchers = new Map<number, Set<() => void>>();

  constructor(clock: Clock, ownPid: number, ...folders: readonly string[]) {
    super(clock, ...folders);
    this.#proc = new FakeProc(this);
    this.#ownPid = ownPid;
  }

  stranger(pid: number, usage: FakeUsage, ...ignores: readonly number[]): Stranger {
    const stranger = { usage, ignores: new Set(ignores), signals: [], isForeign: false };
    this.strangers.set(pid, stranger);
    this.#proc.set(pid, usage);
    return stranger;
  }

  /** It ends. Its children are those of init, or ours if we take orphans in. */
  vanish(pid: number): void {
    if (!this.strangers.delete(pid)) return;
    this.#remove(pid);
    for (const run of this.#watchers.get(pid) ?? []) this.soon(run);
    this.#watchers.delete(pid);
  }

  override spawn(request: SpawnRequest, done: (result: SpawnResult) => void) {
    return super.spawn(request, (result) => {
      if (result.kind === 'spawned') {
        this.#proc.set(result.pid, { parent: this.#ownPid, environ: request.env });
      }
      done(result);
    });
  }

  override onExit(listener: (pid: number, ending: Ending) => void): void {
    super.onExit((pid, ending) => {
      this.#remove(pid);
      listener(pid, ending);
    });
  }

  override kill(pid: number, signal: number): void {
    if (this.strangers.has(pid)) this.#signal(pid, signal);
    else if (pid < 0) this.#signalGroup(-pid, signal);
    else super.kill(pid, signal);
  }

  override whenEnded(pid: number, run: () => void): { cancel(): void } {
    if (!this.strangers.has(pid)) return super.whenEnded(pid, run);
    const watchers = this.#watchers.get(pid) ?? new Set();
    this.#watchers.set(pid, watchers.add(run));
    return { cancel: () => watchers.delete(run) };
  }

  #signalGroup(pgid: number, signal: number): void {
    const members = [...this.strangers].filter(([, { usage }]) => usage.group === pgid);
    for (const [pid] of members) this.#signal(pid, signal);
    const leads = this.living.some(({ pid }) => pid === pgid);
    if (leads && signal !== 0) super.kill(-pgid, signal);
    if (!leads && members.length === 0) throw systemError('ESRCH', 'kill');
  }

  #signal(pid: number, signal: number): void {
    const stranger = this.strangers.get(pid);
    if (stranger === undefined || signal === 0) return;
    if (stranger.isForeign) throw systemError('EPERM', 'kill');
    stranger.signals.push(signal);
    if (signal === SIGKILL || !stranger.ignores.has(signal)) this.vanish(pid);
  }

  #remove(pid: number): void {
    this.#proc.remove(pid);
    for (const [child, stranger] of this.strangers) {
      if (stranger.usage.parent !== pid) continue;
      const usage = { ...stranger.usage, parent: this.isSubreaper ? this.#ownPid : 1 };
      this.strangers.set(child, { ...stranger, usage });
      this.#proc.set(child, usage);
    }
  }
}
