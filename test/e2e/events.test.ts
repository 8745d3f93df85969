/** Event listeners: what they are told, in what order, and what becomes of their answers. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { difference } from '../rig/differences.ts';
import { EventListener, type ReadEvent } from '../rig/event-listener.ts';
import { Rig } from '../rig/rig.ts';

/** `NAME payload`, with `N` for every pid but 0. */
function told({ name, payload }: ReadEvent): string {
  return `${name} ${payload.replace(/\bpid:[1-9]\d*/, 'pid:N')}`;
}

test('a life is told from its beginning to its end [9.1-state 9.1-starting 9.1-running 9.1-backoff 9.1-stopping 9.1-exited 9.1-stopped 9.1-fatal 9.1-group 9.1-supervisor 9.1-remote 9.1-log 9.1-undecodable 9.1-abstract 9.1-order 9.1-from-state 9.1-characters]', async () => {
  await using rig = await Rig.create();
  const teller = rig.child();
  const child = rig.child();
  const text = `
[eventlistener:l]
command = ${teller.command}
events = EVENT
buffer_size = 1000
[program:x]
command = ${child.command}
autostart = false
stdout_events_enabled = true
stderr_events_enabled = true
stdout_logfile = NONE
[program:bad]
command = /bin/false
autostart = false
startsecs = 10
startretries = 1
`;
  const { paths, rewrite } = rig.configure(text);
  const daemon = await rig.foreground(paths);
  const listener = await EventListener.of(await teller.nextRun());
  await daemon.state('l', 'RUNNING');
  const events: string[] = [];
  const takeUntil = async (fits: (event: ReadEvent) => boolean) =>
    void events.push(
      ...(await listener.takeUntil(fits)).filter(({ name }) => !name.startsWith('TICK')).map(told),
    );
  await takeUntil(({ name }) => name === 'PROCESS_STATE_RUNNING');

  await daemon.rpc('startProcess', 'x');
  const run = await child.nextRun();
  await run.write('hello\n');
  await takeUntil(({ name }) => name === 'PROCESS_LOG_STDOUT');
  await run.write('h\u00e9\ud83d\ude00', 2);
  await takeUntil(({ name }) => name === 'PROCESS_LOG_STDERR');
  await run.write(Buffer.from([0x68, 0xff, 0x27]));
  await takeUntil(({ name }) => name === 'PROCESS_LOG_STDOUT');
  await run.exit(3);
  await child.nextRun();
  await daemon.state('x', 'RUNNING');
  await daemon.rpc('stopProcess', 'x');
  await takeUntil(({ name }) => name === 'PROCESS_STATE_STOPPED');
  await assert.rejects(daemon.rpc('startProcess', 'bad'));
  await takeUntil(({ name }) => name === 'PROCESS_STATE_FATAL');
  rewrite(`${text}[program:new]\ncommand = /bin/cat\nautostart = false\n`);
  await daemon.rpc('reloadConfig');
  await daemon.rpc('addProcessGroup', 'new');
  await daemon.rpc('removeProcessGroup', 'new');
  await daemon.rpc('sendRemoteCommEvent', 'kind', 'of\nd\u00e4ta');
  await takeUntil(({ name }) => name === 'REMOTE_COMMUNICATION');
  await daemon.rpc('startProcess', 'x');
  await takeUntil(({ name }) => name === 'PROCESS_STATE_RUNNING');
  const last = await child.nextRun();
  await last.trap('SIGTERM'); // it stays until we have heard of it
  daemon.signal('SIGTERM');
  await takeUntil(({ name }) => name === 'SUPERVISOR_STATE_CHANGE_STOPPING');
  await listener.say('READY\n');
  events.push(told(await listener.next()));
  last.release();

  const x = 'processname:x groupname:x';
  const bad = 'processname:bad groupname:bad';
  assert.deepEqual(events, [
    'PROCESS_GROUP_ADDED groupname:l\n',
    'PROCESS_GROUP_ADDED groupname:bad\n',
    'PROCESS_GROUP_ADDED groupname:x\n',
    'SUPERVISOR_STATE_CHANGE_RUNNING ',
    'PROCESS_STATE_STARTING processname:l groupname:l from_state:STOPPED tries:0',
    'PROCESS_STATE_RUNNING processname:l groupname:l from_state:STARTING pid:N',
    `PROCESS_STATE_STARTING ${x} from_state:STOPPED tries:0`,
    `PROCESS_STATE_RUNNING ${x} from_state:STARTING pid:N`,
    `PROCESS_LOG_STDOUT ${x} pid:N channel:stdout\nhello\n`,
    `PROCESS_LOG_STDERR ${x} pid:N channel:stderr\nh\u00e9\ud83d\ude00`,
    `PROCESS_LOG_STDOUT ${x} pid:N channel:stdout\nUndecodable: b"h\\xff'"`,
    `PROCESS_STATE_EXITED ${x} from_state:RUNNING expected:0 pid:N`,
    `PROCESS_STATE_STARTING ${x} from_state:EXITED tries:0`,
    `PROCESS_STATE_RUNNING ${x} from_state:STARTING pid:N`,
    `PROCESS_STATE_STOPPING ${x} from_state:RUNNING pid:N`,
    `PROCESS_STATE_STOPPED ${x} from_state:STOPPING pid:N`,
    `PROCESS_STATE_STARTING ${bad} from_state:STOPPED tries:0`,
    `PROCESS_STATE_BACKOFF ${bad} from_state:STARTING tries:1`,
    `PROCESS_STATE_STARTING ${bad} from_state:BACKOFF tries:1`,
    `PROCESS_STATE_BACKOFF ${bad} from_state:STARTING tries:2`,
    `PROCESS_STATE_FATAL ${bad} from_state:BACKOFF`,
    'PROCESS_GROUP_ADDED groupname:new\n',
    'PROCESS_GROUP_REMOVED groupname:new\n',
    'REMOTE_COMMUNICATION type:kind\nof\nd\u00e4ta',
    `PROCESS_STATE_STARTING ${x} from_state:STOPPED tries:0`,
    `PROCESS_STATE_RUNNING ${x} from_state:STARTING pid:N`,
    'SUPERVISOR_STATE_CHANGE_STOPPING ',
    `PROCESS_STATE_STOPPING ${x} from_state:RUNNING pid:N`,
  ]);
});

