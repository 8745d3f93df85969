/** The methods of events, on a daemon that is none. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { methodsOn } from '../../../test/rig/methods.ts';
import { getEventPools } from './events.ts';

test('a remote event can be sent at any time [9.1-remote 9.1-remote-at-end 11.1-shutdown]', async () => {
  const { daemon, call } = methodsOn([]);
  const heard: string[] = [];
  daemon.bus.subscribe(['REMOTE_COMMUNICATION'], ({ payload }) => void heard.push(payload));
  assert.equal(await call('sendRemoteCommEvent', 'a', 'b\nc'), true);
  daemon.state = 'SHUTDOWN';
  assert.equal(await call('sendRemoteCommEvent', 'd', ''), true);
  assert.deepEqual(heard, ['type:a\nb\nc', 'type:d\n']);
});

test('pools are told as they are [9.4-counts]', async () => {
  const { daemon, files } = methodsOn([]);
  const counts = { sent: 5, acknowledged: 3, rejected: 1, dropped: 2, buffered: 4 };
  const pool = { name: 'l', events: ['EVENT'], ...counts };
  const listeners = [{ name: 'l_0', state: 'READY' }];
  daemon.eventPools = [{ ...pool, bufferSize: 10, listeners }];
  const methods = { names: () => [], find: () => undefined, invoke: () => Promise.reject() };
  assert.deepEqual(await getEventPools.call({ daemon, files, methods }, []), [
    { ...pool, buffer_size: 10, listeners },
  ]);
});
