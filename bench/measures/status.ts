/** `supervisorctl`, from its exec to its end. */
import { ofSupervisor } from '../goals.ts';
import { type Measure, milliseconds, type Row } from '../measure.ts';
import { stampers } from '../peer.ts';

export const status: readonly Measure[] = [
  ctl(['version'], { name: 'supervisorctl version', copies: 1, rounds: { quick: 1, full: 3 } }),
  statusOf(1, { quick: 2, full: 3 }, 0.45),
  statusOf(100, { quick: 1, full: 3 }, 0.45),
  statusOf(1000, { quick: 0, full: 3 }, 0.12),
];

function statusOf(copies: number, rounds: Measure['rounds'], ratio: number): Measure {
  const name = `supervisorctl status, ${copies} program${copies === 1 ? '' : 's'}`;
  return ctl(['status'], { name, copies, rounds, goals: [ofSupervisor(ratio)] });
}

interface Command extends Pick<Row, 'name' | 'goals'> {
  readonly copies: number;
  readonly rounds: Measure['rounds'];
}

function ctl(args: readonly string[], { name, goals = [], copies, rounds }: Command): Measure {
  return {
    of: 'supervisors',
    rows: [{ name, unit: 'ms', best: 'low', goals }],
    rounds,
    async turn(peer, tools) {
      await using daemon = peer.run(tools, stampers(tools, copies));
      await tools.stamps.take(copies);
      await daemon.answered();
      return [[1, 2, 3, 4, 5].map(() => milliseconds(daemon.ctl(...args)))];
    },
  };
}
