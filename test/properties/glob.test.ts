/** The files an `[include]` finds, against Python's glob on the same folders. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { glob } from '../../src/config/glob.ts';
import { FakeFiles } from '../rig/fake-files.ts';
import { compareWithPython } from './oracle.ts';

// biome-ignore format: one folder per line
const FILES = [
  'a.conf', 'b.conf', '.h.conf', 'ab', '[x]', 'é', 'a-b',
  'd/a.conf', 'd/.x', 'd/e/a',
  'D/b',
  '.hid/a',
];

const PIECES = [
  '*',
  '*',
  '?',
  'a',
  'b',
  'd',
  'e',
  '.',
  '/',
  '/',
  '.conf',
  '[a-d]',
  '[!a]',
  '[',
  ']',
];
const pattern = fc
  .array(fc.constantFrom(...PIECES, '**', 'é', '[[]x]', 'nothing'), { maxLength: 7 })
  .map((pieces) => `/${pieces.join('')}`)
  .filter((each) => !/\/\.\.?(\/|$)|\/\//.test(each)); // the fake system knows no such paths

test('patterns find the files that glob finds [1.4-glob]', (t) => {
  const root = mkdtempSync(path.join(tmpdir(), 'glob-'));
  try {
    const files = new FakeFiles(root);
    for (const file of FILES) {
      const where = path.join(root, file);
      files.put(where, '');
      mkdirSync(path.dirname(where), { recursive: true });
      writeFileSync(where, '');
    }
    compareWithPython(t, {
      count: 5000,
      cases: pattern,
      ask: (each) => ['glob', root + each],
      answer: (each) => glob(root + each, files),
    });
  } finally {
    rmSync(root, { recursive: true });
  }
});
