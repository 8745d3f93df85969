/** How processes are stopped, alone and with what they have started. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { Rig } from '../rig/rig.ts';
import { Fault } from '../rig/xmlrpc.ts';

test('a program that ignores its stop signal is killed after stopwaitsecs [7.1-stopsignal 6.1-kill-repeated 6.1-stopped]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:stubborn]
command = ${child.command}
stopwaitsecs = 1
`);
  const run = await child.nextRun();
  await run.trap('SIGTERM');

  const stopping = daemon.ctl('stop', 'stubborn');
  assert.equal(await run.nextSignal(), 'SIGTERM');
  await run.ended; // it ignored SIGTERM, so only SIGKILL can have ended it

  assert.equal((await stopping).stdout, 'stubborn: stopped\n');
  assert.match((await daemon.ctl('status', 'stubborn')).stdout, /^stubborn +STOPPED /);
  assert.deepEqual(daemon.messages(/killing|stopped/), [
    `WARN killing 'stubborn' (${run.pid}) with SIGKILL`,
    'WARN stopped: stubborn (terminated by SIGKILL)',
  ]);
});

test('while it waits, a stop says so in the log [7.1-waiting 6.1-stop 6.2-empty]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:x]
command = ${child.command}
stopwaitsecs = 1000
`);
  const run = await child.nextRun();
  await run.trap('SIGTERM');
  const stopping = daemon.rpc('stopProcess', 'x');
  await run.nextSignal();
  await daemon.logLine(/INFO waiting for x to stop$/);
  const { stdout } = await daemon.ctl('status', 'x');
  assert.equal(stdout, `${'x'.padEnd(33)}STOPPING  \n`);
  await run.exit(0);
  assert.equal(await stopping, true);
});

test('stopsignal chooses the signal, and the exit code the level of the log line [7.1-stopsignal 6.1-stopped]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:x]
command = ${child.command}
startsecs = 0
stopsignal = usr1
[program:y]
command = /bin/cat
startsecs = 0
stopsignal = SIGQUIT
`);
  const run = await child.nextRun();
  await run.trap('SIGUSR1');
  await daemon.state('y', 'RUNNING');

  const stopping = daemon.rpc('stopProcess', 'x');
  assert.equal(await run.nextSignal(), 'SIGUSR1');
  await run.exit(0);
  await stopping;
  await daemon.rpc('stopProcess', 'y');
  const [x, y] = daemon.messages(/stopped/);
  assert.equal(x, 'INFO stopped: x (exit status 0)');
  assert.match(y ?? '', /^WARN stopped: y \(terminated by SIGQUIT( \(core dumped\))?\)$/);
});

test('without stopasgroup only the program itself gets the signal [7.1-survivors]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:x]
command = ${child.command}
`);
  const parent = await child.nextRun();
  const worker = await parent.fork();
  assert.equal(worker.hello.pgid, parent.pid);
  await worker.trap('SIGTERM');
  await daemon.rpc('stopProcess', 'x');
  await parent.ended;
  await worker.trap('SIGHUP'); // it still does what it is told
});

test('with stopasgroup everything in the process group gets the signal [7.1-stopasgroup]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:x]
command = ${child.command}
stopasgroup = true
`);
  const parent = await child.nextRun();
  const worker = await parent.fork();
  await worker.trap('SIGTERM');
  await daemon.rpc('stopProcess', 'x');
  assert.equal(await worker.nextSignal(), 'SIGTERM');
});

test('with killasgroup SIGKILL goes to everything in the process group [7.1-killasgroup]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:x]
command = ${child.command}
killasgroup = true
stopwaitsecs = 1
`);
  const parent = await child.nextRun();
  const worker = await parent.fork();
  await parent.trap('SIGTERM');
  await worker.trap('SIGTERM');
  await daemon.rpc('stopProcess', 'x');
  await parent.ended;
  await worker.ended;
  assert.deepEqual(daemon.messages(/killing/), [`WARN killing 'x' (${parent.pid}) with SIGKILL`]);
});

test('the signal command never reaches the group, not even with stopasgroup [7.1-signal-alone]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:x]
command = ${child.command}
stopasgroup = true
`);
  const parent = await child.nextRun();
  const worker = await parent.fork();
  await parent.trap('SIGHUP');
  await worker.trap('SIGHUP');
  await worker.trap('SIGUSR2');
  const { stdout, code } = await daemon.ctl('signal', 'HUP', 'x');
  assert.deepEqual([stdout, code], ['x: signalled\n', 0]);
  assert.equal(await parent.nextSignal(), 'SIGHUP');
  process.kill(worker.pid, 'SIGUSR2');
  assert.equal(await worker.nextSignal(), 'SIGUSR2', 'no SIGHUP before it');
});

test('a start while the program is being stopped does nothing [6.1-start-while-stopping 5-already-running]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:x]
command = ${child.command}
startsecs = 0
`);
  const run = await child.nextRun();
  await run.trap('SIGTERM');
  await daemon.rpc('stopProcess', 'x', false);
  await run.nextSignal();
  assert.equal(await daemon.rpc('startProcess', 'x', false), true);
  const abnormal = new Fault(40, 'ABNORMAL_TERMINATION: x');
  await assert.rejects(daemon.rpc('startProcess', 'x'), abnormal);
  const warning = "WARN process 'x' already running";
  assert.deepEqual(daemon.messages(/already running/), [warning, warning]);
  assert.equal((await daemon.info('x')).pid, run.pid);
  await run.exit(0);
  await daemon.state('x', 'STOPPED');
});

test('a program in BACKOFF is stopped at once and not tried again [6.1-stop-backoff]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[program:x]
command = /bin/sh -c "exit 1"
startretries = 1000
[program:barrier]
command = /bin/cat
autostart = false
`);
  await daemon.state('x', 'BACKOFF');
  const { stdout, code } = await daemon.ctl('stop', 'x');
  assert.deepEqual([stdout, code], ['x: stopped\n', 0]);
  const tries = daemon.messages(/spawned: 'x'/).length;
  await daemon.rpc('startProcess', 'barrier'); // takes a second, as the next try would
  assert.equal((await daemon.info('x')).statename, 'STOPPED');
  assert.equal(daemon.messages(/spawned: 'x'/).length, tries);
});

test('stopping what does not run is reported, and is no failure for supervisorctl [6.1-not-running]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[program:x]
command = /bin/cat
autostart = false
`);
  const stop = await daemon.ctl('stop', 'x');
  assert.deepEqual([stop.stdout, stop.code], ['x: ERROR (not running)\n', 0]);
  await assert.rejects(daemon.rpc('stopProcess', 'x'), new Fault(70, 'NOT_RUNNING: x'));
  const signal = await daemon.ctl('signal', 'HUP', 'x');
  assert.deepEqual([signal.stdout, signal.code], ['x: ERROR (not running)\n', 7]);
});

test('at level debug the log names the signal and whom it is sent to [7.1-stopsignal 7.1-stopasgroup]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[supervisord]
loglevel = debug
[program:alone]
command = /bin/cat
startsecs = 0
[program:grouped]
command = /bin/cat
startsecs = 0
stopasgroup = true
`);
  const alone = await daemon.state('alone', 'RUNNING');
  const grouped = await daemon.state('grouped', 'RUNNING');
  await daemon.rpc('signalProcess', 'alone', 'CONT');
  await daemon.rpc('stopProcess', 'alone');
  await daemon.rpc('stopProcess', 'grouped');
  assert.deepEqual(daemon.messages(/DEBG (killing|sending)/), [
    `DEBG sending alone (pid ${alone.pid}) sig SIGCONT`,
    `DEBG killing alone (pid ${alone.pid}) with signal SIGTERM`,
    `DEBG killing grouped (pid ${grouped.pid}) process group with signal SIGTERM`,
  ]);
});
