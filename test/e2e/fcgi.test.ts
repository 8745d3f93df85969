/** FastCGI programs: one listening socket as the standard input of several processes. */
import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import path from 'node:path';
import test from 'node:test';
import type { Run } from '../rig/child.ts';
import { projectRoot } from '../rig/commands.ts';
import type { Daemon } from '../rig/daemon.ts';
import { asRoot, difference, differs, needs } from '../rig/differences.ts';
import { Proc } from '../rig/proc.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';
import { Fault, request } from '../rig/xmlrpc.ts';

type Where = { readonly path: string } | { readonly port: number; readonly host: string };

interface Place {
  readonly url: string;
  readonly where: Where;
}

const PLACES: readonly { name: string; place(rig: Rig): Promise<Place> }[] = [
  { name: 'a unix socket', place: async (rig) => unixPlace(rig) },
  { name: 'a TCP socket', place: tcpPlace },
];

function unixPlace(rig: Rig): Place {
  const file = rig.path('fcgi.sock');
  return { url: `unix://${file}`, where: { path: file } };
}

async function tcpPlace(rig: Rig): Promise<Place> {
  const port = await rig.freePort();
  return { url: `tcp://127.0.0.1:${port}`, where: { host: '127.0.0.1', port } };
}

/** Resolves to the connection, or to the errno of its failure. */
function dial(where: Where): Promise<Socket | string> {
  return new Promise((resolve) => {
    const socket = connect(where);
    socket.on('connect', () => resolve(socket));
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}

/** True, or the errno of a refused connection. */
async function answers(where: Where): Promise<true | string> {
  const socket = await dial(where);
  if (typeof socket === 'string') return socket;
  socket.destroy();
  return true;
}

/** What the standard input of a process is, such as `socket:[1234]`. */
function stdinOf({ pid }: Pick<Run, 'pid'>): string {
  return new Proc(pid).descriptors[0] ?? '';
}

/** The lines of the main log about sockets, and what was started and ended between them. */
const SOCKETS = / (Creating|Closing) socket | spawned: | stopped: | exited: /;

for (const { name, place } of PLACES) {
  test(`two processes share ${name}, which is closed when the last one has ended [2.6-shared 2.6-life 2.6-log-lines 2.6-path-stays]`, async () => {
    await using rig = await Rig.create();
    const child = rig.child();
    const { url, where } = await place(rig);
    const daemon = await rig.daemon(`
[fcgi-program:f]
command = ${child.command}
socket = ${url}
numprocs = 2
process_name = f%(process_num)d
startsecs = 0
stopsignal = KILL
`);
    const runs = await child.nextRuns(2);
    const [f0, f1] = [runs.get('f0') as Run, runs.get('f1') as Run];
    const socket = stdinOf(f0);
    assert.match(socket, /^socket:/);
    assert.equal(stdinOf(f1), socket);
    assert.deepEqual(Object.keys(new Proc(f0.pid).descriptors).slice(0, 3), ['0', '1', '2']);
    assert.equal(await answers(where), true);

    assert.equal((await daemon.ctl('restart', 'f:f0')).stdout, 'f:f0: stopped\nf:f0: started\n');
    const again = await child.nextRun();
    assert.equal(stdinOf(again), socket, 'it has the socket that the other one kept open');
    await daemon.ctl('stop', 'f:f1');
    assert.equal(await answers(where), true);
    await daemon.ctl('stop', 'f:f0');
    assert.equal(await answers(where), 'ECONNREFUSED');
    if ('path' in where) assert.ok(existsSync(where.path), 'its path stays');

    await daemon.ctl('start', 'f:f1');
    await child.nextRun();
    assert.equal(await answers(where), true);
    assert.deepEqual(
      daemon.messages(SOCKETS).map((line) => line.replace(/ with pid \d+$/, '')),
      [
        `INFO Creating socket ${url}`,
        `INFO Closing socket ${url}`,
        `INFO Creating socket ${url}`,
        "INFO spawned: 'f0'",
        "INFO spawned: 'f1'",
        'WARN stopped: f0 (terminated by SIGKILL)',
        "INFO spawned: 'f0'",
        'WARN stopped: f1 (terminated by SIGKILL)',
        'WARN stopped: f0 (terminated by SIGKILL)',
        `INFO Closing socket ${url}`,
        `INFO Creating socket ${url}`,
        "INFO spawned: 'f1'",
      ],
    );
  });

  test(
    `nginx hands requests to a FastCGI program on ${name} [2.6-shared]`,
    needs('nginx', 'apt-get install nginx-light'),
    async () => {
      await using rig = await Rig.create();
      const { url, where } = await place(rig);
      const config = rig.write('nginx.conf', nginxConfig(rig, where));
      const responder = path.join(projectRoot, 'test/rig/fcgi-responder.cjs');
      const daemon = await rig.daemon(`
[program:nginx]
command = nginx -c ${config}
[fcgi-program:app]
command = ${process.execPath} ${responder}
socket = ${url}
${'path' in where ? 'socket_mode = 0777' : ''}
numprocs = 2
process_name = app%(process_num)d
autorestart = true
stderr_logfile = ${rig.path('app.err')}
`);
      await daemon.state('nginx', 'RUNNING');
      await daemon.state('app:app1', 'RUNNING');
      const page = await get(rig, '/a/page');
      assert.match(page, /^200 app[01] GET \/a\/page 0$/, rig.read('app.err'));
      assert.match(await get(rig, '/form', 'x'.repeat(5000)), /^200 app[01] POST \/form 5000$/);

      await daemon.ctl('stop', 'app:app0');
      for (let n = 0; n < 3; n++) assert.equal(await get(rig, `/${n}`), `200 app1 GET /${n} 0`);
      const { pid } = await daemon.info('app:app1');
      process.kill(pid, 'SIGKILL');
      await until('another process', async () => (await daemon.info('app:app1')).pid > pid);
      await until('it to answer', async () => (await get(rig, '/new')) === '200 app1 GET /new 0');
      await daemon.ctl('stop', 'app:*');
      assert.match(await get(rig, '/'), /^502 /);
    },
  );
}

function nginxConfig(rig: Rig, where: Where): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const target = 'path' in where ? `unix:${where.path}` : `${where.host}:${where.port}`;
  return `daemon off;
pid ${rig.path('nginx.pid')};
error_log /dev/stderr;
events {}
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${rig.path(name)};`).join('\n  ')}
  server {
    listen unix:${rig.path('nginx.sock')};
    location / {
      fastcgi_pass ${target};
      fastcgi_param REQUEST_METHOD $request_method;
      fastcgi_param CONTENT_LENGTH $content_length;
      fastcgi_param SCRIPT_NAME $fastcgi_script_name;
    }
  }
}
`;
}

/** Status and page that nginx answers with. */
async function get(rig: Rig, where: string, body?: string): Promise<string> {
  const post = body === undefined ? {} : { method: 'POST', body };
  const answer = await request({ socketPath: rig.path('nginx.sock') }, { path: where, ...post });
  return `${answer.status} ${answer.body}`;
}

test('a unix socket belongs to our user alone, unless the file says otherwise [2.6-defaults 2.6-socket-mode 2.6-path-replaced]', async () => {
  await using rig = await Rig.create();
  rig.write('closed.sock', 'something that was left there');
  await rig
    .daemon(`
