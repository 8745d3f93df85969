/**
 * What the processes of the daemon use, measured while somebody looks.
 *
 *   watch(watcher)    from now on every two seconds, until the watcher goes
 *   latest, history   of a process; kept for a minute after the last watcher has gone
 *
 * A measurement is one walk over the system's table of processes, in slices between which everything
 * else has its turn. What costs more per process (shared memory, open files, disks) is asked only
 * for those that a watcher wants to know all about.
 *
 * CPU is that of a whole tree between two measurements, in percent of one CPU. What a child has used
 * is its parent's once that has waited for it, so a sum of all does not fall when children end; where
 * it does all the same, nothing was used.
 */
import type { Clock, Timer } from '../base/clock.ts';
import type { ProcessTable } from '../os/process-table.ts';
import { ProcessTrees, type TreeSum } from './process-trees.ts';
import { type UsagePoint, UsageRing, UsageTimes } from './usage-ring.ts';

export const SAMPLE_MS = 2000;
/** The second measurement, without which there is no CPU to tell, comes earlier. */
export const FIRST_SAMPLE_MS = 500;
/** How long everything is kept when nobody looks. */
export const KEEP_MS = 60_000;
/** Processes that are looked at in one go: a millisecond or two. */
const SLICE = 64;
/** Shared memory is looked up at each measurement of this number. */
const PSS_EVERY = 5;

/** Nor is it for trees of more processes than this: it can take a millisecond for each. */
const MOST_PSS = 50;

/** What can be measured. */
export interface Measured {
  /** 0 while there is no process. */
  readonly pid: number;
}

/** What a process and its descendants use. */
export interface Usage {
  readonly pid: number;
  /** Percent of one CPU since the measurement before; undefined at the first. */
  readonly cpu: number | undefined;
  readonly rssBytes: number;
  /** How many there are. */
  readonly processes: number;
  readonly threads: number;
  /** Only of processes that somebody wants to know all about. */
  readonly details?: UsageDetails;
}

/** Sums over the tree of what the system tells; undefined if it tells nothing. */
export interface UsageDetails {
  readonly pssBytes: number | undefined;
  readonly openFiles: number | undefined;
  readonly readBytes: number | undefined;
  readonly writtenBytes: number | undefined;
}

export interface UsageWatcher<Process> {
  /** Those to be told all about. */
  readonly detailed: ReadonlySet<Process>;
  /** There is a new measurement. */
  measured(): void;
}

interface Walk {
  /** Is to go on when everybody else has had a turn. */
  later(run: () => void): void;
  done(sums: ReadonlyMap<number, TreeSum>): void;
}

/** What is kept of a process. */
interface Track {
  pid: number;
  cpuMs: number;
  latest: Usage | undefined;
  readonly ring: UsageRing;
}

export class UsageSampler<Process extends Measured> {
  readonly #clock: Clock;
  readonly #table: ProcessTable | undefined;
  readonly #processes: () => Iterable<Process>;
  readonly #watchers = new Set<UsageWatcher<Process>>();
  #tracks = new Map<Process, Track>();
  #times = new UsageTimes();
  #timer: Timer | undefined;
  #round = 0;
  /** Monotonic, of the last measurement. */
  #measuredAt: number | undefined;

  /**
   * @param table Undefined where the system has none: then nothing is ever measured.
   * @param processes Those there are now
   */
  constructor(clock: Clock, table: ProcessTable | undefined, processes: () => Iterable<Process>) {
    this.#clock = clock;
    this.#table = table;
    this.#processes = processes;
  }

  /** Whether anything can be measured here. */
  get isPossible(): boolean {
    return this.#table !== undefined;
  }

  /** How many measurements there were. */
  get round(): number {
    return this.#round;
  }

  /** Measures for as long as there are watchers. @returns what ends it for this one */
  watch(watcher: UsageWatcher<Process>): () => void {
    this.#watchers.add(watcher);
    if (this.#watchers.size === 1 && this.#table !== undefined) this.#begin();
    return () => {
      const wasThere = this.#watchers.delete(watcher);
      if (wasThere && this.#watchers.size === 0) this.#rest();
    };
  }

  /** Measures once, whoever looks. @returns the sums of the trees there are, by pid; perhaps none */
  sums(): Promise<ReadonlyMap<number, TreeSum>> {
    return new Promise((done) => {
      const later = (run: () => void) => void this.#clock.at(this.#clock.monotonic(), run);
      this.#walk([...this.#processes()], { later, done });
    });
  }

  /** The last measurement; undefined if there is none, or no process. */
  latest(process: Process): Usage | undefined {
    return this.#tracks.get(process)?.latest;
  }

  /** The last few minutes, oldest first. */
  history(process: Process): UsagePoint[] {
    return this.#tracks.get(process)?.ring.points(this.#times) ?? [];
  }

  #begin(): void {
    this.#timer?.cancel();
    const nextAt = (this.#measuredAt ?? Number.NEGATIVE_INFINITY) + SAMPLE_MS;
    this.#timer = this.#clock.at(Math.max(nextAt, this.#clock.monotonic()), () => this.#measure());
  }

  /** Nobody looks any more: what is known is kept for a while, in case somebody comes back. */
  #rest(): void {
    this.#timer?.cancel();
    if (this.#table === undefined) return;
    this.#timer = this.#clock.at(this.#clock.monotonic() + KEEP_MS, () => {
      this.#timer = undefined;
      this.#tracks = new Map();
      this.#times = new UsageTimes();
      this.#measuredAt = undefined;
    });
  }