test('the header names everything in its order, and counts characters [9.2-header 9.2-serial 9.2-length 9.2-subscribed]', async () => {
  await using rig = await Rig.create();
  const [one, two] = [rig.child(), rig.child()];
  const daemon = await rig.daemon(`
[supervisord]
identifier = me
[eventlistener:one]
command = ${one.command}
events = REMOTE_COMMUNICATION
[eventlistener:two]
command = ${two.command}
events = REMOTE_COMMUNICATION, SUPERVISOR_STATE_CHANGE
`);
  const first = await EventListener.of(await one.nextRun());
  const second = await EventListener.of(await two.nextRun());
  await daemon.rpc('sendRemoteCommEvent', 'a', '\u00e9\ud83d\ude00');
  await daemon.rpc('sendRemoteCommEvent', 'b', '');
  const headers = [await first.take(), await first.take(), await second.take()];
  headers.push(await second.take(), await second.take());
  assert.deepEqual(
    headers.map(({ header }) => header),
    [
      'ver:3.0 server:me serial:1 pool:one poolserial:0 eventname:REMOTE_COMMUNICATION len:9',
      'ver:3.0 server:me serial:2 pool:one poolserial:1 eventname:REMOTE_COMMUNICATION len:7',
      'ver:3.0 server:me serial:0 pool:two poolserial:0 eventname:SUPERVISOR_STATE_CHANGE_RUNNING len:0',
      'ver:3.0 server:me serial:1 pool:two poolserial:1 eventname:REMOTE_COMMUNICATION len:9',
      'ver:3.0 server:me serial:2 pool:two poolserial:2 eventname:REMOTE_COMMUNICATION len:7',
    ],
  );
});

