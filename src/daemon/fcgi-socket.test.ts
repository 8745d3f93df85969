import assert from 'node:assert/strict';
import { test } from 'node:test';
import { socketConfig } from '../../test/rig/configs.ts';
import { FakeClock } from '../../test/rig/fake-clock.ts';
import { FakeLog } from '../../test/rig/fake-log.ts';
import { FakeOs } from '../../test/rig/fake-os.ts';
import type { SocketConfig } from '../config/config.ts';
import { FcgiSocket } from './fcgi-socket.ts';

const TCP = 'tcp://127.0.0.1:9000';
const UNIX = 'unix:///run/f.sock';

function setup(url: string, changes: Partial<SocketConfig> = {}) {
  const os = new FakeOs(new FakeClock(), '/run');
  const log = new FakeLog();
  return { os, log, socket: new FcgiSocket(socketConfig(url, changes), { os, log }) };
}

test('the first who needs it opens it, the last who lets go closes it [2.6-life 2.6-log-lines]', () => {
  const { os, log, socket } = setup(TCP, { backlog: 7 });
  const fd = socket.hold();
  assert.equal(socket.hold(), fd);
  assert.equal(os.socket(fd)?.backlog, 7);
  socket.letGo();
  assert.deepEqual(os.openSockets, ['tcp://127.0.0.1:9000']);
  socket.letGo();
  assert.deepEqual(os.openSockets, []);
  socket.tryOut();
  const lines = [`info Creating socket ${TCP}`, `info Closing socket ${TCP}`];
  assert.deepEqual(log.lines, [...lines, ...lines]);
});

test('a unix socket replaces what is at its path, and stays there [2.6-path-replaced 2.6-path-stays]', () => {
  const { os, socket } = setup(UNIX, { mode: 0o660, owner: { uid: 33, gid: -1 } });
  os.put('/run/f.sock', 'stale');
  const fd = socket.hold();
  assert.equal(os.socket(fd)?.backlog, 'usual');
  assert.equal(os.mode('/run/f.sock'), 0o660);
  assert.deepEqual(os.owner('/run/f.sock'), { uid: 33, gid: -1 });
  socket.letGo();
  assert.ok(os.exists('/run/f.sock'));
  socket.tryOut();
});

test('nobody can connect before mode and owner are right', () => {
  const { os, socket } = setup(UNIX, { owner: { uid: 33, gid: 33 } });
  const order: string[] = [];
  for (const call of ['bindUnix', 'chown', 'chmod', 'listen'] as const) {
    const original = os[call].bind(os) as (...args: unknown[]) => unknown;
    Object.assign(os, {
      [call]: (...args: unknown[]) => {
        order.push(call);
        return original(...args);
      },
    });
  }
  socket.tryOut();
  assert.deepEqual(order, ['bindUnix', 'chown', 'chmod', 'listen']);
});

const FAILURES: readonly {
  readonly what: string;
  readonly url: string;
  readonly spoil: (os: FakeOs) => unknown;
  readonly reason: string;
}[] = [
  {
    what: 'an address in use',
    url: TCP,
    spoil: (os) => os.occupy('tcp://127.0.0.1:9000'),
    reason: '[Errno 98] Address already in use',
  },
  {
    what: 'an unknown host',
    url: 'tcp://*:9000',
    spoil: () => {},
    reason: '[Errno -2] Name or service not known',
  },
  {
    what: 'a folder that is not there',
    url: 'unix:///gone/f.sock',
    spoil: () => {},
    reason: '[Errno 2] No such file or directory',
  },
  {
    what: 'a directory at the path',
    url: UNIX,
    spoil: (os) => os.mkdir('/run/f.sock'),
    reason: '[Errno 21] Is a directory',
  },
  {
    what: 'a path that is too long',
    url: `unix:///run/${'x'.repeat(103)}`,
    spoil: () => {},
    reason: 'AF_UNIX path too long',
  },
  {
    what: 'an owner that it cannot be given to',
    url: UNIX,
    spoil: (os) => os.fail('chown', 'EPERM'),
    reason: 'Could not change ownership of socket file: [Errno 1] Operation not permitted',
  },
  {
    what: 'a mode that cannot be set',
    url: UNIX,
    spoil: (os) => os.fail('chmod', 'EPERM'),
    reason: 'Could not change permissions of socket file: [Errno 1] Operation not permitted',
  },
];

for (const { what, url, spoil, reason } of FAILURES) {
  test(`${what} is told, and nothing is left open [2.6-failure]`, async () => {
    const { os, socket } = setup(url, url === UNIX ? { owner: { uid: 1, gid: 1 } } : {});
    spoil(os);
    await socket.lookUp();
    assert.throws(() => socket.hold(), {
      name: 'SocketError',
      message: `Could not create FastCGI socket ${url}: ${reason}`,
    });
    assert.deepEqual(os.openSockets, []);
    if (what.startsWith('an owner')) assert.ok(!os.exists('/run/f.sock'));
  });
}

test('after a failure it can be tried again', () => {
  const { os, socket } = setup(TCP);
  const leave = os.occupy('tcp://127.0.0.1:9000');
  assert.throws(() => socket.tryOut(), { errorCode: 'EADDRINUSE' });
  leave();
  socket.tryOut();
});

test('a host is looked up until that has succeeded once', async () => {
  const { os, socket } = setup('tcp://web.example:9000');
  await socket.lookUp();
  assert.throws(() => socket.tryOut(), { errorCode: 'ENOTFOUND' });
  os.hosts.set('web.example', '127.0.0.2');
  const first = socket.lookUp();
  assert.equal(socket.lookUp(), first, 'not twice at the same time');
  await first;
  os.hosts.clear();
  assert.equal(socket.lookUp(), undefined);
  socket.hold();
  assert.deepEqual(os.openSockets, ['tcp://127.0.0.2:9000']);
});

test('an address, and the path of a socket, need no lookup', () => {
  for (const url of [TCP, UNIX]) assert.equal(setup(url).socket.lookUp(), undefined);
});
