/**
 * From a program's stdout into its log file: how fast, and at what cost to the daemon.
 *
 * The time runs from the program's first instruction until its log has the size of what it
 * wrote; afterwards the log is compared with it, byte by byte.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Daemon } from '../daemon.ts';
import type { Measure } from '../measure.ts';
import { activitiesOf, activityBetween } from '../proc.ts';

const LINE_BYTES = 100;

/** @param block How many bytes the program writes at once. */
function logMeasure(what: string, block: number): Measure {
  return {
    rows: [
      { name: `log, ${what}`, unit: 'MB/s', best: 'high' },
      { name: `log, ${what}: CPU of the daemon`, unit: 's/GB', best: 'low' },
    ],
    rounds: { quick: 2, full: 6 },
    async turn(peer, { quick, scratch, child, stamps }) {
      const input = numberedLines(scratch, quick ? 1_000_000 : 4_000_000);
      await using daemon = new Daemon(
        peer,
        scratch,
        `[program:pump]\ncommand = ${child} pump ${stamps.path} ${input} ${block}\n` +
          'autostart = false\nautorestart = false\nstartsecs = 0\n' +
          'stdout_logfile = FOLDER/out.log\nstdout_logfile_maxbytes = 0\n',
      );
      await daemon.answered();
      const size = statSync(input).size;
      const log = path.join(daemon.folder, 'out.log');
      const before = activitiesOf(daemon.pid);
      await daemon.call('supervisor.startProcess', 'pump');
      const { ns } = await stamps.next();
      while (statSync(log).size < size) await sleep(1);
      const seconds = Number(process.hrtime.bigint() - ns) / 1e9;
      const { cpuNs } = activityBetween(before, activitiesOf(daemon.pid));
      execFileSync('cmp', [input, log]);
      return [[size / 1e6 / seconds], [cpuNs / size]]; // ns per byte is s per GB
    },
  };
}

export const log = [
  logMeasure('64 KiB writes', 65536),
  logMeasure('4 KiB writes', 4096),
  logMeasure('100-byte lines', LINE_BYTES),
];

/** A file of numbered lines, so that a lost, doubled or misplaced byte shows. */
function numberedLines(folder: string, lines: number): string {
  const file = path.join(folder, `lines-${lines}`);
  if (!existsSync(file)) {
    const PIECES = 100;
    for (let piece = 0; piece < PIECES; piece++) {
      const first = (piece * lines) / PIECES;
      const numbers = Array.from({ length: lines / PIECES }, (_, index) => first + index);
      const text = numbers.map((number) => `${number}`.padStart(LINE_BYTES - 1, '.')).join('\n');
      writeFileSync(file, `${text}\n`, { flag: 'a' });
    }
  }
  return file;
}