  #measure(): void {
    const processes = [...this.#processes()];
    this.#walk(processes, {
      later: (run) => {
        this.#timer = this.#clock.at(this.#clock.monotonic(), run);
      },
      done: (sums) => {
        this.#keep(processes, sums);
        for (const watcher of [...this.#watchers]) watcher.measured();
      },
    });
  }

  /** Walks over the table, slice by slice. */
  #walk(processes: readonly Process[], { later, done }: Walk): void {
    const all = this.#table?.all();
    const trees = new ProcessTrees(processes.map(({ pid }) => pid).filter((pid) => pid !== 0));
    const walkOn = (): void => {
      for (let count = 0; count < SLICE; count++) {
        const next = all?.next();
        if (next === undefined || next.done === true) {
          done(trees.sums());
          return;
        }
        trees.add(next.value);
      }
      later(walkOn);
    };
    walkOn();
  }

  #keep(processes: readonly Process[], sums: ReadonlyMap<number, TreeSum>): void {
    const now = this.#clock.monotonic();
    const elapsedMs = this.#measuredAt === undefined ? undefined : now - this.#measuredAt;
    const detailed = new Set([...this.#watchers].flatMap((watcher) => [...watcher.detailed]));
    const before = this.#tracks;
    this.#times.push(this.#clock.wall());
    this.#tracks = new Map(); // without processes that are not ours any more
    for (const process of processes) {
      const track = before.get(process) ?? newTrack();
      this.#tracks.set(process, track);
      const sum = process.pid === 0 ? undefined : sums.get(process.pid);
      const usage = sum && this.#usage(process.pid, sum, track, elapsedMs);
      const details = sum && detailed.has(process) ? this.#details(sum, track) : undefined;
      track.latest = usage && { ...usage, ...(details && { details }) };
      track.pid = usage?.pid ?? 0;
      track.cpuMs = sum?.cpuMs ?? 0;
      track.ring.set(this.#times.place, usage?.cpu, usage?.rssBytes ?? 0);
    }
    this.#round += 1;
    const waitMs = elapsedMs === undefined ? FIRST_SAMPLE_MS : SAMPLE_MS;
    this.#measuredAt = now;
    if (this.#watchers.size > 0) this.#timer = this.#clock.at(now + waitMs, () => this.#measure());
  }

  #usage(pid: number, sum: TreeSum, track: Track, elapsedMs: number | undefined): Usage {
    const { rssBytes, threads, pids } = sum;
    let cpu: number | undefined;
    if (elapsedMs !== undefined && elapsedMs > 0 && track.pid === pid) {
      cpu = Math.max(0, Math.round(((sum.cpuMs - track.cpuMs) / elapsedMs) * 1000) / 10);
    }
    return { pid, cpu, rssBytes, processes: pids.length, threads };
  }

  #details({ pids }: TreeSum, { latest }: Track): UsageDetails {
    const table = this.#table;
    const total = (read: (pid: number) => number | undefined) => {
      const known = pids.map(read).filter((value) => value !== undefined);
      return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0);
    };
    const isDue = this.#round % PSS_EVERY === 0 || latest?.details === undefined;
    const pss = () => (pids.length > MOST_PSS ? undefined : total((pid) => table?.pssBytes(pid)));
    const disk = pids.map((pid) => table?.diskBytes(pid)).filter((one) => one !== undefined);
    const sumOf = (key: 'read' | 'written') =>
      disk.length === 0 ? undefined : disk.reduce((sum, each) => sum + each[key], 0);
    return {
      pssBytes: isDue ? pss() : latest.details.pssBytes,
      openFiles: total((pid) => table?.openFiles(pid)),
      readBytes: sumOf('read'),
      writtenBytes: sumOf('written'),
    };
  }
}

function newTrack(): Track {
  return { pid: 0, cpuMs: 0, latest: undefined, ring: new UsageRing() };
}