test('serial numbers go on after a restart, those of a pool begin anew [9.2-restart]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[eventlistener:l]
command = ${child.command}
events = SUPERVISOR_STATE_CHANGE
`);
  const before = await EventListener.of(await child.nextRun());
  assert.equal((await before.take()).fields.get('serial'), '0');
  daemon.signal('SIGHUP');
  await before.run.ended;
  const after = await EventListener.of(await child.nextRun());
  const { fields } = await after.take();
  assert.deepEqual([fields.get('serial'), fields.get('poolserial')], ['2', '0']);
});

/** A pool of one listener that hears of remote events only. */
async function remote(rig: Rig, options = '') {
  const child = rig.child();
  const daemon = await rig.daemon(`
[supervisord]
loglevel = debug
[eventlistener:l]
command = ${child.command}
events = REMOTE_COMMUNICATION
${options}
`);
  const tell = (text: string) => daemon.rpc('sendRemoteCommEvent', text, '');
  const listener = await EventListener.of(await child.nextRun());
  await daemon.state('l', 'RUNNING');
  return { child, daemon, tell, listener };
}

const type = ({ payload }: ReadEvent) => payload.slice('type:'.length, -1);

test('an answer may come in any pieces, or with what is said next [9.3-pieces 9.3-accepted 9.3-states 8.2-listener-state 8.2-event-sent 8.2-event-processed]', async () => {
  await using rig = await Rig.create();
  const { daemon, tell, listener } = await remote(rig);
  for (const text of ['a', 'b', 'c']) await tell(text);
  for (const piece of ['RE', 'ADY', '\n']) await listener.say(piece);
  assert.equal(type(await listener.next()), 'a');
  for (const piece of ['RESULT', ' 2', '\nO']) await listener.say(piece);
  await listener.say('KREADY\n');
  assert.equal(type(await listener.next()), 'b');
  await listener.say('RESULT 2\nOKREADY\n');
  assert.equal(type(await listener.next()), 'c');
  await listener.accept();
  await daemon.logLine(/l: BUSY -> ACKNOWLEDGED/);
  const lines = daemon.messages(/^DEBG (l: |event )/);
  assert.deepEqual(lines.slice(0, 6), [
    'DEBG l: ACKNOWLEDGED -> READY',
    'DEBG event 0 sent to listener l',
    'DEBG l: event was processed',
    'DEBG l: BUSY -> ACKNOWLEDGED',
    'DEBG l: ACKNOWLEDGED -> READY',
    'DEBG event 1 sent to listener l',
  ]);
});

test('an event that is rejected is the next again, with the same serial [9.3-rejected 8.2-rejected 8.2-rebuffering]', async () => {
  await using rig = await Rig.create();
  const { daemon, tell, listener } = await remote(rig);
  for (const text of ['a', 'b']) await tell(text);
  await listener.say('READY\n');
  const { header } = await listener.next();
  await listener.say('RESULT 4\nFAIL');
  await listener.say('READY\n');
  assert.equal((await listener.next()).header, header);
  await listener.say('RESULT 3\nOK\nREADY\n');
  assert.equal((await listener.next()).header, header, 'only OK is OK');
  await listener.accept();
  assert.equal(type(await listener.take()), 'b');
  const lines = daemon.messages(/rejected|rebuffering event 0/);
  assert.ok(lines.includes('WARN l: event was rejected'));
  assert.ok(lines.includes('DEBG rebuffering event 0 for pool l (buf size=1, max=10)'));
});

test('an event whose listener dies is told to the next process first [9.3-death]', async () => {
  await using rig = await Rig.create();
  const { child, tell, listener } = await remote(rig);
  for (const text of ['a', 'b']) await tell(text);
  await listener.say('READY\n');
  const { header } = await listener.next();
  await listener.say('RESULT 2\nO');
  await listener.run.exit(1);
  const next = await EventListener.of(await child.nextRun());
  assert.equal((await next.take()).header, header);
  assert.equal(type(await next.take()), 'b');
});

test('a listener that breaks the protocol hears nothing more until it is restarted [9.3-unknown 8.2-unknown]', async () => {
  await using rig = await Rig.create();
  const { child, daemon, tell, listener } = await remote(rig);
  await listener.say('READY\nx');
  await daemon.logLine(/WARN l: has entered the UNKNOWN state and will no longer receive events, /);
  await tell('a');
  await listener.say('READY\n');
  await daemon.rpc('stopProcess', 'l');
  await daemon.rpc('startProcess', 'l', false);
  const next = await EventListener.of(await child.nextRun());
  assert.equal(type(await next.take()), 'a');
  assert.deepEqual(daemon.messages(/(DEBG|WARN) l: /).slice(0, 3), [
    'DEBG l: ACKNOWLEDGED -> READY',
    'DEBG l: READY -> UNKNOWN',
    'WARN l: has entered the UNKNOWN state and will no longer receive events, this usually indicates the process violated the eventlistener protocol',
  ]);
});

test('a first line of an answer that names no length breaks the protocol [9.3-bad-line 8.2-bad-line]', async () => {
  await using rig = await Rig.create();
  const { child, daemon, tell, listener } = await remote(rig);
  await tell('a');
  await listener.say('READY\n');
  const { header } = await listener.next();
  await listener.say('RESULT two\n');
  await daemon.logLine(/WARN l: bad result line: 'RESULT two'/);
  await listener.run.exit(1);
  const next = await EventListener.of(await child.nextRun());
  assert.equal((await next.take()).header, header);
});

test('events wait for a listener that is not RUNNING yet, and the oldest is dropped for one too many [9.4-size 9.4-overflow 9.3-running 8.2-overflow]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[eventlistener:l]
command = ${child.command}
events = REMOTE_COMMUNICATION
buffer_size = 2
startsecs = 8
`);
  const listener = await EventListener.of(await child.nextRun());
  await listener.say('READY\n');
  for (const text of ['a', 'b', 'c', 'd']) await daemon.rpc('sendRemoteCommEvent', text, '');
  assert.equal((await daemon.info('l')).statename, 'STARTING');
  assert.equal(type(await listener.next()), 'c');
  assert.equal((await daemon.info('l')).statename, 'RUNNING');
  await listener.accept();
  assert.equal(type(await listener.take()), 'd');
  assert.deepEqual(daemon.messages(/overflowed/), [
    'ERRO pool l event buffer overflowed, discarding event 0',
    'ERRO pool l event buffer overflowed, discarding event 1',
  ]);
});

