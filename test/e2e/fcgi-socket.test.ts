/** Who may connect to the socket of a FastCGI program, and how many. */
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import type { Socket } from 'node:net';
import test from 'node:test';
import { asRoot } from '../rig/differences.ts';
import { dial, unixPlace } from '../rig/fcgi.ts';
import { Rig } from '../rig/rig.ts';

test('a unix socket belongs to our user alone, unless the file says otherwise [2.6-defaults 2.6-socket-mode 2.6-path-replaced]', async () => {
  await using rig = await Rig.create();
  rig.write('closed.sock', 'something that was left there');
  await rig
    .daemon(`
[fcgi-program:closed]
command = /bin/sleep 1000
socket = unix://${rig.path('closed.sock')}
[fcgi-program:open]
command = /bin/sleep 1000
socket = unix://${rig.path('%(program_name)s.sock')}
socket_mode = 0664
`)
    .then((daemon) => daemon.state('open', 'RUNNING'));
  const [closed, open] = [statSync(rig.path('closed.sock')), statSync(rig.path('open.sock'))];
  assert.ok(closed.isSocket() && open.isSocket());
  assert.deepEqual([closed.mode & 0o7777, closed.uid], [0o700, process.getuid?.()]);
  assert.equal(open.mode & 0o7777, 0o664);
});

test(
  'a unix socket belongs to socket_owner, else to the user of the program [2.6-owner-default 2.6-socket-owner]',
  asRoot,
  async () => {
    await using rig = await Rig.create();
    const daemon = await rig.daemon(`
[fcgi-program:user]
command = /bin/sleep 1000
socket = unix://${rig.path('user.sock')}
user = nobody
[fcgi-program:owner]
command = /bin/sleep 1000
socket = unix://${rig.path('owner.sock')}
user = nobody
socket_owner = daemon:mail
`);
    await daemon.state('user', 'RUNNING');
    const id = async (...args: string[]) => Number((await rig.run('id', ...args)).stdout);
    const owner = (name: string) => {
      const { uid, gid } = statSync(rig.path(name));
      return [uid, gid];
    };
    assert.deepEqual(owner('user.sock'), [await id('-u', 'nobody'), await id('-g', 'nobody')]);
    const mail = Number((await rig.run('getent', 'group', 'mail')).stdout.split(':')[2]);
    assert.deepEqual(owner('owner.sock'), [await id('-u', 'daemon'), mail]);
  },
);

test('socket_backlog is how many connections wait [2.6-socket-backlog]', async () => {
  await using rig = await Rig.create();
  const { url, where } = unixPlace(rig);
  const daemon = await rig.daemon(`
[fcgi-program:f]
command = /bin/sleep 1000
socket = ${url}
socket_backlog = 2
`);
  await daemon.state('f', 'RUNNING');
  const calls: (Socket | string)[] = [];
  for (let n = 0; n < 4; n++) calls.push(await dial(where));
  const results = calls.map((call) => (typeof call === 'string' ? call : 'waits'));
  assert.deepEqual(results, ['waits', 'waits', 'waits', 'EAGAIN']); // Linux lets one more wait
  for (const call of calls) if (typeof call !== 'string') call.destroy();
});
