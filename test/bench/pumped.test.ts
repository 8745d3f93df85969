import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { LINE_BYTES, numberedLines, wrongBytes } from '../../bench/pumped.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'bench-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const input = numberedLines(folder, 300);
const bytes = readFileSync(input, 'latin1');

test('no two lines of the input are alike, and all are of one length', () => {
  const lines = bytes.split('\n').slice(0, -1);
  assert.equal(new Set(lines).size, 300);
  assert.ok(lines.every((line) => line.length === LINE_BYTES - 1));
});

test('a log that is what was written has no wrong bytes, in one file or in several', () => {
  assert.equal(wrongBytes([file('all', bytes)], input, false), 0);
  const parts = [file('one', bytes.slice(0, 12_345)), file('two', bytes.slice(12_345))];
  assert.equal(wrongBytes(parts, input, false), 0);
});

test('of a rotated log the end is enough', () => {
  assert.equal(wrongBytes([file('end', bytes.slice(-7000))], input, true), 0);
  assert.equal(wrongBytes([file('end', bytes.slice(-7000))], input, false) > 0, true);
});

test('bytes that are lost, doubled, misplaced or changed are found', () => {
  const spoilt = [
    bytes.slice(0, 1000) + bytes.slice(1001),
    bytes.slice(0, 1000) + bytes.slice(999),
    bytes.slice(0, 1000) + bytes.slice(1100, 1200) + bytes.slice(1000, 1100) + bytes.slice(1200),
    `${bytes.slice(0, 1000)}?${bytes.slice(1001)}`,
  ];
  for (const text of spoilt) {
    assert.ok(wrongBytes([file('spoilt', text)], input, false) > 0);
  }
  assert.ok(
    wrongBytes([file('spoilt', `${bytes.slice(-7000, -100)}${bytes.slice(-50)}`)], input, true) > 0,
  );
});

function file(name: string, text: string): string {
  const at = path.join(folder, name);
  writeFileSync(at, text, 'latin1');
  return at;
}
