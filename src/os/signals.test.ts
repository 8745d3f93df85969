import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signalName } from './signals.ts';

const SIGNALS: [number: number, name: string][] = [
  [1, 'SIGHUP'],
  [6, 'SIGABRT'],
  [9, 'SIGKILL'],
  [15, 'SIGTERM'],
  [29, 'SIGIO'],
  [31, 'SIGSYS'],
  [34, 'SIGRTMIN'],
  [64, 'SIGRTMAX'],
  [0, 'signal 0'],
  [42, 'signal 42'],
];
for (const [number, name] of SIGNALS) {
  test(`signal ${number} is called ${name}`, { skip: process.platform !== 'linux' }, () => {
    assert.equal(signalName(number), name);
  });
}
