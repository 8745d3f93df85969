import assert from 'node:assert/strict';
import { test } from 'node:test';
import { methodsOn } from '../../../test/rig/methods.ts';

test('what a client sends goes to stdin as UTF-8 [11.2-stdin]', async () => {
  const { daemon, call } = methodsOn(['work:a']);
  const process = daemon.process('work:a');
  process.pid = 7;
  for (const state of ['STARTING', 'RUNNING'] as const) {
    process.becomes(state);
    assert.equal(await call('sendProcessStdin', 'work:a', `é ${state}\n`), true);
  }
  assert.equal(process.received, 'é STARTING\né RUNNING\n');
});

test('what stands against sending is told in this order [11.2-stdin-faults 11.2-stdin-full 11.2-stdin-closed]', async () => {
  const { daemon, fault } = methodsOn(['web']);
  const web = daemon.process('web');
  const send = (name = 'web', ...chars: (string | number)[]) =>
    fault('sendProcessStdin', name, ...chars);
  web.sending = 'closed';
  daemon.state = 'RESTARTING';
  assert.equal(await send('zz', 5), 'SHUTDOWN_STATE');
  daemon.state = 'RUNNING';
  assert.equal(await send('zz', 5), 'INCORRECT_PARAMETERS');
  for (const name of ['zz', 'web:*', 'web:x'])
    assert.equal(await send(name, 'x'), `BAD_NAME: ${name}`);
  assert.equal(await send('web', 'x'), 'NOT_RUNNING: web');
  web.pid = 7;
  web.becomes('STOPPING');
  assert.equal(await send('web', 'x'), 'NOT_RUNNING: web');
  web.becomes('RUNNING');
  assert.equal(await send('web', 'x'), 'NO_FILE: web');
  web.sending = 'full';
  assert.equal(await send('web', 'x'), 'FAILED: web has not read what it was sent before');
});
