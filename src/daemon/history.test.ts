import assert from 'node:assert/strict';
import { test } from 'node:test';
import { processOnFakes } from '../../test/rig/process-on-fakes.ts';

test('a start that nobody asked for is a restart', () => {
  const { clock, os, process } = processOnFakes({ startretries: 3, autorestart: true });
  process.start();
  clock.advance(1000);
  assert.equal(process.restarts, 0);
  os.exit(os.lastChild, 0); // it is restarted at once
  clock.advance(0);
  assert.equal(process.restarts, 1);
  os.exit(os.lastChild, 1); // too early: BACKOFF, and another start
  clock.advance(1000);
  assert.equal(process.restarts, 2);
  clock.advance(1000);
  assert.equal(process.state, 'RUNNING');
  process.stop();
  os.exit(os.lastChild, 0);
  clock.advance(0);
  process.start();
  clock.advance(1000);
  assert.equal(process.restarts, 2, 'somebody has asked for it');
});

/** A process that has run, and what is remembered of its end. */
function afterRun(code: number, { isStopped = false, runsMs = 1000, exitcodes = [0] } = {}) {
  const { clock, os, process } = processOnFakes({ exitcodes, autorestart: false });
  process.start();
  clock.advance(runsMs);
  if (isStopped) process.stop();
  os.exit(os.lastChild, code);
  clock.advance(0);
  return { at: clock.wall(), lastExit: process.lastExit };
}

test('how it ended is remembered, when, and whether that was expected', () => {
  const ended = (code: number, expected: boolean, at: number) => ({
    ending: { kind: 'exit', code },
    expected,
    at,
  });
  const listed = afterRun(2, { exitcodes: [0, 2] });
  assert.deepEqual(listed.lastExit, ended(2, true, listed.at));
  const other = afterRun(3);
  assert.deepEqual(other.lastExit, ended(3, false, other.at));
  const { lastExit, at } = afterRun(0, { isStopped: true }); // SIGTERM ends it
  const ending = { kind: 'signal', signal: 15, coreDumped: false };
  assert.deepEqual(lastExit, { ending, expected: true, at });
});

test('an end before it counted as started is not expected', () => {
  assert.equal(afterRun(0, { runsMs: 0 }).lastExit?.expected, false);
});

test('one that has never run has no last exit', () => {
  assert.equal(processOnFakes().process.lastExit, undefined);
});
