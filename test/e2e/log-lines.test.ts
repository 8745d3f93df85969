/** The whole main log of a few programs' lives, line by line, as operators search it. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import test from 'node:test';
import type { Daemon } from '../rig/daemon.ts';
import { asRoot } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';
import { request } from '../rig/xmlrpc.ts';

/** The messages with `N` for every pid; what only tells of the inside of the original is left out. */
function golden(daemon: Daemon): string[] {
  return daemon
    .messages()
    .filter((line) => !/^DEBG fd \d+ closed, stopped monitoring |^BLAT /.test(line))
    .map((line) => line.replace(/\b(pid|wait|with pid) \d+/g, '$1 N').replace(/\(\d+\)/, '(N)'));
}

const UNAUTHENTICATED =
  "CRIT Server 'unix_http_server' running without any HTTP authentication checking";
const RPC = "INFO RPC interface 'supervisor' initialized";
const SUCCESS =
  'INFO success: x entered RUNNING state, process has stayed up for > than 0 seconds (startsecs)';
const ROOT =
  'CRIT Supervisor is running as root.  Privileges were not dropped because no user is specified in the config file.' +
  '  If you intend to run as root, you can set user=root in the config file to avoid this message.';

test('the whole log of a life at level debug [8.1-order 8.2-included 8.2-started 8.2-set-uid 8.2-rlimit 8.2-rpc-interface 8.2-unauthenticated 8.2-sigchld]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  rig.write('x.conf', `[program:x]\ncommand = ${child.command}\nstartsecs = 0\n`);
  const daemon = await rig.daemon(
    `[supervisord]
user = ${process.getuid?.()}
loglevel = debug
minfds = 300
[include]
files = nothing.conf x.conf
`,
    { before: 'ulimit -Sn 200' },
  );
  const run = await child.nextRun();
  await daemon.state('x', 'RUNNING');
  await run.write('hello\n');
  await daemon.logLine(/^hello$/);
  await run.trap('SIGHUP');
  await daemon.rpc('signalProcess', 'x', 'HUP');
  await run.nextSignal();
  await run.trap('SIGTERM');
  const { exited } = daemon;
  daemon.signal('SIGTERM');
  await run.nextSignal();
  await run.exit(0);
  await exited;
  const lines = golden(daemon);
  const CHLD = 'DEBG received SIGCHLD indicating a child quit';
  assert.ok(lines.includes(CHLD));
  assert.deepEqual(
    lines.filter((line) => line !== CHLD),
    [
      `WARN No file matches via include "${rig.path('nothing.conf')}"`,
      `INFO Included extra file "${rig.path('x.conf')}" during parsing`,
      `INFO Set uid to user ${process.getuid?.()} succeeded`,
      'INFO Increased RLIMIT_NOFILE limit to 300',
      RPC,
      UNAUTHENTICATED,
      'INFO supervisord started with pid N',
      "INFO spawned: 'x' with pid N",
      SUCCESS,
      "DEBG 'x' stdout output:",
      'hello',
      'DEBG sending x (pid N) sig SIGHUP',
      'WARN received SIGTERM indicating exit request',
      'DEBG killing x (pid N) with signal SIGTERM',
      'INFO waiting for x to die',
      'INFO stopped: x (exit status 0)',
    ],
  );
});

test('the end of each output of a program is told at level debug [8.2-fd-closed]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[supervisord]
loglevel = debug
[program:x]
command = ${child.command}
startsecs = 0
`);
  const run = await child.nextRun();
  await daemon.state('x', 'RUNNING');
  const closed =
    /^DEBG fd \d+ closed, stopped monitoring <POutputDispatcher at \d+ for <Subprocess at \d+ with name x in state RUNNING> \((\w+)\)>$/;
  await run.close(1);
  await daemon.logLine(/stopped monitoring .*\(stdout\)/);
  await run.close(2);
  await daemon.logLine(/stopped monitoring .*\(stderr\)/);
  await run.exit(0);
  await daemon.state('x', 'EXITED');
  const channels = daemon.messages(/stopped monitoring/).map((line) => closed.exec(line)?.[1]);
  assert.deepEqual(channels, ['stdout', 'stderr']);
});

test('as a daemon it tells where it goes [8.2-daemonizing 8.2-directory]', async () => {
  await using rig = await Rig.create();
  const user = process.getuid?.();
  const { paths } = rig.configure(`[supervisord]\nuser = ${user}\ndirectory = ${rig.dir}\n`);
  await rig.supervisord('-c', paths.config);
  const daemon = await rig.detached(paths);
  await daemon.logLine(/supervisord started with pid/);
  assert.deepEqual(golden(daemon), [
    `INFO Set uid to user ${user} succeeded`,
    RPC,
    UNAUTHENTICATED,
    'INFO daemonizing the supervisord process',
    `INFO set current directory: '${rig.dir}'`,
    'INFO supervisord started with pid N',
  ]);
});

test(
  'a directory that its user may not enter is told, and no more [8.2-no-chdir]',
  asRoot,
  async () => {
    await using rig = await Rig.create();
    mkdirSync(rig.path('closed'), { mode: 0o700 });
    mkdirSync(rig.path('own'));
    await rig.run('chown', 'nobody', rig.path('own'));
    const { paths } = rig.configure(`
[supervisord]
user = nobody
directory = ${rig.path('closed')}
logfile = ${rig.path('own/log')}
pidfile = ${rig.path('own/pid')}
childlogdir = ${rig.path('own')}
[unix_http_server]
file = ${rig.path('own/sock')}
`);
    const own = {
      ...paths,
      socket: rig.path('own/sock'),
      logfile: rig.path('own/log'),
      pidfile: rig.path('own/pid'),
    };
    await rig.supervisord('-c', paths.config);
    const daemon = await rig.detached(own);
    const reason = `[Errno 13] Permission denied: '${rig.path('closed')}'`;
    await daemon.logLine(/supervisord started with pid/);
    assert.deepEqual(daemon.messages(/directory|chdir/), [
      `CRIT can't chdir into '${rig.path('closed')}': ${reason}`,
    ]);
  },
);

