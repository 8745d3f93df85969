import assert from 'node:assert/strict';
import { test } from 'node:test';
import { notifyAddress, withoutNotifyAddress } from './notify-address.ts';

const SOCKET = { NOTIFY_SOCKET: '/run/systemd/notify' };

test('without a socket, or with an empty one, nobody wants to hear of us', () => {
  assert.equal(notifyAddress({ WATCHDOG_USEC: '1000000' }, 5), undefined);
  assert.equal(notifyAddress({ NOTIFY_SOCKET: '' }, 5), undefined);
});

test('a socket is a path, or an abstract name behind an at sign', () => {
  assert.equal(notifyAddress(SOCKET, 5)?.path, '/run/systemd/notify');
  assert.equal(notifyAddress({ NOTIFY_SOCKET: '@/org/@x' }, 5)?.path, '\0/org/@x');
});

test('a watchdog counts if it is meant for this process, or for no process by name', () => {
  const watchdogMs = (usec: string, watched?: string, pid: number | undefined = 5) =>
    notifyAddress({ ...SOCKET, WATCHDOG_USEC: usec, WATCHDOG_PID: watched }, pid)?.watchdogMs;
  assert.equal(watchdogMs('2500000'), 2500);
  assert.equal(watchdogMs('2500000', '5'), 2500);
  assert.equal(watchdogMs('2500000', '6'), undefined);
  assert.equal(
    notifyAddress({ ...SOCKET, WATCHDOG_USEC: '1000', WATCHDOG_PID: '6' }, undefined)?.watchdogMs,
    1,
  );
  for (const wrong of ['0', '-1', 'x', '']) assert.equal(watchdogMs(wrong), undefined, wrong);
  assert.equal(notifyAddress(SOCKET, 5)?.watchdogMs, undefined);
});

test('programs inherit everything else', () => {
  const env = { ...SOCKET, WATCHDOG_PID: '5', WATCHDOG_USEC: '1', PATH: '/bin', NOTIFY: 'x' };
  assert.deepEqual(withoutNotifyAddress(env), { PATH: '/bin', NOTIFY: 'x' });
});
