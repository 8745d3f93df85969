import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crashText, duration, findEnding, lastLines } from './crash.ts';

const LOG = `2026-01-02 03:04:05,000 INFO spawned: 'x' with pid 7
2026-01-02 03:04:05,100 INFO spawned: 'other' with pid 8
2026-01-02 03:04:06,250 WARN exited: x (exit status 3; not expected)
2026-01-02 03:04:06,300 INFO spawned: 'x' with pid 9
2026-01-02 03:04:08,300 WARN exited: x (terminated by SIGSEGV (core dumped); not expected)
2026-01-02 03:04:08,400 INFO spawned: 'x' with pid 10
`;

test('the log tells how a process ended, and how long it lived', () => {
  const first = { ending: 'exit status 3', pid: 7, livedMs: 1_250 };
  const second = { ending: 'terminated by SIGSEGV (core dumped)', pid: 9, livedMs: 2_000 };
  assert.deepEqual(findEnding(LOG, 'x', 7), first);
  assert.deepEqual(findEnding(LOG, 'x', 9), second);
  assert.deepEqual(findEnding(LOG, 'x', undefined), second);
  assert.equal(findEnding(LOG, 'x', 10), undefined);
  assert.equal(findEnding(LOG, 'other', undefined), undefined);
});

test('an end whose start is not in the log has no length', () => {
  const log = LOG.slice(LOG.indexOf('2026-01-02 03:04:06,250'));
  const expected = { ending: 'exit status 3', pid: undefined, livedMs: undefined };
  assert.deepEqual(findEnding(log, 'x', 7), expected);
});

test('a record is a line of facts, and the last lines of each channel', () => {
  const crash = {
    time: new Date(0),
    process: 'x',
    group: 'g',
    state: 'EXITED',
    pid: 7,
    ending: 'exit status 3',
    livedMs: 1_250,
    reason: 'Bad exit code 3',
    outputs: [{ channel: 'stderr', lines: ['a', 'b'] }],
  };
  assert.equal(
    crashText(crash),
    '=== 1970-01-01T00:00:00.000Z g:x (pid 7) EXITED: exit status 3; lived 1.250 s; Bad exit code 3\n' +
      '--- stderr, last lines\na\nb\n\n',
  );
  const unknown = { ...crash, group: 'x', pid: 0, ending: undefined, livedMs: undefined };
  assert.equal(
    crashText({ ...unknown, state: 'FATAL', reason: "can't find command '/no'", outputs: [] }),
    "=== 1970-01-01T00:00:00.000Z x FATAL: no status is known; can't find command '/no'\n\n",
  );
});

test('durations are shown as short as they are', () => {
  const cases: [number, string][] = [
    [-5, '0.000 s'],
    [250, '0.250 s'],
    [12_400, '12 s'],
    [61_000, '0:01:01'],
    [100 * 3_600_000, '100:00:00'],
  ];
  for (const [ms, text] of cases) assert.equal(duration(ms), text);
});

test('the last lines of an output are told without the end of its last line', () => {
  assert.deepEqual(lastLines('a\nb\nc\n', 2), ['b', 'c']);
  assert.deepEqual(lastLines('a\n\nc', 2), ['', 'c']);
  assert.deepEqual(lastLines('\n\n', 2), []);
  assert.deepEqual(lastLines('', 2), []);
});
