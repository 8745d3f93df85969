import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSignal } from './signals.ts';

test('numbers and names are read', () => {
  assert.deepEqual(['HUP', 'sigHup', '1', ' 1 ', 'SIG_DFL'].map(parseSignal), [1, 1, 1, 1, 0]);
});
