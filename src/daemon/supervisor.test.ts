import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configOf, groupConfig, processConfig } from '../../test/rig/configs.ts';
import { FakeClock } from '../../test/rig/fake-clock.ts';
import { FakeLog } from '../../test/rig/fake-log.ts';
import { FakeOs } from '../../test/rig/fake-os.ts';
import { UserError } from '../base/errors.ts';
import type { Config } from '../config/config.ts';
import { makeOutputs } from './outputs.ts';
import { SIGNALS } from './signals.ts';
import { Supervisor } from './supervisor.ts';

function setup(config: Config) {
  const clock = new FakeClock();
  const os = new FakeOs(clock, '/tmp');
  const log = new FakeLog();
  const world = {
    clock,
    os,
    log,
    next: config as Config | UserError,
    ended: [] as (Config | undefined)[],
  };
  const supervisor = new Supervisor(config, {
    os,
    clock,
    log,
    mainLog: log,
    pid: 1,
    uid: 0,
    openFiles: undefined,
    environment: {},
    credentials: ({ uid, gid }) => ({ uid, gid, groups: [gid] }),
    outputs: (process) => makeOutputs(process, config.supervisord, { files: os, clock, log }),
    readConfig: () => {
      if (world.next instanceof UserError) throw world.next;
      return world.next;
    },
    ended: (next) => world.ended.push(next),
  });
  os.onExit((pid, ending) => supervisor.exited(pid, ending));
  return { ...world, world, supervisor };
}

/** The names of the processes that were spawned, in order. */
function spawned(log: FakeLog): string[] {
  return log.lines.flatMap((line) => /^info spawned: '(\w+)'/.exec(line)?.[1] ?? []);
}

const group = (name: string, priority: number) => groupConfig(name, { priority });

test('what has the lowest priority is started first, and autostart=false not at all', () => {
  const lazy = groupConfig('lazy', {}, [processConfig('lazy', { autostart: false })]);
  const { supervisor, clock, log } = setup(configOf(group('b', 2), lazy, group('a', 1)));
  supervisor.start();
  clock.advance(0);
  assert.deepEqual(spawned(log), ['a', 'b']);
});

test('a shutdown stops the highest priority first and waits for it', () => {
  const { supervisor, clock, os, log, world } = setup(configOf(group('db', 1), group('web', 2)));
  supervisor.start();
  clock.advance(1000);
  const [db, web] = os.living;
  web?.ignores.add(15);
  supervisor.shutdown();
  clock.advance(0);
  assert.equal(supervisor.state, 'SHUTDOWN');
  assert.deepEqual([db?.signals, web?.signals], [[], [15]]);
  clock.advance(10_000);
  assert.deepEqual([db?.signals, web?.signals], [[15], [15, 9]]);
  assert.deepEqual(world.ended, [undefined]);
  const waits = log.lines.filter((line) => line === 'info waiting for db, web to die');
  assert.equal(waits.length, 4, 'at once and every 3 s');
  assert.equal(clock.pending, 0);
});

test('groups of equal priority are stopped together', () => {
  const { supervisor, clock, os } = setup(configOf(group('a', 1), group('b', 1)));
  supervisor.start();
  clock.advance(1000);
  const children = os.living;
  for (const child of children) child.ignores.add(15);
  supervisor.shutdown();
  clock.advance(0);
  assert.deepEqual(
    children.map((child) => child.signals),
    [[15], [15]],
  );
});

test('a shutdown of nothing ends at once', () => {
  const { supervisor, world } = setup(configOf());
  supervisor.shutdown();
  assert.deepEqual(world.ended, [undefined]);
});

test('during a shutdown nothing is restarted, retried or added', () => {
  const extra = group('extra', 1);
  const config = configOf(group('db', 1), group('web', 2));
  const { supervisor, clock, os, world } = setup(config);
  supervisor.start();
  clock.advance(1000);
  world.next = configOf(...config.groups, extra);
  supervisor.reread();
  const [db, web] = os.living;
  web?.ignores.add(15);
  supervisor.shutdown();
  if (db !== undefined) os.exit(db, 1);
  clock.advance(5000);
  assert.equal(supervisor.addGroup('extra'), false);
  assert.equal(os.children.length, 2);
});

