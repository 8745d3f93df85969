import assert from 'node:assert/strict';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { fakeWorld, inetServer, scratchFolder, unixServer } from '../../test/rig/fake-server.ts';
import { callRequest, RawClient } from '../../test/rig/raw-client.ts';
import { openServers } from './server.ts';

const IN_USE =
  'Another program is already listening on a port that one of our HTTP servers is configured ' +
  'to use.  Shut this program down first before starting supervisord.';

async function listening(where: string | number): Promise<Server & AsyncDisposable> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    if (typeof where === 'number') server.listen(where, '127.0.0.1', resolve);
    else server.listen(where, resolve);
  });
  return Object.assign(server, {
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  });
}

/** Leaves a socket behind that nobody listens at, as a killed daemon does. */
async function abandonSocket(file: string): Promise<void> {
  await using server = await listening(`${file}.bound`);
  linkSync(`${file}.bound`, file);
  assert.ok(server.listening);
}

test('a unix socket has its mode, answers, and is gone after the end [10.4-mode 10.4-gone]', async () => {
  using scratch = scratchFolder();
  const file = path.join(scratch.folder, 's.sock');
  const world = fakeWorld([]);
  const servers = await openServers([unixServer(file, { chmod: 0o640 })], world);
  const status = statSync(file);
  assert.ok(status.isSocket());
  assert.equal(status.mode & 0o777, 0o640);
  assert.deepEqual(readdirSync(scratch.folder), ['s.sock'], 'the name it was bound to is gone');
  using client = new RawClient(file);
  await client.send(callRequest('supervisor.getState')).until(/RUNNING/);
  await servers.close();
  await servers.close();
  assert.equal(existsSync(file), false);
  assert.deepEqual(world.log.lines.slice(0, 2), [
    `info RPC interface 'supervisor' initialized`,
    `critical Server 'unix_http_server' running without any HTTP authentication checking`,
  ]);
  assert.deepEqual(world.told, []);
});

test('the owner of a unix socket can be set by root [10.4-owner]', {
  skip: process.getuid?.() === 0 ? false : 'needs root',
}, async () => {
  using scratch = scratchFolder();
  const file = path.join(scratch.folder, 's.sock');
  const servers = await openServers([unixServer(file, { uid: 12, gid: 34 })], fakeWorld([]));
  const { uid, gid } = statSync(file);
  assert.deepEqual([uid, gid], [12, 34]);
  await servers.close();
});

test('a socket that a dead daemon left is replaced, which is told [10.4-stale]', async () => {
  using scratch = scratchFolder();
  const file = path.join(scratch.folder, 's.sock');
  await abandonSocket(file);
  const world = fakeWorld([]);
  const servers = await openServers([unixServer(file)], world);
  assert.deepEqual(world.told, [`Unlinking stale socket ${file}\n`]);
  using client = new RawClient(file);
  await client.send(callRequest('supervisor.getState')).until(/RUNNING/);
  await servers.close();
});

test('a link that leads nowhere is replaced too [10.4-stale]', async () => {
  using scratch = scratchFolder();
  const file = path.join(scratch.folder, 's.sock');
  symlinkSync('/nowhere/s.sock', file);
  const world = fakeWorld([]);
  const servers = await openServers([unixServer(file)], world);
  assert.ok(statSync(file).isSocket());
  await servers.close();
});

test('a socket with somebody behind it is left alone [10.4-alive]', async () => {
  using scratch = scratchFolder();
  const file = path.join(scratch.folder, 's.sock');
  await using other = await listening(file);
  await assert.rejects(openServers([unixServer(file)], fakeWorld([])), {
    name: 'UserError',
    message: IN_USE,
  });
  assert.ok(other.listening);
  assert.deepEqual(readdirSync(scratch.folder), ['s.sock']);
});

test('a file that is no socket is not removed [10.4-no-socket]', async () => {
  using scratch = scratchFolder();
  const file = path.join(scratch.folder, 'precious');
  writeFileSync(file, 'data');
  await assert.rejects(openServers([unixServer(file)], fakeWorld([])), { name: 'UserError' });
  assert.equal(statSync(file).size, 4);
});

test('closing does not remove a socket that somebody else has put there [10.4-gone]', async () => {
  using scratch = scratchFolder();
  const file = path.join(scratch.folder, 's.sock');
  const servers = await openServers([unixServer(file)], fakeWorld([]));
  renameSync(file, `${file}.old`);
  await using other = await listening(file);
  await servers.close();
  assert.ok(other.listening && existsSync(file));
});

test('a socket whose folder has gone keeps nobody from closing', async () => {
  using scratch = scratchFolder();
  const folder = path.join(scratch.folder, 'run');
  mkdirSync(folder);
  const servers = await openServers([unixServer(path.join(folder, 's.sock'))], fakeWorld([]));
  renameSync(folder, `${folder}.old`);
  writeFileSync(folder, 'a file now: ENOTDIR');
  await servers.close();
});

test('either all servers listen or none [4-address-in-use]', async () => {
  using scratch = scratchFolder();
  const file = path.join(scratch.folder, 's.sock');
  await using taken = await listening(0);
  const { port } = taken.address() as AddressInfo;
  await assert.rejects(openServers([unixServer(file), inetServer(port)], fakeWorld([])), {
    name: 'UserError',
    message: IN_USE,
  });
  assert.deepEqual(readdirSync(scratch.folder), []);
});

test('a TCP port answers at its address, with its account', async () => {
  await using reserved = await listening(0);
  const { port } = reserved.address() as AddressInfo;
  await reserved[Symbol.asyncDispose]();
  const world = fakeWorld([]);
  const account = { section: 'inet_http_server:a', username: 'u', password: 'p' };
  const servers = await openServers([inetServer(port, account)], world);
  using client = new RawClient(port);
  assert.match(await client.send(callRequest('supervisor.getState')).rest(), /^HTTP\/1.1 401 /);
  assert.deepEqual(world.log.lines.slice(0, 1), [`info RPC interface 'supervisor' initialized`]);
  assert.ok(!world.log.lines.some((line) => line.startsWith('critical')));
  await servers.close();
});

test('what else stands against a socket is told as the original tells it [4-address-error]', async () => {
  using scratch = scratchFolder();
  const long = path.join(scratch.folder, 'x'.repeat(120));
  const cases = [
    [
      unixServer(path.join(scratch.folder, 'nowhere/s.sock')),
      /reported errno\.(ENOENT|EACCES) \(\d+\)$/,
    ],
    [unixServer(long), /reported AF_UNIX path too long$/],
    [inetServer(1, { host: '192.0.2.1' }), /reported errno\.EADDRNOTAVAIL \(99\)$/],
    [inetServer(1, { host: 'no.such.host.invalid' }), /reported -[23]$/],
  ] as const;
  for (const [config, message] of cases) {
    await assert.rejects(openServers([config], fakeWorld([])), (error: Error) => {
      assert.equal(error.name, 'UserError');
      assert.match(error.message, /^Cannot open an HTTP server: socket\.error /);
      assert.match(error.message, message);
      return true;
    });
  }
});
