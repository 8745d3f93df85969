import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configOf, groupConfig, processConfig } from '../../test/rig/configs.ts';
import { settle } from '../../test/rig/methods.ts';
import { supervisorOnFakes } from '../../test/rig/supervisor-on-fakes.ts';
import type { GroupConfig, ProcessConfig } from '../config/config.ts';
import type { GroupUpdate } from './update.ts';

/** A daemon whose groups all run, and the configuration it will read next. */
function setup(...groups: readonly GroupConfig[]) {
  const { world, clock, os, supervisor } = supervisorOnFakes(configOf(...groups));
  supervisor.start();
  clock.advance(1000);
  const processes = () => [...supervisor.groups.values()].flatMap((group) => group.processes);
  const process = (name: string) => {
    const found = processes().find((one) => one.name === name);
    assert.ok(found, `no process ${name}`);
    return found;
  };
  return {
    clock,
    os,
    supervisor,
    process,
    /** `name STATE pid` of every process. */
    status: () => processes().map(({ name, state, pid }) => `${name} ${state} ${pid}`),
    pids: () => Object.fromEntries(processes().map(({ name, pid }) => [name, pid])),
    child: (name: string) => os.children.find(({ pid }) => pid === process(name).pid),
    reread(...groups: readonly GroupConfig[]) {
      world.next = configOf(...groups);
      return supervisor.reread();
    },
    /** Updates a group, while the children have all the time they need. */
    async update(name: string): Promise<GroupUpdate> {
      const update = supervisor.updateGroup(name);
      clock.advance(0);
      await settle();
      clock.advance(1000);
      return update;
    },
  };
}

function group(name: string, ...processes: ProcessConfig[]) {
  return groupConfig(name, { kind: 'group' }, processes);
}

const workers = (numbers: readonly number[], changes: Partial<ProcessConfig> = {}) =>
  group('w', ...numbers.map((number) => processConfig(`w_${number}`, changes)));

function told({ kind, processes }: GroupUpdate): string[] {
  return [kind, ...processes.map(({ name, kind, reason }) => `${name} ${kind} ${reason}`.trim())];
}

test('options that need no restart are adopted, and everything runs on', async () => {
  const { pids, process, reread, supervisor, update } = setup(workers([0, 1]));
  const before = pids();
  reread(workers([0, 1], { stopwaitsecs: 99, autostart: false, priority: 5 }));
  assert.deepEqual(told(await update('w')), ['changed', 'w_0 adopted', 'w_1 adopted']);
  assert.deepEqual(pids(), before);
  assert.equal(process('w_0').config.stopwaitsecs, 99);
  assert.deepEqual(supervisor.pendingChanges(), []);
  assert.deepEqual(supervisor.reread(), { added: [], changed: [], removed: [] });
});

test('only the new processes of more numprocs are started', async () => {
  const { pids, reread, status, update } = setup(workers([0, 1]));
  const before = pids();
  reread(workers([0, 1, 2, 3]));
  assert.deepEqual(told(await update('w')), ['changed', 'w_2 added', 'w_3 added']);
  const { w_0, w_1, ...others } = pids();
  assert.deepEqual({ w_0, w_1 }, before);
  assert.equal(Object.values(others).filter((pid) => pid > 0).length, 2);
  assert.equal(status().filter((line) => / RUNNING /.test(line)).length, 4);
});

test('only the surplus processes of fewer numprocs are stopped, the highest numbers first', async () => {
  const { os, pids, reread, update } = setup(workers([0, 1, 2, 3]));
  const before = pids();
  const order: string[] = [];
  const kill = os.kill.bind(os);
  os.kill = (pid, signal) => {
    order.push(Object.entries(before).find(([, one]) => one === pid)?.[0] ?? '?');
    kill(pid, signal);
  };
  reread(workers([0, 1]));
  assert.deepEqual(told(await update('w')), ['changed', 'w_3 removed', 'w_2 removed']);
  assert.deepEqual(order, ['w_3', 'w_2']);
  assert.deepEqual(pids(), { w_0: before.w_0, w_1: before.w_1 });
  assert.equal(os.living.length, 2);
});

