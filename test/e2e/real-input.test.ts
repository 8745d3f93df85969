/** Configurations as people have them, with the programs that they run. */
import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { projectRoot, reference, supervisord } from '../rig/commands.ts';
import type { Daemon } from '../rig/daemon.ts';
import { asRoot, needs } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';
import { request } from '../rig/xmlrpc.ts';

test(
  "Debian's nginx serves a page and its log lines arrive",
  needs('nginx', 'apt-get install nginx-light'),
  async () => {
    await using rig = await Rig.create();
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
    const config = rig.write(
      'nginx.conf',
      `daemon off;
pid ${rig.path('nginx.pid')};
error_log /dev/stderr;
events {}
http {
  access_log /dev/stdout;
  ${temporary.map((name) => `${name}_temp_path ${rig.path(name)};`).join('\n  ')}
  server {
    listen unix:${rig.path('nginx.sock')};
    location / { return 200 "hello"; }
    location /missing { root ${rig.path('www')}; }
  }
}
`,
    );
    const daemon = await rig.daemon(`
[program:nginx]
command = nginx -c ${config}
stopsignal = QUIT
stdout_logfile = ${rig.path('access')}
stderr_logfile = ${rig.path('error')}
`);
    await daemon.state('nginx', 'RUNNING');
    const socketPath = rig.path('nginx.sock');
    const page = await request({ socketPath }, { path: '/' });
    assert.deepEqual([page.status, page.body], [200, 'hello']);
    await rig.readUntil('access', /"GET \/ HTTP\/1\.1" 200 5 /);
    assert.equal((await request({ socketPath }, { path: '/missing' })).status, 404);
    await rig.readUntil('error', /\[error\] .*No such file or directory/);
    assert.equal((await daemon.ctl('stop', 'nginx')).stdout, 'nginx: stopped\n');
    assert.ok(daemon.messages().includes('INFO stopped: nginx (exit status 0)'));
  },
);

