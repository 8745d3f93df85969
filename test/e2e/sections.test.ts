/** Sections: several servers, and the order within a group. */
import assert from 'node:assert/strict';
import { chownSync } from 'node:fs';
import test from 'node:test';
import { supervisord } from '../rig/commands.ts';
import { asRoot, difference, differs } from '../rig/differences.ts';
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

test('of a group and a program with one name the second is dropped [2.8-same-name]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[program:g]
command = /bin/cat
[program:p]
command = /bin/cat
[group:g]
programs = p
priority = 1
`);
  await daemon.state('g:p', 'RUNNING');
  const { stdout } = await daemon.ctl('status');
  assert.match(stdout, /^g:p +RUNNING [^\n]*\n$/);
});

test('a group names programs that there are, not only at first [2.8-unknown-program]', async () => {
  await using rig = await Rig.create();
  const { paths } = rig.configure('[program:x]\ncommand = x\n[group:g]\nprograms = x, zz\n');
  const { code, stderr } = await rig.supervisord('-n', '-c', paths.config);
  const [, section] =
    /^Error: \[(.*?)\] names unknown program or fcgi-program zz/.exec(stderr) ?? [];
  assert.equal(
    section,
    differs('a later name in `programs=`', { original: 'program:x', ours: 'group:g' }),
  );
  assert.equal(code, 2);
});

test(
  'a socket that cannot be given away ends supervisord [2.1-chown-not-permitted]',
  asRoot,
  async () => {
    await using rig = await Rig.create();
    const [uid, gid] = [65534, 65534];
    chownSync(rig.dir, uid, gid);
    const { paths } = rig.configure('[unix_http_server]\nchown = root:root\n');
    const user = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--'];
    const { code, stderr } = await rig.run(
      'setpriv',
      ...user,
      supervisord,
      '-n',
      '-c',
      paths.config,
    );
    const text = `Not permitted to chown ${paths.socket} to uid/gid (0, 0); adjust "sockchown" value in config file or on command line to values that the current user (nobody) can successfully chown`;
    assert.equal(stderr, `Error: ${text}\nFor help, use ${supervisord} -h\n`);
    assert.equal(code, 2);
  },
);
