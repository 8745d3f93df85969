import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logTo } from '../../test/rig/configs.ts';
import { processOnFakes as setup } from '../../test/rig/process-on-fakes.ts';

test('a program that keeps dying early backs off 1 s, then 2 s, then is FATAL [6.1-retry-delay 6.1-fatal-stays]', () => {
  const { clock, os, process, history } = setup({ startretries: 2 });
  const die = (): void => {
    clock.advance(0);
    os.exit(os.lastChild, 1);
    clock.advance(0);
  };

  process.start();
  die(); // failed start 1
  clock.advance(999);
  assert.equal(process.state, 'BACKOFF');
  clock.advance(1); // 1 s after failure 1
  die(); // failed start 2
  clock.advance(2000);
  die(); // failed start 3: more than startretries

  const STARTS = ['STARTING', 'BACKOFF', 'STARTING', 'BACKOFF', 'STARTING', 'BACKOFF'];
  assert.deepEqual(history, [...STARTS, 'FATAL']);
  clock.advance(60_000);
  assert.equal(os.children.length, 3, 'FATAL is left only by a start request');
  assert.equal(clock.pending, 0);
});

test('logs that cannot be removed are a fault [11.2-clear]', () => {
  const { clock, os, process } = setup();
  process.start();
  clock.advance(1000);
  os.fail('unlink', 'EACCES');
  assert.throws(() => process.clearLogs(), { name: 'RpcFault', fault: 'FAILED' });
});

test('no descriptor and no timer is left of a process that has been stopped', async () => {
  const { clock, os, process } = setup();
  process.start();
  clock.advance(1000);
  assert.equal(process.state, 'RUNNING');
  process.stop();
  const stopped = process.stopped();
  clock.advance(0);
  await stopped;
  assert.equal(process.state, 'STOPPED');
  assert.deepEqual([os.openPipeEnds, os.openPaths, clock.pending], [0, [], 0]);
});

test('a program that ignores its stop signal is killed after stopwaitsecs, again and again [16-kill-deadline]', () => {
  const { clock, os, log, process } = setup({ stopwaitsecs: 3 });
  process.start();
  clock.advance(1000);
  os.lastChild.ignores.add(15);
  process.stop();
  clock.advance(2999);
  assert.deepEqual(os.lastChild.signals, [15]);
  assert.equal(process.state, 'STOPPING');
  clock.advance(1);
  assert.deepEqual(os.lastChild.signals, [15, 9]);
  assert.equal(process.state, 'STOPPED');
  assert.ok(log.lines.includes(`warn killing 'web' (${os.lastChild.pid}) with SIGKILL`));
});

test('stopasgroup and killasgroup signal the process group [7.1-stopasgroup 7.1-killasgroup]', () => {
  const { clock, os, process } = setup({ stopasgroup: true, killasgroup: true, stopwaitsecs: 1 });
  process.start();
  clock.advance(1000);
  os.lastChild.ignores.add(15);
  process.stop();
  clock.advance(1000);
  assert.deepEqual(os.lastChild.signals, [-15, -9]);
});

test('a program that has left the process group it was started in gets the signals alone', () => {
  const { clock, os, process } = setup({ stopasgroup: true, killasgroup: true, stopwaitsecs: 1 });
  process.start();
  clock.advance(1000);
  os.lastChild.hasLeftItsGroup = true;
  os.lastChild.ignores.add(15);
  process.stop();
  clock.advance(1000);
  assert.deepEqual(os.lastChild.signals, [15, 9]);
  assert.equal(process.state, 'STOPPED');
});

test('a stop request that comes while the command is still being looked for is kept', () => {
  const { clock, os, process, history } = setup();
  os.spawnMs = 500;
  process.start();
  process.stop();
  assert.equal(process.state, 'STOPPING');
  clock.advance(500);
  assert.deepEqual(os.lastChild.signals, [15]);
  assert.deepEqual(history, ['STARTING', 'STOPPING', 'STOPPED']);
});

test('started() tells how a start went [16-answers-at-once]', async () => {
  const running = setup();
  running.process.start();
  const first = running.process.started();
  running.clock.advance(1000);
  assert.equal(await first, 'running');

  const dying = setup();
  dying.process.start();
  const second = dying.process.started();
  dying.clock.advance(0);
  dying.os.exit(dying.os.lastChild, 1);
  dying.clock.advance(0);
  assert.equal(await second, 'spawn error');

  const stopping = setup();
  stopping.process.start();
  stopping.clock.advance(0);
  const third = stopping.process.started();
  stopping.process.stop();
  assert.equal(await third, 'abnormal termination');
});

