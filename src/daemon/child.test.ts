import assert from 'node:assert/strict';
import { test } from 'node:test';
import { processOnFakes as setup } from '../../test/rig/process-on-fakes.ts';
import { systemError } from '../../test/rig/system-error.ts';

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
  clock.advance(16_000);
  assert.equal(process.state, 'RUNNING');
});

test('what keeps the system from making a process is its spawnerr [5-dispatchers 5-processes 5-fork 5-shortage]', () => {
  const cases = [
    ['EAGAIN', "Too many processes in process table to spawn 'web'"],
    ['ENOMEM', "unknown error during fork for 'web': ENOMEM"],
  ] as const;
  for (const [code, text] of cases) {
    const { clock, os, process } = setup({ startretries: 0 });
    os.refusal = { kind: 'refused', stage: 'fork', path: '/bin/web', code };
    process.start();
    clock.advance(60_000);
    assert.deepEqual([process.state, process.spawnError], ['BACKOFF', text]);
  }
  const { clock, os, log, process } = setup({ startretries: 0 });
  os.openPipe = () => {
    throw systemError('ENFILE', 'pipe2');
  };
  process.start();
  clock.advance(60_000);
  const text = "unknown error making dispatchers for 'web': ENFILE";
  assert.deepEqual([process.state, process.spawnError], ['BACKOFF', text]);
  assert.ok(log.lines.includes(`info spawnerr: ${text}`));
});

test('what is wrong with a command comes before what is wrong with us [5-lookup-first]', () => {
  const { clock, os, process } = setup({ command: 'web' });
  os.maxPipeEnds = 0;
  os.refusal = { kind: 'refused', stage: 'find', path: '/bin/web', code: 'ENOENT' };
  process.start();
  clock.advance(0);
  assert.equal(process.spawnError, "can't find command 'web'");
  os.maxPipeEnds = 100;
  clock.advance(1000);
  assert.equal(process.spawnError, "can't find command 'web'");
  assert.equal(os.exists('/var/log/web.out'), false, 'no log is made for nothing');
});

test('a child that cannot be read is killed, and made anew for as long as that lasts [5-unreadable]', () => {
  for (const good of [0, 1]) {
    const { clock, os, log, process } = setup({ startretries: 0 });
    const readFrom = os.readFrom.bind(os);
    let calls = 0;
    os.readFrom = (fd, reader) => {
      if (calls++ % 2 === good) os.watchError = 'ENOMEM';
      return readFrom(fd, reader);
    };
    process.start();
    clock.advance(0);
    const reason = "unknown error making dispatchers for 'web': ENOMEM";
    assert.deepEqual([process.state, process.spawnError], ['BACKOFF', reason]);
    assert.deepEqual(os.lastChild.signals, [9]);
    assert.deepEqual([os.living, os.openPipeEnds, os.openPaths], [[], 0, []]);
    assert.ok(log.lines.includes(`warn killing 'web' (${os.lastChild.pid}) with SIGKILL`));
    clock.advance(60_000);
    assert.equal(process.state, 'BACKOFF');
    os.watchError = undefined;
    os.readFrom = readFrom;
    clock.advance(16_000);
    assert.equal(process.state, 'RUNNING');
  }
});

test('the end of each output is told, with the state of the process [8.2-fd-closed]', () => {
  const { clock, os, log, process } = setup({ startsecs: 0 });
  process.start();
  clock.advance(0);
  os.shut(os.lastChild, 'stdout');
  clock.advance(0);
  process.stop();
  clock.advance(0);
  const subprocess = (state: string) => `<Subprocess at 0 with name web in state ${state}>`;
  assert.deepEqual(
    log.lines.filter((line) => /closed|stopped:/.test(line)),
    [
      `debug fd 1002 closed, stopped monitoring <POutputDispatcher at 0 for ${subprocess('RUNNING')} (stdout)>`,
      `debug fd 1004 closed, stopped monitoring <POutputDispatcher at 0 for ${subprocess('STOPPING')} (stderr)>`,
      'warn stopped: web (terminated by SIGTERM)',
    ],
  );
});
