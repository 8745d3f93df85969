/** What goes on when another program takes the daemon's place, and what it knows of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  configOf,
  groupConfig,
  logTo,
  processConfig,
  socketConfig,
} from '../../test/rig/configs.ts';
import { FakeListener, poolGroup } from '../../test/rig/fake-listener.ts';
import { FakeReceiver } from '../../test/rig/fake-receiver.ts';
import { supervisorOnFakes } from '../../test/rig/supervisor-on-fakes.ts';
import type { GroupConfig, ProcessConfig } from '../config/config.ts';
import type { Event } from '../events/bus.ts';
import { describeDaemon, descriptorsOf, resumeDaemon, suspendDaemon } from './snapshot.ts';

function program(name: string, changes: Partial<ProcessConfig> = {}): GroupConfig {
  const stdout = logTo(`/tmp/${name}.out`);
  return groupConfig(name, {}, [processConfig(name, { stdout, ...changes })]);
}

/** A daemon of these groups that has been started. */
function started(...groups: readonly GroupConfig[]) {
  const daemon = supervisorOnFakes(configOf(...groups));
  daemon.supervisor.start();
  daemon.clock.advance(0);
  const find = (name: string, { supervisor } = daemon as Pick<typeof daemon, 'supervisor'>) => {
    const all = [...supervisor.groups.values()].flatMap((group) => group.processes);
    const process = all.find((one) => one.name === name);
    assert.ok(process);
    return process;
  };
  return { ...daemon, find };
}

test('a program goes on: its pid, its log, its past, and the end of it', () => {
  const { clock, os, find, takeOver } = started(program('web'));
  clock.advance(5000);
  os.say(os.lastChild, 'stdout', 'one ');
  clock.advance(0);
  os.say(os.lastChild, 'stdout', 'two ');
  const before = find('web');
  const factsOf = ({ pid, startedAt, uptimeMs, history }: typeof before) =>
    JSON.stringify({ pid, startedAt, uptimeMs, changes: history.changes });
  const past = factsOf(before);
  const daemon = takeOver(() => os.say(os.lastChild, 'stdout', 'three '));
  const after = find('web', daemon);
  assert.notEqual(after, before);
  assert.equal(factsOf(after), past);
  os.say(os.lastChild, 'stdout', 'four');
  clock.advance(0);
  assert.equal(os.text('/tmp/web.out'), 'one two three four');
  os.exit(os.lastChild, 0);
  clock.advance(0);
  assert.deepEqual([after.state, after.exitStatus], ['EXITED', 0]);
  assert.deepEqual([os.openPipeEnds, os.openPaths], [0, []]);
});

test('deadlines stay where they were', () => {
  const { clock, os, find, takeOver } = started(
    program('slow', { startsecs: 10 }),
    program('crash'),
    program('stubborn', { stopwaitsecs: 3 }),
  );
  const [, crash, stubborn] = os.living;
  assert.ok(crash && stubborn);
  stubborn.ignores.add(15);
  clock.advance(100);
  os.exit(crash, 1);
  find('stubborn').stop();
  clock.advance(0);
  const deadlines = ['slow', 'crash', 'stubborn'].map((name) => find(name).deadline);
  const daemon = takeOver();
  const states = (...names: string[]) => names.map((name) => find(name, daemon).state);
  assert.deepEqual(
    ['slow', 'crash', 'stubborn'].map((name) => find(name, daemon).deadline),
    deadlines,
  );
  clock.advance(999);
  assert.deepEqual(states('slow', 'crash', 'stubborn'), ['STARTING', 'BACKOFF', 'STOPPING']);
  clock.advance(1);
  assert.deepEqual(states('crash'), ['STARTING']);
  clock.advance(2000);
  assert.deepEqual(stubborn.signals, [15, 9]);
  clock.advance(6900);
  assert.deepEqual(states('slow', 'crash', 'stubborn'), ['RUNNING', 'RUNNING', 'STOPPED']);
});

