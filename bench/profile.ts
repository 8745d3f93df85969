/** Where ours spends its time while something is measured, by V8's profiler. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Measure } from './measure.ts';
import { ours } from './peers.ts';
import type { Tools } from './tools.ts';

/** The parts that we read of what V8's profiler writes. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: {
      readonly functionName: string;
      readonly url: string;
      readonly lineNumber: number;
      readonly columnNumber: number;
    };
  }[];
  /** The node in which each sample was taken, and the microseconds since the one before. */
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

export interface Hot {
  readonly what: string;
  readonly ms: number;
  /** Of the time in which it was not idle. */
  readonly share: number;
}

const SHOWN = 20;

/** Waiting, and the profiler's own door. */
const NOT_OURS = ['(idle)', 'dispatch'];

/**
 * Measures once, with the profiler in each daemon and command.
 *
 * @param folder Where the profiles go: to be opened in Chromium's developer tools, or an editor
 * @returns what to print
 */
export async function profile(
  measure: Measure,
  tools: Tools,
  { root, folder }: { readonly root: string; readonly folder: string },
): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const known = new Set(readdirSync(folder));
  const peer = ours(root, {
    env: {
      NODE_OPTIONS: `--require ${path.join(root, 'bench/profiler.cjs')}`,
      VISORD_BENCH_PROFILE: folder,
    },
    beforeEnd: (pid) => written(pid, folder),
  });
  await measure.turn(peer, tools);
  const files = readdirSync(folder).filter((name) => !known.has(name));
  return files
    .map((name) => {
      const file = path.join(folder, name);
      return `${file}\n${formatHottest(JSON.parse(readFileSync(file, 'utf8')))}`;
    })
    .join('\n');
}

/** What itself took longest, without what it called. */
export function hottest({ nodes, samples, timeDeltas }: CpuProfile): Hot[] {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const times = new Map<string, number>();
  samples.forEach((id, index) => {
    const name = names.get(id) ?? '';
    times.set(name, (times.get(name) ?? 0) + (timeDeltas[index] ?? 0));
  });
  for (const name of NOT_OURS) times.delete(name);
  const all = [...times.values()].reduce((sum, us) => sum + us, 0);
  return [...times]
    .map(([what, us]) => ({ what, ms: us / 1000, share: us / all }))
    .sort((a, b) => b.ms - a.ms);
}

/** Tells the daemon to write its profile, and waits until it has. */
async function written(pid: number, folder: string): Promise<void> {
  process.kill(pid, 'SIGWINCH');
  while (!readdirSync(folder).some((name) => name.endsWith(`-${pid}.cpuprofile`))) await sleep(5);
}

function formatHottest(profile: CpuProfile): string {
  return hottest(profile)
    .slice(0, SHOWN)
    .map(({ what, ms, share }) => {
      const percent = `${(share * 100).toFixed(1)}%`;
      return `${percent.padStart(7)} ${ms.toFixed(1).padStart(9)} ms  ${what}\n`;
    })
    .join('');
}

/** Lines and columns count from 0 in a profile, and less in what Node wraps; for people, from 1. */
function nameOf(frame: CpuProfile['nodes'][number]['callFrame']): string {
  const { functionName, url, lineNumber, columnNumber } = frame;
  const name = functionName === '' ? '(anonymous)' : functionName;
  if (url === '') return name;
  return `${name} ${path.basename(url)}:${lineNumber + 1}:${Math.max(0, columnNumber) + 1}`;
}
