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

test('the child gets its words, its environment, its user and three descriptors [5.1-variables 5-path 5-user 5-directory-umask]', () => {
  const user = { name: 'nobody', uid: 65534, gid: 65534, home: '/' };
  const { clock, os, process } = setup({
    command: `web --name "a b"`,
    user,
    directory: '/srv',
    umask: 0o27,
    environment: { HOME: '/srv', A: '1' },
    serverurl: 'unix:///run/s.sock',
  });
  process.start();
  clock.advance(0);
  const { request } = os.lastChild;
  assert.deepEqual(request.paths, ['/usr/bin/web', '/bin/web']);
  assert.deepEqual(request.argv, ['web', '--name', 'a b']);
  assert.deepEqual([...request.env].sort(), [
    'A=1',
    'HOME=/srv',
    'PATH=/usr/bin:/bin',
    'SUPERVISOR_ENABLED=1',
    'SUPERVISOR_GROUP_NAME=web',
    'SUPERVISOR_PROCESS_NAME=web',
    'SUPERVISOR_SERVER_URL=unix:///run/s.sock',
  ]);
  assert.deepEqual(request.user, { uid: 65534, gid: 65534, groups: [65534, 4] });
  assert.deepEqual([request.cwd, request.umask, request.openFiles], ['/srv', 0o27, 1024]);
  assert.equal(request.fds.length, 3);
});

test('its last words are in the log before its exit is accounted for', () => {
  const { clock, os, log, process } = setup({ startsecs: 0 });
  process.start();
  clock.advance(0);
  os.say(os.lastChild, 'stdout', 'bye\n');
  os.exit(os.lastChild, 0);
  clock.advance(0);
  assert.equal(os.text('/var/log/web.out'), 'bye\n');
  const said = log.lines.indexOf("debug 'web' stdout output:\nbye\n");
  const ended = log.lines.indexOf('info exited: web (exit status 0; expected)');
  assert.ok(said !== -1 && said < ended, log.lines.join('\n'));
});

test('with redirect_stderr both outputs go to one log, through one pipe [5-redirect-stderr]', () => {
  const { clock, os, process } = setup({ redirect_stderr: true });
  process.start();
  clock.advance(0);
  const { fds } = os.lastChild.request;
  assert.equal(fds[1], fds[2]);
  os.say(os.lastChild, 'stderr', 'oops\n');
  clock.advance(0);
  assert.equal(os.text('/var/log/web.out'), 'oops\n');
  assert.equal(process.stderr.path, undefined);
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

test('what keeps a command from being found is its spawnerr [5-not-found 5-directory 5-not-executable 5-no-permission 5-fork]', () => {
  const cases = [
    ['find', "can't find command 'web'"],
    ['directory', "command at '/bin/web' is a directory"],
    ['executable', "command at '/bin/web' is not executable"],
    ['permission', "no permission to run command '/bin/web'"],
    ['fork', "unknown error during fork for 'web': ENOENT"],
  ] as const;
  for (const [stage, text] of cases) {
    const { clock, os, process, history } = setup({ command: 'web' });
    os.refusal = { kind: 'refused', stage, path: '/bin/web', code: 'ENOENT' };
    process.start();
    clock.advance(0);
    assert.equal(process.spawnError, text);
    assert.deepEqual(history, ['STARTING', 'BACKOFF']);
    assert.deepEqual([os.openPipeEnds, os.openPaths], [0, []]);
  }
});

test('a command that makes no sense never gets as far as a pipe [5-bad-quoting 5-empty]', () => {
  const cases = [
    ['', 'command is empty'],
    ['sh -c "oops', `can't parse command 'sh -c "oops': No closing quotation`],
  ] as const;
  for (const [command, text] of cases) {
    const { os, process, history } = setup({ command });
    process.start();
    assert.equal(process.spawnError, text);
    assert.deepEqual(history, ['STARTING', 'BACKOFF']);
    assert.equal(os.openPipeEnds, 0);
  }
});

test('what a child fails at before it is its command stands in its error log [5-failed-127 5-failed-setuid 5-failed-chdir 5-failed-exec]', () => {
  const cases = [
    [{ stage: 'chdir', code: 'ENOENT' }, "couldn't chdir to /srv: ENOENT"],
    [{ stage: 'exec', code: 'ENOEXEC' }, "couldn't exec /bin/web: ENOEXEC"],
    [
      { stage: 'setuid', code: 'EPERM' },
      "couldn't setuid to 65534: Can't drop privilege as nonroot user",
    ],
  ] as const;
  for (const [failure, text] of cases) {
    const user = { name: 'nobody', uid: 65534, gid: 65534, home: '/' };
    const { clock, os, log, process } = setup({ directory: '/srv', user });
    os.nextFailure = { kind: 'failed', ...failure };
    process.start();
    clock.advance(0);
    const said = `supervisor: ${text}\nsupervisor: child process was not spawned\n`;
    assert.equal(os.text('/var/log/web.err'), said);
    assert.ok(log.lines.includes('warn exited: web (exit status 127; not expected)'));
    assert.equal(process.spawnError, 'Exited too quickly (process log may have details)');
  }
});

test('a lack of descriptors is waited out, and is never the end of a program [5-open-files 5-shortage]', () => {
  const { clock, os, process } = setup({ startretries: 1 });
  os.maxPipeEnds = 4;
  process.start();
  clock.advance(120_000);
  assert.equal(process.state, 'BACKOFF');
  assert.equal(process.spawnError, "too many open files to spawn 'web'");
  os.maxPipeEnds = 6;
  clock.advance(3000);
  assert.equal(process.state, 'RUNNING');
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
