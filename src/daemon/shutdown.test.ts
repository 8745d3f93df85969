import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configOf, groupConfig, logTo, processConfig } from '../../test/rig/configs.ts';
import { FakeLog } from '../../test/rig/fake-log.ts';
import { supervisorOnFakes } from '../../test/rig/supervisor-on-fakes.ts';
import type { Config } from '../config/config.ts';
import { type DaemonSignal, SIGNALS } from './signals.ts';

const named = (name: string, priority: number) =>
  processConfig(name, { priority, stopwaitsecs: 60 });

test('the members of a group are signalled at once, highest priority first [7.3-members 7.2-stop-order]', () => {
  const processes = [named('low', 1), named('middle', 2), named('high', 3)];
  const { supervisor, clock, os } = supervisorOnFakes(configOf(groupConfig('g', {}, processes)));
  supervisor.start();
  clock.advance(1000);
  const order: string[] = [];
  const nameOf = new Map(os.living.map((child) => [child.pid, child.request.argv[0]]));
  const { kill } = os;
  os.kill = (pid, signal) => {
    order.push(nameOf.get(pid) ?? '');
    kill.call(os, pid, signal);
  };
  for (const child of os.living) child.ignores.add(15);
  supervisor.shutdown();
  assert.deepEqual(order, ['/bin/high', '/bin/middle', '/bin/low']);
});

test('who waits to be tried again is FATAL, and keeps nobody from the end [7.3-backoff 6.1-shutdown-backoff]', () => {
  const { supervisor, clock, os, world } = supervisorOnFakes(configOf(groupConfig('web')));
  supervisor.start();
  clock.advance(0);
  os.exit(os.lastChild, 1);
  clock.advance(0);
  const [web] = supervisor.groups.get('web')?.processes ?? [];
  assert.equal(web?.state, 'BACKOFF');
  supervisor.shutdown();
  assert.equal(web?.state, 'FATAL');
  assert.deepEqual(world.ended, [undefined]);
});

/** Three programs that ignore SIGTERM, each with a priority of its own. */
function stubborn(changes: Partial<Config['supervisord']> = {}) {
  const groups = [1, 2, 3].map((priority) => groupConfig(`p${priority}`, { priority }));
  const config = configOf(...groups);
  const fakes = supervisorOnFakes({
    ...config,
    supervisord: { ...config.supervisord, ...changes },
  });
  fakes.supervisor.start();
  fakes.clock.advance(1000);
  for (const child of fakes.os.living) child.ignores.add(15);
  /** What each was sent, the one of the lowest priority first. */
  const signals = () => fakes.os.children.map((child) => child.signals);
  const term = () => SIGNALS.SIGTERM(fakes.supervisor, fakes.log, 'SIGTERM');
  return { ...fakes, signals, term };
}

test('a second SIGTERM stops everything at once, and kills it after 2 s [7.3-again 7.5-exit]', () => {
  const { clock, log, world, signals, term } = stubborn();
  term();
  clock.advance(500);
  assert.deepEqual(signals(), [[], [], [15]]);
  term();
  assert.deepEqual(signals(), [[15], [15], [15]]);
  assert.equal(
    log.lines.at(-1),
    'warn asked twice: everything is stopped at once, and killed after 2 seconds',
  );
  clock.advance(1999);
  assert.deepEqual(world.ended, []);
  clock.advance(1);
  assert.deepEqual(signals(), [
    [15, 9],
    [15, 9],
    [15, 9],
  ]);
  assert.deepEqual(world.ended, [undefined]);
  assert.equal(clock.pending, 0);
});

test('a third one kills at once what still runs, also what was not asked yet [7.3-again]', () => {
  const { clock, os, world, signals, term } = stubborn();
  term();
  clock.advance(100);
  os.killError = 'EPERM'; // nobody can be asked
  term();
  clock.advance(100);
  os.killError = undefined;
  term();
  clock.advance(0);
  assert.deepEqual(signals().at(-1), [15, 9]);
  assert.deepEqual(world.ended, [undefined]);
});

test('what comes within a tenth of a second is the same request [7.3-again]', () => {
  const { clock, signals, term } = stubborn();
  term();
  clock.advance(99);
  term();
  assert.deepEqual(signals(), [[], [], [15]]);
});

test('a shutdown by a method does not count as asked for with a signal', () => {
  const { supervisor, clock, signals, term } = stubborn();
  supervisor.shutdown();
  clock.advance(500);
  term();
  assert.deepEqual(signals(), [[], [], [15]]);
});

test('shutdown_timeout: all are asked at half of it, and killed before it is over', () => {
  const { supervisor, clock, log, world, signals } = stubborn({ shutdown_timeout: 10 });
  supervisor.shutdown();
  clock.advance(4999);
  assert.deepEqual(signals(), [[], [], [15]]);
  clock.advance(1);
  assert.deepEqual(signals(), [[15], [15], [15]]);
  clock.advance(3999);
  assert.deepEqual(world.ended, []);
  clock.advance(1);
  assert.deepEqual(world.ended, [undefined], '1 s before the limit');
  const said = log.lines.filter((line) => line.includes('shutdown_timeout'));
  assert.deepEqual(said, [
    'warn half of shutdown_timeout (10 s) has passed: everything is stopped at once',
    'warn shutdown_timeout (10 s) is nearly over',
  ]);
  assert.equal(clock.pending, 0);
});

