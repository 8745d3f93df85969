/**
 * The members of a family: who they are, and signals to them.
 *
 * Those of a process group are known by its number, those of a control group by the system. Those
 * of a tree are remembered whenever somebody looks, for the time when they have lost their parents.
 */
import path from 'node:path';
import { isSystemError, UserError } from '../base/errors.ts';
import type { ProcessConfig } from '../config/config.ts';
import type { Logger } from '../logs/logger.ts';
import { ControlGroup, ownCgroup } from '../os/cgroups.ts';
import type { Files, Processes } from '../os/port.ts';
import type { FamilyTable, First } from './family-table.ts';
import { SIGKILL } from './send-signal.ts';
import { becomeSubreaper } from './subreaper.ts';

/** Of a control group the system itself knows who is in it, whatever becomes of their numbers. */
export interface Member {
  readonly pid: number;
  readonly startTicks: number | undefined;
}

export type FamilyConfig = Pick<ProcessConfig, 'name' | 'group' | 'kill_mode'>;

export interface MembersContext {
  readonly os: Pick<Processes, 'kill' | 'adoptOrphans'> & Files;
  readonly log: Logger;
  readonly table: FamilyTable;
  /** Our own. */
  readonly pid: number;
}

export class FamilyMembers {
  readonly #config: FamilyConfig;
  readonly #context: MembersContext;
  /** What all of a tree have in their environment. */
  readonly mark: string;
  #cgroup: ControlGroup | undefined;
  /** Who has been seen in the tree, and when that was started. */
  readonly #seen = new Map<number, number>();
  /** Of another user: nothing can be done about them. */
  readonly #untouchable = new Set<number>();

  constructor(config: FamilyConfig, context: MembersContext) {
    this.#config = config;
    this.#context = context;
    this.mark = context.table.mark(`${config.group}:${config.name}`);
    if (config.kill_mode === 'cgroup') this.#cgroup = this.#openCgroup();
    if (config.kill_mode === 'tree') becomeSubreaper(context.os, context.log);
  }

  /** Whether a signal to the process group reaches all of them. */
  get isGroup(): boolean {
    return this.#config.kill_mode === 'group';
  }

  /** The `cgroup.procs` by which the first of them enters the control group, which is made. */
  enter(): string | undefined {
    try {
      this.#cgroup?.make();
    } catch (error) {
      if (!isSystemError(error)) throw error;
      this.#fallBack(error.message);
    }
    return this.#cgroup?.entrance;
  }

  /** Notes who belongs to a program that runs, as long as its children can be seen. */
  note(pid: number): void {
    if (!this.isGroup && this.#cgroup === undefined) this.#all({ pid });
  }

  /** Those besides the first, which runs. */
  rest(pid: number): Member[] {
    return this.#all({ pid }).filter((one) => one.pid !== pid);
  }

  /** Those that are left of it: the first has ended. */
  left(pid: number): Member[] {
    return this.#all({ pid, hasEnded: true });
  }

  /** Whether the system says at once that nobody is left. */
  isAlone(pid: number): boolean {
    if (this.#cgroup !== undefined) return this.#cgroup.pids().length === 0;
    if (!this.isGroup) return false;
    try {
      this.#context.os.kill(-pid, 0);
      return false;
    } catch (error) {
      if (!isSystemError(error)) throw error;
      return error.code === 'ESRCH';
    }
  }

  /**
   * Sends a signal to some of them, or SIGKILL to all if it can be had for all at once.
   *
   * @returns false if one of them cannot be signalled, and does not count any more
   */
  signal(members: readonly Member[], signal: number): boolean {
    if (signal === SIGKILL && this.#cgroup?.kill()) return true;
    const before = this.#untouchable.size;
    for (const { pid, startTicks } of members) {
      const isStill = startTicks === undefined || this.#context.table.runs({ pid, startTicks });
      if (isStill) this.#signal(pid, signal);
    }
    return this.#untouchable.size === before;
  }

  /** Nobody is left, or nobody looks after them any more. */
  forget(): void {
    this.#seen.clear();
    this.#untouchable.clear();
    this.#cgroup?.remove();
  }

  #all(first: First): Member[] {
    return this.#find(first).filter(({ pid }) => !this.#untouchable.has(pid));
  }

  #find(first: First): Member[] {
    if (this.#cgroup !== undefined) {
      return this.#cgroup.pids().map((pid) => ({ pid, startTicks: undefined }));
    }
    const snapshot = this.#context.table.look();
    if (this.isGroup) return snapshot.group(first);
    const tree = snapshot.tree({ ...first, mark: this.mark, seen: this.#seen });
    this.#seen.clear();
    for (const { pid, startTicks } of tree) this.#seen.set(pid, startTicks);
    return tree;
  }

  #signal(pid: number, signal: number): void {
    try {
      this.#context.os.kill(pid, signal);
    } catch (error) {
      if (!isSystemError(error)) throw error;
      if (error.code === 'ESRCH') return;
      const whose = `which belongs to '${this.#config.name}'`;
      this.#context.log.critical(`cannot signal ${pid}, ${whose}: ${error.message}`);
      this.#untouchable.add(pid);
    }
  }

  #openCgroup(): ControlGroup | undefined {
    const { group, name } = this.#config;
    const { os, pid } = this.#context;
    try {
      return new ControlGroup(path.join(ownCgroup(os), `visord-${pid}:${group}:${name}`), os);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.#fallBack(error.message);
      return undefined;
    }
  }

  #fallBack(why: string): void {
    const { group, name } = this.#config;
    this.#context.log.warn(`kill_mode=cgroup of '${group}:${name}' is taken for tree: ${why}`);
    this.#cgroup = undefined;
    becomeSubreaper(this.#context.os, this.#context.log);
  }
}
