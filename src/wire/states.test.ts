import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  PROCESS_STATES,
  RUNNING_STATES,
  SIGNALLABLE_STATES,
  STOPPED_STATES,
  SUPERVISOR_STATES,
} from './states.ts';

test('the states of processes have their codes on the wire [6-codes]', () => {
  assert.deepEqual(PROCESS_STATES, {
    STOPPED: 0,
    STARTING: 10,
    RUNNING: 20,
    BACKOFF: 30,
    STOPPING: 40,
    EXITED: 100,
    FATAL: 200,
    UNKNOWN: 1000,
  });
});

test('so have those of supervisord [6-supervisor-codes]', () => {
  assert.deepEqual(SUPERVISOR_STATES, { FATAL: 2, RUNNING: 1, RESTARTING: 0, SHUTDOWN: -1 });
});

test('which states count as stopped, as running, and as signallable [6-stopped 6-running 6-signallable]', () => {
  assert.deepEqual([...STOPPED_STATES].sort(), ['EXITED', 'FATAL', 'STOPPED', 'UNKNOWN']);
  assert.deepEqual([...RUNNING_STATES].sort(), ['BACKOFF', 'RUNNING', 'STARTING']);
  assert.deepEqual([...SIGNALLABLE_STATES].sort(), ['RUNNING', 'STARTING', 'STOPPING']);
});
