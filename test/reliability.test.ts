/** The table of faults and the tests made from it: each row is held by one, in the file it names. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { ALWAYS, FAULTS, KINDS } from './faults/faults.ts';
import { projectRoot } from './rig/commands.ts';

const FOLDER = path.join(projectRoot, 'test/faults');

test('every row of the table of faults has its test, in the file that it names', () => {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.test.ts'));
  const texts = new Map(files.map((file) => [file, readFileSync(path.join(FOLDER, file), 'utf8')]));
  for (const [id, { file }] of Object.entries(FAULTS)) {
    const holders = files.filter((name) => texts.get(name)?.includes(`'${id}'`));
    assert.deepEqual(holders, [path.basename(file)], id);
  }
  const listed = KINDS.flatMap(({ rows }) => Object.keys(rows));
  assert.deepEqual(listed, Object.keys(FAULTS));
});

test('faults and what stays true are told in words', () => {
  for (const [id, { fault, stays }] of Object.entries(FAULTS)) {
    assert.match(fault, /^[A-Z0-9].*[^.]$|^supervisord .*[^.]$/s, id);
    assert.match(stays, /^[A-Z].*\.$/s, id);
  }
  assert.match(ALWAYS, /\.$/);
});

test('every file that docs/reliability.md and SECURITY.md name is there', () => {
  for (const page of ['docs/reliability.md', 'SECURITY.md']) {
    const text = readFileSync(path.join(projectRoot, page), 'utf8');
    const names = [...text.matchAll(/`((?:test|src|scripts)\/[\w/.-]+)`/g)].map(([, name]) => name);
    for (const name of names) assert.ok(existsSync(path.join(projectRoot, name ?? '')), name);
    for (const [, link = ''] of text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)) {
      const file = path.join(projectRoot, path.dirname(page), link);
      assert.ok(existsSync(file), `${page}: ${link}`);
    }
  }
});
