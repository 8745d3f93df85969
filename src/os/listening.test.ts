import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { FakeFiles } from '../../test/rig/fake-files.ts';
import { files } from './files.ts';
import { isPathTaken, isPortTaken } from './listening.ts';

async function listening(host: string): Promise<{ port: number } & AsyncDisposable> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return { port: address.port, [Symbol.asyncDispose]: () => closed(server) };
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

test('a port is taken for its address, and for all', async () => {
  await using server = await listening('127.0.0.1');
  const { port } = server;
  assert.ok(isPortTaken('127.0.0.1', port, files));
  assert.ok(isPortTaken('0.0.0.0', port, files));
  assert.ok(!isPortTaken('127.0.0.2', port, files));
});

test('who listens on all addresses takes the port of each', async () => {
  await using server = await listening('0.0.0.0');
  assert.ok(isPortTaken('127.0.0.2', server.port, files));
});

test('a server of IPv6 takes what it answers of IPv4', () => {
  const os = new FakeFiles();
  const line = (address: string, port: string, state: string) =>
    ` 0: ${address}:${port} 00000000:0000 ${state} 00000000:00000000 00:00000000 0 0 0 1\n`;
  const mapped = '0000000000000000FFFF00000100007F';
  os.put(
    '/proc/net/tcp6',
    `  sl  local_address\n${line('0'.repeat(32), '0050', '0A')}${line(mapped, '0051', '0A')}` +
      `${line('00000000000000000000000001000000', '0052', '0A')}${line('0'.repeat(32), '0053', '01')}`,
  );
  const taken = (address: string) =>
    [80, 81, 82, 83].filter((port) => isPortTaken(address, port, os));
  assert.deepEqual(taken('127.0.0.1'), [80, 81]);
  assert.deepEqual(taken('10.0.0.1'), [80]);
});

test('a path is taken while somebody listens there', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'visord-listening-'));
  const file = path.join(folder, 's');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(`${file}.42`, resolve));
  assert.ok(isPathTaken(`${file}.42`, files));
  assert.ok(isPathTaken(file, files), 'a supervisord with this pid');
  assert.ok(!isPathTaken(path.join(folder, 'other'), files));
  await closed(server);
  assert.ok(!isPathTaken(file, files));
  rmSync(folder, { recursive: true });
});

test('without /proc nobody seems to listen', () => {
  assert.ok(!isPortTaken('127.0.0.1', 80, new FakeFiles()));
  assert.ok(!isPathTaken('/run/s', new FakeFiles()));
});