test('of a group with several programs only the one that changed is restarted', async () => {
  const [a, b, c] = ['a', 'b', 'c'].map((name) => processConfig(name));
  assert.ok(a && b && c);
  const { pids, process, reread, supervisor, update } = setup(group('g', a, b, c));
  const before = pids();
  reread(group('g', a, { ...b, command: '/bin/other' }, c));
  assert.deepEqual(told(await update('g')), ['changed', 'b restarted']);
  const after = pids();
  assert.deepEqual([after.a, after.c], [before.a, before.c]);
  assert.notEqual(after.b, before.b);
  assert.deepEqual([process('b').state, process('b').config.command], ['RUNNING', '/bin/other']);
  assert.deepEqual(Object.keys(after), ['a', 'b', 'c'], 'in its place');
  assert.deepEqual(supervisor.pendingChanges(), []);
});

test('what somebody stopped stays stopped; what has failed is started', async () => {
  const [a, b, c] = ['a', 'b', 'c'].map((name) => processConfig(name, { startretries: 0 }));
  assert.ok(a && b && c);
  const { clock, os, process, reread, child, update } = setup(group('g', a, b, c));
  process('a').stop();
  for (const name of ['b', 'c']) {
    const one = child(name);
    if (one !== undefined) os.exit(one, 0);
  }
  clock.advance(0);
  process('c').start();
  clock.advance(0);
  os.exit(os.lastChild, 1);
  clock.advance(0);
  assert.deepEqual(
    [process('a').state, process('b').state, process('c').state],
    ['STOPPED', 'EXITED', 'FATAL'],
  );
  const other = { command: '/bin/other' };
  reread(group('g', { ...a, ...other }, { ...b, ...other, autostart: false }, { ...c, ...other }));
  const result = told(await update('g')).sort();
  assert.deepEqual(result, ['a replaced', 'b replaced', 'c restarted', 'changed']);
  assert.deepEqual(
    [process('a').state, process('b').state, process('c').state],
    ['STOPPED', 'STOPPED', 'RUNNING'],
  );
});

test('one that does not stop holds back nobody else', async () => {
  const [a, b, c] = ['a', 'b', 'c'].map((name) => processConfig(name, { stopwaitsecs: 60 }));
  assert.ok(a && b && c);
  const { clock, child, process, reread, status, supervisor } = setup(
    group('g', a, b),
    group('c', c),
  );
  child('a')?.ignores.add(15);
  reread(group('g', { ...a, umask: 1 }, { ...b, umask: 1 }), group('c', { ...c, umask: 1 }));
  const slow = supervisor.updateGroup('g');
  const other = supervisor.updateGroup('c');
  clock.advance(0);
  await settle();
  clock.advance(1000);
  assert.deepEqual(told(await other), ['changed', 'c restarted']);
  assert.deepEqual([process('a').state, process('b').state], ['STOPPING', 'RUNNING']);
  await assert.rejects(supervisor.updateGroup('g'), {
    message: 'FAILED: g is being updated already',
  });
  clock.advance(60_000);
  await settle();
  clock.advance(1000);
  assert.deepEqual(told(await slow), ['changed', 'b restarted', 'a restarted']);
  assert.match(status().join(), /^a RUNNING \d+,b RUNNING \d+,c RUNNING \d+$/);
});

test('what cannot be signalled is left as it is, and the others are done', async () => {
  const { os, process, reread, supervisor, update } = setup(workers([0, 1]));
  const victim = process('w_1').pid;
  const kill = os.kill.bind(os);
  os.kill = (pid, signal) => {
    os.killError = pid === victim ? 'EPERM' : undefined;
    kill(pid, signal);
  };
  reread(workers([0, 1], { umask: 1 }));
  const result = told(await update('w')).sort();
  assert.deepEqual(result, ['changed', 'w_0 restarted', 'w_1 failed it could not be signalled']);
  assert.equal(process('w_1').state, 'UNKNOWN');
  const [left] = supervisor.pendingChanges();
  assert.deepEqual(left?.kind === 'changed' && left.processes.map(({ name }) => name), ['w_1']);
});

