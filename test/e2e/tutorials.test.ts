/** What the tutorials in the field tell people to write and to type. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';

const DATE = '[A-Z][a-z]{2} \\d\\d \\d\\d:\\d\\d [AP]M';

test('supervisord -c FILE, then every command on everything [20-background 20-commands 20-answers 20-status-line]', async () => {
  await using rig = await Rig.create();
  const program = (name: string) =>
    `[program:${name}]\ncommand = /bin/sh -c "echo hello; exec cat"\nstartsecs = 0\n`;
  const { paths, rewrite } = rig.configure(program('blog') + program('mail'));
  assert.deepEqual(await rig.supervisord('-c', paths.config), { stdout: '', stderr: '', code: 0 });
  const daemon = await rig.detached(paths);
  for (const name of ['blog', 'mail']) await daemon.state(name, 'RUNNING');
  /** Lines come in the order in which things have ended, which nobody promises. */
  const says = async (pattern: string, ...args: string[]) => {
    const sorted = (await daemon.ctl(...args)).stdout.split('\n').sort().join('\n').trimStart();
    assert.match(`${sorted}\n`, new RegExp(`^${pattern}$`), args.join(' '));
  };

  const runs = (name: string) => `${name} {29}RUNNING   pid \\d+, uptime \\d:\\d\\d:\\d\\d\n`;
  await says(runs('blog') + runs('mail'), 'status');
  await says(runs('blog') + runs('mail'), 'status', 'all');
  await says('blog: stopped\nmail: stopped\n', 'stop', 'all');
  await says(`blog {29}STOPPED   ${DATE}\n`, 'status', 'blog');
  await says('blog: started\nmail: started\n', 'start', 'all');
  await says('blog: started\nblog: stopped\nmail: started\nmail: stopped\n', 'restart', 'all');
  await says('blog: started\nblog: stopped\n', 'restart', 'blog');
  await says('(hello\n)+', 'tail', 'blog');
  await says('blog: cleared\n', 'clear', 'blog');
  await says('blog: cleared\nmail: cleared\n', 'clear', 'all');
  await says('No config updates to processes\n', 'reread');
  rewrite(program('blog') + program('shop'));
  await says('mail: disappeared\nshop: available\n', 'reread');
  await says('mail: removed process group\nmail: stopped\nshop: added process group\n', 'update');
  await says('Restarted supervisord\n', 'reload');
  await until('the new start', () => daemon.messages(/supervisord started with/).length === 2);
  await daemon.state('shop', 'RUNNING');
  await says('Shut down\n', 'shutdown');
  await until('its end', () => rig.read('supervisord.pid') === '');
});

test('a command is not given to a shell, but bash -c is one [20-no-shell]', async () => {
  await using rig = await Rig.create();
  await rig.daemon(`
[program:plain]
command = /bin/echo $HOME * && echo two
startsecs = 0
autorestart = false
stdout_logfile = ${rig.path('plain')}
[program:shell]
command = /bin/bash -c "cd / && echo $PWD | tr / x"
startsecs = 0
autorestart = false
stdout_logfile = ${rig.path('shell')}
`);
  await rig.holds('plain', '$HOME * && echo two\n');
  await rig.holds('shell', 'x\n');
});

test('stopasgroup and killasgroup end what a service has forked [20-group]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:flask]
command = ${child.command}
startsecs = 0
stopasgroup = true
killasgroup = true
`);
  const parent = await child.nextRun();
  const worker = await parent.fork();
  await daemon.state('flask', 'RUNNING');
  assert.equal((await daemon.ctl('stop', 'flask')).stdout, 'flask: stopped\n');
  await parent.ended;
  await worker.ended;
});

test('a program that puts itself into the background is started over and over, then given up [20-self-daemonising]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[program:nginx]
command = /bin/sh -c "sleep 1000 >/dev/null 2>&1 & exit 0"
startretries = 1
`);
  await daemon.logLine(/INFO gave up: nginx entered FATAL state/);
  assert.deepEqual(daemon.messages(/WARN exited/), [
    'WARN exited: nginx (exit status 0; not expected)',
    'WARN exited: nginx (exit status 0; not expected)',
  ]);
});

test('a server on every address with a password as SHA-1 [20-any-address 20-sha-password]', async () => {
  await using rig = await Rig.create();
  const port = await rig.freePort();
  const digest = createHash('sha1').update('123456').digest('hex');
  await rig.daemon(`
[inet_http_server]         ; inet (TCP) server disabled by default
port=*:${port}             ; ip_address:port specifier, *:port for all iface
username=user              ; 用户名
password={SHA}${digest}
[program:blog]
command=/bin/cat
`);
  const url = ['-s', `http://127.0.0.2:${port}`];
  const ask = (password: string) =>
    rig.supervisorctl(...url, '-u', 'user', '-p', password, 'avail');
  assert.match((await ask('123456')).stdout, /^blog +in use +auto +999:999\n$/);
  assert.match((await ask('654321')).stdout, /^Server requires authentication\n/);
});

test('old and odd options are taken as they are [20-exitcodes 20-startretries 20-maxbytes-0 20-odd-keys 20-comments 20-ini-folder]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  rig.write(
    'supervisord.d/blog.ini',
    `# 博客
[program:blog]
command=${child.command}    ; 启动命令
directory=${rig.dir}        ; 程序的启动目录
autostart=true              ; 在 supervisord 启动的时候也自动启动
startsecs=0                 ; 启动后没有异常退出，就当作已经正常启动了
autorestart=unexpected      ; 程序异常退出后自动重启
startretries=8640
exitcodes=0,2
loglevel=info
user_name=somebody          ; 没有这个选项
redirect_stderr=true
stdout_logfile=${rig.path('blog.log')}
stdout_logfile_maxbytes=0
stdout_logfile_backups=0
`,
  );
  const daemon = await rig.daemon(
    '[supervisord]\nlogfile_maxbytes=0\n[include]\nfiles = supervisord.d/*.ini\n',
  );
  const run = await child.nextRun();
  await daemon.state('blog', 'RUNNING');
  await run.write('x'.repeat(100_000));
  await run.exit(2);
  await daemon.logLine(/INFO exited: blog \(exit status 2; expected\)$/);
  await rig.holds('blog.log', 'x'.repeat(100_000));
  assert.equal((await daemon.info('blog')).statename, 'EXITED');
});

test('20M is no size [20-size-suffix]', async () => {
  await using rig = await Rig.create();
  const { paths } = rig.configure(
    '[program:blog]\ncommand=/bin/cat\nstdout_logfile_maxbytes = 20M\n',
  );
  const { stderr, code } = await rig.supervisord('-n', '-c', paths.config);
  assert.match(stderr, /^Error: invalid literal for int\(\) with base 10: '20m' in section 'prog/);
  assert.equal(code, 2);
});