test('of several listeners the first that is ready is told [9.3-order]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[eventlistener:l]
command = ${child.command}
events = REMOTE_COMMUNICATION
numprocs = 3
process_name = l%(process_num)d
`);
  const runs = await child.nextRuns(3);
  const listeners: EventListener[] = [];
  for (const name of ['l0', 'l1', 'l2']) {
    const run = runs.get(name);
    assert.ok(run);
    await daemon.state(`l:${name}`, 'RUNNING');
    listeners.push(await EventListener.of(run));
  }
  const [l0, l1, l2] = listeners;
  assert.ok(l0 && l1 && l2);
  for (const listener of [l2, l0]) await listener.say('READY\n');
  const tell = async (text: string, listener: EventListener) => {
    await daemon.rpc('sendRemoteCommEvent', text, '');
    assert.equal(type(await listener.next()), text);
  };
  await tell('a', l0);
  await tell('b', l2);
  await l1.say('READY\n');
  await l0.say('RESULT 2\nOKREADY\n');
  await tell('c', l0);
  await tell('d', l1);
});

test('a listener that has closed its stdin is passed over [9.3-epipe 8.2-epipe]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[supervisord]
loglevel = debug
[eventlistener:l]
command = ${child.command}
events = REMOTE_COMMUNICATION
numprocs = 2
process_name = l%(process_num)d
`);
  const runs = await child.nextRuns(2);
  const [closed, open] = [runs.get('l0'), runs.get('l1')];
  assert.ok(closed && open);
  for (const name of ['l0', 'l1']) await daemon.state(`l:${name}`, 'RUNNING');
  await closed.write('READY\n');
  await closed.close(0);
  const listener = await EventListener.of(open);
  await listener.say('READY\n');
  await daemon.rpc('sendRemoteCommEvent', 'a', '');
  assert.equal(type(await listener.next()), 'a');
  await daemon.logLine(
    /DEBG epipe occurred while sending event 0 to listener l0, listener state unchanged/,
  );
});

test('what a listener says is in its log, and stderr is as that of any program [9.3-log]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const teller = rig.child();
  const daemon = await rig.daemon(`
[eventlistener:l]
command = ${child.command}
events = TICK_3600
stdout_logfile = ${rig.path('out')}
stderr_logfile = ${rig.path('err')}
stdout_events_enabled = true
stderr_events_enabled = true
[eventlistener:m]
command = ${teller.command}
events = PROCESS_LOG
`);
  const run = await child.nextRun();
  const listener = await EventListener.of(await teller.nextRun());
  await daemon.state('m', 'RUNNING');
  await run.write('READY\n');
  await run.write('oops\n', 2);
  await rig.holds('out', 'READY\n');
  await rig.holds('err', 'oops\n');
  const { name, payload } = await listener.take();
  assert.deepEqual(
    [name, payload],
    ['PROCESS_LOG_STDERR', `processname:l groupname:l pid:${run.pid} channel:stderr\noops\n`],
  );
});

