/**
 * From a program's stdout into its log file: how fast, and at what cost to the supervisor.
 *
 * The time runs from the first write until the log ends as what was written; afterwards it is
 * compared with that, byte by byte.
 */
import { ofSupervisor } from '../goals.ts';
import type { Measure } from '../measure.ts';
import type { LogLimits } from '../peer.ts';
import { activitiesOf, activityBetween } from '../proc.ts';
import { arrived, LINE_BYTES, numberedLines, wrongBytes } from '../pumped.ts';

const UNLIMITED: LogLimits = { maxBytes: 0, backups: 0 };
const MB = 1e6;

/** One of many children writes this part of what a single one does. */
const SHARE_OF_MANY = 10;

export const log: readonly Measure[] = [
  pumping({ what: '64 KiB writes', block: 65536, goals: [1.3, 0.7] }),
  pumping({ what: '4 KiB writes', block: 4096, goals: [1.2, 0.9] }),
  pumping({ what: '100-byte lines', block: LINE_BYTES, goals: [1, 0.9] }),
  pumping({
    what: '4 KiB writes, rotated',
    block: 4096,
    limits: { maxBytes: 50 * MB, backups: 3 },
    goals: [1.2, 0.9],
  }),
  pumping({
    what: '50 children at once, rotated',
    block: 4096,
    copies: 50,
    limits: { maxBytes: 5 * MB, backups: 3 },
    goals: [1.2, 0.9],
  }),
];

interface Pumping {
  readonly what: string;
  /** How many bytes the program writes at once. */
  readonly block: number;
  readonly copies?: number;
  readonly limits?: LogLimits;
  /** Of Supervisor's throughput, and of its processor time. */
  readonly goals: readonly [number, number];
}

function pumping({ what, block, copies = 1, limits = UNLIMITED, goals }: Pumping): Measure {
  return {
    of: 'all',
    copies,
    limit: true,
    rows: [
      { name: `log, ${what}`, unit: 'MB/s', best: 'high', goals: [ofSupervisor(goals[0])] },
      { name: `log, ${what}: CPU`, unit: 's/GB', best: 'low', goals: [ofSupervisor(goals[1])] },
    ],
    rounds: { quick: limits === UNLIMITED ? 2 : 1, full: 3 },
    async turn(peer, tools) {
      const bytes = (tools.quick ? 100 * MB : 300 * MB) / (copies === 1 ? 1 : SHARE_OF_MANY);
      const input = numberedLines(tools.scratch, bytes / LINE_BYTES);
      const command = [tools.child, 'pump', tools.stamps.path, input, `${block}`, '1'];
      await using running = peer.run(tools, { command, copies, log: limits });
      const programs = await tools.stamps.take(copies);
      const before = activitiesOf(running.pids());
      for (const { pid } of programs) process.kill(pid, 'SIGUSR1');
      const [first] = await tools.stamps.take(copies);
      for (let copy = 0; copy < copies; copy++) await arrived(running, copy, input);
      const seconds = Number(process.hrtime.bigint() - (first?.ns ?? 0n)) / 1e9;
      const { cpuNs } = activityBetween(before, activitiesOf(running.pids()));
      for (let copy = 0; copy < copies; copy++) {
        const wrong = wrongBytes(running.logsOf(copy), input, limits.maxBytes > 0);
        if (wrong > 0) throw new Error(`${peer.name}: ${wrong} bytes are wrong`);
      }
      const written = bytes * copies;
      return [[written / MB / seconds], [cpuNs / written]]; // ns per byte is s per GB
    },
  };
}
