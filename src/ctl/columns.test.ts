import assert from 'node:assert/strict';
import test from 'node:test';
import { columns } from './columns.ts';

test('words fill as few rows as the width allows, column by column', () => {
  const words = ['add', 'avail', 'clear', 'exit', 'fg'];
  const table: readonly [width: number, lines: string[]][] = [
    [27, ['add  avail  clear  exit  fg']],
    [26, ['add    clear  fg', 'avail  exit ']],
    [12, ['add    exit', 'avail  fg  ', 'clear']],
    [4, words],
  ];
  for (const [width, lines] of table) assert.deepEqual(columns(words, width), lines, `${width}`);
  assert.deepEqual(columns(['alone'], 1), ['alone']);
});
