import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { FakeClock } from '../../test/rig/fake-clock.ts';
import { converse, type EventHandler } from './conversation.ts';

/** A supervisord that reads what the listener says, and the listener's end. */
function setUp(handler: EventHandler) {
  const input = new PassThrough();
  const clock = new FakeClock();
  const stopping = new AbortController();
  const complaints: unknown[] = [];
  const said: string[] = [];
  let wake = () => {};
  const over = converse(handler, {
    input,
    clock,
    signal: stopping.signal,
    complain: (error) => void complaints.push(error),
    write: async (text) => {
      said.push(text);
      wake();
    },
  });
  return {
    clock,
    complaints,
    over,
    said,
    send(poolserial: number) {
      const header = `ver:3.0 server:s serial:9 pool:p poolserial:${poolserial}`;
      input.write(`${header} eventname:TICK_5 len:6\nwhen:5`);
    },
    end: () => input.end(),
    stop() {
      stopping.abort();
      input.end();
    },
    /** Waits until the listener has said so many things. */
    async until(count: number) {
      while (said.length < count) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

test('every event is answered, and only then is the listener ready for the next', async () => {
  let asked = () => {};
  let done = () => {};
  const begun = new Promise<void>((resolve) => {
    asked = resolve;
  });
  const it = setUp(() => {
    asked();
    return new Promise<void>((resolve) => {
      done = resolve;
    });
  });
  it.send(0);
  await begun;
  assert.deepEqual(it.said, ['READY\n']);
  done();
  await it.until(3);
  it.end();
  await it.over;
  assert.deepEqual(it.said, ['READY\n', 'RESULT 2\nOK', 'READY\n']);
});

test('a text that the handler returns is the answer, and its length is in bytes', async () => {
  const it = setUp(() => '\u00e9');
  it.send(0);
  await it.until(3);
  it.end();
  await it.over;
  assert.equal(it.said[1], 'RESULT 2\n\u00e9');
});

test('an error is FAIL: at once the first time, and later each time the event comes again', async () => {
  const it = setUp(() => {
    throw new Error('no');
  });
  it.send(0);
  await it.until(3);
  assert.deepEqual(it.said, ['READY\n', 'RESULT 4\nFAIL', 'READY\n']);
  for (const [index, pauseMs] of [1000, 2000, 4000].entries()) {
    it.send(0);
    while (it.clock.pending === 0) await new Promise(setImmediate);
    it.clock.advance(pauseMs - 1);
    await new Promise(setImmediate);
    assert.equal(it.said.length, 3 + 2 * index);
    it.clock.advance(1);
    await it.until(5 + 2 * index);
  }
  it.send(1); // another event fails at once
  await it.until(11);
  assert.equal(it.complaints.length, 5);
  it.end();
  await it.over;
});

test('who is asked to end answers the event at hand, and is not ready again', async () => {
  const it = setUp(() => it.stop());
  it.send(0);
  await it.over;
  assert.deepEqual(it.said, ['READY\n', 'RESULT 2\nOK']);
});

test('the pause before a rejection ends with the listener', async () => {
  const it = setUp(() => 'FAIL');
  it.send(0);
  await it.until(3);
  it.send(0);
  while (it.clock.pending === 0) await new Promise(setImmediate);
  it.stop();
  await it.over;
  assert.deepEqual(it.said.slice(3), ['RESULT 4\nFAIL']);
  assert.equal(it.clock.pending, 0);
});
