/** The sockets of the servers: who may connect, and what becomes of an address in use. */
import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import http from 'node:http';
import test from 'node:test';
import { supervisord } from '../rig/commands.ts';
import { asAdmin, asRoot } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';
import { call, encodeCall, request } from '../rig/xmlrpc.ts';

test('the unix socket belongs to its user alone, unless the file says otherwise [10.4-mode 19-mode]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('');
  const { mode, uid } = statSync(daemon.paths.socket);
  assert.deepEqual([mode & 0o7777, uid], [0o700, process.getuid?.()]);
  const open = await rig.daemon('[unix_http_server]\nchmod = 0770\n');
  assert.equal(statSync(open.paths.socket).mode & 0o7777, 0o770);
});

test('the unix socket can be given to a user and a group [10.4-owner]', asRoot, async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('[unix_http_server]\nchown = nobody:daemon\n');
  const { uid, gid } = statSync(daemon.paths.socket);
  const id = async (...args: string[]) => Number((await rig.run('id', ...args)).stdout);
  assert.deepEqual([uid, gid], [await id('-u', 'nobody'), await id('-g', 'daemon')]);
});

test('TCP and unix sockets answer alike, each with its own authentication [10-sections]', async () => {
  await using rig = await Rig.create();
  const port = await rig.freePort();
  const daemon = await rig.daemon(`
[inet_http_server]
port = 127.0.0.1:${port}
username = me
password = {SHA}5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8
`);
  const open = await call({ socketPath: daemon.paths.socket }, 'supervisor.getPID', []);
  const closed = await call({ port, auth: 'me:password' }, 'supervisor.getPID', []);
  assert.deepEqual([open, closed], [daemon.pid, daemon.pid]);

  for (const auth of [undefined, 'me:wrong', 'you:password', 'me:']) {
    const answer = await request({ port, ...(auth === undefined ? {} : { auth }) }, rpc('getPID'));
    assert.equal(answer.status, 401, auth);
    assert.equal(answer.headers['www-authenticate'], 'Basic realm="default"');
    assert.match(answer.body, /Error code 401\./);
  }
  assert.deepEqual(daemon.messages(/without any HTTP auth/), [
    "CRIT Server 'unix_http_server' running without any HTTP authentication checking",
  ]);
});

test('a server on every address, and no unix socket at all', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const port = await rig.freePort();
  const paths = {
    config: rig.path('tcp.conf'),
    socket: '',
    logfile: rig.path('tcp.log'),
    pidfile: rig.path('tcp.pid'),
  };
  rig.write(
    'tcp.conf',
    `[supervisord]
logfile = ${paths.logfile}
pidfile = ${paths.pidfile}
[inet_http_server]
port = *:${port}
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl = http://127.0.0.1:${port}
[program:x]
command = ${child.command}
startsecs = 0
stdout_logfile = NONE
stderr_logfile = NONE
`,
  );
  const daemon = await rig.foreground(paths, { port });
  const { env } = (await child.nextRun()).hello;
  assert.equal(env.SUPERVISOR_SERVER_URL, `http://localhost:${port}`);
  await daemon.state('x', 'RUNNING');
  assert.match((await daemon.ctl('status')).stdout, /^x +RUNNING/);
});

/** A request for a method without parameters. */
function rpc(method: string) {
  return { method: 'POST', path: '/RPC2', body: encodeCall(`supervisor.${method}`, []) };
}

test('a plain password is compared as it is', async () => {
  await using rig = await Rig.create();
  const text = '[unix_http_server]\nusername = me\npassword = "it\'s: quoted"\n';
  const daemon = await rig.daemon(text, { auth: 'me:"it\'s: quoted"' });
  const { status } = await request({ socketPath: daemon.paths.socket }, rpc('getPID'));
  assert.equal(status, 401);
  assert.equal(await daemon.rpc('getPID'), daemon.pid);
});

test('several requests use one connection', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('');
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const sockets = new Set<unknown>();
  for (let i = 0; i < 5; i++) {
    const body = encodeCall('supervisor.getState', []);
    await new Promise<void>((resolve, reject) => {
      const headers = { 'Content-Length': Buffer.byteLength(body) };
      const to = { socketPath: daemon.paths.socket, agent, method: 'POST', path: '/RPC2', headers };
      http
        .request(to, (answer) => answer.resume().on('end', resolve))
        .on('socket', (socket) => sockets.add(socket))
        .on('error', reject)
        .end(body);
    });
  }
  agent.destroy();
  assert.equal(sockets.size, 1);
});

const IN_USE =
  'Another program is already listening on a port that one of our HTTP servers is configured to use.' +
  '  Shut this program down first before starting supervisord.';

test('a TCP port in use is refused in the same words [4-address-in-use]', async () => {
  await using rig = await Rig.create();
  const port = await rig.freePort();
  const text = `[inet_http_server]\nport = 127.0.0.1:${port}\n`;
  await rig.daemon(text);
  const { paths } = rig.configure(text);
  const { code, stderr } = await rig.supervisord('-n', '-c', paths.config);
  assert.match(stderr, new RegExp(`^Error: ${IN_USE}$`, 'm'));
  assert.equal(code, 2);
  assert.ok(!existsSync(paths.socket), 'nothing half-started is left');
});

test('the socket of a supervisord that was killed is taken over [10.4-stale]', async () => {
  await using rig = await Rig.create();
  const killed = await rig.daemon('');
  await killed.program.end('SIGKILL');
  assert.ok(existsSync(killed.paths.socket));
  const daemon = await rig.foreground(killed.paths);
  const { stderr } = await daemon.stop();
  assert.match(stderr, new RegExp(`^Unlinking stale socket ${killed.paths.socket}$`, 'm'));
});

test(
  'a server on all addresses is refused on a machine whose name has none [4-own-address]',
  asAdmin(),
  async () => {
    await using rig = await Rig.create();
    const port = await rig.freePort();
    const serve = (address: string) => {
      const file = rig.write('c.conf', `[supervisord]\n[inet_http_server]\nport = ${address}\n`);
      const nameless = 'cd "$1" && hostname no-such-host.invalid && exec "$0" -n -c "$2"';
      return ['--uts', 'sh', '-c', nameless, supervisord, rig.dir, file];
    };
    const { code, stderr } = await rig.run('unshare', ...serve(`*:${port}`));
    const said =
      'Error: Could not determine IP address for hostname no-such-host.invalid, please try setting ' +
      'an explicit IP address in the "port" setting of your [inet_http_server] section.  For ' +
      'example, instead of "port = 9001", try "port = 127.0.0.1:9001."\n' +
      `For help, use ${supervisord} -h\n`;
    assert.deepEqual([code, stderr], [2, said]);
    const daemon = rig.start('unshare', serve(`0.0.0.0:${port}`));
    await daemon.prints(/supervisord started with pid/);
    assert.equal((await daemon.end('SIGTERM')).code, 0);
  },
);