test(
  'root without a user and a pidfile that cannot be written [8.1-order 8.2-root 8.2-no-pidfile]',
  asRoot,
  async () => {
    await using rig = await Rig.create();
    mkdirSync(rig.path('folder'));
    rig.write('empty.conf', '');
    const daemon = await rig.daemon(
      `[supervisord]\npidfile = ${rig.path('folder')}\n[include]\nfiles = nothing.conf empty.conf\n`,
    );
    await daemon.logLine(/could not write/);
    const ownFinding = /is given twice/; // the rig has written the option too
    assert.deepEqual(
      golden(daemon).filter((line) => !ownFinding.test(line)),
      [
        ROOT,
        `WARN No file matches via include "${rig.path('nothing.conf')}"`,
        `INFO Included extra file "${rig.path('empty.conf')}" during parsing`,
        RPC,
        UNAUTHENTICATED,
        `CRIT could not write pidfile ${rig.path('folder')}`,
      ],
    );
  },
);

test('at level trace calls are told with their outcome [8.2-call-trace 8.2-access-trace]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('', { flags: ['-e', 'trace'] });
  await assert.rejects(daemon.rpc('getProcessInfo', 'zz'), { code: 10 });
  const access =
    /^TRAC (localhost|<unix domain socket>)?:?\d* - - \[\d\d\/\w{3}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] "POST \/RPC2 HTTP\/1\.[01]" 200 \d+$/;
  await until('the request', () => daemon.messages(access).length >= 2);
  assert.deepEqual(daemon.messages(/^TRAC XML-RPC/).slice(-2), [
    'TRAC XML-RPC method called: supervisor.getProcessInfo()',
    'TRAC XML-RPC method supervisor.getProcessInfo() returned fault: [10] BAD_NAME: zz',
  ]);
});

test('a request whose address speaks of an error is logged as one [8.2-access-trace]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('', { flags: ['-e', 'trace'] });
  await request({ socketPath: daemon.paths.socket }, { path: '/an-error' });
  const access = /^ERRO .*"GET \/an-error HTTP\/1\.[01]" 404 \d+$/;
  await until('the request', () => daemon.messages(access).length === 1);
});

test('every server is told, and those without authentication [8.2-rpc-interface 8.2-unauthenticated]', async () => {
  await using rig = await Rig.create();
  const account = 'username = ann\npassword = secret';
  const daemon = await rig.daemon(
    `[inet_http_server]\nport = 127.0.0.1:${await rig.freePort()}\n${account}\n`,
  );
  assert.deepEqual(daemon.messages(/^INFO RPC/), [RPC, RPC]);
  assert.deepEqual(daemon.messages(/^CRIT Server/), [UNAUTHENTICATED]);
});

test('messages hold as many lines as they need [8.1-newlines 8.2-output-undecodable]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`[program:x]\ncommand = ${child.command}\n`, {
    flags: ['-e', 'debug'],
  });
  const run = await child.nextRun();
  await run.write('one\n\ntwo');
  await daemon.logLine(/^two$/);
  assert.match(daemon.log(), /DEBG 'x' stdout output:\none\n\ntwo\n/);
  await run.write(Buffer.from([0x61, 0xff, 0x0a]));
  await daemon.logLine(/Undecodable: /);
  assert.match(daemon.log(), /DEBG 'x' stdout output:\nUndecodable: b'a\\xff\\n'\n/);
});

test('a clear of the main log is told once for each place it goes to [8.2-reopening]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('');
  await daemon.logLine(/supervisord started with pid/);
  await daemon.rpc('clearLog');
  const printed = await daemon.program.prints(/INFO reopening log file\n.*\n/);
  assert.equal(printed.match(/INFO reopening log file\n/g)?.length, 2);
});
