/** What must be true after every input of the simulation, and at the end of a life. */
import assert from 'node:assert/strict';
import type { Process } from '../../src/daemon/process.ts';
import type { FakeSocket } from '../rig/fake-sockets.ts';
import { slotOf } from './watched-os.ts';
import type { World } from './world.ts';

export function checkAll(world: World): void {
  assert.deepEqual(world.violations, [], 'FATAL only after startretries, and no update fails');
  assert.equal(world.startedWhileHalted, false, 'nothing is started during a shutdown');
  if (world.ended !== undefined) return; // there is no daemon any more
  const processes = [...world.supervisor.groups.values()].flatMap((group) => group.processes);
  noteLost(world, processes);
  checkSlots(world);
  checkExits(world, processes);
  checkSockets(world, processes);
  for (const process of processes) checkDeadline(world, process);
  for (const process of processes) checkFamily(world, process);
  checkLaunches(world, processes);
  checkPools(world);
  world.events.check(world.supervisor);
}

/** A process that could not be signalled is UNKNOWN: its child may live on without us. */
function noteLost(world: World, processes: readonly Process[]): void {
  const unknown = new Set(processes.filter((one) => one.state === 'UNKNOWN').map((one) => one.pid));
  for (const child of world.os.living) if (unknown.has(child.pid)) world.lost.add(child);
}

/** One live process per slot. */
function checkSlots(world: World): void {
  const slots = new Set<string>();
  for (const child of world.os.living) {
    if (world.lost.has(child)) continue;
    const slot = slotOf(child.request);
    assert.ok(!slots.has(slot), `two live processes in ${slot}`);
    slots.add(slot);
  }
}

/** Every exit is accounted for, and every child has somebody who looks after it. */
function checkExits(world: World, processes: readonly Process[]): void {
  const pids = new Set(processes.map((process) => process.pid).filter((pid) => pid !== 0));
  const living = new Map(world.os.living.map((child) => [child.pid, child]));
  for (const pid of pids) assert.ok(living.has(pid), `pid ${pid} is dead and was not missed`);
  for (const child of living.values()) {
    const known = pids.has(child.pid) || world.lost.has(child);
    assert.ok(known, `nobody looks after pid ${child.pid} of ${slotOf(child.request)}`);
  }
}

/** The processes of an fcgi-program share one socket, which is open while one of them is there. */
function checkSockets(world: World, processes: readonly Process[]): void {
  const needed = new Map<string, FakeSocket>();
  for (const process of processes) {
    const child = world.os.living.find(({ pid }) => pid === process.pid);
    if (child === undefined || world.lost.has(child)) continue;
    const { program, socket } = process.config;
    assert.equal(child.socket !== undefined, socket !== undefined, `stdin of ${process.name}`);
    if (child.socket === undefined) continue;
    const key = `${process.group}:${program}`;
    assert.equal(needed.get(key) ?? child.socket, child.socket, `two sockets of ${key}`);
    assert.notEqual(child.socket.backlog, undefined, `${key} does not listen`);
    needed.set(key, child.socket);
  }
  const open = world.os.openSockets;
  for (const { url } of needed.values())
    assert.ok(open.includes(url), `${url} is closed too early`);
  const wanted = processes
    .filter(({ state, pid }) => pid !== 0 || state === 'STARTING' || state === 'STOPPING')
    .map(({ config }) => config.socket?.url);
  const lost = [...world.lost].map(({ socket }) => socket?.url);
  const hanging = [...world.os.spawning].map(({ fds }) => world.os.socket(fds[0])?.url);
  const needers = [...wanted, ...lost, ...hanging];
  for (const url of open) assert.ok(needers.includes(url), `nobody needs ${url}`);
}

