import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startOrder, stopLevels, stopOrder } from './order.ts';

const named = (name: string, priority: number) => ({ name, config: { priority } });
const GROUPS = [named('a', 999), named('b', 1), named('c', 999), named('listener', -1)];
const names = (things: readonly { name: string }[]) => things.map((thing) => thing.name).join(' ');

test('what has the lowest priority starts first, and equals keep their order [7.2-start-order]', () => {
  assert.equal(names(startOrder(GROUPS)), 'listener b a c');
});

test('what starts last is stopped first [7.2-stop-order]', () => {
  assert.equal(names(stopOrder(GROUPS)), 'c a b listener');
});

test('equal priorities are stopped together [7.3-equal-priority]', () => {
  assert.deepEqual(stopLevels(GROUPS).map(names), ['c a', 'b', 'listener']);
  assert.deepEqual(stopLevels([]), []);
});
