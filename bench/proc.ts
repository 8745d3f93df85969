/** What the kernel knows about a process, from /proc. */
import { readdirSync, readFileSync } from 'node:fs';

export interface Activity {
  /** Nanoseconds on a processor, all threads together. */
  readonly cpuNs: number;
  /** How often a thread went to sleep or had to make way: one for each time it woke up. */
  readonly switches: number;
}

/** By thread. */
export type Activities = ReadonlyMap<string, Activity>;

export function activitiesOf(pid: number): Activities {
  const threads = readdirSync(`/proc/${pid}/task`);
  return new Map(threads.map((thread) => [thread, activityOf(`/proc/${pid}/task/${thread}`)]));
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

export function memoryOf(pid: number): Memory {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const mib = (field: string) =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]) / 1024;
  return {
    residentMib: mib('Rss'),
    proportionalMib: mib('Pss'),
    privateDirtyMib: mib('Private_Dirty'),
  };
}
