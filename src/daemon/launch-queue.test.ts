import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../test/rig/fake-clock.ts';
import { LaunchQueue } from './launch-queue.ts';

/** `begun` are the numbers of those that have begun, `ended` what ends each. */
function setup(count: number, mostUnderWay?: number) {
  const clock = new FakeClock();
  const queue = new LaunchQueue(clock, mostUnderWay);
  const begun: number[] = [];
  const ended: (() => void)[] = [];
  for (let number = 0; number < count; number++) {
    queue.enter((end) => {
      begun.push(number);
      ended[number] = end;
    });
  }
  return { clock, queue, begun, ended };
}

test('a few launches are under way at a time, and the next begins when one has ended', () => {
  const { clock, begun, ended } = setup(100);
  const most = begun.length;
  assert.ok(most > 1 && most < 100);
  ended[3]?.();
  assert.equal(begun.length, most + 1);
  ended[3]?.();
  assert.equal(begun.length, most + 1, 'each ends once');
  for (let number = 0; number < 100; number++) ended[number]?.();
  assert.deepEqual(begun, [...Array(100).keys()], 'in their order');
  assert.equal(clock.pending, 0);
});

test('launches that hang do not keep the others from their turn', () => {
  const { clock, begun, ended } = setup(100);
  const most = begun.length;
  clock.advance(150);
  ended[0]?.();
  clock.advance(150);
  assert.equal(begun.length, most + 1, 'there was news not long ago');
  clock.advance(100);
  assert.equal(begun.length, 2 * most + 1);
  ended[1]?.();
  assert.equal(begun.length, 2 * most + 1, 'the end of one that hung makes no room');
  clock.advance(1000);
  assert.equal(begun.length, 100);
});

test('launches that end at once are no recursion, however many there are', () => {
  const { queue, ended } = setup(100);
  let count = 0;
  for (let number = 0; number < 20_000; number++) {
    queue.enter((end) => {
      count++;
      end();
    });
  }
  for (let number = 0; number < 100; number++) ended[number]?.();
  assert.equal(count, 20_000);
});

test('a launch that is withdrawn never begins, and one that has begun goes on', () => {
  const { clock, queue, begun, ended } = setup(1, 1);
  const second = (): number => begun.push(1);
  const third = (): number => begun.push(2);
  queue.enter(second);
  queue.enter(third);
  queue.withdraw(second);
  queue.withdraw(second);
  ended[0]?.();
  assert.deepEqual(begun, [0, 2]);
  queue.withdraw(third);
  queue.enter(second);
  assert.deepEqual(begun, [0, 2], 'the third is under way still');
  queue.withdraw(second);
  assert.equal(clock.pending, 0, 'nobody waits any more');
});
