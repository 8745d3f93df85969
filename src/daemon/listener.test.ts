/** Pools and listeners on a fake system: who is told, and that no event is lost or told twice. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configOf, groupConfig, logTo, processConfig } from '../../test/rig/configs.ts';
import { FakeListener, poolGroup } from '../../test/rig/fake-listener.ts';
import { supervisorOnFakes } from '../../test/rig/supervisor-on-fakes.ts';
import type { GroupConfig, PoolConfig } from '../config/config.ts';
import type { ResultHandler } from '../events/result-handler.ts';

/** A daemon with these groups, started, a second later. */
function running(groups: readonly GroupConfig[], handler?: ResultHandler) {
  const world = supervisorOnFakes(configOf(...groups), { level: 'debug', handler });
  const { supervisor, clock, os, log, bus } = world;
  supervisor.start();
  clock.advance(1000);
  log.lines.length = 0;
  const tell = (type: string) => bus.publish('REMOTE_COMMUNICATION', { type, data: '' });
  const listeners = os.children.map((child) => new FakeListener(os, child));
  const say = (listener: FakeListener | undefined, text: string) => {
    listener?.say(text);
    clock.advance(0);
  };
  const [first = new FakeListener(os, os.lastChild)] = listeners;
  return { ...world, tell, say, listeners, first };
}

const one = (pool: Partial<PoolConfig> = {}, handler?: ResultHandler) =>
  running([poolGroup('l', pool)], handler);

const OK = 'RESULT 2\nOK';

test('an event goes out when a listener is ready, and nothing happens in between [9.3-dispatch]', () => {
  const { tell, say, first, clock, supervisor } = one();
  tell('a');
  assert.equal(first.read(), '');
  assert.equal(clock.pending, 0, 'nothing wakes up');
  say(first, 'READY\n');
  assert.equal(
    first.read(),
    'ver:3.0 server:supervisor serial:0 pool:l poolserial:0 eventname:REMOTE_COMMUNICATION len:7\ntype:a\n',
  );
  say(first, `${OK}READY\n`);
  tell('b');
  assert.deepEqual(first.heard(), ['b'], 'at once');
  assert.deepEqual(supervisor.eventPools, [
    {
      name: 'l',
      events: ['REMOTE_COMMUNICATION'],
      bufferSize: 100,
      sent: 2,
      acknowledged: 1,
      rejected: 0,
      dropped: 0,
      buffered: 0,
      listeners: [{ name: 'l', state: 'BUSY' }],
    },
  ]);
});

test('a result handler decides, and one that fails breaks with the listener [9.3-handler 9.3-broken-handler 8.2-handler-error]', () => {
  const answers: string[] = [];
  const { tell, say, first, log } = one({}, (event, answer) => {
    answers.push(`${event.name} ${Buffer.from(answer).toString()}`);
    if (answers.length === 1) throw Object.assign(new Error(), { name: 'RejectEvent' });
    if (answers.length === 3) throw new Error('out of order');
  });
  for (const type of ['a', 'b']) tell(type);
  say(first, 'READY\n');
  for (const answer of ['one', 'two', 'six']) say(first, `RESULT 3\n${answer}READY\n`);
  assert.deepEqual(
    answers,
    ['one', 'two', 'six'].map((text) => `REMOTE_COMMUNICATION ${text}`),
  );
  assert.deepEqual(first.heard(), ['a', 'a', 'b']);
  assert.deepEqual(
    log.lines.filter((line) => line.startsWith('warn')),
    [
      'warn l: event was rejected',
      'warn l: event caused an error',
      'warn l: has entered the UNKNOWN state and will no longer receive events, ' +
        'this usually indicates the process violated the eventlistener protocol',
    ],
  );
});