test('what SIGKILL does not end is left behind when shutdown_timeout is over', () => {
  const { supervisor, clock, os, log, world } = stubborn({ shutdown_timeout: 1 });
  supervisor.shutdown();
  os.kill = () => {}; // stuck in the kernel
  clock.advance(999);
  assert.deepEqual(world.ended, []);
  clock.advance(1);
  assert.deepEqual(world.ended, [undefined]);
  const pids = os.living.map(({ pid }) => pid);
  const left = `p1 (${pids[0]}), p2 (${pids[1]}), p3 (${pids[2]})`;
  assert.equal(log.lines.at(-1), `critical shutdown_timeout (1 s) is over: leaving ${left} behind`);
  assert.equal(clock.pending, 0);
});

test('a restart has no limit, but the end that it becomes', () => {
  const { supervisor, clock, signals } = stubborn({ shutdown_timeout: 2 });
  supervisor.restart();
  clock.advance(3000);
  assert.deepEqual(signals(), [[], [], [15]]);
  supervisor.shutdown();
  clock.advance(1000);
  assert.deepEqual(signals(), [[15], [15], [15]]);
});

test('without shutdown_timeout an end has no bound of its own [7.3-no-timeout 7.3-waiting]', () => {
  const { supervisor, clock, os, log, world } = supervisorOnFakes(configOf(groupConfig('web')));
  supervisor.start();
  clock.advance(1000);
  os.kill = () => {}; // it is stuck in the kernel
  supervisor.shutdown();
  clock.advance(3_600_000);
  assert.deepEqual(world.ended, []);
  const waits = log.lines.filter((line) => line === 'info waiting for web to die');
  assert.equal(waits.length, 1201, 'at once and every 3 s');
  os.exit(os.lastChild, 0);
  clock.advance(0);
  assert.deepEqual(world.ended, [undefined]);
});

const NOTED: readonly (readonly [DaemonSignal, string, string])[] = [
  ['SIGTERM', 'warn received SIGTERM indicating exit request', 'SHUTDOWN'],
  ['SIGINT', 'warn received SIGINT indicating exit request', 'SHUTDOWN'],
  ['SIGQUIT', 'warn received SIGQUIT indicating exit request', 'SHUTDOWN'],
  ['SIGHUP', 'warn received SIGHUP indicating restart request', 'RESTARTING'],
  ['SIGUSR2', 'info received SIGUSR2 indicating log reopen request', 'RUNNING'],
  ['SIGCHLD', 'debug received SIGCHLD indicating a child quit', 'RUNNING'],
  ['SIGUSR1', 'info received SIGUSR1, which means nothing to us', 'RUNNING'],
];

test('each signal has its line in the log and its effect [7.5-exit 7.5-restart 7.5-reopen 7.5-child 7.5-usr1]', () => {
  for (const [signal, line, state] of NOTED) {
    const { supervisor } = supervisorOnFakes(configOf());
    const log = new FakeLog('debug');
    SIGNALS[signal](supervisor, log, signal);
    assert.equal(log.lines[0], line);
    assert.equal(supervisor.state, state);
  }
});

test('SIGUSR2 opens the logs of what runs by name again [7.5-reopen]', () => {
  const web = processConfig('web', { stdout: logTo('/tmp/web.out') });
  const { supervisor, clock, os, log } = supervisorOnFakes(configOf(groupConfig('web', {}, [web])));
  supervisor.start();
  clock.advance(0);
  os.say(os.lastChild, 'stdout', 'before\n');
  clock.advance(1000);
  os.rename('/tmp/web.out', '/tmp/web.out.old');
  SIGNALS.SIGUSR2(supervisor, log, 'SIGUSR2');
  os.say(os.lastChild, 'stdout', 'after\n');
  clock.advance(1000);
  assert.equal(os.text('/tmp/web.out.old'), 'before\n');
  assert.equal(os.text('/tmp/web.out'), 'after\n');
});

test('what somebody has stopped is started again by a restart or an addition only [6.1-stopped-for-good]', async () => {
  const web = groupConfig('web', {}, [processConfig('web', { autorestart: true })]);
  const { supervisor, clock, os } = supervisorOnFakes(configOf(web));
  supervisor.start();
  clock.advance(1000);
  supervisor.groups.get('web')?.stop();
  clock.advance(3_600_000);
  assert.equal(os.children.length, 1);
  supervisor.reread();
  supervisor.removeGroup('web');
  assert.equal(await supervisor.addGroup('web'), true);
  clock.advance(0);
  assert.equal(os.living.length, 1);
});

test('what cannot be signalled outlives a restart, and nothing of it stays open [7.4-no-descriptors-left]', () => {
  const stdout = logTo('/tmp/web.log');
  const { clock, os, log, world, supervisor } = supervisorOnFakes(
    configOf(groupConfig('web', {}, [processConfig('web', { stdout })])),
  );
  supervisor.start();
  clock.advance(1000);
  os.killError = 'EPERM';
  supervisor.restart();
  clock.advance(0);
  assert.equal(world.ended.length, 1);
  assert.equal(os.lastChild.alive, true);
  assert.deepEqual([os.openPipeEnds, os.openPaths, clock.pending], [0, [], 0]);
  os.exit(os.lastChild, 0);
  clock.advance(0);
  assert.equal(log.lines.at(-1), `info reaped unknown pid ${os.lastChild.pid} (exit status 0)`);
});

test('nor when its spawn fails at the very end, after it was asked to stop', () => {
  const stderr = logTo('/tmp/web.err');
  const { clock, os, world, supervisor } = supervisorOnFakes(
    configOf(groupConfig('web', {}, [processConfig('web', { stderr })])),
  );
  os.nextFailure = { kind: 'failed', stage: 'chdir', code: 'ENOENT' };
  os.killError = 'EPERM';
  supervisor.start();
  supervisor.restart();
  clock.advance(0);
  assert.equal(world.ended.length, 1);
  assert.deepEqual([os.openPipeEnds, os.openPaths], [0, []]);
  assert.equal(os.text('/tmp/web.err'), '');
});
