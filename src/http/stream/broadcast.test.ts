import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../../test/rig/fake-clock.ts';
import { FakeDaemon } from '../../../test/rig/fake-daemon.ts';
import { CONFIGURATION_READ, GROUP_UPDATED } from '../../events/own-events.ts';
import type { StreamEvent } from '../../wire/api/stream.ts';
import { Broadcast, COLLECT_MS, KEEP_MS, REST_MS } from './broadcast.ts';

function setup() {
  const clock = new FakeClock();
  const daemon = new FakeDaemon(clock, ['web', 'g:a']);
  const broadcast = new Broadcast(daemon, clock);
  const calls: string[] = [];
  const reader = { news: () => void calls.push('news'), rest: () => void calls.push('rest') };
  const change = (name: 'RUNNING' | 'STOPPED', processname = 'web', groupname = 'web') => {
    const process = daemon.groups.get(groupname)?.processes.find((it) => it.name === processname);
    process?.becomes(name);
    daemon.bus.publish(`PROCESS_STATE_${name}`, {
      processname,
      groupname,
      from_state: 'STARTING',
      pid: 1,
    });
  };
  /** Type, group and data of everything in the ring from a number on. */
  const told = (from: number) => {
    const all: [string, string | undefined, Record<string, unknown>][] = [];
    for (let number = from; ; number++) {
      const news = broadcast.ring.at(number);
      if (news === undefined) return all;
      all.push([news.type, news.group, JSON.parse(news.data) as Record<string, unknown>]);
    }
  };
  return { clock, daemon, broadcast, calls, reader, change, told };
}

test('nothing is heard without readers, and a minute after the last has gone', () => {
  const { clock, daemon, broadcast, reader, change } = setup();
  const isHeard = () => daemon.bus.wants('PROCESS_STATE_RUNNING');
  assert.equal(isHeard(), false);
  const leave = broadcast.join(reader);
  assert.equal(isHeard(), true);
  leave();
  leave();
  const before = broadcast.ring.last;
  change('RUNNING');
  clock.advance(KEEP_MS - 1);
  assert.deepEqual(
    [isHeard(), broadcast.ring.has(before), broadcast.ring.last],
    [true, true, before + 1],
  );
  clock.advance(1);
  assert.deepEqual([isHeard(), broadcast.ring.has(before + 1), clock.pending], [false, false, 0]);
});

test('one who comes back in time finds what happened meanwhile', () => {
  const { clock, broadcast, reader, change, told } = setup();
  const leave = broadcast.join(reader);
  const before = broadcast.ring.last;
  leave();
  change('RUNNING');
  clock.advance(KEEP_MS / 2);
  broadcast.join(reader);
  clock.advance(KEEP_MS);
  assert.equal(told(before + 1).length, 1);
});

test('many changes at once are told together, and the first of a quiet time at once', () => {
  const { clock, daemon, broadcast, calls, reader, change, told } = setup();
  broadcast.join(reader);
  const before = broadcast.ring.last;
  change('RUNNING');
  clock.advance(0);
  assert.deepEqual(calls, ['news']);
  change('STOPPED');
  change('RUNNING', 'a', 'g');
  clock.advance(COLLECT_MS - 1);
  assert.deepEqual(calls, ['news']);
  daemon.process('web').pid = 55;
  clock.advance(1);
  assert.deepEqual(calls, ['news', 'news']);
  const states = told(before + 1).map(([type, group, data]) => {
    const { from, to, process } = data as unknown as StreamEvent<'state'>;
    return [type, group, from, to, process.state.name, process.pid];
  });
  assert.deepEqual(states, [
    ['state', 'web', 'STARTING', 'RUNNING', 'RUNNING', null],
    ['state', 'web', 'STARTING', 'STOPPED', 'STOPPED', 55],
    ['state', 'g', 'STARTING', 'RUNNING', 'RUNNING', null],
  ]);
});

test('groups, the configuration and the daemon itself are news, too', () => {
  const { clock, daemon, broadcast, calls, reader, told } = setup();
  broadcast.join(reader);
  const before = broadcast.ring.last;
  daemon.bus.publish('PROCESS_GROUP_ADDED', { groupname: 'g' });
  daemon.bus.publish('PROCESS_GROUP_REMOVED', { groupname: 'gone' });
  daemon.bus.publishAdded([GROUP_UPDATED], 'web');
  daemon.bus.publishAdded([GROUP_UPDATED], 'gone');
  daemon.bus.publishAdded([CONFIGURATION_READ], '');
  daemon.shutdown();
  daemon.bus.publish('SUPERVISOR_STATE_CHANGE_STOPPING', {});
  assert.deepEqual(calls, ['news'], 'the last is not waited with: the servers are about to close');
  const at = new Date(clock.wall()).toISOString();
  assert.deepEqual(told(before + 1), [
    ['group', 'g', { at, name: 'g', change: 'added' }],
    ['group', 'gone', { at, name: 'gone', change: 'removed' }],
    ['group', 'web', { at, name: 'web', change: 'updated' }],
    ['config', undefined, { at }],
    ['config', undefined, { at }],
    ['config', undefined, { at }],
    ['supervisor', undefined, { at, state: { code: -1, name: 'SHUTDOWN' } }],
  ]);
  clock.advance(COLLECT_MS);
  assert.deepEqual(calls, ['news']);
});

test('a listener of everything is not told what only streams are', () => {
  const { daemon } = setup();
  daemon.bus.subscribe(['EVENT'], (event) => assert.fail(event.name));
  daemon.bus.publishAdded([CONFIGURATION_READ], '');
  daemon.bus.publishAdded([GROUP_UPDATED], 'web');
});

test('readers are called now and then while they are there', () => {
  const { clock, broadcast, calls, reader } = setup();
  const leave = broadcast.join(reader);
  clock.advance(2 * REST_MS);
  assert.deepEqual(calls, ['rest', 'rest']);
  leave();
  clock.advance(10 * REST_MS);
  assert.deepEqual(calls, ['rest', 'rest']);
});

test('each life has a name of its own', () => {
  const { clock, daemon, broadcast } = setup();
  clock.advance(1);
  assert.notEqual(new Broadcast(daemon, clock).life, broadcast.life);
});
