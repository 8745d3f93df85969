/** A daemon with nothing to do: what it keeps in memory, and how often it wakes up. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Daemon } from '../daemon.ts';
import { type Measure, milliseconds } from '../measure.ts';
import { activitiesOf, activityBetween, memoryOf } from '../proc.ts';

/** A spawner thread lingers for 5 s, and V8 collects garbage some 8 s after the last work. */
const SETTLE_MS = 12_000;

export const idle: readonly Measure[] = [
  {
    rows: [
      { name: 'idle, 10 programs: wake-ups per minute', unit: '', best: 'low' },
      { name: 'idle, 10 programs: CPU per minute', unit: 'ms', best: 'low' },
      { name: 'private dirty memory, 10 programs', unit: 'MiB', best: 'low' },
      { name: 'proportional memory (PSS)', unit: 'MiB', best: 'low' },
      { name: 'resident memory (RSS)', unit: 'MiB', best: 'low' },
    ],
    rounds: { quick: 1, full: 2 },
    async turn(peer, { quick, scratch, child, stamps }) {
      await using daemon = new Daemon(
        peer,
        scratch,
        `[program:stamp]\ncommand = ${child} stamp ${stamps.path}\nnumprocs = 10\n` +
          'process_name = %(program_name)s_%(process_num)02d\n',
      );
      await daemon.answered();
      for (let programs = 10; programs > 0; programs--) await stamps.next();
      await sleep(SETTLE_MS);
      const seconds = quick ? 10 : 60;
      const before = activitiesOf(daemon.pid);
      await sleep(seconds * 1000);
      const { cpuNs, switches } = activityBetween(before, activitiesOf(daemon.pid));
      const memory = memoryOf(daemon.pid);
      const perMinute = 60 / seconds;
      return [
        [switches * perMinute],
        [milliseconds(cpuNs) * perMinute],
        [memory.privateDirtyMib],
        [memory.proportionalMib],
        [memory.residentMib],
      ];
    },
  },
];