test('what falls due, ends or says its last words while no program runs is noticed by the next', () => {
  const { clock, os, find, takeOver } = started(
    program('brief', { autorestart: false }),
    program('late', { startsecs: 2 }),
  );
  const [brief] = os.living;
  assert.ok(brief);
  clock.advance(1500);
  const daemon = takeOver(() => {
    os.say(brief, 'stdout', 'last words');
    os.exit(brief, 3);
    clock.advance(1000);
  });
  clock.advance(0);
  assert.equal(find('brief', daemon).exitStatus, 3);
  assert.equal(os.text('/tmp/brief.out'), 'last words');
  assert.equal(find('late', daemon).state, 'RUNNING');
});

test('a listener answers an event that another program has sent it', () => {
  const { clock, os, bus, takeOver } = started(poolGroup('pool'));
  clock.advance(1000);
  const listener = new FakeListener(os, os.lastChild);
  listener.say('READY\n');
  clock.advance(0);
  for (const type of ['a', 'b', 'c']) bus.publish('REMOTE_COMMUNICATION', { type, data: '' });
  assert.deepEqual(listener.heard(), ['a']);
  listener.say('RESULT 2');
  clock.advance(0);
  let daemon = takeOver();
  assert.deepEqual(listener.heard(), [], 'not again');
  listener.say('\nO');
  clock.advance(0);
  daemon = takeOver();
  listener.say('KREADY\n');
  clock.advance(0);
  const sent = listener.read();
  assert.match(sent, /^ver:3.0 .* serial:1 pool:pool poolserial:1 .*\ntype:b\n/);
  const [pool] = daemon.supervisor.eventPools;
  assert.deepEqual([pool?.sent, pool?.acknowledged, pool?.buffered], [2, 1, 1]);
  daemon.bus.publish('REMOTE_COMMUNICATION', { type: 'd', data: '' });
  listener.say('RESULT 2\nOKREADY\n');
  clock.advance(0);
  listener.say('RESULT 2\nOKREADY\n');
  clock.advance(0);
  assert.match(listener.read(), /serial:2 .*\ntype:c[\s\S]*serial:3 .* poolserial:3 .*\ntype:d/);
});

test('an event that a listener dies with is sent again by the next program', () => {
  const pool = poolGroup('pool', {}, [processConfig('pool', { autorestart: true })]);
  const { clock, os, bus, takeOver } = started(pool);
  clock.advance(1000);
  new FakeListener(os, os.lastChild).say('READY\n');
  clock.advance(0);
  bus.publish('REMOTE_COMMUNICATION', { type: 'a', data: '' });
  takeOver(() => os.exit(os.lastChild, 1));
  clock.advance(1000);
  const second = new FakeListener(os, os.lastChild);
  second.say('READY\n');
  clock.advance(0);
  assert.deepEqual(second.heard(), ['a']);
});

test('a listener that broke the protocol just before is restarted by the next program', () => {
  const { clock, os, find, takeOver } = started(poolGroup('pool', { listener_restart: true }));
  clock.advance(1000);
  const first = os.lastChild;
  new FakeListener(os, first).say('nonsense');
  clock.advance(0);
  const daemon = takeOver();
  clock.advance(0);
  assert.notEqual(find('pool', daemon).pid, first.pid);
  assert.equal(first.alive, false);
});

test('words for a program that reads late arrive in their order', () => {
  const { clock, os, find, takeOver } = started(program('web'));
  const { stdin } = os.lastChild;
  stdin.room = 4;
  find('web').send(Buffer.from('one two '));
  const daemon = takeOver(() => stdin.drain(2));
  find('web', daemon).send(Buffer.from('three'));
  let text = 'on';
  for (let turn = 0; turn < 6; turn++) text += stdin.drain();
  assert.equal(text, 'one two three');
  clock.advance(0);
  assert.equal(stdin.waiting, 0);
});