test('a wait for a slow stop is reported every two seconds [7.1-waiting]', async () => {
  const { clock, os, log, process } = setup({ stopwaitsecs: 5 });
  process.start();
  clock.advance(1000);
  os.lastChild.ignores.add(15);
  process.stop();
  const stopped = process.stopped();
  clock.advance(5000);
  await stopped;
  const reports = log.lines.filter((line) => line === 'info waiting for web to stop');
  assert.equal(reports.length, 3);
  assert.equal(clock.pending, 0);
});

test('a signal somebody asks for that cannot be sent makes it UNKNOWN as well [6.1-unknown]', () => {
  const { clock, os, process } = setup();
  process.start();
  clock.advance(1000);
  os.killError = 'EPERM';
  assert.throws(() => process.signal(1), { name: 'RpcFault', fault: 'FAILED' });
  assert.equal(process.state, 'UNKNOWN');
});

test('a signal that cannot be sent makes the process UNKNOWN [6.1-unknown]', () => {
  const { clock, os, log, process } = setup();
  process.start();
  clock.advance(1000);
  os.killError = 'EPERM';
  process.stop();
  assert.equal(process.state, 'UNKNOWN');
  assert.match(log.lines.join('\n'), /critical unknown problem killing web \(\d+\):.*EPERM/);
  assert.throws(() => process.signal(1), { name: 'RpcFault', fault: 'FAILED' });
  assert.match(log.lines.at(-1) ?? '', /^critical unknown problem sending sig web \(\d+\):.*EPERM/);
});

test('a start counts as launched when there is a process, long before it is RUNNING', async () => {
  const { clock, process } = setup({ startsecs: 1000 });
  process.start();
  const launched = process.launched();
  let result = '';
  launched.then((how) => {
    result = how;
  }, assert.fail);
  await Promise.resolve();
  assert.equal(result, '', 'it is still being made');
  clock.advance(0);
  await Promise.resolve();
  assert.equal(result, 'launched');
});

test('a process that has ended does not answer for its pid any more', () => {
  const { clock, os, process, byPid } = setup();
  process.start();
  clock.advance(1000);
  const { pid } = process;
  assert.equal(byPid.get(pid), process);
  os.exit(os.lastChild, 0);
  clock.advance(0);
  assert.equal(byPid.has(pid), false);
});

test('a process that has just gone counts as signalled [7.1-gone]', () => {
  const { clock, os, log, process } = setup();
  process.start();
  clock.advance(1000);
  os.killError = 'ESRCH';
  process.stop();
  assert.equal(process.state, 'STOPPING');
  assert.match(log.lines.at(-1) ?? '', /^debug unable to signal web \(pid \d+\), it probably/);
});

test('a process that runs goes on with other options, in the same pid', () => {
  const { clock, os, process } = setup({ autorestart: true });
  process.start();
  clock.advance(1000);
  const { pid } = process;
  const config = { ...process.config, autorestart: false, exitcodes: [3], stopsignal: 2 };
  process.adopt({
    ...config,
    command: '/bin/other',
    stdout: logTo('/var/log/web.out', { maxbytes: 5, backups: 1 }),
  });
  assert.deepEqual([process.pid, process.state, process.config.stopsignal], [pid, 'RUNNING', 2]);
  assert.equal(process.config.command, '/bin/web', 'that would need a restart');
  os.say(os.lastChild, 'stdout', 'too long\n');
  clock.advance(0);
  assert.equal(os.text('/var/log/web.out.1'), 'too long\n');
  os.exit(os.lastChild, 3);
  clock.advance(60_000);
  assert.equal(process.state, 'EXITED');
});

test('another startsecs counts from the start, another stopwaitsecs from the stop', () => {
  const { clock, os, process } = setup({ startsecs: 10, stopwaitsecs: 100 });
  process.start();
  clock.advance(2000);
  process.adopt({ ...process.config, startsecs: 3 });
  clock.advance(999);
  assert.equal(process.state, 'STARTING');
  clock.advance(1);
  assert.equal(process.state, 'RUNNING');
  os.lastChild.ignores.add(15);
  process.stop();
  clock.advance(5000);
  process.adopt({ ...process.config, stopwaitsecs: 6 });
  clock.advance(999);
  assert.equal(process.state, 'STOPPING');
  clock.advance(1);
  assert.equal(process.state, 'STOPPED');
  assert.equal(clock.pending, 0);
});

test('fewer startretries end a BACKOFF at its deadline', () => {
  const { clock, os, process } = setup({ startretries: 5 });
  process.start();
  for (const wait of [0, 1000]) {
    clock.advance(wait);
    os.exit(os.lastChild, 1);
    clock.advance(0);
  }
  const { deadline } = process;
  process.adopt({ ...process.config, startretries: 1 });
  assert.deepEqual([process.state, process.deadline], ['BACKOFF', deadline]);
  clock.advance(2000);
  assert.equal(process.state, 'FATAL');
});
