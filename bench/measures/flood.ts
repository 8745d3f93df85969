/** A program that writes as fast as it can: what arrives, what that takes, and who has to wait. */
import { bound, ofSupervisor } from '../goals.ts';
import { type Measure, milliseconds } from '../measure.ts';
import { stampers } from '../peer.ts';
import { programSection } from '../peers/supervisor.ts';
import { forgetPeak, memoryOf, peakMib } from '../proc.ts';
import { arrived, numberedLines, wrongBytes } from '../pumped.ts';

const BLOCK_BYTES = 65536;

export const flood: readonly Measure[] = [
  {
    of: 'all',
    copies: 1,
    limit: false,
    rows: [
      { name: 'flood of 1 GiB: bytes lost or wrong', unit: '', best: 'low', goals: [bound(0)] },
      { name: 'flood of 1 GiB: peak RSS over idle', unit: 'MiB', best: 'low', goals: [bound(6)] },
    ],
    rounds: { quick: 0, full: 2 },
    async turn(peer, tools) {
      const input = numberedLines(tools.scratch, 10_737_500);
      const command = [tools.child, 'pump', tools.stamps.path, input, `${BLOCK_BYTES}`, '1'];
      const log = { maxBytes: 0, backups: 0 };
      await using running = peer.run(tools, { command, copies: 1, log });
      const { pid } = await tools.stamps.next();
      const supervising = running.pids();
      const idleMib = memoryOf(supervising).residentMib;
      supervising.forEach(forgetPeak);
      process.kill(pid, 'SIGUSR1');
      await tools.stamps.next();
      await arrived(running, 0, input);
      const peak = supervising.map(peakMib).reduce((sum, mib) => sum + mib, 0);
      return [[wrongBytes(running.logsOf(0), input, false)], [Math.max(0, peak - idleMib)]];
    },
  },
  {
    of: 'supervisors',
    rows: [
      {
        name: 'getState while a child floods, 100 programs, p99',
        unit: 'ms',
        best: 'low',
        share: 0.99,
        goals: [ofSupervisor(0.8)],
      },
    ],
    rounds: { quick: 1, full: 3 },
    async turn(peer, tools) {
      const input = numberedLines(tools.scratch, 100_000);
      const flooding =
        `[program:flood]\ncommand = ${tools.child} pump ${tools.stamps.path} ${input} ` +
        `${BLOCK_BYTES} 0\nstdout_logfile = FOLDER/logs/flood.log\n` +
        'stdout_logfile_maxbytes = 50MB\nstdout_logfile_backups = 1\n';
      const others = programSection(stampers(tools, 100));
      await using daemon = peer.supervise(tools, flooding + others);
      const programs = await tools.stamps.take(101);
      await daemon.answered();
      for (const { pid } of programs) process.kill(pid, 'SIGUSR1'); // the others wait for nothing
      await tools.stamps.next();
      const calls = { count: tools.quick ? 500 : 2000, pauseUs: 2000 };
      return [(await daemon.time('supervisor.getState', [], calls)).map(milliseconds)];
    },
  },
];
