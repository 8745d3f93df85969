import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configOf, groupConfig, processConfig, socketConfig } from '../../test/rig/configs.ts';
import { FakeClock } from '../../test/rig/fake-clock.ts';
import { FakeLog } from '../../test/rig/fake-log.ts';
import { FakeOs } from '../../test/rig/fake-os.ts';
import { FakePrograms } from '../../test/rig/fake-programs.ts';
import { UserError } from '../base/errors.ts';
import type { Config } from '../config/config.ts';
import { defaultHandler } from '../events/result-handler.ts';
import { Life } from './life.ts';

const PIDFILE = '/run/supervisord.pid';

function setup(config: Config) {
  const clock = new FakeClock();
  const os = new FakeOs(clock, '/run', '/tmp', '/var/log');
  const logs: FakeLog[] = [];
  const world = {
    clock,
    os,
    logs,
    next: config,
    steps: [] as string[],
    /** The servers that are refused, by how many there are. */
    refuse: new Set<number>(),
    close: async () => void world.steps.push('servers closed'),
    ended: () => {},
  };
  const ended = new Promise<void>((resolve) => {
    world.ended = resolve;
  });
  const life = new Life({
    os,
    clock,
    pid: 42,
    environment: {},
    openFiles: 1024,
    privileges: {
      uid: () => 1000,
      setGroups() {},
      setGid() {},
      setUid() {},
      readLimit: () => ({ soft: 4096, hard: 4096 }),
      setLimit() {},
    },
    hostname: 'box',
    origin: { package: '/usr/lib/visord', folder: '/', isDetached: false },
    programs: new FakePrograms(),
    tookOver() {},
    resultHandler: () => defaultHandler,
    readConfig: () => world.next,
    openMainLog: () => {
      const log = Object.assign(new FakeLog(), { close: () => world.steps.push('log closed') });
      logs.push(log);
      return log;
    },
    openServers: async (servers) => {
      if (world.refuse.has(servers.length)) throw new UserError(`refused ${servers.length}`);
      world.steps.push(`opened ${servers.length}`);
      return { close: () => world.close(), handOver: async () => [] };
    },
    settle: () => void world.steps.push(`settled, ${os.openPaths.length} logs open`),
    beginning: ({ state }) => void world.steps.push(`${state}, ${os.spawning.size} spawning`),
    ended: () => world.ended(),
  });
  return { world, life, ended, clock, os, logs };
}

const server = {
  section: 'unix_http_server',
  username: undefined,
  password: undefined,
  allowed_hosts: [],
  health_without_auth: false,
  users: [],
} as const;
const unix = {
  ...server,
  family: 'unix',
  file: '/run/s',
  chmod: 0o700,
  uid: -1,
  gid: -1,
  request_maxbytes: 65_536,
  origin: { file: '/c', line: 1, section: 'unix_http_server' },
} as const;

test('a life: log, groups, servers, pidfile, programs; and the same backwards [4-pidfile-before-programs 4.4-removed 7.3-leaves]', async () => {
  const { life, world, clock, os, logs, ended } = setup(configOf(groupConfig('web')));
  await life.begin(world.next);
  assert.equal(os.text(PIDFILE), '42\n');
  clock.advance(1000);
  assert.equal(os.living.length, 1);
  life.signal('SIGTERM');
  clock.advance(0);
  await ended;
  assert.deepEqual(world.steps, [
    'opened 0',
    'settled, 0 logs open', // a program's /dev/stdout must not be the terminal of the daemon
    'RUNNING, 0 spawning',
    'servers closed',
    'log closed',
  ]);
  assert.equal(os.exists(PIDFILE), false);
  assert.deepEqual(logs[0]?.lines.slice(0, 2), [
    'info supervisord started with pid 42',
    `info spawned: 'web' with pid ${os.lastChild.pid}`,
  ]);
});

test('what the configuration has to say is logged first, the worst at the top', async () => {
  const notes = [
    { level: 'info', text: 'c' },
    { level: 'warn', text: 'b' },
    { level: 'critical', text: 'a' },
  ] as const;
  const { life, world, logs } = setup(configOf());
  await life.begin({ ...world.next, notes });
  assert.deepEqual(logs[0]?.lines.slice(0, 3), ['critical a', 'warn b', 'info c']);
});

test('servers that cannot be opened end it before anything is started [4-usage-error]', async () => {
  const { life, world, clock, os } = setup(configOf(groupConfig('web')));
  world.refuse.add(0);
  await assert.rejects(life.begin(world.next), { name: 'UserError', message: 'refused 0' });
  clock.advance(60_000);
  assert.equal(os.children.length, 0);
  assert.equal(os.exists(PIDFILE), false);
});

