/** supervisord itself: how it starts, whom it runs as, and how it becomes a daemon. */
import assert from 'node:assert/strict';
import { chownSync, existsSync, mkdirSync, statSync } from 'node:fs';
import test from 'node:test';
import { read, supervisord } from '../rig/commands.ts';
import { asAdmin, asRoot, difference } from '../rig/differences.ts';
import { Proc } from '../rig/proc.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';

const IN_USE =
  'Another program is already listening on a port that one of our HTTP servers is configured to use.' +
  '  Shut this program down first before starting supervisord.';

/** Waits until no process has this pid. */
const gone = (pid: number) => until(`the end of ${pid}`, () => !existsSync(`/proc/${pid}`));

test('the main log tells the start in order, and with -n so does stdout', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('[supervisord]\nuser = %(ENV_ME)s', {
    env: { ME: String(process.getuid?.()) },
  });
  await daemon.logLine(/supervisord started/);
  const expected = [
    "INFO RPC interface 'supervisor' initialized",
    `CRIT Server 'unix_http_server' running without any HTTP authentication checking`,
    `INFO supervisord started with pid ${daemon.pid}`,
  ];
  const messages = daemon.messages();
  assert.deepEqual(
    messages.filter((line) => expected.includes(line)),
    expected,
  );
  for (const line of daemon.log().split('\n').slice(0, -1)) {
    assert.match(line, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (CRIT|INFO|WARN) /);
  }
  await until('the echo', () => daemon.program.printed === daemon.log());
});

test('silent keeps the log off stdout, and loglevel chooses what is written', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('', { flags: ['-s', '-e', 'warn'] });
  daemon.signal('SIGUSR2'); // tells itself at level info
  const { code, stdout } = await daemon.stop();
  assert.deepEqual([code, stdout], [0, '']);
  assert.deepEqual(daemon.messages(/INFO/), []);
  assert.deepEqual(daemon.messages(/WARN/), ['WARN received SIGTERM indicating exit request']);
});

test('root without user= is warned [4.1-root-without-user]', asRoot, async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('');
  assert.equal(
    daemon.messages()[0],
    'CRIT Supervisor is running as root.  Privileges were not dropped because no user is specified in the config file.' +
      '  If you intend to run as root, you can set user=root in the config file to avoid this message.',
  );
});

test(
  'user= gives up the privileges of root for good [4.1-take-on-user 4.1-log-owner 4.1-note]',
  asRoot,
  async () => {
    await using rig = await Rig.create();
    const { stdout } = await rig.run('id', '-u', 'nobody');
    const uid = Number(stdout);
    chownSync(rig.dir, uid, 65534);
    const daemon = await rig.daemon(
      '[supervisord]\nuser = nobody\n[program:x]\ncommand = /bin/cat',
    );
    const { pid } = await daemon.state('x', 'RUNNING');
    for (const proc of [new Proc(daemon.pid), new Proc(pid)]) {
      assert.equal(proc.status('Uid'), Array(4).fill(String(uid)).join('\t'));
    }
    assert.ok(daemon.messages().includes(`INFO Set uid to user ${uid} succeeded`));
    assert.equal(statSync(daemon.paths.logfile).uid, uid);
  },
);

test('flags win over the file', async () => {
  await using rig = await Rig.create();
  mkdirSync(rig.path('logs'));
  const { paths } = rig.configure('[program:x]\ncommand = /bin/cat\n');
  const flagged = { ...paths, logfile: rig.path('other.log'), pidfile: rig.path('other.pid') };
  const { logfile, pidfile } = flagged;
  const flags = ['-l', logfile, '-j', pidfile, '--identifier', 'me', '-q', rig.path('logs')];
  const daemon = await rig.foreground(flagged, { flags: [...flags, '-edebug'] });
  await until('the pidfile', () => read(pidfile) === `${daemon.pid}\n`);
  await daemon.logLine(/INFO supervisord started/);
  assert.ok(!existsSync(paths.logfile) && !existsSync(paths.pidfile));
  assert.equal(await daemon.rpc('getIdentification'), 'me');
  const { stdout_logfile } = await daemon.info('x');
  assert.ok(stdout_logfile.startsWith(rig.path('logs/x-stdout---me-')), stdout_logfile);
});

test('as a daemon it answers when the command returns, in a session of its own [4.2-ready 4.2-session 4.2-null 4.2-note 4.4-content 4.4-removed 7.3-leaves]', async () => {
  await using rig = await Rig.create();
  const { paths } = rig.configure('[program:x]\ncommand = /bin/cat\nstartsecs = 0\n');
  const { code, stdout, stderr } = await rig.supervisord('-c', paths.config);
  assert.deepEqual([code, stdout, stderr], [0, '', '']);
  const daemon = await rig.detached(paths);
  await until('the pidfile', () => rig.read('supervisord.pid') !== '');
  const pid = await daemon.rpc<number>('getPID');
  assert.equal(rig.read('supervisord.pid'), `${pid}\n`);
  const proc = new Proc(pid);
  assert.deepEqual([proc.family.pgid, proc.family.sid], [pid, pid]);
  assert.deepEqual(Object.values(proc.descriptors).slice(0, 3), Array(3).fill('/dev/null'));
  assert.ok(daemon.messages().includes(`INFO supervisord started with pid ${pid}`));
  assert.ok(daemon.messages().includes('INFO daemonizing the supervisord process'));

  daemon.signal('SIGTERM');
  await gone(pid);
  assert.ok(!existsSync(paths.pidfile));
  assert.ok(!existsSync(paths.socket));
});

