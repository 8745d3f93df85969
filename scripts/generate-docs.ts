/**
 * Writes docs/reference from the tables in src: `npm run docs`.
 *
 * With `--check` it writes nothing, names the pages that are stale and ends with 1 if there are any.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './compile.ts';
import { referencePages } from './reference/pages.ts';

const folder = path.join(root, 'docs/reference');
mkdirSync(folder, { recursive: true });

const pages = referencePages();
const present = new Map(
  readdirSync(folder).map((file) => [file, readFileSync(path.join(folder, file), 'utf8')]),
);
const stale = [...new Set([...pages.keys(), ...present.keys()])]
  .filter((file) => pages.get(file) !== present.get(file))
  .sort();

if (process.argv.includes('--check')) {
  for (const file of stale) process.stderr.write(`docs/reference/${file} is stale: npm run docs\n`);
  if (stale.length > 0) process.exitCode = 1;
} else {
  for (const file of stale) {
    const text = pages.get(file);
    if (text === undefined) rmSync(path.join(folder, file));
    else writeFileSync(path.join(folder, file), text);
    process.stdout.write(`docs/reference/${file}\n`);
  }
}