test('a full buffer drops its oldest for a new event, and for one that comes back [9.4-overflow 9.4-head]', () => {
  const { tell, say, first, log, supervisor } = one({ buffer_size: 2 });
  say(first, 'READY\n');
  for (const type of ['a', 'b', 'c', 'd']) tell(type);
  say(first, 'RESULT 4\nFAILREADY\n');
  assert.deepEqual(first.heard(), ['a', 'a']);
  say(first, `${OK}READY\n`);
  assert.deepEqual(first.heard(), ['d']);
  assert.deepEqual(
    log.lines.filter((line) => /buffer/.test(line)),
    [
      'error pool l event buffer overflowed, discarding event 1',
      'debug rebuffering event 0 for pool l (buf size=2, max=2)',
      'error pool l event buffer overflowed, discarding event 2',
    ],
  );
  assert.equal(supervisor.eventPools[0]?.dropped, 2);
});

test('a listener that reads nothing is sent nothing more, whatever it answers [9.3-slow]', () => {
  const { tell, say, first, bus } = one({ buffer_size: 5 });
  first.child.stdin.room = 10;
  say(first, 'READY\n');
  bus.publish('REMOTE_COMMUNICATION', { type: 'a', data: 'x'.repeat(3_000_000) });
  for (let count = 0; count < 20; count++) tell(`${count}`);
  say(first, `${OK}READY\n`);
  assert.equal(first.child.stdin.waiting, 1);
  let read = '';
  while (read.length < 3_000_000) {
    first.child.stdin.room = 65_536;
    read += first.read();
  }
  read += first.read();
  assert.match(read, /x\nver:3.0 .*\ntype:15\n$|xver:3.0 .*\ntype:15\n$/);
});

test('an event whose listener died is told to another one that is ready [9.3-death 9.3-order]', () => {
  const processes = ['l0', 'l1'].map((name) => processConfig(name));
  const { tell, say, os, clock, listeners } = running([poolGroup('l', {}, processes)]);
  const [l0, l1] = listeners;
  assert.ok(l0 && l1);
  for (const listener of [l1, l0]) say(listener, 'READY\n');
  tell('a');
  assert.deepEqual([l0.heard(), l1.heard()], [['a'], []], 'the first in the order of the pool');
  os.exit(l0.child, 1);
  clock.advance(0);
  assert.deepEqual(l1.heard(), ['a']);
});

test('what a listener says last is still understood [9.3-last-words]', () => {
  const { tell, say, os, clock, first, supervisor } = one();
  say(first, 'READY\n');
  tell('a');
  first.say(OK);
  os.exit(first.child, 1);
  clock.advance(0);
  assert.deepEqual(supervisor.eventPools[0]?.acknowledged, 1);
  assert.deepEqual(supervisor.eventPools[0]?.buffered, 0);
});

test('a process that is asked to stop is told nothing more, and the next begins anew [9.3-running 9.3-terminal]', () => {
  const { tell, say, os, clock, first, supervisor } = one();
  first.child.ignores.add(15);
  say(first, 'READY\n');
  const process = supervisor.groups.get('l')?.processes[0];
  process?.stop();
  tell('a');
  assert.deepEqual(first.heard(), []);
  os.exit(first.child, 0);
  clock.advance(0);
  process?.start();
  clock.advance(0);
  const next = new FakeListener(os, os.lastChild);
  say(next, 'READY\n');
  assert.deepEqual(next.heard(), [], 'it is still STARTING');
  clock.advance(1000);
  assert.deepEqual(next.heard(), ['a']);
});

test('a listener is restarted when it broke the protocol, if that is wanted, and not before it runs [9.3-restart]', () => {
  const { tell, say, os, clock, first, log } = one({ listener_restart: true });
  tell('a');
  say(first, 'nonsense');
  assert.deepEqual(first.child.signals, [15]);
  clock.advance(0);
  const second = new FakeListener(os, os.lastChild);
  assert.notEqual(second.child, first.child);
  say(second, 'nonsense'); // while STARTING
  assert.deepEqual(second.child.signals, []);
  clock.advance(1000);
  assert.deepEqual(second.child.signals, [15]);
  clock.advance(0);
  const third = new FakeListener(os, os.lastChild);
  say(third, 'READY\n');
  clock.advance(1000);
  assert.deepEqual(third.heard(), ['a']);
  assert.ok(log.lines.includes('info restarting l, since its listener state is UNKNOWN'));
  third.say('nonsense');
  os.exit(third.child, 1); // its last words: nothing may be sent to that pid any more
  clock.advance(0);
  assert.deepEqual(third.child.signals, []);
});

