/**
 * The benchmark: visord and the original side by side in one run, in turns.
 *
 *   npm run bench [-- [--quick] [start] [status] [replace] [idle] [log] [events]]
 *
 * `--quick` stays under two minutes. Every time is taken by the measured programs themselves or
 * read from the kernel; no supervisor is asked how fast it was.
 */
import { execFileSync } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Measure, Stage } from '../bench/measure.ts';
import { events } from '../bench/measures/events.ts';
import { idle } from '../bench/measures/idle.ts';
import { log } from '../bench/measures/log.ts';
import { replace } from '../bench/measures/replace.ts';
import { start } from '../bench/measures/start.ts';
import { status } from '../bench/measures/status.ts';
import { allPeers, type Peer, versionOf } from '../bench/peers.ts';
import { Stamps } from '../bench/stamps.ts';
import { summarize, turns } from '../bench/statistics.ts';
import { formatTable, type Result } from '../bench/table.ts';
import { UserError } from '../src/base/errors.ts';
import { root } from './compile.ts';

/** By the word that chooses them on the command line. To add a measurement, add a line. */
const MEASURES: Readonly<Record<string, readonly Measure[]>> = {
  start,
  status,
  replace,
  idle,
  log,
  events,
};

const quick = process.argv.includes('--quick');
const words = process.argv.slice(2).filter((word) => word !== '--quick');
const chosen = (words.length > 0 ? words : Object.keys(MEASURES)).flatMap((word) => {
  const measures = MEASURES[word];
  if (measures === undefined) throw new UserError(`cannot measure '${word}'`);
  return measures;
});
const peers = allPeers(root);
const present = peers.filter((peer) => versionOf(peer) !== undefined);

printMachine();
const scratch = mkdtempSync(path.join(tmpfs(), 'visord-bench-'));
const stamps = new Stamps(path.join(scratch, 'stamps'));
try {
  const child = path.join(scratch, 'child');
  execFileSync('cc', ['-O2', '-o', child, path.join(root, 'bench/child.c')]);
  const results: Result[] = [];
  for (const measure of chosen) {
    results.push(...(await take(measure, { quick, scratch, child, stamps })));
  }
  process.stdout.write(
    `\n${formatTable(
      peers.map(({ name }) => name),
      results,
    )}`,
  );
} finally {
  stamps.close();
  rmSync(scratch, { recursive: true, force: true });
}

/** Gives every peer its turns and sums up its values, row by row. */
async function take(measure: Measure, stage: Stage): Promise<Result[]> {
  const values = new Map<Peer, number[][]>(peers.map((peer) => [peer, measure.rows.map(() => [])]));
  for (const peer of turns(present, measure.rounds[quick ? 'quick' : 'full'])) {
    process.stderr.write(`${measure.rows[0]?.name}: ${peer.name}\n`);
    const seen = await measure.turn(peer, stage);
    seen.forEach((numbers, row) => {
      values.get(peer)?.[row]?.push(...numbers);
    });
  }
  return measure.rows.map((row, index) => ({
    row,
    summaries: peers.map((peer) => {
      const numbers = values.get(peer)?.[index] ?? [];
      return numbers.length === 0 ? undefined : summarize(numbers);
    }),
  }));
}

function printMachine(): void {
  const cpus = os.cpus();
  process.stdout.write(
    `${cpus.length} x ${cpus[0]?.model.trim()}, Linux ${os.release()}, Node ${process.version}, ` +
      `load ${os.loadavg()[0]?.toFixed(1)}\n`,
  );
  for (const peer of peers) {
    const found = versionOf(peer) ?? `missing (${peer.install})`;
    process.stdout.write(`${peer.name}: ${peer.supervisord}, ${found}\n`);
  }
}

/** A folder in memory, so that no disk is measured. */
function tmpfs(): string {
  try {
    accessSync('/dev/shm', constants.W_OK);
    return '/dev/shm';
  } catch {
    return os.tmpdir();
  }
}
