/** Starts that wait for their turn, and what becomes of them at a stop. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configOf, groupConfig, processConfig, socketConfig } from '../../test/rig/configs.ts';
import { supervisorOnFakes } from '../../test/rig/supervisor-on-fakes.ts';

/** A daemon that makes one process at a time, and its first one hangs: the others wait. */
function onBusyDaemon() {
  const socket = socketConfig('tcp://127.0.0.1:9000');
  const first = groupConfig('first', { priority: 1 }, [processConfig('first', { priority: 1 })]);
  const others = groupConfig('others', { priority: 2 }, [
    processConfig('a', { startsecs: 0, stopwaitsecs: 3 }),
    processConfig('b', { startsecs: 0, stopwaitsecs: 3, socket }),
  ]);
  const made = supervisorOnFakes(configOf(first, others), { mostUnderWay: 1 });
  made.os.hangs = true;
  made.supervisor.start();
  const [a, b] = made.supervisor.groups.get('others')?.processes ?? [];
  assert.ok(a && b);
  assert.deepEqual([a.state, b.state, made.os.spawning.size], ['STARTING', 'STARTING', 1]);
  return { ...made, a, b };
}

test('one that waits is stopped at once, and nothing is started for it', () => {
  const { clock, os, a, b } = onBusyDaemon();
  a.stop();
  assert.deepEqual([a.state, a.pid, a.spawnError, a.stoppedAt], ['STOPPED', 0, '', clock.wall()]);
  assert.equal(a.deadline, undefined);
  os.release();
  clock.advance(0);
  assert.deepEqual([a.state, b.state], ['STOPPED', 'RUNNING']);
  assert.equal(os.children.length, 2);
});

test('one that was stopped while it waited can be started again, at the end of the queue', () => {
  const { clock, os, a, b } = onBusyDaemon();
  a.stop();
  a.start();
  os.release();
  clock.advance(0);
  assert.deepEqual([a.state, b.state], ['RUNNING', 'RUNNING']);
  assert.ok(b.pid < a.pid);
});

test('an fcgi-program that is stopped while it waits to be started again gives up its socket', () => {
  const { clock, os, a, b } = onBusyDaemon();
  os.release();
  clock.advance(0);
  os.hangs = true;
  a.stop();
  clock.advance(0);
  a.start();
  const child = os.children.find(({ pid }) => pid === b.pid);
  assert.ok(child);
  os.exit(child, 1);
  clock.advance(0);
  assert.equal(b.state, 'STARTING');
  assert.deepEqual(os.openSockets, ['tcp://127.0.0.1:9000']);
  b.stop();
  assert.equal(b.state, 'STOPPED');
  assert.deepEqual(os.openSockets, []);
});

test('a daemon that ends starts none of those that wait, whenever their turn to be stopped is', () => {
  const { clock, os, world, supervisor, a, b } = onBusyDaemon();
  supervisor.shutdown();
  assert.deepEqual([a.state, b.state], ['STOPPED', 'STOPPED']);
  os.release();
  clock.advance(60_000);
  assert.equal(os.children.length, 1, 'the one that was being made');
  assert.deepEqual(world.ended, [undefined]);
  assert.deepEqual([clock.pending, os.openPipeEnds, os.openSockets], [0, 0, []]);
});
