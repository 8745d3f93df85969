/**
 * The benchmark: visord, Supervisor and every other supervisor that is installed, side by side in
 * one run, in turns.
 *
 *   npm run bench -- [--quick] [WORD...]     measures, and prints a table
 *   npm run bench -- --write [WORD...]       writes it into docs/performance.md: all of the table, or
 *                                            the rows of these words
 *   npm run bench -- [--quick] --plot        plots how the cost grows, into docs/; a quick run
 *                                            prints a part of the numbers and writes nothing
 *   npm run bench -- --profile WORD...       tells where ours spends its time meanwhile
 *
 * The words are those of `bench/measures.ts`: start, log, events and so on. `--quick` stays under
 * two minutes. Every time is taken by the measured programs themselves or read from the kernel; no
 * supervisor is asked how fast it was.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { formatGrowth, images, measureGrowth, plots } from '../bench/growth.ts';
import type { Measure } from '../bench/measure.ts';
import { MEASURES } from '../bench/measures.ts';
import { blockOf, columnsOf, replaceBlock, replaceRows } from '../bench/page.ts';
import type { Peer } from '../bench/peer.ts';
import { allPeers } from '../bench/peers.ts';
import { profile } from '../bench/profile.ts';
import { formatTable, type Result } from '../bench/table.ts';
import { take } from '../bench/take.ts';
import { Tools } from '../bench/tools.ts';
import { UserError } from '../src/base/errors.ts';
import { root } from './compile.ts';

const PAGE = path.join(root, 'docs/performance.md');
const { values: flags, positionals: words } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    plot: { type: 'boolean', default: false },
    profile: { type: 'boolean', default: false },
  },
});
if (flags.write && flags.quick) {
  throw new UserError('cannot write a quick run into the page');
}
const measures = (words.length > 0 ? words : Object.keys(MEASURES)).flatMap(measuresOf);

using tools = new Tools(root, flags.quick || flags.profile);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, abandon);
if (flags.profile) await printProfiles(measures);
else if (flags.plot) await plotGrowth();
else await compare(measures);

function measuresOf(word: string): readonly Measure[] {
  const found = MEASURES[word];
  if (found !== undefined) return found;
  throw new UserError(`cannot measure '${word}': expected ${Object.keys(MEASURES).join(', ')}`);
}

async function compare(chosen: readonly Measure[]): Promise<void> {
  const { peers, description } = present();
  process.stdout.write(description);
  const results: Result[] = [];
  const names = peers.map(({ name }) => name);
  for (const measure of chosen) {
    const rows = await take(measure, peers, { tools, failed });
    if (rows.length > 0) process.stderr.write(formatTable(names, rows));
    results.push(...rows);
  }
  const measured = ({ name }: Peer) => results.some(({ columns }) => columns.has(name));
  const table = formatTable(
    peers.filter(measured).map(({ name }) => name),
    results,
  );
  process.stdout.write(`\n${table}`);
  if (!flags.write) return;
  const known = blockOf(readFileSync(PAGE, 'utf8'), 'table');
  const text =
    words.length > 0
      ? `${replaceRows(known, formatTable(columnsOf(known), results))}\n`
      : `${asList(description)}\n${table}`;
  writeIntoPage('table', text);
}

async function plotGrowth(): Promise<void> {
  const { peers, description } = present();
  process.stdout.write(description);
  const series = await measureGrowth(peers, { tools, failed });
  const table = formatGrowth(series);
  process.stdout.write(`\n${table}`);
  if (flags.quick) return;
  for (const [file, svg] of plots(series)) writeFileSync(path.join(path.dirname(PAGE), file), svg);
  writeIntoPage('growth', `${images()}\n${asList(description)}\n${table}`);
}

async function printProfiles(chosen: readonly Measure[]): Promise<void> {
  const folder = path.join(root, 'dist/profiles');
  for (const measure of chosen) {
    const text = await profile(measure, tools, { root, folder });
    process.stdout.write(`${measure.rows[0]?.name}\n${text}\n`);
  }
}

/** Who is installed, and a description of them and of the machine, line by line. */
function present(): { readonly peers: readonly Peer[]; readonly description: string } {
  const cpus = os.cpus();
  const found = allPeers(root).map((peer) => ({ peer, version: peer.version() }));
  const lines = found.map(
    ({ peer, version }) => `${peer.name}: ${version ?? `missing (${peer.install})`}\n`,
  );
  const machine =
    `${cpus.length} x ${cpus[0]?.model.trim()}, Linux ${os.release()}, Node ${process.version}, ` +
    `load ${os.loadavg()[0]?.toFixed(1)}\n`;
  const peers = found.flatMap(({ peer, version }) => (version === undefined ? [] : [peer]));
  return { peers, description: [machine, ...lines].join('') };
}

/** What was started does not outlive the benchmark. */
async function abandon(): Promise<void> {
  await tools.abandon();
  process.exit(1);
}

function failed(message: string): void {
  process.stderr.write(`failed: ${message}\n`);
  process.exitCode = 1;
}

function writeIntoPage(block: string, text: string): void {
  writeFileSync(PAGE, replaceBlock(readFileSync(PAGE, 'utf8'), block, text));
}

function asList(lines: string): string {
  return lines.replace(/^/gm, '- ').replace(/- $/, '');
}
