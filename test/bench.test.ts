import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digits, summarize, turns } from '../bench/statistics.ts';
import { formatTable } from '../bench/table.ts';

test('the median and the quartiles lie between the values of the rounds', () => {
  assert.deepEqual(summarize([4, 1, 3, 2]), { median: 2.5, low: 1.75, high: 3.25, rounds: 4 });
  assert.deepEqual(summarize([7]), { median: 7, low: 7, high: 7, rounds: 1 });
  assert.throws(() => summarize([]), RangeError);
});

test('the benchmark gives its turns in the order A B B A', () => {
  assert.deepEqual(turns(['A', 'B'], 4), ['A', 'B', 'B', 'A', 'A', 'B', 'B', 'A']);
});

test('numbers have three significant digits', () => {
  const cases: [number, string][] = [
    [1013.4, '1013'],
    [183.06, '183'],
    [27.06, '27.1'],
    [1.149, '1.15'],
    [0.5124, '0.512'],
    [0, '0'],
  ];
  for (const [value, text] of cases) assert.equal(digits(value), text);
});

test('the ratio is taken to the best of the others, whichever way is better', () => {
  const one = (median: number) => ({ median, low: median, high: median, rounds: 1 });
  const row = (best: 'low' | 'high') => ({ name: best, unit: 'ms', best });
  const table = formatTable(
    ['ours', 'a', 'b'],
    [
      { row: row('low'), summaries: [one(10), one(20), one(40)] },
      { row: row('high'), summaries: [one(10), one(20), one(40)] },
      { row: row('low'), summaries: [one(10), undefined, undefined] },
    ],
  );
  const ratios = table.split('\n').map((line) => line.split('|')[5]?.trim());
  assert.deepEqual(ratios.slice(2, 5), ['0.500x', '0.250x', '-']);
});
