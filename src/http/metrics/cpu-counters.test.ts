import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CpuCounters } from './cpu-counters.ts';

test('a counter goes on over restarts, and never falls', () => {
  const counters = new CpuCounters();
  const process = { pid: 10 };
  assert.equal(counters.count(process, undefined), 0);
  assert.equal(counters.count(process, 500), 500);
  assert.equal(counters.count(process, 800), 800);
  assert.equal(counters.count(process, 300), 800, 'a descendant went that nobody waited for');
  assert.equal(counters.count(process, 400), 900);
  process.pid = 0;
  assert.equal(counters.count(process, undefined), 900);
  process.pid = 11;
  assert.equal(counters.count(process, 50), 950);
  assert.equal(counters.count({ pid: 11 }, 50), 50, 'each process has its own');
});