test('a shutdown that comes while a process stops is the end of the update', async () => {
  const { clock, os, child, reread, supervisor } = setup(workers([0, 1]));
  child('w_1')?.ignores.add(15);
  reread(workers([0, 5], { umask: 1 }));
  const update = supervisor.updateGroup('w');
  clock.advance(0);
  supervisor.shutdown();
  await settle();
  clock.advance(60_000);
  await settle();
  const failed = told(await update)
    .filter((line) => /failed/.test(line))
    .sort();
  const reason = 'failed supervisord is about to end';
  assert.deepEqual(failed, [`w_0 ${reason}`, `w_1 ${reason}`, `w_5 ${reason}`]);
  assert.deepEqual(os.living, []);
  assert.equal(os.children.length, 2);
  await assert.rejects(supervisor.updateGroup('w'), { message: 'SHUTDOWN_STATE' });
});

test('a process that somebody starts again meanwhile is left to them', async () => {
  const { clock, process, reread, supervisor } = setup(workers([0]));
  reread(workers([0], { umask: 1 }));
  const old = process('w_0');
  const update = supervisor.updateGroup('w');
  clock.advance(0);
  old.start();
  assert.deepEqual(told(await update), ['changed', 'w_0 failed it was started again meanwhile']);
  clock.advance(1000);
  assert.deepEqual([process('w_0'), old.state], [old, 'RUNNING']);
});

test('groups come, go, and are replaced when their kind changes', async () => {
  const { reread, status, supervisor, update } = setup(groupConfig('a'), groupConfig('b'));
  reread(groupConfig('b', { kind: 'eventlistener' }), groupConfig('c'));
  assert.deepEqual(told(await update('a')), ['removed']);
  assert.deepEqual(told(await update('b')), ['replaced']);
  assert.deepEqual(told(await update('c')), ['added']);
  assert.deepEqual(told(await update('c')), ['unchanged']);
  assert.match(status().join(), /^b RUNNING \d+,c RUNNING \d+$/);
  await assert.rejects(supervisor.updateGroup('a'), { message: 'BAD_NAME: a' });
});

test('a process that comes and that somebody starts before its turn is no failure', async () => {
  const [a, b] = ['a', 'b'].map((name) => processConfig(name));
  assert.ok(a && b);
  const { clock, child, process, reread, supervisor } = setup(group('g', a));
  child('a')?.ignores.add(15);
  reread(group('g', b));
  const update = supervisor.updateGroup('g');
  clock.advance(0);
  assert.equal(process('b').state, 'STOPPED', 'it waits until a has gone');
  process('b').start();
  clock.advance(1000);
  const { pid } = process('b');
  clock.advance(60_000);
  assert.deepEqual(told(await update), ['changed', 'a removed', 'b added']);
  assert.deepEqual([process('b').state, process('b').pid], ['RUNNING', pid]);
  assert.deepEqual(supervisor.pendingChanges(), []);
});

test('one that comes and is taken away before its turn is not started', async () => {
  const [a, b] = ['a', 'b'].map((name) => processConfig(name));
  assert.ok(a && b);
  const { clock, os, child, reread, supervisor } = setup(group('g', a));
  child('a')?.ignores.add(15);
  reread(group('g', b));
  const update = supervisor.updateGroup('g');
  clock.advance(0);
  supervisor.removeProcess('g', 'b');
  clock.advance(60_000);
  assert.deepEqual(told(await update), [
    'changed',
    'a removed',
    'b failed it was removed meanwhile',
  ]);
  assert.deepEqual(os.living, []);
});

test('a group that is replaced is left as it is if something that was added meanwhile runs', async () => {
  const { clock, os, child, process, reread, supervisor } = setup(groupConfig('g'));
  child('g')?.ignores.add(15);
  reread(groupConfig('g', { kind: 'eventlistener' }));
  const update = supervisor.updateGroup('g');
  clock.advance(0);
  supervisor.addProcesses('g', [processConfig('late', { group: 'g' })]);
  clock.advance(5000);
  assert.equal(process('late').state, 'RUNNING');
  clock.advance(60_000);
  await assert.rejects(update, { message: 'FAILED: late: it was started again meanwhile' });
  assert.deepEqual(
    os.living.map(({ pid }) => pid),
    [process('late').pid],
  );
  assert.deepEqual([...supervisor.groups.keys()], ['g']);
  assert.equal(process('late').state, 'RUNNING', 'and somebody looks after it');
});
