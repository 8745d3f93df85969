import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Described, describeProcess, formatDuration, formatMinute } from './describe.ts';

const DAY = 86_400_000;

test('a duration is written as Python writes a timedelta [6.2-uptime]', () => {
  const cases: [number, string][] = [
    [-5, '0:00:00'],
    [999, '0:00:00'],
    [1000, '0:00:01'],
    [521_000, '0:08:41'],
    [DAY - 1, '23:59:59'],
    [DAY, '1 day, 0:00:00'],
    [2 * DAY + 47_045_000, '2 days, 13:04:05'],
    [1000 * DAY, '1000 days, 0:00:00'],
  ];
  for (const [ms, text] of cases) assert.equal(formatDuration(ms), text);
});

test('a date is written in local time, with twelve hours [6.2-ended]', () => {
  assert.equal(formatMinute(new Date(2026, 10, 21, 23, 28)), 'Nov 21 11:28 PM');
  assert.equal(formatMinute(new Date(2026, 0, 2, 0, 5)), 'Jan 02 12:05 AM');
  assert.equal(formatMinute(new Date(2026, 5, 12, 12, 0)), 'Jun 12 12:00 PM');
  const months = Array.from({ length: 12 }, (_, month) => formatMinute(new Date(2026, month, 1)));
  assert.deepEqual(
    months.map((text) => text.slice(0, 3)).join(' '),
    'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec',
  );
});

test('each state is described by what matters in it [6.2-running 6.2-failed 6.2-ended 6.2-not-started 6.2-empty]', () => {
  const stoppedAt = new Date(2026, 1, 3, 4, 5).getTime();
  const base: Described = {
    name: 'x',
    state: 'STOPPED',
    pid: 0,
    startedAt: 0,
    stoppedAt,
    uptimeMs: 61_000,
    spawnError: '',
  };
  const cases: [Partial<Described>, string][] = [
    [{ state: 'STOPPED' }, 'Not started'],
    [{ state: 'STOPPED', startedAt: 1 }, 'Feb 03 04:05 AM'],
    [{ state: 'EXITED', startedAt: 1 }, 'Feb 03 04:05 AM'],
    [{ state: 'RUNNING', pid: 12 }, 'pid 12, uptime 0:01:01'],
    [{ state: 'FATAL', spawnError: 'Exited too quickly' }, 'Exited too quickly'],
    [{ state: 'BACKOFF' }, 'unknown error (try "tail x")'],
    [{ state: 'STARTING', pid: 1 }, ''],
    [{ state: 'STOPPING', pid: 1 }, ''],
    [{ state: 'UNKNOWN', pid: 1 }, ''],
  ];
  for (const [fields, text] of cases) {
    assert.equal(describeProcess({ ...base, ...fields }), text, JSON.stringify(fields));
  }
});
