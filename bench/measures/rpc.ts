/**
 * How long an answer takes, by a client in C that keeps its connection to the unix socket.
 *
 * The first calls are not counted: nobody waits for them but this benchmark.
 */
import { ofSupervisor } from '../goals.ts';
import { type Measure, milliseconds } from '../measure.ts';
import { stampers } from '../peer.ts';

export const rpc: readonly Measure[] = [
  answers('getState', { copies: 1000, calls: 300, rounds: { quick: 0, full: 3 }, ratio: 0.05 }),
  info({ copies: 1, calls: 1000, rounds: { quick: 2, full: 4 }, ratio: 1 }),
  info({ copies: 100, calls: 100, rounds: { quick: 1, full: 3 }, ratio: 0.2 }),
  info({ copies: 1000, calls: 8, rounds: { quick: 0, full: 3 }, ratio: 0.02 }),
];

interface Load {
  readonly copies: number;
  readonly calls: number;
  readonly rounds: Measure['rounds'];
  readonly ratio: number;
}

function info(load: Load): Measure {
  return answers('getAllProcessInfo', load);
}

function answers(method: string, { copies, calls, rounds, ratio }: Load): Measure {
  const name = `${method}, ${copies} program${copies === 1 ? '' : 's'}, p50`;
  return {
    of: 'supervisors',
    rows: [{ name, unit: 'ms', best: 'low', goals: [ofSupervisor(ratio)] }],
    rounds,
    async turn(peer, tools) {
      await using daemon = peer.run(tools, stampers(tools, copies));
      await tools.stamps.take(copies);
      await daemon.answered();
      await daemon.time(`supervisor.${method}`, [], { count: Math.ceil(calls / 4) });
      const took = await daemon.time(`supervisor.${method}`, [], { count: calls });
      return [took.map(milliseconds)];
    },
  };
}