test('the queue workers of the Laravel manual', asRoot, async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[program:laravel-worker]
process_name=%(program_name)s_%(process_num)02d
command=/bin/sh -c "echo working as $(id -un); exec sleep 3600"
autostart=true
autorestart=true
stopasgroup=true
killasgroup=true
user=nobody
numprocs=8
redirect_stderr=true
stdout_logfile=${rig.path('worker.log')}
stopwaitsecs=3600
`);
  for (let i = 0; i < 8; i++) await daemon.state(`laravel-worker:laravel-worker_0${i}`, 'RUNNING');
  const status = await daemon.ctl('status');
  assert.equal(status.code, 0);
  assert.equal(
    status.stdout.match(/^laravel-worker:laravel-worker_0[0-7] +RUNNING +pid /gm)?.length,
    8,
  );
  await rig.readUntil('worker.log', /^(working as nobody\n){8}$/);
  const restart = await daemon.ctl('restart', 'laravel-worker:*');
  assert.equal(restart.stdout.match(/^laravel-worker:laravel-worker_0\d: stopped$/gm)?.length, 8);
  assert.equal(restart.stdout.match(/^laravel-worker:laravel-worker_0\d: started$/gm)?.length, 8);
  assert.equal(restart.code, 0);
});

test('the Debian layout: a file is added, one changed, one removed', async () => {
  await using rig = await Rig.create();
  const main = rig.write(
    'etc/supervisor/supervisord.conf',
    `; supervisor config file

[unix_http_server]
file=${rig.path('supervisor.sock')}   ; (the path to the socket file)
chmod=0700                       ; sockef file mode (default 0700)

[supervisord]
logfile=${rig.path('supervisord.log')} ; (main log file;default $CWD/supervisord.log)
pidfile=${rig.path('supervisord.pid')} ; (supervisord pidfile;default supervisord.pid)
childlogdir=${rig.dir}            ; ('AUTO' child log dir, default $TEMP)

; the below section must remain in the config file for RPC
; (supervisorctl/web interface) to work, additional interfaces may be
; added by defining them in separate rpcinterface: sections
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface

[supervisorctl]
serverurl=unix://${rig.path('supervisor.sock')} ; use a unix:// URL  for a unix socket

[include]
files = ${rig.path('etc/supervisor/conf.d')}/*.conf
`,
  );
  const program = (name: string, options = '') =>
    rig.write(
      `etc/supervisor/conf.d/${name}.conf`,
      `[program:${name}]
command=/bin/cat            ; 启动命令
directory=${rig.dir}        ; 工作目录，必须存在
autostart=true              ; 随 supervisord 启动
startsecs=0                 ; 立即视为已启动
${options}
`,
    );
  program('blog');
  program('shop');
  const daemon = await rig.foreground({
    config: main,
    socket: rig.path('supervisor.sock'),
    logfile: rig.path('supervisord.log'),
    pidfile: rig.path('supervisord.pid'),
  });
  const blog = await daemon.state('blog', 'RUNNING');
  await daemon.state('shop', 'RUNNING');

  program('mail');
  program('shop', 'priority=10 ; 优先');
  assert.equal((await daemon.ctl('reread')).stdout, 'mail: available\nshop: changed\n');
  const update = await daemon.ctl('update');
  assert.equal(
    update.stdout,
    'shop: stopped\nshop: updated process group\nmail: added process group\n',
  );
  await rig.run('rm', rig.path('etc/supervisor/conf.d/mail.conf'));
  assert.equal((await daemon.ctl('update')).stdout, 'mail: stopped\nmail: removed process group\n');
  assert.equal((await daemon.info('blog')).pid, blog.pid);
});

test('the block that container images use: everything comes out of stdout', async () => {
  await using rig = await Rig.create();
  const file = rig.write(
    'supervisord.conf',
    `[supervisord]
nodaemon=true
logfile=/dev/null
logfile_maxbytes=0
pidfile=${rig.path('supervisord.pid')}

[program:app]
command=/bin/sh -c "echo out; echo err >&2; exec cat"
stdout_logfile=/dev/fd/1
stdout_logfile_maxbytes=0
redirect_stderr=true
`,
  );
  await rig.run('mkfifo', rig.path('pipe'));
  const reader = rig.start('/bin/cat', [rig.path('pipe')]);
  const container = rig.start('sh', [
    '-c',
    `exec "$0" -c ${file} > ${rig.path('pipe')}`,
    supervisord,
  ]);
  await reader.prints(/^out\nerr\n/m);
  await reader.prints(/INFO success: app entered RUNNING state/);
  const { code } = await container.end('SIGTERM');
  assert.equal(code, 0);
  assert.match((await reader.exited).stdout, /WARN received SIGTERM indicating exit request\n/);
});

/** Daemon and client of two different houses. */
const CROSSED = [
  {
    name: "the original's supervisorctl drives our supervisord",
    daemon: path.join(projectRoot, 'bin/supervisord'),
    ctl: '/usr/bin/supervisorctl',
  },
  {
    name: "our supervisorctl drives the original's supervisord",
    daemon: '/usr/bin/supervisord',
    ctl: path.join(projectRoot, 'bin/supervisorctl'),
  },
];

for (const { name, daemon: command, ctl } of CROSSED) {
  const original = [command, ctl].find((file) => !file.startsWith(projectRoot)) ?? '';
  const options = reference
    ? { skip: 'needs ours, which npm test runs' }
    : needs(original, 'apt-get install supervisor');
  test(name, options, async () => {
    await using rig = await Rig.create();
    const child = rig.child();
    const { paths, rewrite } = rig.configure('');
    const x = `[program:x]\ncommand = ${child.command}\nstartsecs = 0\n`;
    rewrite(x);
    const daemon = await rig.foreground(paths, { command });
    const say = (...args: string[]) => rig.run(ctl, '-c', paths.config, ...args);
    await drive(rig, daemon, say, child, () => rewrite(`${x}[program:y]\ncommand = /bin/cat\n`));
  });
}

type Ctl = (...args: string[]) => ReturnType<Rig['run']>;

async function drive(
  rig: Rig,
  daemon: Daemon,
  ctl: Ctl,
  child: ReturnType<Rig['child']>,
  change: () => void,
): Promise<void> {
  const answers = async (stdout: string | RegExp, code: number, ...args: string[]) => {
    const outcome = await ctl(...args);
    const pattern = typeof stdout === 'string' ? new RegExp(`^${stdout}$`) : stdout;
    assert.match(outcome.stdout, pattern, args.join(' '));
    assert.equal(outcome.code, code, args.join(' '));
  };
  const run = await child.nextRun();
  await daemon.state('x', 'RUNNING');
  await answers(`x {32}RUNNING   pid ${run.pid}, uptime 0:00:\\d\\d\n`, 0, 'status');
  await run.write('hello\n');
  await run.trap('SIGUSR1');
  await answers('x: signalled\n', 0, 'signal', 'USR1', 'x');
  assert.equal(await run.nextSignal(), 'SIGUSR1');
  await answers(/^hello\n/, 0, 'tail', 'x');
  await answers('x: stopped\nx: started\n', 0, 'restart', 'x');
  await answers('x: stopped\n', 0, 'stop', 'x');
  await answers('x: started\n', 0, 'start', 'x');
  await answers(/^x {32}RUNNING/, 0, 'status', 'x');
  change();
  await answers('y: available\n', 0, 'reread');
  await answers('y: added process group\n', 0, 'update');
  await answers(/INFO spawned: 'y'/, 0, 'maintail');
  await answers('Restarted supervisord\n', 0, 'reload');
  await daemon.logLine(/received SIGHUP|stopped: x/);
  await daemon.ready();
  await answers(/^x: cleared$/m, 0, 'clear', 'all');
  await answers('Shut down\n', 0, 'shutdown');
  assert.equal((await daemon.exited).code, 0, rig.dir);
}
