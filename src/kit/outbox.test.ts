import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../test/rig/fake-clock.ts';
import { Outbox } from './outbox.ts';

function setUp(limits: { most?: number; retries?: number } = {}) {
  const clock = new FakeClock();
  const delivered: { at: number; items: readonly number[]; dropped: number }[] = [];
  const complaints: string[] = [];
  let failing = 0;
  const outbox = new Outbox<number>({
    clock,
    gatherMs: 2_000,
    pauseMs: 60_000,
    most: 100,
    retries: 10,
    ...limits,
    async deliver(items, dropped) {
      delivered.push({ at: clock.monotonic() - 1_000, items, dropped });
      if (failing > 0) {
        failing -= 1;
        throw new Error('down');
      }
    },
    complain: (_error, isGivenUp) => void complaints.push(isGivenUp ? 'given up' : 'again'),
  });
  return {
    outbox,
    clock,
    delivered,
    complaints,
    fail(times: number) {
      failing = times;
    },
    async advance(ms: number) {
      clock.advance(ms);
      await new Promise(setImmediate);
    },
  };
}

test('what comes within a moment is one message', async () => {
  const it = setUp();
  it.outbox.add(1);
  await it.advance(1_999);
  it.outbox.add(2);
  assert.deepEqual(it.delivered, []);
  await it.advance(1);
  assert.deepEqual(it.delivered, [{ at: 2_000, items: [1, 2], dropped: 0 }]);
  assert.equal(it.clock.pending, 0, 'nothing wakes up when there is nothing to say');
});

test('between two messages there is a pause, and what gathers in it is one message', async () => {
  const it = setUp();
  it.outbox.add(1);
  await it.advance(2_000);
  it.outbox.add(2);
  await it.advance(30_000);
  it.outbox.add(3);
  await it.advance(29_999);
  assert.equal(it.delivered.length, 1);
  await it.advance(1);
  assert.deepEqual(it.delivered[1], { at: 62_000, items: [2, 3], dropped: 0 });
});

test('a delivery that fails is tried again, later each time, with what came meanwhile', async () => {
  const it = setUp();
  it.fail(3);
  it.outbox.add(1);
  await it.advance(2_000);
  it.outbox.add(2);
  for (const wait of [2_000, 2_000, 4_000]) await it.advance(wait);
  assert.deepEqual(
    it.delivered.map(({ at, items }) => [at, items]),
    [
      [2_000, [1]],
      [4_000, [1, 2]],
      [6_000, [1, 2]],
      [10_000, [1, 2]],
    ],
  );
  assert.deepEqual(it.complaints, ['again', 'again', 'again']);
  assert.equal(it.clock.pending, 0);
});

test('what is too much drops the oldest, and the next message says how many', async () => {
  const it = setUp({ most: 3 });
  for (let item = 1; item <= 5; item++) it.outbox.add(item);
  await it.advance(2_000);
  assert.deepEqual(it.delivered, [{ at: 2_000, items: [3, 4, 5], dropped: 2 }]);
  it.outbox.add(6);
  await it.advance(60_000);
  assert.deepEqual(it.delivered[1]?.dropped, 0);
});

test('after too many failures the message is given up and counted', async () => {
  const it = setUp({ retries: 1 });
  it.fail(2);
  it.outbox.add(1);
  await it.advance(2_000);
  await it.advance(2_000);
  assert.deepEqual(it.complaints, ['again', 'given up']);
  it.outbox.add(2);
  await it.advance(60_000);
  assert.deepEqual(it.delivered[2], { at: 64_000, items: [2], dropped: 1 });
});

test('what came while a message that is then given up was under way is kept', async () => {
  const it = setUp({ retries: 0 });
  it.fail(1);
  it.outbox.add(1);
  it.clock.advance(2_000);
  it.outbox.add(2);
  await it.advance(0);
  await it.advance(60_000);
  assert.deepEqual(it.delivered[1], { at: 62_000, items: [2], dropped: 1 });
});

test('at the end what waits is delivered at once, and no deadline stays', async () => {
  const it = setUp();
  it.outbox.add(1);
  await it.outbox.close();
  assert.deepEqual(it.delivered, [{ at: 0, items: [1], dropped: 0 }]);
  it.outbox.add(2);
  assert.equal(it.clock.pending, 0);
});