test('a token, an escape sequence and a line that are cut in two are whole again', () => {
  const stdout = logTo('/tmp/web.out', { capture_maxbytes: 100, syslog: true });
  const { clock, os, supervisor, takeOver, world } = started(program('web', { stdout }));
  const receiver = new FakeReceiver();
  os.addPipe('/dev/log', receiver);
  const config = configOf(program('web', { stdout }));
  world.next = { ...config, supervisord: { ...config.supervisord, strip_ansi: true } };
  supervisor.reread();
  const captured: string[] = [];
  const hear = ({ payload }: Event): void => void captured.push(payload.split('\n')[1] ?? '');
  const say = (text: string): void => {
    os.say(os.lastChild, 'stdout', text);
    clock.advance(0);
  };
  say('half a li');
  takeOver();
  say('ne\n\x1b[1');
  takeOver();
  say(';31mred <!--XSUPERV');
  takeOver();
  say('ISOR:BEGIN-->for a lis');
  takeOver().bus.subscribe(['PROCESS_COMMUNICATION'], hear);
  say('tener<!--XSUPERVISOR:E');
  takeOver().bus.subscribe(['PROCESS_COMMUNICATION'], hear);
  say('ND--> text\n');
  assert.deepEqual(captured, ['for a listener']);
  assert.equal(os.text('/tmp/web.out'), 'half a line\nred  text\n');
  assert.deepEqual(
    receiver.messages.map((message) => message.replace(/^.*supervisord: /, '')),
    ['web half a line', 'web red  text'],
  );
});

test('the socket of fcgi-programs stays open, until the last of them has ended', () => {
  const socket = socketConfig('tcp://127.0.0.1:9000');
  const { clock, os, takeOver, log } = started(program('php', { socket, autorestart: false }));
  const [url] = os.openSockets;
  const own = os.lastChild.socket;
  takeOver();
  takeOver();
  assert.deepEqual(os.openSockets, [url]);
  assert.equal(own?.holders, 2, 'the program and the daemon');
  os.exit(os.lastChild, 0);
  clock.advance(0);
  assert.deepEqual(os.openSockets, []);
  assert.equal(log.lines.filter((line) => /Creating socket/.test(line)).length, 1);
});

test('launches that wait for their turn keep their order', async () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const daemon = supervisorOnFakes(configOf(...names.map((name) => program(name))), {
    mostUnderWay: 1,
  });
  const { supervisor, os, clock, takeOver, log } = daemon;
  os.spawnMs = 10;
  supervisor.start();
  const quiet = supervisor.quieten(1000);
  clock.advance(1000);
  await quiet;
  assert.equal(os.living.length, 1, 'the one that was under way');
  takeOver();
  clock.advance(100);
  const spawned = log.lines.flatMap((line) => /^info spawned: '(\w)'/.exec(line)?.[1] ?? []);
  assert.deepEqual(spawned, names);
});

test('a launch that hangs is given up, and tried again by the next program', async () => {
  const { clock, os, supervisor, takeOver, find } = started(program('web'));
  os.exit(os.lastChild, 1);
  os.hangs = true;
  clock.advance(1000);
  assert.deepEqual([find('web').state, find('web').pid], ['STARTING', 0]);
  const quiet = supervisor.quieten(500);
  clock.advance(500);
  await new Promise((resolve) => setImmediate(resolve));
  clock.advance(50);
  await quiet;
  assert.equal(find('web').state, 'BACKOFF');
  os.hangs = false;
  const daemon = takeOver();
  clock.advance(3000);
  assert.equal(find('web', daemon).state, 'RUNNING');
  assert.deepEqual(os.openPipeEnds, 3);
});

test('nobody can take over while a group is updated, or at the end', async () => {
  const { clock, os, supervisor, world } = started(program('web'));
  assert.equal(supervisor.handOverObjection, undefined);
  os.lastChild.ignores.add(15);
  world.next = configOf();
  supervisor.reread();
  const update = supervisor.updateGroup('web');
  assert.equal(supervisor.handOverObjection, 'web is being updated');
  clock.advance(10_000);
  await update;
  assert.equal(supervisor.handOverObjection, undefined);
  supervisor.shutdown();
  assert.equal(supervisor.handOverObjection, 'supervisord is about to end');
});

