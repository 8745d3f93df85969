import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wholeSeconds } from './duration.ts';

test('durations in every spelling become whole seconds, rounded up', () => {
  const table: readonly [text: string, seconds: number | undefined][] = [
    ['90', 90],
    ['1m30s', 90],
    ['1min 30s', 90],
    ['1.5h', 5400],
    ['300ms', 1],
    ['2 hours', 7200],
    ['1d 1s', 86_401],
    ['0.3s 0.7s', 1],
    ['0', 0],
    ['infinity', undefined],
    ['', undefined],
    ['5 parsecs', undefined],
    ['-5', undefined],
  ];
  for (const [text, seconds] of table) assert.equal(wholeSeconds(text), seconds, text);
  assert.equal(wholeSeconds('1600', 'ms'), 2);
  assert.equal(wholeSeconds('3s', 'ms'), 3);
});
