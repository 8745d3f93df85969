import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configOf, groupConfig, processConfig, socketConfig } from '../../test/rig/configs.ts';
import type { FakeLog } from '../../test/rig/fake-log.ts';
import { supervisorOnFakes as setup } from '../../test/rig/supervisor-on-fakes.ts';
import { UserError } from '../base/errors.ts';
import { SIGNALS } from './signals.ts';

/** The names of the processes that were spawned, in order. */
function spawned(log: FakeLog): string[] {
  return log.lines.flatMap((line) => /^info spawned: '(\w+)'/.exec(line)?.[1] ?? []);
}

const group = (name: string, priority: number) => groupConfig(name, { priority });

test('what has the lowest priority is started first, and autostart=false not at all [6.1-autostart 7.2-start-order]', () => {
  const lazy = groupConfig('lazy', {}, [processConfig('lazy', { autostart: false })]);
  const { supervisor, clock, log } = setup(configOf(group('b', 2), lazy, group('a', 1)));
  supervisor.start();
  clock.advance(0);
  assert.deepEqual(spawned(log), ['a', 'b']);
});

test('a shutdown stops the highest priority first and waits for it [7.3-causes 7.3-group-order 7.3-waiting]', () => {
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

test('groups of equal priority are stopped together [7.3-equal-priority]', () => {
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

test('during a shutdown nothing is restarted, retried or added [7.3-nothing-starts]', async () => {
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
  assert.equal(await supervisor.addGroup('extra'), false);
  assert.equal(os.children.length, 2);
});

test('a restart hands on the configuration it has found good [7.4-causes]', () => {
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

test('a restart with a broken configuration is refused, and everything runs on [7.4-refused]', () => {
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

test('a shutdown overrules a restart, and no restart overrules a shutdown [7.3-sighup 7.5-exit]', () => {
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

test('reread tells what update would do, and addGroup and removeGroup do it', async () => {
  const { supervisor, clock, world, log } = setup(configOf(group('old', 1), group('same', 1)));
  supervisor.start();
  clock.advance(1000);
  world.next = configOf(group('same', 1), group('fresh', 1));
  assert.deepEqual(supervisor.reread(), { added: ['fresh'], changed: [], removed: ['old'] });
  assert.equal(await supervisor.addGroup('fresh'), true);
  assert.equal(await supervisor.addGroup('fresh'), false, 'it is active already');
  assert.equal(await supervisor.addGroup('nonsense'), false);
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

test('the end of a stranger is logged [7.6-unknown 6.1-exit-by-signal]', () => {
  const { supervisor, log } = setup(configOf());
  supervisor.exited(4711, { kind: 'signal', signal: 11, coreDumped: true });
  assert.deepEqual(log.lines, [
    'info reaped unknown pid 4711 (terminated by SIGSEGV (core dumped))',
  ]);
});

test('SIGUSR2 reopens the main log, whose old file gets the last word [7.5-reopen]', () => {
  const { supervisor, log } = setup(configOf());
  SIGNALS.SIGUSR2(supervisor, log, 'SIGUSR2');
  assert.deepEqual(log.lines, [
    'info received SIGUSR2 indicating log reopen request',
    'info supervisord logreopen',
  ]);
  assert.equal(log.reopened, 1);
});

const FCGI = 'tcp://127.0.0.1:9000';

/** Lines of the log that are about processes and their sockets. */
function fcgiLines(log: FakeLog): string[] {
  return log.lines.filter((line) => /socket|spawn|exited|stopped/.test(line));
}

/** A group of fcgi-programs, each with so many processes. */
function fcgiGroup(name: string, programs: Record<string, number>, options = {}) {
  const processes = Object.entries(programs).flatMap(([program, count], index) => {
    const socket = socketConfig(`tcp://127.0.0.1:${9000 + index}`);
    return Array.from({ length: count }, (_, n) =>
      processConfig(`${program}${n}`, { program, socket, startsecs: 0, ...options }),
    );
  });
  return groupConfig(name, {}, processes);
}

test('the processes of an fcgi-program share one socket, open as long as one of them lives', async () => {
  const { supervisor, clock, os, log } = setup(configOf(fcgiGroup('f', { f: 2 })));
  assert.deepEqual(await supervisor.tryOutSockets(), []);
  assert.deepEqual(os.openSockets, []);
  supervisor.start();
  clock.advance(1);
  const [one, two] = os.living;
  assert.ok(one?.socket !== undefined && one.socket === two?.socket);
  assert.equal(one.request.fds.length, 3);
  supervisor.groups.get('f')?.processes[0]?.stop();
  clock.advance(1);
  assert.deepEqual(os.openSockets, [FCGI]);
  supervisor.groups.get('f')?.stop();
  clock.advance(1);
  assert.deepEqual(os.openSockets, []);
  assert.equal(os.openPipeEnds, 0);
  assert.deepEqual(fcgiLines(log), [
    `info Creating socket ${FCGI}`,
    `info Closing socket ${FCGI}`,
    `info Creating socket ${FCGI}`,
    "info spawned: 'f0' with pid 100",
    "info spawned: 'f1' with pid 101",
    'warn stopped: f0 (terminated by SIGTERM)',
    'warn stopped: f1 (terminated by SIGTERM)',
    `info Closing socket ${FCGI}`,
  ]);
});

test('a process that is restarted at once keeps the socket, one that has to wait does not', () => {
  const config = fcgiGroup('f', { f: 1 }, { autorestart: true });
  const { supervisor, clock, os, log } = setup(configOf(config));
  supervisor.start();
  clock.advance(1);
  const { socket } = os.lastChild;
  os.exit(os.lastChild, 0);
  clock.advance(1);
  assert.equal(os.children.length, 2);
  assert.equal(os.lastChild.socket, socket);
  assert.deepEqual(
    log.lines.filter((line) => line.includes('socket')),
    [`info Creating socket ${FCGI}`],
  );
  os.refusal = { kind: 'refused', stage: 'find', path: '/bin/f', code: 'ENOENT' };
  os.exit(os.lastChild, 0);
  clock.advance(1);
  assert.deepEqual(os.openSockets, [], 'there is nothing to start');
  os.refusal = undefined;
  clock.advance(1000);
  assert.deepEqual(os.openSockets, [FCGI]);
});

test('several fcgi-programs of a group have a socket each', () => {
  const { supervisor, clock, os } = setup(configOf(fcgiGroup('g', { a: 2, b: 1 })));
  supervisor.start();
  clock.advance(1);
  assert.deepEqual(os.openSockets, [FCGI, 'tcp://127.0.0.1:9001']);
  const [a0, a1, b0] = os.living.map((child) => child.socket);
  assert.ok(a0 === a1 && a1 !== b0);
});

test('a socket that is taken later is a spawn error, tried again and given up', async () => {
  const { supervisor, clock, os, log } = setup(
    configOf(fcgiGroup('f', { f: 1 }, { startretries: 1 })),
  );
  const leave = os.occupy(FCGI);
  const [error] = await supervisor.tryOutSockets();
  const reason = `Could not create FastCGI socket ${FCGI}: [Errno 98] Address already in use`;
  assert.equal(error?.message, reason);
  supervisor.start();
  clock.advance(1);
  const process = supervisor.groups.get('f')?.processes[0];
  assert.deepEqual([process?.state, process?.spawnError], ['BACKOFF', reason]);
  assert.ok(log.lines.includes(`info spawnerr: ${reason}`));
  clock.advance(5000);
  assert.equal(process?.state, 'FATAL');
  leave();
  process?.start();
  clock.advance(1);
  assert.equal(process?.state, 'RUNNING');
});

test('our own shortage of descriptors is no failure of an fcgi-program', () => {
  const { supervisor, clock, os } = setup(configOf(fcgiGroup('f', { f: 1 }, { startretries: 0 })));
  os.socketError = 'EMFILE';
  supervisor.start();
  clock.advance(5000);
  assert.equal(supervisor.groups.get('f')?.processes[0]?.state, 'BACKOFF');
  os.socketError = undefined;
  os.maxPipeEnds = 0;
  clock.advance(5000);
  assert.deepEqual(os.openSockets, [], 'there are no pipes either');
  os.maxPipeEnds = 100;
  clock.advance(16_000);
  assert.equal(supervisor.groups.get('f')?.processes[0]?.state, 'RUNNING');
});

test('a group is not added when it cannot have its socket', async () => {
  const { supervisor, os, world } = setup(configOf());
  world.next = configOf(fcgiGroup('f', { f: 1 }));
  supervisor.reread();
  const leave = os.occupy(FCGI);
  await assert.rejects(supervisor.addGroup('f'), { name: 'SocketError' });
  assert.equal(supervisor.groups.size, 0);
  assert.equal(os.calls.get('open') ?? 0, 0, 'no log was made');
  leave();
  assert.equal(await supervisor.addGroup('f'), true);
});