[fcgi-program:closed]
command = /bin/sleep 1000
socket = unix://${rig.path('closed.sock')}
[fcgi-program:open]
command = /bin/sleep 1000
socket = unix://${rig.path('%(program_name)s.sock')}
socket_mode = 0664
`)
    .then((daemon) => daemon.state('open', 'RUNNING'));
  const [closed, open] = [statSync(rig.path('closed.sock')), statSync(rig.path('open.sock'))];
  assert.ok(closed.isSocket() && open.isSocket());
  assert.deepEqual([closed.mode & 0o7777, closed.uid], [0o700, process.getuid?.()]);
  assert.equal(open.mode & 0o7777, 0o664);
});

test(
  'a unix socket belongs to socket_owner, else to the user of the program [2.6-owner-default 2.6-socket-owner]',
  asRoot,
  async () => {
    await using rig = await Rig.create();
    const daemon = await rig.daemon(`
[fcgi-program:user]
command = /bin/sleep 1000
socket = unix://${rig.path('user.sock')}
user = nobody
[fcgi-program:owner]
command = /bin/sleep 1000
socket = unix://${rig.path('owner.sock')}
user = nobody
socket_owner = daemon:mail
`);
    await daemon.state('user', 'RUNNING');
    const id = async (...args: string[]) => Number((await rig.run('id', ...args)).stdout);
    const owner = (name: string) => {
      const { uid, gid } = statSync(rig.path(name));
      return [uid, gid];
    };
    assert.deepEqual(owner('user.sock'), [await id('-u', 'nobody'), await id('-g', 'nobody')]);
    const mail = Number((await rig.run('getent', 'group', 'mail')).stdout.split(':')[2]);
    assert.deepEqual(owner('owner.sock'), [await id('-u', 'daemon'), mail]);
  },
);

test('socket_backlog is how many connections wait [2.6-socket-backlog]', async () => {
  await using rig = await Rig.create();
  const { url, where } = unixPlace(rig);
  const daemon = await rig.daemon(`
