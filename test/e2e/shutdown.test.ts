/** How supervisord ends and restarts: by signals, and by request. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import test from 'node:test';
import { difference } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';

for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const) {
  test(`${signal} ends supervisord and everything under it [7.3-causes 7.5-exit 7.3-leaves]`, async () => {
    await using rig = await Rig.create();
    const child = rig.child();
    const daemon = await rig.daemon(`[program:x]\ncommand = ${child.command}`);
    const run = await child.nextRun();
    await daemon.logLine(/supervisord started/);
    await until('the pidfile', () => rig.read('supervisord.pid') === `${daemon.pid}\n`);
    const { code } = await daemon.program.end(signal);
    await run.ended;
    assert.equal(code, 0);
    assert.deepEqual(daemon.messages(/received|to die|stopped/), [
      `WARN received ${signal} indicating exit request`,
      'INFO waiting for x to die',
      'WARN stopped: x (terminated by SIGTERM)',
    ]);
    assert.ok(!existsSync(daemon.paths.pidfile));
    assert.ok(!existsSync(daemon.paths.socket));
  });
}

test('during a shutdown nothing is started and requests are refused [7.3-causes 7.3-nothing-starts 7.3-methods 7.3-sighup 7.3-http]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:slow]
command = ${child.command}
stopwaitsecs = 1000
[program:fails]
command = /bin/sh -c "exit 1"
startretries = 1000
`);
  const run = await child.nextRun();
  await run.trap('SIGTERM');
  const shutdown = await daemon.ctl('shutdown');
  assert.deepEqual([shutdown.stdout, shutdown.code], ['Shut down\n', 0]);
  await run.nextSignal();
  const status = await daemon.ctl('status');
  assert.match(
    status.stdout,
    /^error: <class 'xmlrpc\.client\.Fault'>, <Fault 6: 'SHUTDOWN_STATE'>: file: .* line: \d+\n$/,
  );
  assert.equal(status.code, 1);
  const again = await daemon.ctl('shutdown');
  assert.deepEqual([again.stdout, again.code], ['ERROR: already shutting down\n', 0]);
  daemon.signal('SIGHUP');
  await daemon.logLine(/WARN ignored SIGHUP indicating restart request \(shutdown in progress\)$/);
  const spawned = daemon.messages(/spawned/).length;
  await run.exit(0);
  assert.equal((await daemon.exited).code, 0);
  assert.equal(daemon.messages(/spawned/).length, spawned);
});

test('SIGHUP stops everything and starts anew from the file, in the same process [7.4-causes 7.4-configuration 7.5-restart]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const { paths, rewrite } = rig.configure('');
  const program = (name: string) => `[program:${name}]\ncommand = ${child.command}\n`;
  rewrite(program('old'));
  const daemon = await rig.foreground(paths);
  const before = await child.nextRun();
  rewrite(program('new'));
  daemon.signal('SIGHUP');
  await before.ended;
  const after = await child.nextRun();
  assert.equal(after.hello.env.SUPERVISOR_PROCESS_NAME, 'new');
  assert.equal(after.hello.ppid, daemon.pid);
  await until('an answer', async () => (await daemon.ctl('pid')).stdout === `${daemon.pid}\n`);
  const started = `INFO supervisord started with pid ${daemon.pid}`;
  assert.deepEqual(daemon.messages(/received|started with|stopped/), [
    started,
    'WARN received SIGHUP indicating restart request',
    'WARN stopped: old (terminated by SIGTERM)',
    started,
  ]);
});

test('reload restarts supervisord, and a broken file is refused while everything runs on [7.4-causes 7.4-refused]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const { paths, rewrite } = rig.configure('');
  const program = `[program:x]\ncommand = ${child.command}\n`;
  rewrite(program);
  const daemon = await rig.foreground(paths);
  const first = await child.nextRun();
  const reload = await daemon.ctl('reload');
  assert.deepEqual([reload.stdout, reload.code], ['Restarted supervisord\n', 0]);
  await first.ended;
  const second = await child.nextRun();
  await until('an answer', async () => (await daemon.ctl('pid')).stdout === `${daemon.pid}\n`);

  rewrite(`${program}numprocs = many\n`);
  const refused = await daemon.ctl('reload');
  if (rig.reference) {
    assert.equal((await daemon.exited).code, 2, 'difference #6: the original ends');
    return;
  }
  assert.match(refused.stdout + refused.stderr, /invalid literal for int\(\) with base 10: 'many'/);
  assert.notEqual(refused.code, 0);
  assert.equal((await daemon.info('x')).pid, second.pid);
});

difference(
  '#6',
  'SIGHUP with a broken file is refused in the log, and everything runs on [7.4-refused]',
  async () => {
    await using rig = await Rig.create();
    const child = rig.child();
    const { paths, rewrite } = rig.configure('');
    rewrite(`[program:x]\ncommand = ${child.command}\n`);
    const daemon = await rig.foreground(paths);
    const run = await child.nextRun();
    rewrite('[program:x]\n');
    daemon.signal('SIGHUP');
    await daemon.logLine(/program section program:x does not specify a command/);
    assert.equal((await daemon.info('x')).pid, run.pid);
  },
);