test('a restart hands on the configuration it has found good', () => {
  const { supervisor, clock, world } = setup(configOf(group('a', 1)));
  supervisor.start();
  clock.advance(1000);
  const next = configOf(group('b', 1));
  world.next = next;
  supervisor.restart();
  assert.equal(supervisor.state, 'RESTARTING');
  clock.advance(0);
  assert.deepEqual(world.ended, [next]);
});

test('a restart with a broken configuration is refused, and everything runs on', () => {
  const { supervisor, clock, os, world, log } = setup(configOf(group('a', 1)));
  supervisor.start();
  clock.advance(1000);
  world.next = new UserError('no good');
  assert.throws(() => supervisor.restart(), { message: 'no good' });
  SIGNALS.SIGHUP(supervisor, log, 'SIGHUP');
  clock.advance(60_000);
  assert.equal(supervisor.state, 'RUNNING');
  assert.equal(os.living.length, 1);
  assert.deepEqual(log.lines.slice(-2), [
    'warn received SIGHUP indicating restart request',
    'error restart refused, everything goes on as before: no good',
  ]);
});

test('a shutdown overrules a restart, and no restart overrules a shutdown', () => {
  const { supervisor, clock, world, log } = setup(configOf(group('a', 1)));
  supervisor.start();
  clock.advance(1000);
  supervisor.restart();
  SIGNALS.SIGTERM(supervisor, log, 'SIGTERM');
  assert.equal(supervisor.state, 'SHUTDOWN');
  SIGNALS.SIGHUP(supervisor, log, 'SIGHUP');
  assert.equal(
    log.lines.at(-1),
    'warn ignored SIGHUP indicating restart request (shutdown in progress)',
  );
  clock.advance(0);
  assert.deepEqual(world.ended, [undefined]);
});

test('reread tells what update would do, and addGroup and removeGroup do it', () => {
  const { supervisor, clock, world, log } = setup(configOf(group('old', 1), group('same', 1)));
  supervisor.start();
  clock.advance(1000);
  world.next = configOf(group('same', 1), group('fresh', 1));
  assert.deepEqual(supervisor.reread(), { added: ['fresh'], changed: [], removed: ['old'] });
  assert.equal(supervisor.addGroup('fresh'), true);
  assert.equal(supervisor.addGroup('fresh'), false, 'it is active already');
  assert.equal(supervisor.addGroup('nonsense'), false);
  clock.advance(0);
  assert.deepEqual(spawned(log), ['old', 'same', 'fresh']);

  assert.throws(() => supervisor.removeGroup('old'), { name: 'InternalError' });
  supervisor.groups.get('old')?.stop();
  clock.advance(0);
  supervisor.removeGroup('old');
  assert.deepEqual([...supervisor.groups.keys()], ['same', 'fresh']);
});

test('a group and a program of one name: the first of them is active', () => {
  const both = configOf(groupConfig('web', {}, [processConfig('one')]), groupConfig('web'));
  const { supervisor } = setup(both);
  assert.deepEqual(
    supervisor.groups.get('web')?.processes.map((process) => process.name),
    ['one'],
  );
});

test('the end of a stranger is logged', () => {
  const { supervisor, log } = setup(configOf());
  supervisor.exited(4711, { kind: 'signal', signal: 11, coreDumped: true });
  assert.deepEqual(log.lines, [
    'info reaped unknown pid 4711 (terminated by SIGSEGV (core dumped))',
  ]);
});

test('SIGUSR2 reopens the main log, whose old file gets the last word', () => {
  const { supervisor, log } = setup(configOf());
  SIGNALS.SIGUSR2(supervisor, log, 'SIGUSR2');
  assert.deepEqual(log.lines, [
    'info received SIGUSR2 indicating log reopen request',
    'info supervisord logreopen',
  ]);
  assert.equal(log.reopened, 1);
});
