/** Capture mode and escape sequences, end to end: what listeners are told, and what the log has. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { difference } from '../rig/differences.ts';
import { EventListener } from '../rig/event-listener.ts';
import { Rig } from '../rig/rig.ts';

const BEGIN = '<!--XSUPERVISOR:BEGIN-->';
const END = '<!--XSUPERVISOR:END-->';

/** What is written, and nobody waits for: the original looks only at more than a token's length. */
const PAD = '.'.repeat(30);

/** A listener that is told of `events`, and a program with `options`, both running. */
async function setup(rig: Rig, events: string, options: string) {
  const teller = rig.child();
  const child = rig.child();
  const daemon = await rig.daemon(`
[supervisord]
loglevel = debug
strip_ansi = true
[eventlistener:l]
command = ${teller.command}
events = ${events}
buffer_size = 100
[program:x]
command = ${child.command}
stdout_logfile = ${rig.path('out')}
stderr_logfile = ${rig.path('err')}
${options}
`);
  const listener = await EventListener.of(await teller.nextRun());
  const run = await child.nextRun();
  await daemon.state('l', 'RUNNING');
  await daemon.state('x', 'RUNNING');
  return { daemon, listener, run };
}

test('what stands between the tokens is one event, on each output, and not in the log [8.6-tokens 8.6-captured 9.1-communication]', async () => {
  await using rig = await Rig.create();
  const { daemon, listener, run } = await setup(
    rig,
    'PROCESS_COMMUNICATION',
    'stdout_capture_maxbytes = 1KB\nstderr_capture_maxbytes = 1KB',
  );
  const { pid } = await daemon.info('x');
  await run.write(
    `before, and longer than a token is ${BEGIN}said\nout loud${END} after, so that it is seen at once`,
  );
  const first = await listener.take();
  assert.equal(first.name, 'PROCESS_COMMUNICATION_STDOUT');
  assert.equal(first.payload, `processname:x groupname:x pid:${pid}\nsaid\nout loud`);
  await run.write(`${BEGIN}\u00e9\u{1f600}${END}                        `, 2);
  const second = await listener.take();
  assert.equal(second.name, 'PROCESS_COMMUNICATION_STDERR');
  assert.equal(second.payload, `processname:x groupname:x pid:${pid}\n\u00e9\u{1f600}`);
  await rig.holds('out', 'before, and longer than a token is  after, so that it is seen at once');
  await daemon.logLine(/DEBG 'x' stdout emitted a comm event/);
});

test('events for output have what is captured, too, and no escape sequences [8.6-log-events 8.5-applied]', async () => {
  await using rig = await Rig.create();
  const { listener, run } = await setup(
    rig,
    'PROCESS_LOG,PROCESS_COMMUNICATION',
    'stdout_capture_maxbytes = 1KB\nstdout_events_enabled = true',
  );
  await run.write(
    `\x1b[31mred\x1b[0m, and so on for a while${BEGIN}\x1b[1msaid${END}more of what is said here`,
  );
  const events = [await listener.take(), await listener.take(), await listener.take()];
  events.push(await listener.take());
  const brief = events.map(({ name, payload }) => [name, payload.slice(payload.indexOf('\n') + 1)]);
  assert.deepEqual(brief, [
    ['PROCESS_LOG_STDOUT', 'red, and so on for a while'],
    ['PROCESS_LOG_STDOUT', 'said'],
    ['PROCESS_COMMUNICATION_STDOUT', 'said'],
    ['PROCESS_LOG_STDOUT', 'more of what is said here'],
  ]);
  await rig.holds('out', 'red, and so on for a whilemore of what is said here');
});

difference(
  '#4',
  'with capture mode nothing waits for more, and nothing is lost at the exit [8.6-nothing-lost]',
  async () => {
    await using rig = await Rig.create();
    const { daemon, run } = await setup(
      rig,
      'PROCESS_COMMUNICATION',
      'stdout_capture_maxbytes = 1KB',
    );
    await run.write('short\n');
    await rig.holds('out', 'short\n');
    await run.write('the end <!--XSUPER');
    await daemon.rpc('stopProcess', 'x');
    assert.equal(rig.read('out'), 'short\nthe end <!--XSUPER');
  },
);

