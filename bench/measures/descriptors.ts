/**
 * Logged programs under a limit of open files: each takes three pipes and a log.
 *
 * The kernel says how many run. How many are FATAL says the daemon's log: one that is out of
 * descriptors may answer nobody.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bound } from '../goals.ts';
import type { Measure } from '../measure.ts';
import type { Daemon } from '../peers/daemon.ts';
import { programSection } from '../peers/supervisor.ts';

const COPIES = 500;
const FILES = 1024;

/** Supervisor gives a program up after four starts, which take some six seconds. */
const PATIENCE_MS = 12_000;

export const descriptors: readonly Measure[] = [
  under('soft', `ulimit -Sn ${FILES}`),
  under('hard', `ulimit -n ${FILES}`),
];

function under(kind: 'soft' | 'hard', before: string): Measure {
  const name = `${COPIES} logged programs, ${kind} limit of ${FILES} files`;
  const goals = kind === 'soft' ? [bound(COPIES)] : [];
  return {
    of: 'supervisors',
    rows: [
      { name: `${name}: running`, unit: '', best: 'high', goals },
      { name: `${name}: FATAL`, unit: '', best: 'low', goals: [bound(0)] },
    ],
    rounds: { quick: 0, full: 1 },
    async turn(peer, tools) {
      const programs = programSection({
        command: [tools.child, 'stamp', tools.stamps.path],
        copies: COPIES,
        log: { maxBytes: 50e6, backups: 1 },
      });
      await using daemon = peer.supervise(tools, programs, { before });
      const until = Date.now() + PATIENCE_MS;
      while (daemon.programs().length < COPIES && Date.now() < until) await sleep(100);
      return [[daemon.programs().length], [fatalities(daemon)]];
    },
  };
}

function fatalities(daemon: Daemon): number {
  const log = readFileSync(path.join(daemon.folder, 'supervisord.log'), 'utf8');
  return log.match(/entered FATAL state/g)?.length ?? 0;
}
