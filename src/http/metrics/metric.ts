/** The form of a metric: one entry of the table says everything about it. */
import type { TreeSum } from '../../daemon/process-trees.ts';
import type { Daemon, Process, ProcessLog } from '../../rpc/daemon.ts';
import type { World } from '../world.ts';
import type { CpuCounters } from './cpu-counters.ts';

/** What metrics are read from. */
export interface Scrape {
  readonly world: World;
  readonly daemon: Daemon;
  /** What processes use, by pid; without those of which nothing is known. */
  readonly usage: ReadonlyMap<number, TreeSum>;
  readonly cpu: CpuCounters;
  /** Of the daemon; undefined where the system does not tell. */
  readonly openDescriptors: number | undefined;
}

/** A value with the values of its labels, in their order. */
export type Reading = readonly [value: number, ...labels: readonly string[]];

export interface Metric {
  /** That of a counter ends with `_total`. */
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  readonly doc: string;
  readonly labels: readonly string[];
  read(scrape: Scrape): Iterable<Reading>;
}

type Description = Omit<Metric, 'labels' | 'read'>;

/** One value of the daemon. @param read Answers undefined where the system does not tell */
export function ofDaemon(
  description: Description,
  read: (scrape: Scrape) => number | undefined,
): Metric {
  return {
    ...description,
    labels: [],
    *read(scrape) {
      const value = read(scrape);
      if (value !== undefined) yield [value];
    },
  };
}

/** A value of each process; of those for which `read` answers undefined, none. */
export function ofProcess(
  description: Description,
  read: (process: Process, scrape: Scrape) => number | undefined,
): Metric {
  return {
    ...description,
    labels: ['name', 'group'],
    *read(scrape) {
      for (const process of processesOf(scrape.daemon)) {
        const value = read(process, scrape);
        if (value !== undefined) yield [value, process.name, process.group];
      }
    },
  };
}

/** A value of each of the two logs of each process. */
export function ofLog(description: Description, read: (log: ProcessLog) => number): Metric {
  return {
    ...description,
    labels: ['name', 'group', 'channel'],
    *read({ daemon }) {
      for (const process of processesOf(daemon)) {
        for (const channel of ['stdout', 'stderr'] as const) {
          const log = process[channel];
          if (log.path !== undefined) yield [read(log), process.name, process.group, channel];
        }
      }
    },
  };
}

/** A value of each pool of event listeners. */
export function ofPool(
  description: Description,
  read: (pool: Daemon['eventPools'][number]) => number,
): Metric {
  return {
    ...description,
    labels: ['pool'],
    *read({ daemon }) {
      for (const pool of daemon.eventPools) yield [read(pool), pool.name];
    },
  };
}

function* processesOf(daemon: Daemon): Iterable<Process> {
  for (const { processes } of daemon.groups.values()) yield* processes;
}
