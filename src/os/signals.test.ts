import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signalName, signalNumber } from './signals.ts';

const SIGNALS: [name: string, number: number][] = [
  ['SIGHUP', 1],
  ['SIGABRT', 6],
  ['SIGKILL', 9],
  ['SIGTERM', 15],
  ['SIGIO', 29],
  ['SIGSYS', 31],
  ['SIGRTMIN', 34],
  ['SIGRTMIN+1', 35],
  ['SIGRTMAX', 64],
];
for (const [name, number] of SIGNALS) {
  test(`${name} is ${number} and back`, { skip: process.platform !== 'linux' }, () => {
    assert.equal(signalNumber(name), number);
    assert.equal(signalName(number), name);
  });
}

test('second names have a number, and what is no signal has none', () => {
  assert.equal(signalNumber('SIGIOT'), signalNumber('SIGABRT'));
  assert.equal(signalNumber('SIGRTMAX-30'), signalNumber('SIGRTMIN'));
  assert.equal(signalNumber('SIGNIX'), undefined);
  assert.equal(signalName(0), undefined);
  assert.equal(signalName(33), undefined);
});
