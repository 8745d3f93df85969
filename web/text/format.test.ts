import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes, duration, percent } from './format.ts';

test('a duration has two units at most', () => {
  const cases = [
    [-3, '0 s'],
    [0, '0 s'],
    [59.9, '59 s'],
    [60, '1 min'],
    [3599, '59 min'],
    [3600, '1 h 0 min'],
    [86_399, '23 h 59 min'],
    [86_400, '1 d 0 h'],
    [1_000_000, '11 d 13 h'],
  ] as const;
  for (const [seconds, text] of cases) assert.equal(duration('en', seconds), text);
  assert.equal(duration('ja', 61), '1 分');
});

test('sizes and percentages have three digits at most', () => {
  const sizes = [
    [0, '0 B'],
    [999, '999 B'],
    [1024, '1.0 KiB'],
    [10_240, '10 KiB'],
    [1_023_000, '999 KiB'],
    [1_024_000, '1.0 MiB'],
    [3 * 1024 ** 3, '3.0 GiB'],
    [2000 * 1024 ** 4, '2000 TiB'],
  ] as const;
  for (const [count, text] of sizes) assert.equal(bytes(count), text);
  const percentages = [
    [0, '0 %'],
    [0.04, '0 %'],
    [0.05, '0.1 %'],
    [9.94, '9.9 %'],
    [9.96, '10 %'],
    [312.4, '312 %'],
  ] as const;
  for (const [value, text] of percentages) assert.equal(percent(value), text);
});
