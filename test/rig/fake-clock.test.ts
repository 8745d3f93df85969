import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from './fake-clock.ts';

test('timers run at their deadlines, in their order, and equal ones as they were set', () => {
  const clock = new FakeClock({ monotonic: 0 });
  const ran: string[] = [];
  const set = (name: string, deadline: number) =>
    clock.at(deadline, () => ran.push(`${name}@${clock.monotonic()}`));
  set('c', 30);
  set('a', 10);
  set('b1', 20);
  set('b2', 20);
  clock.advance(19);
  assert.deepEqual(ran, ['a@10']);
  assert.equal(clock.nextDeadline, 20);
  clock.advance(100);
  assert.deepEqual(ran, ['a@10', 'b1@20', 'b2@20', 'c@30']);
  assert.equal(clock.monotonic(), 119);
  assert.equal(clock.pending, 0);
});

test('a deadline that has passed is due at once, but not before the call has returned', () => {
  const clock = new FakeClock();
  let ran = 0;
  clock.at(clock.monotonic() - 5, () => ran++);
  assert.equal(ran, 0);
  clock.advance(0);
  assert.equal(ran, 1);
});

test('what a timer sets up runs in the same advance, if it falls due', () => {
  const clock = new FakeClock({ monotonic: 0 });
  let ticks = 0;
  const tick = () => {
    ticks++;
    clock.at(clock.monotonic() + 10, tick);
  };
  clock.at(10, tick);
  clock.advance(35);
  assert.equal(ticks, 3);
  assert.equal(clock.nextDeadline, 40);
});

test('a cancelled timer does not run, and cancelling again is harmless', () => {
  const clock = new FakeClock({ monotonic: 0 });
  const timer = clock.at(10, () => assert.fail('cancelled'));
  timer.cancel();
  timer.cancel();
  clock.advance(20);
  assert.equal(clock.pending, 0);
});

test('the wall clock jumps alone', () => {
  const clock = new FakeClock({ monotonic: 100, wall: 5000 });
  clock.at(110, () => assert.fail('not due'));
  clock.jumpWall(-4000);
  assert.equal(clock.wall(), 1000);
  assert.equal(clock.monotonic(), 100);
  clock.advance(5);
  assert.equal(clock.wall(), 1005);
});
