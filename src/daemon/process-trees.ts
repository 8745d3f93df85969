/**
 * What processes use, each with all that descends from it.
 *
 *   add(status)  of every process there is        sums()  ->  those of each root, by its pid
 *
 * A process belongs to the nearest of its ancestors that is a root. One whose parent has ended was
 * given to another parent by the system, and belongs to no tree of ours any more.
 */
import type { ProcessStatus } from '../os/process-table.ts';

export interface TreeSum {
  /** Milliseconds of CPU time of all that is there, and of what it has waited for. */
  cpuMs: number;
  rssBytes: number;
  threads: number;
  /** Of all that runs, in no order. */
  readonly pids: number[];
}

/** Adds up what it is told of one process after the other. */
export class ProcessTrees {
  readonly #roots: ReadonlySet<number>;
  readonly #all = new Map<number, ProcessStatus>();

  constructor(roots: Iterable<number>) {
    this.#roots = new Set(roots);
  }

  add(status: ProcessStatus): void {
    this.#all.set(status.pid, status);
  }

  /** By the pid of the root; without those that are not there. */
  sums(): Map<number, TreeSum> {
    const sums = new Map<number, TreeSum>();
    const known = new Map<number, number>();
    for (const status of this.#all.values()) {
      const root = this.#rootOf(status.pid, known);
      if (root !== NOBODY) add(sums, root, status);
    }
    return sums;
  }

  /** @param known What was found before, for those on the way up */
  #rootOf(pid: number, known: Map<number, number>): number {
    const way: number[] = [];
    let at = pid;
    let root = known.get(at);
    while (root === undefined) {
      way.push(at);
      known.set(at, NOBODY); // while it is looked for: tables that change have circles
      if (this.#roots.has(at)) root = at;
      else {
        at = this.#all.get(at)?.parent ?? NOBODY;
        root = at === NOBODY ? NOBODY : known.get(at);
      }
    }
    for (const each of way) known.set(each, root);
    return root;
  }
}

/** The parent of those that have none. */
const NOBODY = 0;

function add(sums: Map<number, TreeSum>, root: number, status: ProcessStatus): void {
  const sum = sums.get(root) ?? { cpuMs: 0, rssBytes: 0, threads: 0, pids: [] };
  sums.set(root, sum);
  sum.cpuMs += status.cpuMs;
  if (status.isZombie) return;
  sum.rssBytes += status.rssBytes;
  sum.threads += status.threads;
  sum.pids.push(status.pid);
}
