/** More clients than a server has room for, and fewer descriptors than it would like. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import type { Daemon } from '../rig/daemon.ts';
import { difference } from '../rig/differences.ts';
import { RawClient } from '../rig/raw-client.ts';
import { Rig } from '../rig/rig.ts';

/** Connects and does nothing. The server is told of each before the next one comes. */
async function crowd(where: string | number, count: number): Promise<RawClient[]> {
  const clients: RawClient[] = [];
  for (let n = 0; n < count; n++) {
    const client = new RawClient(where);
    clients.push(client);
    await new Promise<void>((resolve) => client.socket.once('connect', resolve));
  }
  return clients;
}

function descriptors(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

async function assertServed(daemon: Daemon): Promise<void> {
  const { stdout } = await daemon.ctl('pid');
  assert.equal(stdout, `${daemon.pid}\n`);
}

difference(
  'idle connections',
  'more idle connections than there is room for lock nobody out [10.1-crowded]',
  async () => {
    await using rig = await Rig.create();
    const port = await rig.freePort();
    const daemon = await rig.daemon(`[inet_http_server]\nport = 127.0.0.1:${port}\n`);
    const clients = [...(await crowd(daemon.paths.socket, 1100)), ...(await crowd(port, 1100))];
    await assertServed(daemon);
    using other = new RawClient(port);
    other.send('GET /ok.html HTTP/1.1', '', '');
    await other.until(/OK$/);
    assert.equal(clients[0]?.socket.closed, true, 'the oldest has made room');
    assert.equal(clients.at(-1)?.socket.closed, false);
    for (const client of clients) client[Symbol.dispose]();
  },
);

difference(
  'idle connections',
  'where programs have nearly all descriptors, idle connections are closed for new ones [10.1-descriptors]',
  async () => {
    await using rig = await Rig.create();
    const daemon = await rig.daemon(
      '[supervisord]\nminfds = 128\n[program:x]\ncommand = /bin/cat\nnumprocs = 40\nprocess_name = %(process_num)d\nautostart = false\nstartsecs = 0\n',
      { before: 'ulimit -n 128' },
    );
    // Programs take descriptors until fewer are left than the server may have connections.
    for (let n = 0; descriptors(daemon.pid) < 104; n++) await daemon.rpc('startProcess', `x:${n}`);
    const clients = await crowd(daemon.paths.socket, 60);
    await daemon.logLine(
      /WARN descriptors are running out: idle connections of clients are closed$/,
    );
    await assertServed(daemon);
    for (const client of clients) client[Symbol.dispose]();
  },
);
