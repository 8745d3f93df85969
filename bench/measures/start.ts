/**
 * Cold start: how long until the daemon answers, and until its programs run.
 *
 * Measured apart, because the original looks at its programs when a request wakes it.
 */
import { type Goal, ofLimit, ofSupervisor } from '../goals.ts';
import { type Measure, milliseconds } from '../measure.ts';
import { stampers } from '../peer.ts';

const answer: Measure = {
  of: 'supervisors',
  rows: [
    {
      name: 'exec to first answered getState',
      unit: 'ms',
      best: 'low',
      goals: [ofSupervisor(0.5)],
    },
  ],
  rounds: { quick: 4, full: 12 },
  async turn(peer, tools) {
    await using daemon = peer.run(tools, stampers(tools, 1));
    const answeredNs = await daemon.answered();
    await tools.stamps.next();
    return [[milliseconds(answeredNs - daemon.startedNs)]];
  },
};

export const start: readonly Measure[] = [
  answer,
  children(1, { quick: 2, full: 6 }, [ofSupervisor(0.45)]),
  children(100, { quick: 1, full: 3 }, [ofSupervisor(0.7)]),
  children(1000, { quick: 0, full: 3 }, [ofSupervisor(0.5), ofLimit(2)]),
];

function children(copies: number, rounds: Measure['rounds'], goals: readonly Goal[]): Measure {
  const whose = copies === 1 ? "1 child's first instruction" : `the last of ${copies} children`;
  return {
    of: 'all',
    copies,
    limit: true,
    rows: [{ name: `exec to ${whose}`, unit: 'ms', best: 'low', goals }],
    rounds,
    async turn(peer, tools) {
      await using running = peer.run(tools, stampers(tools, copies));
      const stamps = await tools.stamps.take(copies);
      const last = Math.max(...stamps.map(({ ns }) => Number(ns - running.startedNs)));
      return [[milliseconds(last)]];
    },
  };
}
