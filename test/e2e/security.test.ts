/** What nobody must be able to do. */
import assert from 'node:assert/strict';
import { readdirSync, statSync, watch } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { supervisord } from '../rig/commands.ts';
import { difference } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';
import { Fault, request } from '../rig/xmlrpc.ts';

test('only methods that are offered can be called, by their two-part names [19-methods]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('');
  for (const name of [
    'supervisor.supervisord.options.mktempfile',
    'supervisor.supervisord',
    'supervisor._update',
    'supervisor.__init__',
    'supervisor.__class__',
    'supervisor.constructor',
    'system._x',
    'system.namespaces',
    'nowhere.getState',
  ]) {
    await assert.rejects(daemon.rpc(name), (error: unknown) => {
      assert.ok(error instanceof Fault && error.code === 1, `${name}: ${error}`);
      return true;
    });
  }
});

test('a TCP port without a password is told as critical, and is not in the sample [19-open-port 19-sample]', async () => {
  await using rig = await Rig.create();
  const port = await rig.freePort();
  const daemon = await rig.daemon(`[inet_http_server]\nport = 127.0.0.1:${port}\n`);
  assert.ok(
    daemon
      .messages()
      .includes("CRIT Server 'inet_http_server' running without any HTTP authentication checking"),
  );
  const echo = path.join(path.dirname(supervisord), 'echo_supervisord_conf');
  const { stdout } = await rig.run(echo);
  assert.match(stdout, /^;\[inet_http_server\]/m);
  assert.doesNotMatch(stdout, /^\[inet_http_server\]/m);
});

test('the socket has its mode when it appears under its name [10.4-mode-first 19-mode]', async () => {
  await using rig = await Rig.create();
  const { paths } = rig.configure('[unix_http_server]\nchmod = 0600\n');
  const modes = new Set<number>();
  const watcher = watch(rig.dir, () => {
    const isThere = readdirSync(rig.dir).includes(path.basename(paths.socket));
    if (isThere) modes.add(statSync(paths.socket).mode & 0o777);
  });
  await rig.foreground(paths, { before: 'umask 000' });
  modes.add(statSync(paths.socket).mode & 0o777);
  watcher.close();
  assert.deepEqual([...modes], [0o600]);
});

test('names with a blank, a colon or a slash are refused [19-names]', async () => {
  await using rig = await Rig.create();
  for (const name of ['a b', 'a:b', 'a/b']) {
    const { paths } = rig.configure(`[program:${name}]\ncommand = /bin/cat\n`);
    const { code, stderr } = await rig.supervisord('-n', '-c', paths.config);
    assert.equal(code, 2);
    const sign = name.charAt(1);
    assert.ok(stderr.includes(`Invalid name: '${name}' because of character: '${sign}'`), stderr);
  }
});

difference(
  'bounds',
  'a document with a type is refused, and so are its entities [19-dtd]',
  async () => {
    await using rig = await Rig.create();
    const daemon = await rig.daemon('');
    const call = '<methodCall><methodName>supervisor.getState</methodName></methodCall>';
    for (const [type, status] of [
      ['', 200],
      ['<!DOCTYPE methodCall>', 400],
      ['<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>', 400],
      ['<!DOCTYPE x SYSTEM "file:///etc/passwd">', 400],
    ] as const) {
      const answer = await request(
        { socketPath: daemon.paths.socket },
        { method: 'POST', path: '/RPC2', body: type + call },
      );
      assert.equal(answer.status, status, type);
    }
  },
);
