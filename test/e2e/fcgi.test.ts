/** FastCGI programs: one listening socket as the standard input of several processes. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import type { Run } from '../rig/child.ts';
import { projectRoot } from '../rig/commands.ts';
import type { Daemon } from '../rig/daemon.ts';
import { difference, differs, needs } from '../rig/differences.ts';
import { answers, type Place, stdinOf, tcpPlace, unixPlace, type Where } from '../rig/fcgi.ts';
import { Proc } from '../rig/proc.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';
import { request } from '../rig/xmlrpc.ts';

const PLACES: readonly { name: string; place(rig: Rig): Promise<Place> }[] = [
  { name: 'a unix socket', place: async (rig) => unixPlace(rig) },
  { name: 'a TCP socket', place: tcpPlace },
];

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
      const next = async () => (await daemon.info('app:app1')).pid;
      await until('another process', async () => ![0, pid].includes(await next()));
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
