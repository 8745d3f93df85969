import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeWaitStatus, type Ending } from './wait-status.ts';

const ENDINGS: [status: number, ending: Ending][] = [
  [0x0000, { kind: 'exit', code: 0 }],
  [0x7f00, { kind: 'exit', code: 127 }],
  [0xff00, { kind: 'exit', code: 255 }],
  [0x000f, { kind: 'signal', signal: 15, coreDumped: false }],
  [0x008b, { kind: 'signal', signal: 11, coreDumped: true }],
  [0x0040, { kind: 'signal', signal: 64, coreDumped: false }],
];
for (const [status, ending] of ENDINGS) {
  test(`0x${status.toString(16)} is ${JSON.stringify(ending)}`, () => {
    assert.deepEqual(decodeWaitStatus(status), ending);
  });
}

test('a child that has only stopped has not ended', () => {
  assert.throws(() => decodeWaitStatus(0x137f), RangeError);
});
