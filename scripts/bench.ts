/**
 * The benchmark: visord, Supervisor and every other supervisor that is installed, side by side in
 * one run, in turns.
 *
 *   npm run bench [-- [--quick] [WORD...]]
 *
 * The words are those of `bench/measures.ts`: start, log, events and so on. `--quick` stays under
 * two minutes. Every time is taken by the measured programs themselves or read from the kernel; no
 * supervisor is asked how fast it was.
 */
import os from 'node:os';
import { parseArgs } from 'node:util';
import { MEASURES } from '../bench/measures.ts';
import { allPeers } from '../bench/peers.ts';
import { formatTable, type Result } from '../bench/table.ts';
import { take } from '../bench/take.ts';
import { Tools } from '../bench/tools.ts';
import { UserError } from '../src/base/errors.ts';
import { root } from './compile.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false } },
});
const chosen = (positionals.length > 0 ? positionals : Object.keys(MEASURES)).flatMap((word) => {
  const measures = MEASURES[word];
  if (measures === undefined) throw new UserError(`cannot measure '${word}'`);
  return measures;
});
const present = findPeers();

using tools = new Tools(root, values.quick);
const results: Result[] = [];
for (const measure of chosen) results.push(...(await take(measure, present, tools)));
const names = present.map(({ name }) => name);
process.stdout.write(`\n${formatTable(names, results)}`);

function findPeers() {
  const cpus = os.cpus();
  process.stdout.write(
    `${cpus.length} x ${cpus[0]?.model.trim()}, Linux ${os.release()}, Node ${process.version}, ` +
      `load ${os.loadavg()[0]?.toFixed(1)}\n`,
  );
  return allPeers(root).filter((peer) => {
    const version = peer.version();
    process.stdout.write(`${peer.name}: ${version ?? `missing (${peer.install})`}\n`);
    return version !== undefined;
  });
}
