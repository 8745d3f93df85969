/** As many programs as a large machine has. Supervisor takes minutes for them: it has one turn. */
import { bound, ofSupervisor } from '../goals.ts';
import { type Measure, milliseconds } from '../measure.ts';
import { type Running, stampers } from '../peer.ts';
import { Daemon } from '../peers/daemon.ts';
import { descriptorsOf, memoryOf } from '../proc.ts';

const COPIES = 5000;

export const many: readonly Measure[] = [
  {
    of: 'all',
    copies: COPIES,
    limit: false,
    rows: [
      { name: `of ${COPIES} programs run`, unit: '', best: 'high', goals: [bound(COPIES)] },
      { name: `RSS, ${COPIES} programs`, unit: 'MiB', best: 'low', goals: [bound(110)] },
      { name: `descriptors per program of ${COPIES}`, unit: '', best: 'low', goals: [bound(3)] },
      {
        name: `getAllProcessInfo, ${COPIES} programs, p50`,
        unit: 'ms',
        best: 'low',
        goals: [ofSupervisor(0.005)],
      },
    ],
    rounds: { quick: 0, full: 1 },
    async turn(peer, tools) {
      await using none = peer.run(tools, stampers(tools, 0));
      await using running = peer.run(tools, stampers(tools, COPIES));
      await tools.stamps.take(COPIES);
      await tools.settle();
      const descriptors = descriptorsOf(running.pids()) - descriptorsOf(none.pids());
      return [
        [running.programs().length],
        [memoryOf(running.pids()).residentMib],
        [descriptors / COPIES],
        await answers(running),
      ];
    },
  },
];

async function answers(running: Running): Promise<number[]> {
  if (!(running instanceof Daemon)) return [];
  const took = await running.time('supervisor.getAllProcessInfo', [], { count: 3 });
  return took.map(milliseconds);
}
