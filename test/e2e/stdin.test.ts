/** What a process is sent on its standard input. */
import assert from 'node:assert/strict';
import test from 'node:test';
import type { Daemon } from '../rig/daemon.ts';
import { difference } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';
import { Fault } from '../rig/xmlrpc.ts';

/** A fault of sendProcessStdin, as its text. */
async function refusal(daemon: Daemon, name: string, chars: string | number): Promise<string> {
  const answer = await daemon.rpc('sendProcessStdin', name, chars).catch((error: unknown) => error);
  assert.ok(answer instanceof Fault, `no fault but ${answer}`);
  return answer.message;
}

test('a process reads what clients send, as UTF-8 and in order [11.2-stdin]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[program:x]
command = /bin/cat
stdout_logfile = ${rig.path('out')}
`);
  await daemon.state('x', 'RUNNING');
  for (const text of ['one\n', '', 'zwei €\n', 'x'.repeat(20_000), '\n']) {
    assert.equal(await daemon.rpc('sendProcessStdin', 'x', text), true);
  }
  await rig.holds('out', `one\nzwei €\n${'x'.repeat(20_000)}\n`);
});

test('what stands against sending is a fault [11.2-stdin-faults 11.2-stdin-closed]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:x]
command = ${child.command}
stopwaitsecs = 60
[program:idle]
command = /bin/cat
autostart = false
`);
  const run = await child.nextRun();
  await daemon.state('x', 'RUNNING');
  assert.match(await refusal(daemon, 'zz', 5), /^INCORRECT_PARAMETERS/);
  assert.equal(await refusal(daemon, 'zz', 'a'), 'BAD_NAME: zz');
  assert.equal(await refusal(daemon, 'x:*', 'a'), 'BAD_NAME: x:*');
  assert.equal(await refusal(daemon, 'idle', 'a'), 'NOT_RUNNING: idle');
  await run.close(0);
  assert.equal(await refusal(daemon, 'x', 'a'), 'NO_FILE: x');
  assert.equal((await daemon.info('x')).statename, 'RUNNING');
  await run.trap('SIGTERM');
  await daemon.rpc('stopProcess', 'x', false);
  assert.equal(await refusal(daemon, 'x', 'a'), 'NOT_RUNNING: x');
  run.release();
});

test('an fcgi-program has a socket as its stdin, which nobody can send to [11.2-stdin-closed]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[fcgi-program:f]
command = ${child.command}
socket = unix://${rig.path('f.sock')}
`);
  await child.nextRun();
  await daemon.state('f', 'RUNNING');
  assert.equal(await refusal(daemon, 'f', 'a'), 'NO_FILE: f');
});

difference(
  '#29',
  'a process that never reads fills its queue, and nothing else [11.2-stdin-full]',
  async () => {
    await using rig = await Rig.create();
    const child = rig.child();
    const daemon = await rig.daemon(`[program:x]\ncommand = ${child.command}\n`);
    const run = await child.nextRun();
    await daemon.state('x', 'RUNNING');
    const chars = 'x'.repeat(64 * 1024);
    let sent = 0;
    const why = await until('the queue to be full', async () => {
      try {
        await daemon.rpc('sendProcessStdin', 'x', chars);
        sent += chars.length;
        return undefined;
      } catch (error) {
        return error instanceof Fault && error.message;
      }
    });
    assert.equal(why, 'FAILED: x has not read what it was sent before');
    assert.ok(sent >= 1024 * 1024, `it took only ${sent} bytes`);
    assert.ok(sent <= 2 * 1024 * 1024, `it took ${sent} bytes`);
    await run.exit(1);
    const next = await child.nextRun();
    await daemon.state('x', 'RUNNING');
    assert.equal(await daemon.rpc('sendProcessStdin', 'x', chars), true, 'the queue went with it');
    next.release();
  },
);
