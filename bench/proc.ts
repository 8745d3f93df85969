/** What the kernel knows about a process, from /proc. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

export interface Activity {
  /** Nanoseconds on a processor, all threads together. */
  readonly cpuNs: number;
  /** How often a thread went to sleep or had to make way: one for each time it woke up. */
  readonly switches: number;
}

/** By thread. */
export type Activities = ReadonlyMap<string, Activity>;

export function activitiesOf(pids: readonly number[]): Activities {
  const threads = pids.flatMap((pid) =>
    readdirSync(`/proc/${pid}/task`).map((thread) => `/proc/${pid}/task/${thread}`),
  );
  return new Map(threads.map((thread) => [thread, activityOf(thread)]));
}

/** What happened between two looks. A thread that has ended takes its share with it. */
export function activityBetween(before: Activities, after: Activities): Activity {
  let cpuNs = 0;
  let switches = 0;
  for (const [thread, activity] of after) {
    cpuNs += activity.cpuNs - (before.get(thread)?.cpuNs ?? 0);
    switches += activity.switches - (before.get(thread)?.switches ?? 0);
  }
  return { cpuNs, switches };
}

function activityOf(folder: string): Activity {
  const status = readFileSync(`${folder}/status`, 'utf8');
  const counts = [...status.matchAll(/ctxt_switches:\s+(\d+)/g)].map(([, count]) => Number(count));
  return {
    cpuNs: Number(readFileSync(`${folder}/schedstat`, 'utf8').split(' ')[0]),
    switches: counts.reduce((sum, count) => sum + count, 0),
  };
}

export interface Memory {
  readonly residentMib: number;
  /** Shared pages divided among those who share them. */
  readonly proportionalMib: number;
  /** What would be free again if this process alone went away. */
  readonly privateDirtyMib: number;
}

/** The memory of several processes: what they share is in the resident memory of each. */
export function memoryOf(pids: readonly number[]): Memory {
  const memories = pids.map(memoryOfOne);
  const sum = (field: keyof Memory) => memories.reduce((so, memory) => so + memory[field], 0);
  return {
    residentMib: sum('residentMib'),
    proportionalMib: sum('proportionalMib'),
    privateDirtyMib: sum('privateDirtyMib'),
  };
}

/** How many descriptors are open. */
export function descriptorsOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + readdirSync(`/proc/${pid}/fd`).length, 0);
}

/** Calls the present resident memory the largest, so that peakMib() tells what comes from now on. */
export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

/** The largest resident memory so far. */
export function peakMib(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) / 1024;
}

function memoryOfOne(pid: number): Memory {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const mib = (field: string) =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]) / 1024;
  return {
    residentMib: mib('Rss'),
    proportionalMib: mib('Pss'),
    privateDirtyMib: mib('Private_Dirty'),
  };
}
