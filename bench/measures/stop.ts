/**
 * How long an end takes: of all programs, and of the daemon with them.
 *
 * It is asked for at any moment of the original's tick of a second, when the start is long over.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { ofSupervisor } from '../goals.ts';
import { type Measure, milliseconds } from '../measure.ts';
import { stampers } from '../peer.ts';

export const stop: readonly Measure[] = [
  stopAll(1, { quick: 2, full: 6 }, 0.01),
  stopAll(1000, { quick: 0, full: 3 }, 0.8),
  terminate(1, { quick: 2, full: 6 }, 0.04),
  terminate(100, { quick: 1, full: 3 }, 0.2),
  terminate(1000, { quick: 0, full: 3 }, 0.05),
];

function stopAll(copies: number, rounds: Measure['rounds'], ratio: number): Measure {
  const name = `stopAllProcesses, ${programs(copies)}`;
  return {
    of: 'supervisors',
    rows: [{ name, unit: 'ms', best: 'low', goals: [ofSupervisor(ratio)] }],
    rounds,
    async turn(peer, tools) {
      await using daemon = peer.run(tools, stampers(tools, copies));
      await tools.stamps.take(copies);
      await daemon.answered();
      await sleep(1000 + Math.random() * 1000);
      const took = await daemon.time('supervisor.stopAllProcesses', [], { count: 1 });
      return [took.map(milliseconds)];
    },
  };
}

function terminate(copies: number, rounds: Measure['rounds'], ratio: number): Measure {
  const name = `SIGTERM to daemon gone, ${programs(copies)}`;
  return {
    of: 'supervisors',
    rows: [{ name, unit: 'ms', best: 'low', goals: [ofSupervisor(ratio)] }],
    rounds,
    async turn(peer, tools) {
      await using daemon = peer.run(tools, stampers(tools, copies));
      await tools.stamps.take(copies);
      await daemon.answered();
      await sleep(1000 + Math.random() * 1000);
      const askedNs = process.hrtime.bigint();
      return [[milliseconds((await daemon.terminate()) - askedNs)]];
    },
  };
}

function programs(count: number): string {
  return count === 1 ? '1 program' : `${count} programs`;
}
