import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearest } from './nearest.ts';

test('a typing mistake or two are seen through, anything else is not', () => {
  const names = ['web', 'worker:worker_00', 'status', 'RUNNING'];
  const table: readonly [typed: string, meant: string | undefined][] = [
    ['wbe', 'web'], // two letters that changed places
    ['we', 'web'],
    ['worker:worker00', 'worker:worker_00'],
    ['stauts', 'status'],
    ['STATUS', 'status'],
    ['runing', 'RUNNING'],
    ['db', undefined],
    ['start-all', undefined],
    ['', undefined],
  ];
  for (const [typed, meant] of table) assert.equal(nearest(typed, names), meant, typed);
  assert.equal(nearest('web', []), undefined);
});
