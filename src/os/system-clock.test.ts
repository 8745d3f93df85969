import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Timer } from '../base/clock.ts';
import { createClock } from './system-clock.ts';

test('deadlines run in their order, never early, and those of one moment as they were asked for', async () => {
  const clock = createClock();
  const start = clock.monotonic();
  const order: string[] = [];
  await new Promise<void>((resolve) => {
    const note = (name: string, offset: number) => {
      clock.at(start + offset, () => {
        assert.ok(clock.monotonic() >= start + offset, name);
        order.push(name);
        if (order.length === 5) resolve();
      });
    };
    note('c', 20);
    note('a', -1000);
    note('d', 20);
    note('b', 10);
    note('e', 20.5);
  });
  assert.deepEqual(order, ['a', 'b', 'c', 'd', 'e']);
});

test('nothing runs before `at` has returned, and what is added meanwhile waits for its turn', async () => {
  const clock = createClock();
  const order: string[] = [];
  await new Promise<void>((resolve) => {
    clock.at(0, () => {
      order.push('outer');
      clock.at(0, () => {
        order.push('inner');
        resolve();
      });
      order.push('outer is done');
    });
    clock.at(0, () => order.push('second'));
    order.push('asked');
  });
  assert.deepEqual(order, ['asked', 'outer', 'outer is done', 'second', 'inner']);
});

test('a cancelled deadline does not run, whenever it is cancelled', async () => {
  const clock = createClock();
  await new Promise<void>((resolve) => {
    const late: Timer = clock.at(clock.monotonic() + 5, () => assert.fail('cancelled by another'));
    clock.at(0, () => late.cancel());
    const first = clock.at(0, () => assert.fail('cancelled at once'));
    first.cancel();
    first.cancel();
    const twin = { timer: undefined as Timer | undefined };
    const at = clock.monotonic() + 1;
    clock.at(at, () => twin.timer?.cancel());
    twin.timer = clock.at(at, () => assert.fail('cancelled by its twin'));
    clock.at(clock.monotonic() + 10, resolve);
  });
});

test('a deadline farther away than a timer can reach does not run at once', async () => {
  const clock = createClock();
  const far = [2 ** 31, 2 ** 40, Number.POSITIVE_INFINITY].map((offset) =>
    clock.at(clock.monotonic() + offset, () => assert.fail(`${offset} ms are not over`)),
  );
  await new Promise<void>((resolve) => clock.at(clock.monotonic() + 3, resolve));
  for (const timer of far) timer.cancel();
});

test('thousands of deadlines, most of them cancelled, keep their order', async () => {
  const clock = createClock();
  const start = clock.monotonic();
  const wanted: number[] = [];
  const ran: number[] = [];
  let seed = 1;
  for (let index = 0; index < 5000; index++) {
    seed = (seed * 48271) % 0x7fffffff;
    const deadline = start + (seed % 30);
    const timer = clock.at(deadline, () => ran.push(deadline));
    if (index % 5 === 0) wanted.push(deadline);
    else timer.cancel();
  }
  await new Promise<void>((resolve) => clock.at(start + 31, resolve));
  assert.deepEqual(
    ran,
    wanted.sort((a, b) => a - b),
  );
});

test('an exception in one deadline keeps no other from running', async () => {
  const clock = createClock();
  const uncaught = new Promise((resolve) => {
    process.setUncaughtExceptionCaptureCallback(resolve);
  });
  const second = new Promise<void>((resolve) => {
    clock.at(0, () => {
      throw new Error('a bug');
    });
    clock.at(0, resolve);
  });
  assert.ok((await uncaught) instanceof Error);
  process.setUncaughtExceptionCaptureCallback(null);
  await second;
});
