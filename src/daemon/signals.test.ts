import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configOf } from '../../test/rig/configs.ts';
import { supervisorOnFakes } from '../../test/rig/supervisor-on-fakes.ts';
import { SignalQueue } from './signals.ts';

test('signals wait, each once, until there is a supervisor that takes them, and in the time between two', () => {
  const { supervisor, log } = supervisorOnFakes(configOf());
  supervisor.start();
  const queue = new SignalQueue();
  const taken = () =>
    log.lines.splice(0).flatMap((line) => /received (SIG\w+)/.exec(line)?.[1] ?? []);
  for (const signal of ['SIGUSR2', 'SIGUSR1', 'SIGUSR2'] as const) queue.add(signal);
  assert.deepEqual(taken(), []);
  queue.open(supervisor, log);
  assert.deepEqual(taken(), ['SIGUSR2', 'SIGUSR1']);
  for (const signal of ['SIGUSR2', 'SIGUSR2'] as const) queue.add(signal);
  assert.deepEqual(taken(), ['SIGUSR2', 'SIGUSR2']);
  queue.close();
  queue.add('SIGTERM');
  assert.deepEqual([taken(), supervisor.state], [[], 'RUNNING']);
  queue.open(supervisor, log);
  assert.deepEqual([taken(), supervisor.state], [['SIGTERM'], 'SHUTDOWN']);
});