[fcgi-program:f]
command = /bin/sleep 1000
socket = ${url}
socket_backlog = 2
`);
  await daemon.state('f', 'RUNNING');
  const calls: (Socket | string)[] = [];
  for (let n = 0; n < 4; n++) calls.push(await dial(where));
  const results = calls.map((call) => (typeof call === 'string' ? call : 'waits'));
  assert.deepEqual(results, ['waits', 'waits', 'waits', 'EAGAIN']); // Linux lets one more wait
  for (const call of calls) if (typeof call !== 'string') call.destroy();
});

difference('#9', 'each fcgi-program of a group has its own socket [2.6-in-group]', async () => {
  await using rig = await Rig.create();
  const [a, b, plain] = [rig.child(), rig.child(), rig.child()];
  const daemon = await rig.daemon(`
[fcgi-program:a]
command = ${a.command}
socket = unix://${rig.path('a.sock')}
numprocs = 2
process_name = a%(process_num)d
[fcgi-program:b]
command = ${b.command}
socket = unix://${rig.path('b.sock')}
[program:plain]
command = ${plain.command}
[group:g]
programs = a,b,plain
`);
  const runs = [...(await a.nextRuns(2)).values(), await b.nextRun(), await plain.nextRun()];
  const [a0, a1, b0, other] = runs.map(stdinOf);
  assert.ok(a0?.startsWith('socket:') && b0?.startsWith('socket:'));
  assert.equal(a0, a1);
  assert.notEqual(a0, b0);
  assert.match(other ?? '', /^pipe:/);
  await daemon.ctl('stop', 'g:b');
  assert.equal(await answers({ path: rig.path('a.sock') }), true);
  assert.equal(await answers({ path: rig.path('b.sock') }), 'ECONNREFUSED');
  assert.deepEqual(daemon.messages(/Closing socket/).length, 3);
});

test('a socket that cannot be had ends supervisord at its start [4-fcgi-sockets 2.6-failure]', async () => {
  await using rig = await Rig.create();
  const taken = createServer();
  const port = await rig.freePort();
  await new Promise<void>((resolve) => taken.listen(port, '127.0.0.1', resolve));
  rig.write('folder/x', '');
  const failures = [
    [`tcp://127.0.0.1:${port}`, '[Errno 98] Address already in use'],
    ['tcp://192.0.2.1:9000', '[Errno 99] Cannot assign requested address'],
    [`tcp://*:${port}`, '[Errno -2] Name or service not known'],
    [`unix://${rig.path('no/f.sock')}`, '[Errno 2] No such file or directory'],
    [`unix://${rig.path('folder')}`, `[Errno 21] Is a directory: '${rig.path('folder')}'`],
    [`unix://${rig.path('x'.repeat(100))}`, 'AF_UNIX path too long'],
  ];
  for (const [url, reason] of failures) {
    const { paths } = rig.configure(`
[fcgi-program:f]
command = /bin/cat
socket = ${url}
autostart = false
`);
    const text = `Could not create FastCGI socket ${url}: ${reason}`;
    for (const flags of [['-n'], []]) {
      const outcome = await rig.supervisord(...flags, '-c', paths.config);
      const expected = differs('FastCGI sockets that cannot be had', {
        original: { code: 1, line: `ValueError: ${text}\n` },
        ours: { code: 2, line: `Error: ${text}\nFor help, use ` },
      });
      assert.equal(outcome.code, expected.code);
      assert.ok(outcome.stderr.includes(expected.line), outcome.stderr);
      assert.ok(!existsSync(paths.pidfile));
    }
  }
  await new Promise((resolve) => taken.close(resolve));
});