test('a pool hears of time at the boundaries of the wall clock [9.1-tick]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const before = Date.now() / 1000;
  await rig.daemon(`
[eventlistener:l]
command = ${child.command}
events = TICK_5
`);
  const listener = await EventListener.of(await child.nextRun());
  const { name, payload } = await listener.take();
  const when = Number(/^when:(\d+)$/.exec(payload)?.[1]);
  assert.equal(name, 'TICK_5');
  assert.equal(when % 5, 0);
  assert.ok(when > before && when <= Date.now() / 1000, `${when} is between the start and now`);
  assert.equal((await listener.take()).payload, `when:${when + 5}`);
});

test('a listener that never reads or never answers holds up nobody else [9.3-neighbours]', async () => {
  await using rig = await Rig.create();
  const [deaf, silent, good] = [rig.child(), rig.child(), rig.child()];
  const daemon = await rig.daemon(`
[eventlistener:deaf]
command = ${deaf.command}
events = REMOTE_COMMUNICATION
[eventlistener:silent]
command = ${silent.command}
events = REMOTE_COMMUNICATION
[eventlistener:good]
command = ${good.command}
events = REMOTE_COMMUNICATION
`);
  const reader = await EventListener.of(await silent.nextRun());
  const unread = await deaf.nextRun();
  const listener = await EventListener.of(await good.nextRun());
  for (const name of ['deaf', 'silent', 'good']) await daemon.state(name, 'RUNNING');
  await unread.write('READY\n');
  await reader.say('READY\n');
  const data = 'x'.repeat(200_000);
  for (let number = 0; number < 30; number++) {
    await daemon.rpc('sendRemoteCommEvent', `${number}`, data);
    const { payload } = await listener.take();
    assert.equal(payload, `type:${number}\n${data}`);
  }
  assert.equal((await reader.next()).payload, `type:0\n${data}`);
});

difference('#1', 'a rejected event goes back to its own pool only [9.5-own-pool]', async () => {
  await using rig = await Rig.create();
  const [one, two] = [rig.child(), rig.child()];
  const daemon = await rig.daemon(`
[eventlistener:one]
command = ${one.command}
events = REMOTE_COMMUNICATION
[eventlistener:two]
command = ${two.command}
events = REMOTE_COMMUNICATION
`);
  const first = await EventListener.of(await one.nextRun());
  const second = await EventListener.of(await two.nextRun());
  await daemon.rpc('sendRemoteCommEvent', 'a', '');
  await first.say('READY\n');
  await first.next();
  await first.say('RESULT 4\nFAIL');
  await daemon.logLine(/event was rejected/);
  await daemon.rpc('sendRemoteCommEvent', 'b', '');
  assert.deepEqual([type(await second.take()), type(await second.take())], ['a', 'b']);
  assert.deepEqual([type(await first.take()), type(await first.take())], ['a', 'b']);
});

difference('getEventPools', 'what became of the events can be asked for [9.4-counts]', async () => {
  await using rig = await Rig.create();
  const { daemon, tell, listener } = await remote(rig, 'buffer_size = 2');
  for (const text of ['a', 'b', 'c', 'd']) await tell(text);
  await listener.say('READY\n');
  await listener.next();
  await listener.say('RESULT 4\nFAILREADY\n');
  await listener.next();
  await listener.accept();
  await daemon.logLine(/event was processed/);
  assert.deepEqual(await daemon.rpc('visord.getEventPools'), [
    {
      name: 'l',
      events: ['REMOTE_COMMUNICATION'],
      buffer_size: 2,
      sent: 2,
      acknowledged: 1,
      rejected: 1,
      dropped: 2,
      buffered: 1,
      listeners: [{ name: 'l', state: 'ACKNOWLEDGED' }],
    },
  ]);
});

difference(
  'listener_restart',
  'a listener that broke the protocol is restarted if that is wanted [9.3-restart]',
  async () => {
    await using rig = await Rig.create();
    const { child, daemon, tell, listener } = await remote(rig, 'listener_restart = true');
    await tell('a');
    await listener.say('READY\n');
    await listener.next();
    await listener.say('RESULT two\n');
    await listener.run.ended;
    const next = await EventListener.of(await child.nextRun());
    assert.equal(type(await next.take()), 'a');
    await daemon.logLine(/INFO restarting l, since its listener state is UNKNOWN/);
  },
);

