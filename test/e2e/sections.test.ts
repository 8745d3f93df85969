/** Sections: several servers, and the order within a group. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { difference } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';
import { call } from '../rig/xmlrpc.ts';

test('every section whose name begins with that of a server opens one [2-server-prefix]', async () => {
  await using rig = await Rig.create();
  const [one, two] = [await rig.freePort(), await rig.freePort()];
  const daemon = await rig.daemon(`
[inet_http_server:a]
port = 127.0.0.1:${one}
[inet_http_server:b]
port = 127.0.0.1:${two}
username = me
password = secret
[unix_http_server:c]
file = ${rig.path('c.sock')}
`);
  for (const where of [
    { port: one },
    { port: two, auth: 'me:secret' },
    { socketPath: rig.path('c.sock') },
  ]) {
    assert.equal(await call(where, 'supervisor.getPID', []), daemon.pid);
  }
  const open = daemon.messages(/without any HTTP auth/).map((line) => line.split("'")[1]);
  assert.deepEqual(open.sort(), ['inet_http_server:a', 'unix_http_server', 'unix_http_server:c']);
});

difference(
  'priorities in a group',
  'the members of a group start by priority, then in the order of the file [2.11-in-group]',
  async () => {
    await using rig = await Rig.create();
    const program = (name: string, priority: number) =>
      `[program:${name}]\ncommand = /bin/cat\npriority = ${priority}\n`;
    const daemon = await rig.daemon(
      `${program('z', 10)}${program('b', 10)}${program('a', 5)}[group:g]\nprograms = z,b,a\n`,
    );
    for (const name of ['g:z', 'g:b', 'g:a']) await daemon.state(name, 'RUNNING');
    const spawned = daemon.messages(/spawned/).map((line) => line.split("'")[1]);
    assert.deepEqual(spawned, ['a', 'z', 'b']);
  },
);