test('tokens are found wherever reading cuts them, and the log has neither them nor what is between [8.6-cut 8.6-tokens]', async () => {
  await using rig = await Rig.create();
  const { listener, run } = await setup(
    rig,
    'PROCESS_COMMUNICATION,PROCESS_LOG',
    'stdout_capture_maxbytes = 1KB\nstdout_events_enabled = true',
  );
  const logged = async (text: string, name = 'PROCESS_LOG_STDOUT') => {
    const event = await listener.take();
    const data = event.payload.slice(event.payload.indexOf('\n') + 1);
    assert.deepEqual([event.name, data], [name, text]);
  };
  const cuts = [1, 4, 15, END.length - 1];
  for (const cut of cuts) {
    await run.write(`before ${PAD}${BEGIN.slice(0, cut)}`);
    await logged(`before ${PAD}`);
    await run.write(`${BEGIN.slice(cut)}within ${PAD}${END.slice(0, cut)}`);
    await logged(`within ${PAD}`);
    await run.write(`${END.slice(cut)}after ${PAD}`);
    await logged(`within ${PAD}`, 'PROCESS_COMMUNICATION_STDOUT');
    await logged(`after ${PAD}`);
  }
  await rig.holds('out', cuts.map(() => `before ${PAD}after ${PAD}`).join(''));
});

test('of what is captured the newest is kept, and a piece always whole [8.6-limit]', async () => {
  await using rig = await Rig.create();
  const { listener, run } = await setup(
    rig,
    'PROCESS_COMMUNICATION,PROCESS_LOG',
    'stderr_capture_maxbytes = 50\nstderr_events_enabled = true',
  );
  const saidAfter = async (...pieces: readonly string[]) => {
    for (const [index, piece] of pieces.entries()) {
      await run.write(index === 0 ? BEGIN + piece : piece, 2);
      assert.equal((await listener.take()).name, 'PROCESS_LOG_STDERR');
    }
    await run.write(END + PAD, 2);
    const { name, payload } = await listener.take();
    assert.equal(name, 'PROCESS_COMMUNICATION_STDERR');
    assert.equal((await listener.take()).name, 'PROCESS_LOG_STDERR');
    return payload.slice(payload.indexOf('\n') + 1);
  };
  const [a, b, c] = ['a'.repeat(40), 'b'.repeat(25), 'c'.repeat(100)];
  assert.equal(await saidAfter(a), a);
  assert.equal(await saidAfter(a, b), a.slice(25) + b);
  assert.equal(await saidAfter(c), c);
  assert.equal(await saidAfter(a, c, b), c.slice(25) + b);
});

test('what was begun and not ended ends with the process, and without a limit there is no capture [8.6-no-end 8.6-off]', async () => {
  await using rig = await Rig.create();
  const teller = rig.child();
  const child = rig.child();
  const daemon = await rig.daemon(`
[eventlistener:l]
command = ${teller.command}
events = PROCESS_COMMUNICATION,PROCESS_LOG
[program:x]
command = ${child.command}
stdout_logfile = ${rig.path('out')}
stderr_logfile = ${rig.path('err')}
stdout_capture_maxbytes = 1KB
stdout_events_enabled = true
`);
  const listener = await EventListener.of(await teller.nextRun());
  const run = await child.nextRun();
  for (const name of ['l', 'x']) await daemon.state(name, 'RUNNING');
  await run.write(`${BEGIN}lost ${PAD}`);
  assert.equal((await listener.take()).name, 'PROCESS_LOG_STDOUT');
  await daemon.rpc('stopProcess', 'x');
  await daemon.rpc('startProcess', 'x');
  const next = await child.nextRun();
  await next.write(`${BEGIN}not ended either`, 2);
  await next.write(`${PAD}${END}${BEGIN}said ${PAD}${END}${PAD}`);
  const events = [await listener.take(), await listener.take(), await listener.take()];
  assert.deepEqual(
    events.map(({ name, payload }) => [name, payload.slice(payload.indexOf('\n') + 1)]),
    [
      ['PROCESS_LOG_STDOUT', `${PAD}${END}`],
      ['PROCESS_LOG_STDOUT', `said ${PAD}`],
      ['PROCESS_COMMUNICATION_STDOUT', `said ${PAD}`],
    ],
  );
  await rig.holds('out', `${PAD}${END}${PAD}`);
  await rig.holds('err', `${BEGIN}not ended either`);
});