test('directory and umask count for a daemon only [4.2-directory 4.2-umask 4.2-foreground]', async () => {
  await using rig = await Rig.create();
  mkdirSync(rig.path('home'));
  const text = `[supervisord]\ndirectory = ${rig.path('home')}\numask = 027\n`;
  const { paths } = rig.configure(text);
  await rig.supervisord('-c', paths.config);
  const daemon = await rig.detached(paths);
  const behind = new Proc(await daemon.rpc<number>('getPID'));
  assert.deepEqual([behind.cwd, behind.status('Umask')], [rig.path('home'), '0027']);
  await daemon.logLine(new RegExp(`INFO set current directory: '${rig.path('home')}'$`));

  const front = new Proc((await rig.daemon(text, { before: 'umask 022' })).pid);
  assert.deepEqual([front.cwd, front.status('Umask')], [rig.dir, '0022']);
});

test('what goes wrong before it detaches reaches the terminal, with exit code 2 [4-usage-error 4-servers-first 4-address-in-use]', async () => {
  await using rig = await Rig.create();
  const first = await rig.daemon('');
  const other = rig.configure(`[unix_http_server]\nfile = ${first.paths.socket}\n`);
  const { code, stderr, stdout } = await rig.supervisord('-c', other.paths.config);
  assert.equal(stderr, `Error: ${IN_USE}\nFor help, use ${supervisord} -h\n`);
  assert.deepEqual([code, stdout], [2, '']);
  assert.ok(!existsSync(other.paths.pidfile));
  assert.deepEqual(await first.rpc('getPID'), first.pid);
});

test('the pidfile of another supervisord is overwritten [4.4-overwritten 4.4-content]', async () => {
  await using rig = await Rig.create();
  rig.write('supervisord.pid', '1\n');
  const daemon = await rig.daemon('');
  await until('the pidfile', () => rig.read('supervisord.pid') === `${daemon.pid}\n`);
});

difference('#38', 'but a living supervisord in it is warned about [4.4-overwritten]', async () => {
  await using rig = await Rig.create();
  const first = await rig.daemon('');
  await until('the pidfile', () => rig.read('supervisord.pid') !== '');
  const second = await rig.daemon(`[supervisord]\npidfile = ${first.paths.pidfile}\n`);
  await second.logLine(new RegExp(`WARN .*${first.paths.pidfile}.*\\b${first.pid}\\b`));
  await until('the pidfile', () => rig.read('supervisord.pid') === `${second.pid}\n`);
});

test('the mode of the pidfile follows the umask [4.4-mode]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('', { before: 'umask 027' });
  await rig.holds('supervisord.pid', `${daemon.pid}\n`);
  assert.equal(statSync(daemon.paths.pidfile).mode & 0o7777, 0o640);
});

test('a pidfile that cannot be written is told, and no more [4.4-refused 4.4-note]', async () => {
  await using rig = await Rig.create();
  mkdirSync(rig.path('directory'));
  const daemon = await rig.daemon(`[supervisord]\npidfile = ${rig.path('directory')}\n`);
  await daemon.logLine(new RegExp(`CRIT could not write pidfile ${rig.path('directory')}$`));
  assert.deepEqual(daemon.messages(/supervisord started/), []);
});

difference('#32', 'pgrep, pidof and ps find it by its name', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('');
  const found = async (command: string, ...args: string[]) =>
    (await rig.run(command, ...args)).stdout.trim().split(/\s+/);
  assert.ok((await found('pgrep', '-x', 'supervisord')).includes(String(daemon.pid)));
  assert.ok((await found('pidof', 'supervisord')).includes(String(daemon.pid)));
  const { stdout } = await rig.run('ps', '-o', 'args=', '-p', String(daemon.pid));
  assert.match(stdout, /^\S*supervisord -n -c /);
});

test(
  'orphans that end under it as the first process are reaped [7.6-unknown]',
  asAdmin(),
  async () => {
    await using rig = await Rig.create();
    rig.write('orphan.sh', 'until grep -q "^PPid:.1$" /proc/$$/status; do :; done\n');
    rig.write('parent.sh', `(sh ${rig.path('orphan.sh')} &)\nexec cat\n`);
    const daemon = await rig.daemon(`[program:x]\ncommand = /bin/sh ${rig.path('parent.sh')}\n`, {
      before: 'exec unshare --pid --fork --mount-proc --kill-child "$0" "$@"',
    });
    await daemon.logLine(/INFO reaped unknown pid \d+ \(exit status 0\)$/);
    assert.equal(read(daemon.paths.pidfile), '1\n');
  },
);

test('without programs and servers it goes on until it is told to end', async () => {
  await using rig = await Rig.create();
  const file = rig.write('bare.conf', '[supervisord]\nnocleanup = true\n');
  const daemon = rig.start(supervisord, ['-n', '-c', file]);
  await daemon.prints(/supervisord started with pid/);
  for (let times = 1; times <= 3; times++) {
    daemon.signal('SIGUSR2');
    await daemon.prints(new RegExp(`(received SIGUSR2[^]*){${times}}`));
  }
  assert.equal((await daemon.end('SIGTERM')).code, 0);
});
