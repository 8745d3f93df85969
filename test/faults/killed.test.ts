/** What supervisord cannot survive, and what the next one makes of it. */
import assert from 'node:assert/strict';
import type { Run } from '../rig/child.ts';
import type { Daemon } from '../rig/daemon.ts';
import { fault } from './stage.ts';

interface Way {
  readonly orphans: 'report' | 'kill' | 'leave';
  /** What the next supervisord says of a process that has outlived the last one, by its pid. */
  readonly says: (pid: number) => readonly string[];
  readonly livesOn: boolean;
}

const found = (pid: number) => `WARN x (pid ${pid}) was left behind by an earlier supervisord`;

const WAYS = {
  'killed-report': { orphans: 'report', says: (pid) => [found(pid)], livesOn: true },
  'killed-kill': {
    orphans: 'kill',
    says: (pid) => [
      found(pid),
      `INFO sending SIGTERM to x (pid ${pid}), which was left behind`,
      `INFO stopped x (pid ${pid}), which was left behind`,
    ],
    livesOn: false,
  },
  'killed-leave': { orphans: 'leave', says: () => [], livesOn: true },
} as const satisfies Readonly<Record<string, Way>>;

const LEFT_BEHIND = /left behind/;

/** The program of the next life runs beside that of the last one, or instead of it. */
async function startsWith(daemon: Daemon, last: Run, next: Run, way: Way): Promise<void> {
  assert.notEqual(next.pid, last.pid);
  if (way.livesOn)
    await last.trap('SIGHUP'); // it does what it is told
  else await last.ended;
  assert.deepEqual(daemon.messages(LEFT_BEHIND), way.says(last.pid));
}

for (const [id, way] of Object.entries(WAYS) as [keyof typeof WAYS, Way][]) {
  fault(id, async (stage) => {
    const child = stage.rig.child();
    const { paths } = stage.configure(`[supervisord]
orphans = ${way.orphans}
[program:x]
command = ${child.command}
autostart = false
`);
    await stage.begin(paths);
    const last = await stage.run('x', child);
    if (way.orphans !== 'leave') {
      await stage.rig.readUntil(
        'supervisord.pid.children',
        new RegExp(`\\[${last.pid},\\d+,"x"\\]`),
      );
    }
    await stage.works();
    await stage.kill();
    const daemon = await stage.begin(paths);
    await startsWith(daemon, last, await stage.run('x', child), way);
    await stage.works();
  });
}
