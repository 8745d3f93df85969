/** Capture mode and escape sequences, end to end: what listeners are told, and what the log has. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { difference } from '../rig/differences.ts';
import { EventListener } from '../rig/event-listener.ts';
import { Rig } from '../rig/rig.ts';

const BEGIN = '<!--XSUPERVISOR:BEGIN-->';
const END = '<!--XSUPERVISOR:END-->';

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