test('without another program everything goes on as before', () => {
  const { clock, os, find, parts } = started(program('web', { startsecs: 2 }));
  find('web').send(Buffer.alloc(100_000));
  suspendDaemon(parts);
  assert.equal(clock.pending, 0, 'nothing is waited for');
  os.say(os.lastChild, 'stdout', 'words');
  resumeDaemon(parts);
  clock.advance(2000);
  assert.equal(find('web').state, 'RUNNING');
  assert.equal(os.text('/tmp/web.out'), 'words');
  assert.equal(os.lastChild.stdin.drain().length + os.lastChild.stdin.drain().length, 100_000);
});

test('an AUTO log keeps its file', () => {
  const stdout = { ...logTo(''), file: { kind: 'auto' } as const };
  const { os, find, takeOver } = started(program('web', { stdout }));
  const { path } = find('web').stdout;
  assert.match(path ?? '', /^\/tmp\/web-stdout---supervisor-/);
  assert.equal(find('web', takeOver()).stdout.path, path);
  assert.deepEqual(os.readDirectory('/tmp').length, 1);
});

test('what runs is what ran, whatever the file says now', () => {
  const { takeOver, find, supervisor, world, clock } = started(program('web'), program('gone'));
  find('web').adopt({ ...find('web').config, stopwaitsecs: 77 });
  world.next = configOf(program('web'));
  supervisor.reread();
  const daemon = takeOver();
  assert.equal(find('web', daemon).config.stopwaitsecs, 77);
  clock.advance(1000);
  assert.equal(find('gone', daemon).state, 'RUNNING');
  assert.deepEqual(daemon.supervisor.reread(), { added: [], changed: ['web'], removed: ['gone'] });
});

test('what is configured as it was is there once, not twice', () => {
  const config = configOf(program('web'));
  const { takeOver, supervisor } = supervisorOnFakes(config);
  supervisor.start();
  assert.equal(takeOver().supervisor.groups.get('web')?.config, config.groups[0]);
});

test('a program that cannot be heard for lack of memory is heard a second later', () => {
  const { clock, os, takeOver, log } = started(program('web'));
  takeOver(() => {
    os.watchError = 'ENOMEM';
  });
  os.say(os.lastChild, 'stdout', 'words');
  clock.advance(2500);
  assert.equal(log.lines.filter((line) => /cannot hear 1 processes/.test(line)).length, 1);
  os.watchError = undefined;
  clock.advance(1000);
  assert.equal(os.text('/tmp/web.out'), 'words');
});

test('a process that outlives its group is heard to its end', () => {
  const { clock, os, find, takeOver, supervisor } = started(program('web'));
  clock.advance(1000);
  const child = os.lastChild;
  os.killError = 'EPERM';
  find('web').stop();
  assert.equal(find('web').state, 'UNKNOWN');
  supervisor.removeGroup('web');
  const daemon = takeOver();
  assert.equal(daemon.supervisor.groups.size, 0);
  os.say(child, 'stdout', 'still here');
  clock.advance(0);
  takeOver();
  os.exit(child, 0);
  clock.advance(0);
  assert.equal(os.text('/tmp/web.out'), 'still here');
  assert.deepEqual([os.openPipeEnds, os.openPaths], [0, []]);
});

test('every descriptor that must stay open is named once', () => {
  const { parts, os } = started(program('web'), program('db'));
  const state = describeDaemon(parts);
  assert.equal(descriptorsOf(state).length, 2 + 2, 'logs and stdin: the others are read');
  const suspended = descriptorsOf(suspendDaemon(parts));
  assert.equal(suspended.length, 2 + 2 * 3);
  assert.equal(new Set(suspended).size, suspended.length);
  os.execve(suspended);
  assert.deepEqual([os.openPipeEnds, os.openPaths.length], [6, 2]);
});