test('a restart is a new life with the new configuration [7.4-configuration 7.4-made-anew 7.4-kept 4.4-removed]', async () => {
  const { life, world, clock, os, logs } = setup(configOf(groupConfig('web')));
  await life.begin(world.next);
  clock.advance(1000);
  world.next = { ...configOf(groupConfig('api')), servers: [unix] };
  const removed: string[] = [];
  const { unlink } = os;
  os.unlink = (path) => {
    removed.push(path);
    unlink.call(os, path);
  };
  life.signal('SIGHUP');
  clock.advance(0);
  await settled(() => hasStarted(logs[1]));
  assert.ok(world.steps.includes('opened 1'));
  clock.advance(0);
  assert.deepEqual(
    os.living.map((child) => child.request.argv[0]),
    ['/bin/api'],
  );
  assert.equal(logs.length, 2);
  assert.equal(os.text(PIDFILE), '42\n');
  assert.deepEqual(removed, [PIDFILE], 'before it is written anew');
  const departures = world.steps.filter((step) => step.startsWith('settled'));
  assert.equal(departures.length, 1, 'it has left the terminal long ago');
  const beginnings = world.steps.filter((step) => step === 'RUNNING, 0 spawning');
  assert.equal(beginnings.length, 2);
});

test('new addresses that cannot be had leave the old ones [7.4-addresses]', async () => {
  const { life, world, clock, os, logs } = setup(configOf(groupConfig('web')));
  await life.begin(world.next);
  world.next = { ...world.next, servers: [unix] };
  world.refuse.add(1);
  world.steps.length = 0;
  life.signal('SIGHUP');
  clock.advance(0);
  await settled(() => hasStarted(logs[1]));
  assert.ok(world.steps.includes('opened 0'));
  clock.advance(1000);
  assert.equal(os.living.length, 1);
  assert.ok(logs[1]?.lines.includes('critical refused 1'));
});

test('servers that cannot be closed do not keep it from its end', async () => {
  const { life, world, clock, os, logs, ended } = setup(configOf(groupConfig('web')));
  await life.begin(world.next);
  clock.advance(1000);
  world.close = () => Promise.reject(new Error('no such luck'));
  life.signal('SIGTERM');
  clock.advance(0);
  await ended;
  assert.equal(os.exists(PIDFILE), false);
  const complaint = 'critical cannot close the HTTP servers: Error: no such luck';
  assert.ok(logs[0]?.lines.some((line) => line.startsWith(complaint)));
});

test('a signal that comes between two lives is kept for the second', async () => {
  const { life, world, clock, logs, ended } = setup(configOf(groupConfig('web')));
  await life.begin(world.next);
  clock.advance(1000);
  life.signal('SIGHUP');
  clock.advance(0); // the last child has gone, the servers are being closed
  life.signal('SIGTERM');
  await settled(() => logs.length === 2);
  await settled(() => logs[1]?.lines.some((line) => line.includes('SIGTERM')) ?? false);
  clock.advance(0);
  await ended;
});

test('of signals that wait for the second life each is taken once, in their order [7.5-coalesce]', async () => {
  const { life, world, clock, logs } = setup(configOf(groupConfig('web')));
  await life.begin(world.next);
  clock.advance(1000);
  life.signal('SIGHUP');
  clock.advance(0);
  for (const signal of ['SIGUSR1', 'SIGUSR2', 'SIGUSR1', 'SIGUSR2'] as const) life.signal(signal);
  await settled(() => hasStarted(logs[1]));
  const received = logs[1]?.lines.filter((line) => line.startsWith('info received'));
  assert.deepEqual(received, [
    'info received SIGUSR1, which means nothing to us',
    'info received SIGUSR2 indicating log reopen request',
  ]);
});

function hasStarted(log: FakeLog | undefined): boolean {
  return log?.lines.includes('info supervisord started with pid 42') ?? false;
}

/** Lets promises settle until something is true; fails if it never becomes so. */
async function settled(test: () => boolean): Promise<void> {
  for (let turns = 0; turns < 100; turns++) {
    if (test()) return;
    await Promise.resolve();
  }
  assert.fail('it never came true');
}

const fcgi = processConfig('f', { socket: socketConfig('unix:///run/fcgi/f.sock') });
const fcgiError =
  'Could not create FastCGI socket unix:///run/fcgi/f.sock: [Errno 2] No such file or directory';

test('a FastCGI socket that cannot be had ends it before anything is opened or started [4-fcgi-sockets]', async () => {
  const { life, world, clock, os } = setup(configOf(groupConfig('f', {}, [fcgi])));
  await assert.rejects(life.begin(world.next), { name: 'SocketError', message: fcgiError });
  clock.advance(60_000);
  assert.deepEqual([os.children.length, world.steps], [0, []]);
});

test('at a restart it is said, and the program is tried again', async () => {
  const { life, world, clock, os, logs } = setup(configOf(groupConfig('f', {}, [fcgi])));
  os.mkdir('/run/fcgi');
  await life.begin(world.next);
  clock.advance(1000);
  os.removeTree('/run/fcgi');
  life.signal('SIGHUP');
  clock.advance(0);
  await settled(() => hasStarted(logs[1]));
  clock.advance(0);
  assert.ok(logs[1]?.lines.includes(`critical ${fcgiError}`), logs[1]?.lines.join('\n'));
  assert.ok(logs[1]?.lines.includes(`info spawnerr: ${fcgiError}`));
  os.mkdir('/run/fcgi');
  clock.advance(1000);
  assert.equal(os.living.length, 1);
});