difference(
  'bad result lines',
  'an answer that would be too long, or has less than no length, breaks the protocol [9.3-bounded]',
  async () => {
    await using rig = await Rig.create();
    const { child, daemon, tell, listener } = await remote(rig);
    await tell('a');
    let current = listener;
    for (const line of ['RESULT 65537\n', 'RESULT -1\n', `RESULT ${'0'.repeat(100_000)}`]) {
      await current.say('READY\n');
      assert.equal(type(await current.next()), 'a');
      await current.say(line);
      await daemon.logLine(new RegExp(`bad result line: '${line.trim().slice(0, 1024)}'`));
      await current.run.exit(1);
      current = await EventListener.of(await child.nextRun());
    }
    assert.equal(type(await current.take()), 'a');
  },
);

/** A listener of one kind of event, and a program, while both are stopped. */
async function ending(rig: Rig, events: string) {
  const [child, other] = [rig.child(), rig.child()];
  const daemon = await rig.daemon(`
[eventlistener:l]
command = ${child.command}
events = ${events}
[program:x]
command = ${other.command}
`);
  const listener = await EventListener.of(await child.nextRun());
  await other.nextRun();
  for (const name of ['l', 'x']) await daemon.state(name, 'RUNNING');
  await listener.run.trap('SIGTERM'); // it goes on reading until it is released after that
  await listener.say('READY\n');
  daemon.signal('SIGTERM');
  const event = await listener.next();
  await listener.run.nextSignal();
  listener.run.release();
  return { daemon, event };
}

test('listeners are told of the end, and die last [7.3-listeners]', async () => {
  await using rig = await Rig.create();
  const { daemon, event } = await ending(rig, 'PROCESS_STATE_STOPPING');
  assert.match(event.payload, /^processname:x /);
  await daemon.exited;
  assert.deepEqual(
    daemon.messages(/stopped: /).map((line) => line.split(' ')[2]),
    ['x', 'l'],
  );
});

difference(
  'last event',
  'listeners hear of the end of the last program before them [7.3-last-event]',
  async () => {
    await using rig = await Rig.create();
    const { event } = await ending(rig, 'PROCESS_STATE_STOPPED');
    assert.match(event.payload, /^processname:x /);
  },
);

difference(
  'result_handler',
  'a function of a module decides about answers [2.7-other-handler 9.3-handler]',
  async () => {
    await using rig = await Rig.create();
    rig.write(
      'handlers.mjs',
      `export function even(event, answer) {
  if (answer.length % 2 === 1) throw Object.assign(new Error(event.payload), { name: 'RejectEvent' });
}\n`,
    );
    const { daemon, tell, listener } = await remote(rig, 'result_handler = handlers.mjs:even');
    for (const text of ['a', 'b']) await tell(text);
    await listener.say('READY\n');
    assert.equal(type(await listener.next()), 'a');
    await listener.say('RESULT 3\noddREADY\n');
    assert.equal(type(await listener.next()), 'a');
    await listener.say('RESULT 4\nevenREADY\n');
    assert.equal(type(await listener.next()), 'b');
    assert.equal(daemon.messages(/event was rejected/).length, 1);
  },
);

difference(
  'result_handler',
  'a handler that cannot be had refuses the configuration [2.7-other-handler]',
  async () => {
    await using rig = await Rig.create();
    rig.write('broken.cjs', 'throw new Error("not today");\n');
    rig.write('empty.cjs', '\n');
    const why = {
      'nowhere:x': "No module named 'nowhere'",
      nothing: 'it is not of the form module:name',
      'broken.cjs:x': 'not today',
      'empty.cjs:x': `module '${rig.path('empty.cjs')}' has no function 'x'`,
    };
    for (const [handler, reason] of Object.entries(why)) {
      const { paths } = rig.configure(
        `[eventlistener:l]\ncommand = cat\nevents = TICK_5\nresult_handler = ${handler}\n`,
      );
      const { code, stderr } = await rig.supervisord('-n', '-c', paths.config);
      assert.equal(code, 2);
      const refusal = `Error: ${handler} cannot be resolved within [eventlistener:l]: ${reason}`;
      assert.ok(stderr.startsWith(refusal), stderr);
    }
  },
);
