/** What a browser has to load before the dashboard is there. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { projectRoot } from '../rig/commands.ts';

const folder = path.join(projectRoot, 'dist/web');
const MOST_BYTES = 60 * 1024;

/** A module and those that it cannot begin without. */
function withImports(name: string, found = new Set<string>()): Set<string> {
  if (found.has(name)) return found;
  found.add(name);
  const text = readFileSync(path.join(folder, name), 'utf8');
  const imports = text.matchAll(/(?:import|from)\s*"\.\/([^"]+)"/g);
  for (const [, target = ''] of imports) withImports(target, found);
  return found;
}

test('the first load of the dashboard is less than 60 KiB, compressed', () => {
  const files = [...withImports('app.js'), 'app.css'];
  assert.ok(files.length > 2, 'the entry imports what it shares with the views that come later');
  const bytes = files.map((name) => readFileSync(path.join(folder, `${name}.gz`)).length);
  const sum = bytes.reduce((all, each) => all + each, 0);
  assert.ok(sum < MOST_BYTES, `${sum} bytes`);
});

test('the compressed copies are copies', () => {
  for (const name of withImports('app.js')) {
    const file = path.join(folder, name);
    assert.deepEqual(gunzipSync(readFileSync(`${file}.gz`)), readFileSync(file), name);
    assert.ok(gzipSync(readFileSync(file)).length >= readFileSync(`${file}.gz`).length);
  }
});
