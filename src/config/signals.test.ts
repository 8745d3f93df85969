import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSignal, signalName } from './signals.ts';

test('signals have the names that the original gives them', () => {
  const names = [15, 1, 34, 64, 0, 42].map(signalName);
  assert.deepEqual(names, ['SIGTERM', 'SIGHUP', 'SIGRTMIN', 'SIGRTMAX', 'signal 0', 'signal 42']);
});

test('numbers and names are read', () => {
  assert.deepEqual(['HUP', 'sigHup', '1', ' 1 ', 'SIG_DFL'].map(parseSignal), [1, 1, 1, 1, 0]);
});
