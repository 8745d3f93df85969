/**
 * Programs under a limit of open files, logged as they are by default: three pipes and two logs each.
 *
 * The kernel says how many run. How many are FATAL says the daemon's log: one that is out of
 * descriptors may answer nobody.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bound } from '../goals.ts';
import type { Measure } from '../measure.ts';
import type { Daemon } from '../peers/daemon.ts';

const COPIES = 500;
const FILES = 1024;

/** Supervisor has given up by then what it cannot start. */
const PATIENCE_MS = 20_000;

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
      const programs =
        `[program:p]\ncommand = ${tools.child} stamp ${tools.stamps.path}\nstartsecs = 0\n` +
        `numprocs = ${COPIES}\nprocess_name = %(program_name)s_%(process_num)d\n`;
      await using daemon = peer.supervise(tools, programs, before);
      const until = Date.now() + PATIENCE_MS;
      const decided = () => daemon.programs().length + fatalities(daemon) >= COPIES;
      while (!decided() && Date.now() < until) await sleep(100);
      return [[daemon.programs().length], [fatalities(daemon)]];
    },
  };
}

function fatalities(daemon: Daemon): number {
  const file = path.join(daemon.folder, 'supervisord.log');
  const log = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return log.match(/entered FATAL state/g)?.length ?? 0;
}
