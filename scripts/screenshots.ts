/**
 * Takes the pictures of docs/dashboard.md anew: `npm run screenshots`. They are among those that
 * the tests of the dashboard's look leave in dist/screenshots.
 */
import { copyFileSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { root } from './compile.ts';
import { findTests, runTests } from './tests.ts';

/** By the name in docs/images, of the one in dist/screenshots. */
const PICTURES = {
  'dashboard-light.png': 'list-light.png',
  'dashboard-dark.png': 'log-dark.png',
  'dashboard-phone.png': 'list-phone.png',
};
/** What a picture may weigh in the repository. */
const MOST_BYTES = 100_000;

process.exitCode = (await runTests(findTests(['test/browser/look']))).exitCode;
if (process.exitCode === 0) {
  const folder = path.join(root, 'docs/images');
  mkdirSync(folder, { recursive: true });
  for (const [name, picture] of Object.entries(PICTURES)) {
    const from = path.join(root, 'dist/screenshots', picture);
    if (statSync(from).size > MOST_BYTES) throw new Error(`${from} is too large for docs/images`);
    copyFileSync(from, path.join(folder, name));
  }
}