test('the stdout of a listener knows no tokens, and its stderr does [8.6-listeners]', async () => {
  await using rig = await Rig.create();
  const teller = rig.child();
  const child = rig.child();
  const daemon = await rig.daemon(`
[eventlistener:l]
command = ${teller.command}
events = PROCESS_COMMUNICATION
[eventlistener:m]
command = ${child.command}
events = TICK_3600
stdout_logfile = ${rig.path('out')}
stderr_logfile = ${rig.path('err')}
stdout_capture_maxbytes = 1KB
stderr_capture_maxbytes = 1KB
`);
  const listener = await EventListener.of(await teller.nextRun());
  const run = await child.nextRun();
  for (const name of ['l', 'm']) await daemon.state(name, 'RUNNING');
  const text = `READY\n${BEGIN}said ${PAD}${END}${PAD}`;
  await run.write(text);
  await rig.holds('out', text);
  await run.write(text, 2);
  const { name, payload } = await listener.take();
  assert.equal(name, 'PROCESS_COMMUNICATION_STDERR');
  assert.equal(payload, `processname:m groupname:m pid:${run.pid}\nsaid ${PAD}`);
  await rig.holds('err', `READY\n${PAD}`);
});

test('with -t escape sequences are taken out up to the first letter that ends one, others stay [8.5-sequences 3.1-flags]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const text = (options: string) =>
    `[program:x]\ncommand = ${child.command}\nstdout_logfile = ${rig.path('out')}\n${options}`;
  await rig.daemon(text(''), { flags: ['-t'] });
  const run = await child.nextRun();
  await run.write('\x1b[1;31mred\x1b[0m \x1b]0;title\x07 \x1b[2q x\x1b[Kl \x1b(B\n');
  await rig.holds('out', 'red \x1b]0;title\x07 l \x1b(B\n');
});

test('reread takes strip_ansi over for what runs, and identifier for what listeners are told [14-strip-ansi 14-identifier]', async () => {
  await using rig = await Rig.create();
  const teller = rig.child();
  const child = rig.child();
  const text = (options: string) => `
[supervisord]
${options}
[eventlistener:l]
command = ${teller.command}
events = REMOTE_COMMUNICATION
[program:x]
command = ${child.command}
stdout_logfile = ${rig.path('out')}
stderr_logfile = ${rig.path('err')}
`;
  const { paths, rewrite } = rig.configure(text(''));
  const daemon = await rig.foreground(paths);
  const listener = await EventListener.of(await teller.nextRun());
  const run = await child.nextRun();
  for (const name of ['l', 'x']) await daemon.state(name, 'RUNNING');
  const red = '\x1b[31mred\x1b[0m\n';
  const server = async () => {
    await daemon.rpc('sendRemoteCommEvent', 'a', '');
    return (await listener.take()).fields.get('server');
  };
  let log = '';
  const writes = async (expected: string) => {
    await run.write(red);
    log += expected;
    await rig.holds('out', log);
    await run.write(red, 2);
    await rig.holds('err', log);
  };
  await writes(red);
  assert.equal(await server(), 'supervisor');
  rewrite(text('strip_ansi = true\nidentifier = north'));
  await daemon.rpc('reloadConfig');
  await writes('red\n');
  assert.equal(await server(), 'north');
  rewrite(text(''));
  await daemon.rpc('reloadConfig');
  await writes(red);
});
