import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StateWaiters } from './state-waiters.ts';

test('each waiter hears of changes until it has what it waits for', async () => {
  const waiters = new StateWaiters();
  const heard: string[] = [];
  const running = waiters.when('STOPPED', (state) => {
    heard.push(state);
    return state === 'RUNNING' ? 'up' : undefined;
  });
  const any = waiters.when('STOPPED', (state) => (state === 'STOPPED' ? undefined : state));
  for (const state of ['STARTING', 'RUNNING', 'STOPPING'] as const) waiters.tell(state);
  assert.equal(await running, 'up');
  assert.equal(await any, 'STARTING');
  assert.deepEqual(heard, ['STOPPED', 'STARTING', 'RUNNING']);
  assert.equal(await waiters.when('FATAL', (state) => state), 'FATAL');
});
