/** In which order a life begins, seen from what it asks of the system. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  configOf,
  groupConfig,
  logTo,
  processConfig,
  socketConfig,
} from '../../test/rig/configs.ts';
import { FakeClock } from '../../test/rig/fake-clock.ts';
import { FakeLog } from '../../test/rig/fake-log.ts';
import { FakeOs } from '../../test/rig/fake-os.ts';
import { FakePrograms } from '../../test/rig/fake-programs.ts';
import type { Config } from '../config/config.ts';
import { defaultHandler } from '../events/result-handler.ts';
import { Life } from './life.ts';

const AUTO = { stdout: logTo('', { file: { kind: 'auto' } }) } as const;
const OLD = '/tmp/gone-stdout---supervisor-abcd1234.log';
const USER = { name: 'web', uid: 1000, gid: 100, home: '/' };

/** Begins a life as root, and answers what it has done, step by step. */
async function begin(config: Config) {
  const clock = new FakeClock();
  const os = new FakeOs(clock, '/run', '/tmp', '/var/log');
  const steps: string[] = [];
  const step = (text: string) => void steps.push(text);
  const autoLogs = () =>
    os
      .readDirectory('/tmp')
      .filter((name) => name.includes('---'))
      .sort();
  os.put(OLD, '');
  watch(os, step);
  const log = Object.assign(new FakeLog(), { close() {} });
  const life = new Life({
    os,
    clock,
    pid: 42,
    environment: {},
    openFiles: 256,
    privileges: {
      uid: () => 0,
      setGroups: () => step('groups of the user'),
      setGid: () => step('group of the user'),
      setUid: () => step('user'),
      readLimit: () => ({ soft: 256, hard: 256 }),
      setLimit: (name) => step(`limit of ${name}`),
    },
    hostname: 'box',
    origin: { package: '/usr/lib/visord', folder: '/', isDetached: false },
    programs: new FakePrograms(),
    tookOver() {},
    resultHandler: () => defaultHandler,
    readConfig: () => config,
    openMainLog: () => {
      step('main log');
      return log;
    },
    openServers: async () => {
      step(`servers, with ${autoLogs().length} AUTO logs`);
      return { close: async () => {}, handOver: async () => [] };
    },
    settle: () => step('terminal left'),
    beginning: () => step('service manager'),
    ended() {},
  });
  await life.begin(config);
  return { os, steps, autoLogs };
}

/** Notes what of the system is used on the way. */
function watch(os: FakeOs, step: (text: string) => void): void {
  const { open, unlink, spawn, listen } = os;
  os.open = (path, ...rest) => {
    if (path.endsWith('.pid')) step('pidfile');
    return open.call(os, path, ...rest);
  };
  os.unlink = (path) => {
    step(`removed ${path}`);
    unlink.call(os, path);
  };
  os.listen = (...words) => {
    step('FastCGI socket');
    listen.apply(os, words);
  };
  os.spawn = (request, done) => {
    step(`start of ${request.argv[0]}`);
    return spawn.call(os, request, done);
  };
}

function example(changes: Partial<Config['supervisord']> = {}): Config {
  const socket = socketConfig('tcp://localhost:9000');
  const config = configOf(
    groupConfig('web', {}, [processConfig('web', AUTO)]),
    groupConfig('lazy', {}, [processConfig('lazy', { ...AUTO, autostart: false })]),
    groupConfig('app', {}, [processConfig('app', { socket, autostart: false })]),
  );
  return { ...config, supervisord: { ...config.supervisord, user: USER, ...changes } };
}

test('user, limits, log, AUTO logs, sockets, servers, terminal, pidfile, programs [4-order 4.3-after-user 4-servers-first 4-pidfile-before-programs 4-auto-logs-at-once]', async () => {
  const { steps, autoLogs } = await begin(example());
  assert.deepEqual(steps, [
    'groups of the user',
    'group of the user',
    'user',
    'limit of openFiles',
    'main log',
    `removed ${OLD}`,
    'FastCGI socket',
    'servers, with 2 AUTO logs',
    'terminal left',
    'pidfile',
    'service manager',
    'start of /bin/web',
  ]);
  const [lazy, web] = autoLogs();
  assert.match(lazy ?? '', /^lazy-stdout---/, 'also of what is not started');
  assert.match(web ?? '', /^web-stdout---/);
});

test('nocleanup leaves old AUTO logs where they are [4-nocleanup]', async () => {
  const { os, steps } = await begin(example({ nocleanup: true }));
  assert.ok(os.exists(OLD));
  assert.ok(!steps.some((step) => step.startsWith('removed')));
});

test('the name of an AUTO log does not say the group [4.5-name]', async () => {
  const process = processConfig('web', AUTO);
  const groups = [groupConfig('a', {}, [process]), groupConfig('b', {}, [process])];
  const { autoLogs } = await begin(configOf(...groups));
  const names = autoLogs().map((name) => name.replace(/[a-z0-9_]{8}\.log$/, ''));
  assert.deepEqual(names, Array(2).fill('web-stdout---supervisor-'));
});