test('without that it stays as it is, and is shown as UNKNOWN [9.3-terminal 9.4-counts]', () => {
  const { say, first, supervisor, clock } = one();
  say(first, 'nonsense');
  clock.advance(60_000);
  assert.deepEqual(first.child.signals, []);
  assert.deepEqual(supervisor.eventPools[0]?.listeners, [{ name: 'l', state: 'UNKNOWN' }]);
});

test('a pool is told that it was added, with every group, and not that it was removed [9.1-group 9.1-group-own]', async () => {
  const events = ['PROCESS_GROUP'] as const;
  const groups = [poolGroup('l', { events }), poolGroup('m', { events }), groupConfig('x')];
  const { supervisor, say, listeners, clock, world, bus } = running(groups);
  const heardBy = (listener: FakeListener | undefined) => {
    let text = '';
    for (let count = 0; count < 8; count++) {
      say(listener, count === 0 ? 'READY\n' : `${OK}READY\n`);
      text += listener?.read();
    }
    return [...text.matchAll(/_(ADDED|REMOVED) len:\d+\ngroupname:(\w+)\n/g)].map(
      ([, what, name]) => `${what} ${name}`,
    );
  };
  for (const process of supervisor.groups.get('m')?.processes ?? []) process.stop();
  clock.advance(0);
  supervisor.removeGroup('m');
  world.next = configOf(...groups);
  assert.deepEqual(heardBy(listeners[0]), ['ADDED l', 'ADDED m', 'ADDED x', 'REMOVED m']);
  assert.equal(supervisor.eventPools.length, 1);
  assert.equal(bus.wants('PROCESS_GROUP_ADDED'), true);
});

test('at the end nobody listens any more, and no tick is left [9.1-tick-idle]', () => {
  const { supervisor, clock, bus } = one({ events: ['EVENT'] });
  assert.equal(clock.pending, 1, 'the next tick');
  supervisor.shutdown();
  clock.advance(10_000);
  assert.equal(clock.pending, 0);
  assert.equal(bus.wants('TICK_5'), false);
});

test('a command that cannot be executed says so with its own pid [9.1-log-pid]', () => {
  const x = processConfig('x', {
    autostart: false,
    stderr: logTo('/tmp/x.err', { events_enabled: true }),
  });
  const { supervisor, os, clock, bus } = running([poolGroup('l'), groupConfig('x', {}, [x])]);
  const heard: string[] = [];
  bus.subscribe(['PROCESS_LOG'], ({ payload }) => void heard.push(payload));
  os.nextFailure = { kind: 'failed', stage: 'chdir', code: 'ENOENT' };
  supervisor.groups.get('x')?.processes[0]?.start();
  clock.advance(0);
  assert.match(
    heard[0] ?? '',
    new RegExp(`^processname:x groupname:x pid:${os.lastChild.pid} channel:stderr\n.`),
  );
});

test('an exit that was expected, and a stop while no process is there [9.1-exited 9.1-stopped-in-backoff]', () => {
  const x = processConfig('x', { autostart: false });
  const { supervisor, os, clock, bus } = running([poolGroup('l'), groupConfig('x', {}, [x])]);
  const heard: string[] = [];
  bus.subscribe(['PROCESS_STATE_EXITED', 'PROCESS_STATE_STOPPED'], ({ payload }) => {
    heard.push(payload.replace('processname:x groupname:x ', ''));
  });
  const process = supervisor.groups.get('x')?.processes[0];
  process?.start();
  clock.advance(1000);
  const { pid } = os.lastChild;
  os.exit(os.lastChild, 0);
  clock.advance(0);
  process?.start();
  clock.advance(0);
  os.exit(os.lastChild, 0);
  clock.advance(0);
  assert.equal(process?.state, 'BACKOFF');
  process.stop();
  assert.deepEqual(heard, [`from_state:RUNNING expected:1 pid:${pid}`, 'from_state:BACKOFF pid:0']);
});
