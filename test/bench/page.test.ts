import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { MEASURES } from '../../bench/measures.ts';
import { blockOf, columnsOf, replaceBlock, replaceRows } from '../../bench/page.ts';
import { type CpuProfile, hottest } from '../../bench/profile.ts';

test('a block of the page is replaced, and nothing around it', () => {
  const page = 'a\n<!-- table -->\nold\n<!-- /table -->\nb\n<!-- growth -->\n<!-- /growth -->\n';
  const first = replaceBlock(page, 'table', 'new\n');
  assert.equal(
    first,
    'a\n<!-- table -->\n\nnew\n\n<!-- /table -->\nb\n<!-- growth -->\n<!-- /growth -->\n',
  );
  assert.equal(replaceBlock(first, 'table', 'new\n'), first);
  assert.throws(() => replaceBlock(page, 'other', ''), /no place for 'other'/);
});

test('rows that were measured again take their places, and new ones come last', () => {
  const page =
    'x\n<!-- table -->\n\n- a\n\n| what | A | B | ratio | goal | met |\n| - | - | - | - | - | - |\n| one | 1 | 2 | - |  |  |\n| two | 3 | 4 | - |  |  |\n\n<!-- /table -->\ny\n';
  const table = blockOf(page, 'table');
  assert.deepEqual(columnsOf(table), ['A', 'B']);
  const again =
    '| what  | A | B | ratio | goal | met |\n| --- | - | - | - | - | - |\n| two   | 5 | 6 | - |  |  |\n| three | 7 | - | - |  |  |\n';
  assert.deepEqual(replaceRows(table, again).split('\n').slice(4), [
    '| one | 1 | 2 | - |  |  |',
    '| two   | 5 | 6 | - |  |  |',
    '| three | 7 | - | - |  |  |',
  ]);
});

test('docs/performance.md has a place for the table and for the growth, and names every word', () => {
  const page = readFileSync(path.resolve('docs/performance.md'), 'utf8');
  for (const block of ['table', 'growth']) replaceBlock(page, block, '');
  for (const word of Object.keys(MEASURES)) assert.ok(page.includes(`\`${word}\``), word);
});

test("the hottest functions come first, with the share that they have of the daemon's time", () => {
  const frame = (functionName: string) => ({
    functionName,
    url: functionName === 'spin' ? 'file:///x/daemon.cjs' : '',
    lineNumber: 2,
    columnNumber: 4,
  });
  const profile: CpuProfile = {
    nodes: [
      { id: 1, callFrame: frame('(idle)') },
      { id: 2, callFrame: frame('write') },
      { id: 3, callFrame: frame('spin') },
      { id: 4, callFrame: frame('write') }, // called from elsewhere
      { id: 5, callFrame: frame('dispatch') }, // by which the profiler is asked
    ],
    samples: [1, 2, 3, 4, 5],
    timeDeltas: [9000, 1000, 6000, 1000, 9000],
  };
  assert.deepEqual(hottest(profile), [
    { what: 'spin daemon.cjs:3:5', ms: 6, share: 0.75 },
    { what: 'write', ms: 2, share: 0.25 },
  ]);
});
