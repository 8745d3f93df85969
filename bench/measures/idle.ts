/** A supervisor with nothing to do: what it keeps in memory, and how often it wakes up. */
import { setTimeout as sleep } from 'node:timers/promises';
import { bound, ofSupervisor } from '../goals.ts';
import { type Measure, milliseconds } from '../measure.ts';
import { stampers } from '../peer.ts';
import { activitiesOf, activityBetween, memoryOf } from '../proc.ts';

const COPIES = 1000;

export const idle: readonly Measure[] = [
  {
    of: 'all',
    copies: 0,
    limit: true,
    rows: [
      { name: 'private dirty, 0 programs', unit: 'MiB', best: 'low', goals: [ofSupervisor(0.65)] },
      { name: 'RSS, 0 programs', unit: 'MiB', best: 'low', goals: [bound(50)] },
      { name: 'PSS, 0 programs', unit: 'MiB', best: 'low' },
      {
        name: 'private dirty per idle program',
        unit: 'KiB',
        best: 'low',
        goals: [ofSupervisor(1)],
      },
      { name: `RSS, ${COPIES} programs`, unit: 'MiB', best: 'low', goals: [bound(60)] },
      { name: `PSS, ${COPIES} programs`, unit: 'MiB', best: 'low' },
      { name: `private dirty, ${COPIES} programs`, unit: 'MiB', best: 'low' },
      {
        name: `CPU per minute, ${COPIES} idle programs`,
        unit: 'ms',
        best: 'low',
        goals: [bound(2)],
      },
      {
        name: `wake-ups per second, ${COPIES} idle programs`,
        unit: '',
        best: 'low',
        goals: [bound(0.1)],
      },
    ],
    rounds: { quick: 1, full: 2 },
    async turn(peer, tools) {
      const copies = peer.kind === 'limit' ? 0 : Math.min(COPIES, peer.most);
      await using empty = peer.run(tools, stampers(tools, 0));
      await using full = peer.run(tools, stampers(tools, copies));
      await tools.stamps.take(copies);
      await tools.settle();
      const few = memoryOf(empty.pids());
      const many = memoryOf(full.pids());
      const alone = [[few.privateDirtyMib], [few.residentMib], [few.proportionalMib]];
      const each = ((many.privateDirtyMib - few.privateDirtyMib) / copies) * 1024;
      if (copies === 0) return alone;
      if (copies < COPIES) return [...alone, [each]];
      const seconds = tools.quick ? 5 : 20;
      const before = activitiesOf(full.pids());
      await sleep(seconds * 1000);
      const { cpuNs, switches } = activityBetween(before, activitiesOf(full.pids()));
      return [
        ...alone,
        [each],
        [many.residentMib],
        [many.proportionalMib],
        [many.privateDirtyMib],
        [milliseconds(cpuNs) * (60 / seconds)],
        [switches / seconds],
      ];
    },
  },
];
