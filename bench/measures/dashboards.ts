/**
 * What it costs the daemon that dashboards are open: with nothing to tell, and with 50 changes a second.
 *
 * Each kill makes three changes of state, EXITED, STARTING and RUNNING. What the restarts themselves
 * cost is seen where nobody looks. The original has nothing like it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { openDashboards } from '../dashboard.ts';
import { type Measure, milliseconds, type Row } from '../measure.ts';
import { stampers } from '../peer.ts';
import type { Daemon } from '../peers/daemon.ts';
import { activitiesOf, activityBetween, memoryOf } from '../proc.ts';

const COPIES = 1000;
const DASHBOARDS = 50;
const KILL_EVERY_MS = 60;
/** Measured this long. */
const SECONDS = 20;
/** Longer than news are collected and a stream takes. */
const TOLD_MS = 1000;

export const dashboards: readonly Measure[] = [
  {
    of: 'visord',
    rows: [
      ...rows('no dashboard, at rest'),
      ...rows('no dashboard, 50 changes a second'),
      ...rows(`${DASHBOARDS} dashboards, at rest`),
      ...rows(`${DASHBOARDS} dashboards, 50 changes a second`),
    ],
    rounds: { quick: 0, full: 2 },
    async turn(peer, tools) {
      await using daemon = peer.run(tools, stampers(tools, COPIES));
      await tools.stamps.take(COPIES);
      await tools.settle();
      const alone = await costs(daemon, () => sleep(SECONDS * 1000));
      const changing = await costs(daemon, () => change(daemon));
      using watching = await openDashboards(daemon.socket, DASHBOARDS);
      await tools.settle();
      const watched = await costs(daemon, () => sleep(SECONDS * 1000));
      const before = watching.changes();
      let changes = 0;
      const told = await costs(daemon, async () => {
        changes = (await change(daemon)) * 3;
      });
      await sleep(TOLD_MS);
      watching.changes().forEach((after, index) => {
        const heard = after - (before[index] ?? 0);
        if (heard < changes) throw new Error(`a dashboard heard ${heard} of ${changes} changes`);
      });
      return [...alone, ...changing, ...watched, ...told];
    },
  },
];

function rows(when: string): Row[] {
  return [
    { name: `CPU per second, ${when}`, unit: 'ms', best: 'low' },
    { name: `private dirty, ${when}`, unit: 'MiB', best: 'low' },
    { name: `RSS, ${when}`, unit: 'MiB', best: 'low' },
  ];
}

async function costs(daemon: Daemon, during: () => Promise<unknown>): Promise<number[][]> {
  const began = performance.now();
  const before = activitiesOf(daemon.pids());
  await during();
  const { cpuNs } = activityBetween(before, activitiesOf(daemon.pids()));
  const seconds = (performance.now() - began) / 1000;
  const { privateDirtyMib, residentMib } = memoryOf(daemon.pids());
  return [[milliseconds(cpuNs) / seconds], [privateDirtyMib], [residentMib]];
}

/** Kills one program after the other, each once. @returns how many */
async function change(daemon: Daemon): Promise<number> {
  const victims = daemon.programs().slice(0, (SECONDS * 1000) / KILL_EVERY_MS);
  const began = performance.now();
  for (const [index, pid] of victims.entries()) {
    process.kill(pid, 'SIGKILL');
    await sleep(Math.max(0, began + (index + 1) * KILL_EVERY_MS - performance.now()));
  }
  return victims.length;
}
