import assert from 'node:assert/strict';
import { test } from 'node:test';
import { processOnFakes } from '../../test/rig/process-on-fakes.ts';

test('a start that nobody asked for is a restart', () => {
  const { clock, os, process } = processOnFakes({ startretries: 3, autorestart: true });
  process.start();
  clock.advance(1000);
  assert.equal(process.history.restarts, 0);
  os.exit(os.lastChild, 0); // it is restarted at once
  clock.advance(0);
  assert.equal(process.history.restarts, 1);
  os.exit(os.lastChild, 1); // too early: BACKOFF, and another start
  clock.advance(1000);
  assert.equal(process.history.restarts, 2);
  clock.advance(1000);
  assert.equal(process.state, 'RUNNING');
  process.stop();
  os.exit(os.lastChild, 0);
  clock.advance(0);
  process.start();
  clock.advance(1000);
  assert.equal(process.history.restarts, 2, 'somebody has asked for it');
});

/** A process that has run, and what is remembered of its end. */
function afterRun(code: number, { isStopped = false, runsMs = 1000, exitcodes = [0] } = {}) {
  const { clock, os, process } = processOnFakes({ exitcodes, autorestart: false });
  process.start();
  clock.advance(runsMs);
  if (isStopped) process.stop();
  os.exit(os.lastChild, code);
  clock.advance(0);
  return { at: clock.wall(), lastExit: process.history.lastExit };
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
  assert.equal(processOnFakes().process.history.lastExit, undefined);
});

test('the states it has gone through lately are remembered, with what led to them', () => {
  const { clock, os, process } = processOnFakes({ startretries: 1000, autorestart: true });
  process.start();
  clock.advance(1000);
  const { pid } = os.lastChild;
  os.exit(os.lastChild, 3);
  clock.advance(0);
  const at = clock.wall();
  const exit = { ending: { kind: 'exit', code: 3 }, expected: false, at };
  const none = { exit: undefined, error: '' };
  const started = at - 1000;
  assert.deepEqual(process.history.changes, [
    { at: started, state: 'STARTING', pid: 0, ...none },
    { at, state: 'RUNNING', pid, ...none },
    { at, state: 'EXITED', pid: 0, exit, error: '' },
    { at, state: 'STARTING', pid: 0, ...none },
  ]);
});

test('of a process that crashes all day a bounded number of changes is remembered', () => {
  const { clock, os, process } = processOnFakes({ startretries: 1000, autorestart: true });
  process.start();
  for (let lives = 0; lives < 100; lives++) {
    clock.advance(1000);
    os.exit(os.lastChild, 1);
    clock.advance(0);
  }
  assert.equal(process.history.changes.length, 30);
  assert.equal(process.history.changes.at(-1)?.state, process.state);
});
