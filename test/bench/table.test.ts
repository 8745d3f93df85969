import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  bound,
  type Columns,
  describe,
  type Goal,
  ofLimit,
  ofRunit,
  ofSupervisor,
  ratioTo,
  verdictOn,
} from '../../bench/goals.ts';
import type { Row } from '../../bench/measure.ts';
import { digits, summarize, turns } from '../../bench/statistics.ts';
import { formatTable } from '../../bench/table.ts';

test('the median and the quartiles lie between the values of the rounds', () => {
  assert.deepEqual(summarize([4, 1, 3, 2]), { value: 2.5, low: 1.75, high: 3.25, rounds: 4 });
  assert.deepEqual(summarize([7]), { value: 7, low: 7, high: 7, rounds: 1 });
  assert.throws(() => summarize([]), RangeError);
});

test('another quantile than the median has no spread', () => {
  const hundred = Array.from({ length: 101 }, (_, index) => index);
  assert.deepEqual(summarize(hundred, 0.99), { value: 99, low: 99, high: 99, rounds: 101 });
});

test('the benchmark gives its turns in the order A B B A', () => {
  assert.deepEqual(turns(['A', 'B'], 4), ['A', 'B', 'B', 'A', 'A', 'B', 'B', 'A']);
  const now = (peer: string, round: number) => peer !== 'C' || round === 1;
  assert.deepEqual(turns(['A', 'B', 'C'], 3, now), ['A', 'B', 'C', 'B', 'A', 'A', 'B']);
});

test('numbers have up to three significant digits', () => {
  const cases: [number, string][] = [
    [1013.4, '1013'],
    [183.06, '183'],
    [27.06, '27.1'],
    [1.149, '1.15'],
    [0.5124, '0.512'],
    [0.5, '0.5'],
    [50, '50'],
    [110, '110'],
    [0, '0'],
  ];
  for (const [value, text] of cases) assert.equal(digits(value), text);
});

test('the ratio is taken to the better Supervisor, whichever way is better', () => {
  const columns = measured({ visord: 10, Supervisor: 20, 'other Supervisor': 40, runit: 1 });
  assert.equal(ratioTo('Supervisor', row('low'), columns)?.value, 0.5);
  assert.equal(ratioTo('Supervisor', row('high'), columns)?.value, 0.25);
  assert.equal(ratioTo('runit', row('low'), columns)?.value, 10);
  assert.equal(ratioTo('limit', row('low'), columns), undefined);
  assert.equal(
    ratioTo('Supervisor', row('low'), measured({ visord: 1, Supervisor: 0 })),
    undefined,
  );
});

test('the spread of a ratio reaches from our best by their worst to our worst by their best', () => {
  const columns = new Map([
    ['visord', { value: 10, low: 8, high: 12, rounds: 3 }],
    ['Supervisor', { value: 20, low: 16, high: 24, rounds: 3 }],
  ]);
  const { low, high } = ratioTo('Supervisor', row('low'), columns) ?? assert.fail();
  assert.equal(low, 8 / 24);
  assert.equal(high, 12 / 16);
});

test('a goal is met at its bound, missed beyond it, and unknown without a value', () => {
  const columns = measured({ visord: 10, Supervisor: 20, limit: 4 });
  const cases: [Goal, Row['best'], string][] = [
    [ofSupervisor(0.5), 'low', 'met'],
    [ofSupervisor(0.49), 'low', 'missed'],
    [ofSupervisor(0.5), 'high', 'met'],
    [ofSupervisor(0.51), 'high', 'missed'],
    [ofLimit(2), 'low', 'missed'],
    [ofRunit(1.1), 'low', 'unknown'],
    [bound(10), 'low', 'met'],
    [bound(9), 'low', 'missed'],
    [bound(11), 'high', 'missed'],
  ];
  for (const [goal, best, verdict] of cases) {
    assert.equal(verdictOn(goal, row(best), columns), verdict, describe(goal, row(best)));
  }
});

test('a table tells who was measured, the ratio, the goals, and what was missed by how much', () => {
  const goals = [ofSupervisor(0.6), ofLimit(2)];
  const table = formatTable(
    ['visord', 'Supervisor', 'limit'],
    [
      {
        row: { ...row('low'), goals },
        columns: measured({ visord: 10, Supervisor: 20, limit: 4 }),
      },
      { row: { ...row('low'), goals }, columns: measured({ visord: 8, Supervisor: 20, limit: 4 }) },
      { row: { ...row('low'), goals }, columns: measured({ visord: 16, Supervisor: 20 }) },
      { row: { ...row('high'), goals: [bound(7)] }, columns: measured({ visord: 7 }) },
      { row: row('high'), columns: measured({ visord: 7 }) },
    ],
  );
  const cells = table.split('\n').map((line) => line.split('|').map((text) => text.trim()));
  assert.deepEqual(cells[0]?.slice(1, -1), [
    'what',
    'visord',
    'Supervisor',
    'limit',
    'ratio',
    'goal',
    'met',
  ]);
  assert.deepEqual(
    cells.slice(2, 7).map((line) => line.slice(2, -1)),
    [
      ['10', '20', '4', '0.5x', '<= 0.6x, <= 2x limit', 'no: 2.5x limit'],
      ['8', '20', '4', '0.4x', '<= 0.6x, <= 2x limit', 'yes'],
      ['16', '20', '-', '0.8x', '<= 0.6x, <= 2x limit', 'no'],
      ['7', '-', '-', '-', '>= 7', 'yes'],
      ['7', '-', '-', '-', '', ''],
    ],
  );
});

function row(best: Row['best']): Row {
  return { name: 'it', unit: 'ms', best };
}

function measured(values: Readonly<Record<string, number>>): Columns {
  return new Map(
    Object.entries(values).map(([name, value]) => [
      name,
      { value, low: value, high: value, rounds: 1 },
    ]),
  );
}