/** Nothing that belongs to a program with a kill_mode outlives it. */
function checkFamily(world: World, process: Process): void {
  if (!process.isStopped) return;
  for (const [pid, { child, mode }] of world.os.forked) {
    const stranger = world.os.strangers.get(pid);
    if (stranger === undefined || mode === undefined || world.lost.has(child)) continue;
    if (slotOf(child.request) !== `${process.group}:${process.name}`) continue;
    const hasLeft = mode === 'group' && stranger.usage.group !== child.pid;
    assert.ok(hasLeft, `${pid}, which ${process.name} (${child.pid}) has started, outlives it`);
  }
}

/** Pools are bounded, and every event that was sent is accounted for. */
function checkPools(world: World): void {
  const { eventPools, groups } = world.supervisor;
  for (const { name, buffered, bufferSize, sent, listeners, ...pool } of eventPools) {
    const processes = groups.get(name)?.processes ?? [];
    assert.ok(buffered <= bufferSize, `${name} holds ${buffered} events`);
    assert.equal(listeners.length, processes.length, 'every process of a pool listens');
    const busy = listeners.filter(({ state }) => state === 'BUSY').length;
    assert.ok(pool.acknowledged + pool.rejected + busy <= sent, 'more answers than events');
    const ready = processes.some(
      ({ state, pid }, index) =>
        state === 'RUNNING' && listeners[index]?.state === 'READY' && !isClogged(world, pid),
    );
    assert.ok(!ready || buffered === 0, `${name} has ${buffered} events for one that is ready`);
  }
}

/** It has not read what it was sent, reads nothing any more, or has ended already. */
function isClogged(world: World, pid: number): boolean {
  const child = world.os.living.find((one) => one.pid === pid);
  return child === undefined || child.stdin.broken || child.stdin.waiting > 0;
}

/** No state without its deadline, and no deadline that has passed. */
function checkDeadline(world: World, process: Process): void {
  const { state, pid, deadline } = process;
  const now = world.clock.monotonic();
  const say = `${process.name} ${state} pid ${pid} deadline ${deadline} at ${now}`;
  const halted = world.supervisor.state !== 'RUNNING';
  const needed =
    (state === 'BACKOFF' && !halted) || (['STARTING', 'STOPPING'].includes(state) && pid !== 0);
  if (needed) assert.notEqual(deadline, undefined, `no deadline: ${say}`);
  if (!['BACKOFF', 'STARTING', 'STOPPING'].includes(state)) assert.equal(deadline, undefined, say);
  if (deadline !== undefined) assert.ok(deadline > now, `missed its deadline: ${say}`);
}

/** Who is to be launched is being launched, or waits behind somebody who is. */
function checkLaunches(world: World, processes: readonly Process[]): void {
  if (world.isUpgrading || world.os.spawning.size > 0) return;
  for (const { name, state, pid, isGone } of processes) {
    const waits = pid === 0 && (state === 'STARTING' || state === 'STOPPING');
    const isForgotten = waits && isGone; // otherwise for what it has left behind
    assert.ok(!isForgotten, `${name} is ${state}, and nobody launches it`);
  }
}

/** Nothing is left of a life that has ended. */
export function checkEnd(world: World): void {
  for (const child of world.lost) if (child.alive) world.os.exit(child, 0);
  world.os.release();
  world.clock.advance(0);
  for (const group of world.supervisor.groups.values()) {
    for (const { name, state } of group.processes) {
      assert.ok(['STOPPED', 'EXITED', 'FATAL', 'UNKNOWN'].includes(state), `${name} is ${state}`);
    }
  }
  world.events.close();
  world.syslog.close();
  world.clock.advance(120_000); // the last report of a log that cannot be written
  assert.equal(world.updating, 0, 'an update never ends');
  assert.deepEqual(world.os.living, [], 'a child outlives the daemon');
  assert.equal(world.clock.pending, 0, 'a timer is left behind');
  assert.equal(world.os.openPipeEnds, 0, 'the end of a pipe is left open');
  assert.deepEqual(world.os.openSockets, [], 'a socket is left open');
  assert.deepEqual(world.os.openPaths, [], 'a log is left open');
  world.ledger.check();
}
