import assert from 'node:assert/strict';
import { closeSync, existsSync, readdirSync, statSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { FakeClock } from '../../test/rig/fake-clock.ts';
import { fakeWorld, inetServer, scratchFolder, unixServer } from '../../test/rig/fake-server.ts';
import { callRequest, RawClient } from '../../test/rig/raw-client.ts';
import { until } from '../../test/rig/until.ts';
import type { UserError } from '../base/errors.ts';
import { openServers } from './server.ts';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const openFds = () => readdirSync('/proc/self/fd').length;

function inheriting(sockets: readonly { address: string; fd: number }[]) {
  const failures: string[] = [];
  return { sockets, failures, failed: ({ message }: UserError) => void failures.push(message) };
}

test('sockets that are handed over keep their clients waiting, and serve again', async () => {
  using scratch = scratchFolder();
  const file = path.join(scratch.folder, 's.sock');
  const port = await freePort();
  const configs = [unixServer(file), inetServer(port)];
  await (await openServers([unixServer(file)], fakeWorld([]))).close(); // the loop has what it needs
  const before = openFds();
  const first = await openServers(configs, fakeWorld([]));
  const { ino } = statSync(file);
  const sockets = await first.handOver();
  assert.deepEqual(
    sockets.map(({ address }) => address),
    [file, `127.0.0.1:${port}`],
  );
  using waiting = new RawClient(file);
  waiting.send(callRequest('supervisor.getState'));
  const overTcp = connect(port, '127.0.0.1');
  await new Promise((resolve) => overTcp.once('connect', resolve)); // nobody has accepted it yet
  overTcp.destroy();
  const inheritance = inheriting(sockets);
  const second = await openServers(configs, fakeWorld([]), inheritance);
  await waiting.until(/RUNNING/);
  waiting.socket.destroy();
  assert.equal(statSync(file).ino, ino, 'the same socket');
  await second.close();
  assert.equal(existsSync(file), false);
  assert.deepEqual(inheritance.failures, []);
  await until('nothing to be left open', () => openFds() <= before);
});

test('of what was handed over, addresses that are not wanted any more are closed, and new ones opened', async () => {
  using scratch = scratchFolder();
  const [old, fresh] = ['old', 'new'].map((name) => path.join(scratch.folder, name));
  assert.ok(old !== undefined && fresh !== undefined);
  const sockets = await (await openServers([unixServer(old)], fakeWorld([]))).handOver();
  const second = await openServers([unixServer(fresh)], fakeWorld([]), inheriting(sockets));
  using client = new RawClient(fresh);
  await client.send(callRequest('supervisor.getState')).until(/RUNNING/);
  const refused = await new Promise((resolve) => connect(old).once('error', resolve));
  assert.equal((refused as NodeJS.ErrnoException).code, 'ECONNREFUSED');
  await second.close();
});

test('a server that cannot listen is left out and told of; the others serve', async () => {
  using scratch = scratchFolder();
  const file = path.join(scratch.folder, 's.sock');
  const missing = path.join(scratch.folder, 'missing', 's.sock');
  const inheritance = inheriting([]);
  const configs = [unixServer(missing), unixServer(file)];
  const servers = await openServers(configs, fakeWorld([]), inheritance);
  using client = new RawClient(file);
  await client.send(callRequest('supervisor.getState')).until(/RUNNING/);
  assert.deepEqual(inheritance.failures.length, 1);
  await servers.close();
});

test('who waits for an answer gets it within a moment, or is told to come again', async () => {
  using scratch = scratchFolder();
  const file = path.join(scratch.folder, 's.sock');
  const clock = new FakeClock();
  const world = fakeWorld(['web'], clock);
  const servers = await openServers([unixServer(file)], world);
  const start = '<params><param><value>web</value></param></params>';
  using slow = new RawClient(file);
  slow.send(callRequest('supervisor.startProcess', start));
  using page = new RawClient(file);
  page.send('GET /api/v1/processes HTTP/1.1\r\n\r\n');
  await page.until(/"web"/);
  await until('the start', () => world.daemon.asked.length > 0);
  const handingOver = servers.handOver();
  using late = new RawClient(file); // it waits for the next program
  late.send(callRequest('supervisor.getState'));
  await until('the answer', () => {
    clock.advance(100);
    return /<int>101<\/int>.*UPGRADING/s.test(slow.received);
  });
  assert.match(slow.received, /\r\nRetry-After: 1\r\n/);
  const sockets = await until('the end', () => {
    clock.advance(100);
    return Promise.race([
      handingOver,
      new Promise<false>((resolve) => setImmediate(resolve, false)),
    ]);
  });
  for (const { fd } of sockets) closeSync(fd);
  assert.equal(late.received, '');
  await page.ended;
});