/** A daemon with a program `f` that is not started, and something that takes and frees its port. */
async function contested(rig: Rig, options = '') {
  const port = await rig.freePort();
  const { paths, rewrite } = rig.configure('');
  const text = `[fcgi-program:f]
command = /bin/sleep 1000
socket = tcp://127.0.0.1:${port}
startsecs = 0
${options}`;
  const error = `Could not create FastCGI socket tcp://127.0.0.1:${port}: [Errno 98] Address already in use`;
  const server = createServer();
  return {
    paths,
    error,
    write: () => rewrite(text),
    take: () => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve)),
    free: () => new Promise((resolve) => server.close(resolve)),
  };
}

difference(
  'FastCGI sockets that cannot be had',
  'a socket that is taken later is a spawn error, and is tried again',
  async () => {
    await using rig = await Rig.create();
    const { paths, error, write, take, free } = await contested(rig, 'autostart = false');
    write();
    const daemon = await rig.foreground(paths);
    await take();
    const start = await daemon.ctl('start', 'f');
    assert.deepEqual([start.stdout, start.code], ['f: ERROR (spawn error)\n', 7]);
    const info = await daemon.state('f', 'BACKOFF');
    assert.equal(info.spawnerr, error);
    assert.ok(daemon.messages().includes(`INFO spawnerr: ${error}`));
    await free();
    await daemon.state('f', 'RUNNING');
  },
);

difference(
  'FastCGI sockets that cannot be had',
  'a group whose socket is taken is not added, and the reason is the answer',
  async () => {
    await using rig = await Rig.create();
    const { paths, error, write, take, free } = await contested(rig);
    const daemon = await rig.foreground(paths);
    write();
    await take();
    assert.equal((await daemon.ctl('reread')).stdout, 'f: available\n');
    await assert.rejects(daemon.rpc('addProcessGroup', 'f'), new Fault(30, `FAILED: ${error}`));
    assert.deepEqual(await daemon.rpc('getAllProcessInfo'), []);
    await free();
    assert.equal((await daemon.ctl('add', 'f')).stdout, 'f: added process group\n');
    await daemon.state('f', 'RUNNING');
  },
);

difference(
  'FastCGI sockets that cannot be had',
  'a restart goes on without a socket that is taken',
  async () => {
    await using rig = await Rig.create();
    const { paths, error, write, take, free } = await contested(rig);
    const daemon = await rig.foreground(paths);
    write();
    await take();
    daemon.signal('SIGHUP');
    await daemon.logLine(/CRIT Could not create FastCGI socket/);
    assert.ok(daemon.messages().includes(`CRIT ${error}`));
    await daemon.ready();
    await daemon.state('f', 'BACKOFF');
    await free();
    await daemon.state('f', 'RUNNING');
  },
);

test('the only process of a program exits and is restarted: clients can connect again', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const { url, where } = unixPlace(rig);
  const daemon = await rig.daemon(`
[fcgi-program:f]
command = ${child.command}
socket = ${url}
startsecs = 0
autorestart = true
`);
  const run = await child.nextRun();
  const before = stdinOf(run);
  await daemon.state('f', 'RUNNING');
  await run.exit(0);
  const after = stdinOf(await child.nextRun());
  assert.equal(await answers(where), true);
  const kept = differs('a lone FastCGI process', { original: false, ours: true });
  assert.equal(after === before, kept);
  assert.equal(daemon.messages(/Closing socket/).length, kept ? 1 : 2);
});

test('update moves a program to another socket', async () => {
  await using rig = await Rig.create();
  const { paths, rewrite } = rig.configure('');
  const text = (name: string, more = '') =>
    `[fcgi-program:f]
command = /bin/sleep 1000
socket = unix://${rig.path(name)}
${more}
startsecs = 0
`;
  rewrite(text('old.sock'));
  const daemon: Daemon = await rig.foreground(paths);
  await daemon.state('f', 'RUNNING');
  rewrite(text('old.sock', 'socket_mode = 0777'));
  assert.equal((await daemon.ctl('update')).stdout, '', 'only the address makes a difference');
  rewrite(text('new.sock'));
  const update = await daemon.ctl('update');
  assert.equal(update.stdout, 'f: stopped\nf: updated process group\n');
  await daemon.state('f', 'RUNNING');
  assert.equal(await answers({ path: rig.path('new.sock') }), true);
  assert.equal(await answers({ path: rig.path('old.sock') }), 'ECONNREFUSED');
});
