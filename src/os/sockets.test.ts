import assert from 'node:assert/strict';
import { existsSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { asRoot, os, readAll, scratch, spawn } from '../../test/rig/running.ts';

/** Resolves to true, or to the errno of a refused connection. */
function connects(where: { readonly path: string } | { readonly port: number }): Promise<unknown> {
  return new Promise((resolve) => {
    const socket = connect(where);
    const answer = (result: unknown) => {
      socket.destroy();
      resolve(result);
    };
    socket.on('connect', () => answer(true));
    socket.on('error', (error: NodeJS.ErrnoException) => answer(error.code));
  });
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test('a unix socket can be connected to once it listens, and leaves its path behind', async () => {
  using folder = scratch();
  const file = path.join(folder.path, 'a.sock');
  const fd = os.bindUnix(file);
  assert.equal(await connects({ path: file }), 'ECONNREFUSED');
  os.chmod(file, 0o640);
  os.listen(fd, 5);
  assert.equal(statSync(file).mode & 0o7777, 0o640);
  assert.equal(await connects({ path: file }), true);
  assert.throws(() => os.bindUnix(file), { code: 'EADDRINUSE', syscall: 'bind' });
  os.close(fd);
  assert.equal(await connects({ path: file }), 'ECONNREFUSED');
  assert.ok(existsSync(file));
});

test('a TCP socket listens on its address, and again right after it was closed', async () => {
  const port = await freePort();
  for (const backlog of [undefined, 1]) {
    const fd = os.bindTcp('127.0.0.1', port);
    os.listen(fd, backlog);
    assert.equal(await connects({ port }), true);
    assert.throws(() => os.bindTcp('127.0.0.1', port), { code: 'EADDRINUSE' });
    os.close(fd);
  }
  assert.equal(await connects({ port }), 'ECONNREFUSED');
});

test('an address can be had again although connections linger on it that we have closed first [2.6-tcp-again]', async () => {
  const port = await freePort();
  const server = createServer((socket) => socket.end());
  const listening = os.bindTcp('127.0.0.1', port);
  os.listen(listening, undefined);
  await new Promise<void>((resolve) => server.listen({ fd: listening }, resolve));
  const client = connect({ port, host: '127.0.0.1' });
  client.resume();
  await new Promise((resolve) => client.on('close', resolve));
  await new Promise((resolve) => server.close(resolve));
  assert.equal(lingering(port), 1);
  const fd = os.bindTcp('127.0.0.1', port);
  os.listen(fd, undefined);
  os.close(fd);
});

/** How many connections of a port are in TIME_WAIT. */
function lingering(port: number): number {
  const local = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const lines = readFileSync('/proc/net/tcp', 'utf8').split('\n');
  const TIME_WAIT = '06';
  return lines
    .map((line) => line.trim().split(/ +/))
    .filter(([, at, , state]) => at === local && state === TIME_WAIT).length;
}

test('what cannot be bound says why, and leaves no descriptor behind', () => {
  using folder = scratch();
  const probe = os.openPipe();
  const failures: readonly (readonly [code: string, () => unknown])[] = [
    ['ENOENT', () => os.bindUnix(path.join(folder.path, 'no/such/folder'))],
    ['ENAMETOOLONG', () => os.bindUnix(`/tmp/${'x'.repeat(103)}`)],
    ['EINVAL', () => os.bindUnix('/tmp/a\0b')],
    ['EADDRNOTAVAIL', () => os.bindTcp('192.0.2.1', 9000)],
    ['EINVAL', () => os.bindTcp('localhost', 9000)],
    ['EBADF', () => os.listen(-1, 1)],
  ];
  for (const [code, call] of failures) assert.throws(call, { code });
  const next = os.openPipe();
  assert.equal(next.read, Math.max(probe.read, probe.write) + 1);
  for (const { read, write } of [probe, next]) for (const fd of [read, write]) os.close(fd);
});

test('a path of 107 bytes is the longest', () => {
  using folder = scratch();
  const file = path.join(folder.path, 'x'.repeat(106 - folder.path.length));
  assert.equal(file.length, 107);
  os.close(os.bindUnix(file));
});

test('names of hosts are looked up', async () => {
  assert.equal(await os.lookUp('127.0.0.1'), '127.0.0.1');
  assert.equal(await os.lookUp('localhost'), '127.0.0.1');
  await assert.rejects(os.lookUp('*'), { code: 'ENOTFOUND', syscall: 'getaddrinfo' });
});

test('a program that is given one has it as its standard input, and nobody else inherits it', async () => {
  using folder = scratch();
  const fd = os.bindUnix(path.join(folder.path, 'a.sock'));
  os.listen(fd, undefined);
  const link = readlinkSync(`/proc/self/fd/${fd}`);
  const shown = async (stdin: number): Promise<string> => {
    const pipe = os.openPipe();
    const output = readAll(pipe.read);
    const { ended } = await spawn({
      paths: ['/bin/sh'],
      argv: ['sh', '-c', 'for fd in /proc/self/fd/*; do readlink $fd; done'],
      env: ['PATH=/bin:/usr/bin'],
      fds: [stdin, pipe.write, pipe.write],
    });
    os.close(pipe.write);
    await ended;
    return (await output).toString();
  };
  assert.equal((await shown(fd)).split('\n')[0], link);
  const stdin = os.open('/dev/null', 0);
  assert.doesNotMatch(await shown(stdin), /socket/);
  os.close(stdin);
  os.close(fd);
});

test('a socket is given away, and its symbolic link is not followed', asRoot, () => {
  using folder = scratch();
  const file = path.join(folder.path, 'a.sock');
  os.close(os.bindUnix(file));
  os.chown(file, 1234, 5678);
  os.chown(file, -1, 4321);
  const { uid, gid } = statSync(file);
  assert.deepEqual([uid, gid], [1234, 4321]);
});
