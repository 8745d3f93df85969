/**
 * Who belongs to whom: the processes that must not outlive a program with a `kill_mode`.
 *
 *   table.look()       what runs now, or did when it was first asked in this turn
 *   table.later(run)   a turn in which to look, for all who want one now: one look serves them
 *
 * A process belongs to the tree of a program if its parent does, if it is in the process group of
 * the program, or if it was seen to belong before. When it has lost its parent, it is known by its
 * environment as well, which carries the mark that the program was started with.
 */
import type { Clock, Timer } from '../base/clock.ts';
import type { ProcessStatus, ProcessTable } from '../os/process-table.ts';

/** The variable whose value tells the programs of all supervisords apart. */
export const MARK = 'VISORD_FAMILY';

/** Who becomes the parent of a process that has lost its own, where we do not. */
const INIT = 1;

/** The first process of a program, whose group is called like it. */
export interface First {
  readonly pid: number;
  /** Its number may be that of another process now. */
  readonly hasEnded?: true;
}

/** What is known of a tree besides what runs. */
export interface Tree extends First {
  /** The value of MARK in the environment of its processes. */
  readonly mark: string;
  /** Who was seen in it before, and when that was started. */
  readonly seen: ReadonlyMap<number, number | undefined>;
}

/** Who we are, and whom we have started. */
export interface Programs {
  readonly pid: number;
  has(pid: number): boolean;
}

/** What runs, at one moment. */
export class Snapshot {
  readonly #table: ProcessTable;
  readonly #programs: Programs;
  readonly #all = new Map<number, ProcessStatus>();
  readonly #byParent = new Map<number, ProcessStatus[]>();
  readonly #byGroup = new Map<number, ProcessStatus[]>();
  /** Of those who have lost their parent; made when it is asked for. */
  #byMark: Map<string, ProcessStatus[]> | undefined;

  constructor(table: ProcessTable, programs: Programs) {
    this.#table = table;
    this.#programs = programs;
    const all = table.all();
    for (let next = all.next(); next.done !== true; next = all.next()) {
      const status = next.value;
      this.#all.set(status.pid, status);
      add(this.#byParent, status.parent, status);
      add(this.#byGroup, status.group, status);
    }
  }

  /** All of a process group. */
  group({ pid, hasEnded }: First): ProcessStatus[] {
    if (hasEnded && this.#all.has(pid)) return []; // it leads another group, or none
    return (this.#byGroup.get(pid) ?? []).filter(runs);
  }

  /** All of a tree, its first process included. */
  tree({ mark, seen, ...first }: Tree): ProcessStatus[] {
    const found = new Set<ProcessStatus>();
    const open = [...this.group(first), ...(this.#marked().get(mark) ?? [])];
    const own = first.hasEnded ? undefined : this.#all.get(first.pid);
    if (own !== undefined) open.push(own);
    for (const [pid, startTicks] of seen) {
      const status = this.#all.get(pid);
      if (status !== undefined && status.startTicks === startTicks) open.push(status);
    }
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (found.has(next) || this.#isOther(next.pid, first)) continue;
      found.add(next);
      open.push(...(this.#byParent.get(next.pid) ?? []));
    }
    return [...found].filter(runs);
  }

  /** Ourselves, or another program of ours. */
  #isOther(pid: number, first: First): boolean {
    return pid === this.#programs.pid || (pid !== first.pid && this.#programs.has(pid));
  }

  #marked(): ReadonlyMap<string, ProcessStatus[]> {
    if (this.#byMark !== undefined) return this.#byMark;
    this.#byMark = new Map();
    for (const parent of new Set([this.#programs.pid, INIT])) {
      for (const status of this.#byParent.get(parent) ?? []) {
        if (this.#programs.has(status.pid)) continue;
        const value = this.#table.variable(status.pid, MARK);
        if (value !== undefined) add(this.#byMark, value, status);
      }
    }
    return this.#byMark;
  }
}

function add(
  lists: Map<number | string, ProcessStatus[]>,
  key: number | string,
  one: ProcessStatus,
) {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [one]);
  else list.push(one);
}

/** What has ended and is not waited for yet has nothing left to end. */
function runs({ isZombie }: ProcessStatus): boolean {
  return !isZombie;
}

export class FamilyTable {
  readonly #table: ProcessTable;
  readonly #clock: Clock;
  readonly #programs: Programs;
  /** A look at thousands of processes takes a while: whoever stops hundreds in one turn takes one. */
  #last: Snapshot | undefined;
  /** The end of the turn in which it was taken. */
  #turn: Timer | undefined;
  readonly #asking = new Set<() => void>();
  #timer: Timer | undefined;

  constructor(table: ProcessTable, clock: Clock, programs: Programs) {
    this.#table = table;
    this.#clock = clock;
    this.#programs = programs;
  }

  /** The value of MARK for all that a program starts: the same for all runs of it. */
  mark(name: string): string {
    const { pid } = this.#programs;
    return `${pid}.${this.#table.one(pid)?.startTicks ?? 0}:${name}`;
  }

  /** Whether there is a process that was started then. */
  runs({ pid, startTicks }: Pick<ProcessStatus, 'pid' | 'startTicks'>): boolean {
    const status = this.#table.one(pid);
    return status !== undefined && runs(status) && status.startTicks === startTicks;
  }

  /** What runs now, or did when it was first asked in this turn. */
  look(): Snapshot {
    if (this.#last !== undefined) return this.#last;
    this.#last = new Snapshot(this.#table, this.#programs);
    this.#turn = this.#clock.at(this.#clock.monotonic(), () => this.forget());
    return this.#last;
  }

  /** What was seen in this turn counts no longer. */
  forget(): void {
    this.#turn?.cancel();
    this.#turn = undefined;
    this.#last = undefined;
  }

  /**
   * Calls `run` later. In a look that it takes, what has ended before this call is gone for sure.
   * @returns what takes that back
   */
  later(run: () => void): () => void {
    this.#asking.add(run);
    this.#timer ??= this.#clock.at(this.#clock.monotonic(), () => {
      this.#timer = undefined;
      this.forget();
      const asking = [...this.#asking];
      this.#asking.clear();
      for (const each of asking) each();
    });
    return () => {
      this.#asking.delete(run);
      if (this.#asking.size > 0) return;
      this.#timer?.cancel();
      this.#timer = undefined;
    };
  }
}
