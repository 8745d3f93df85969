/** The clients that the field uses, on our servers: Python's XML-RPC and the original's ctl. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { type Server, serve } from '../../test/rig/fake-server.ts';
import { until } from '../../test/rig/until.ts';

/** Skips the test by name where something is not installed; under CI=true it goes on and fails. */
function needs(t: TestContext, command: string, pack: string): boolean {
  if (spawnSync(command, ['--help']).error === undefined || process.env.CI === 'true') return true;
  t.skip(`needs ${command} (apt install ${pack})`);
  return false;
}

async function run(command: string, args: readonly string[]) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  return { output: await text(child.stdout), code: await ended };
}

async function ctl(server: Server, ...args: readonly string[]): Promise<string> {
  const file = path.join(server.folder, 'ctl.conf');
  const lines = [`serverurl=unix://${server.socket}`, 'username=u', 'password=p'];
  writeFileSync(file, ['[supervisorctl]', ...lines, ''].join('\n'));
  const { output, code } = await run('supervisorctl', ['-c', file, ...args]);
  return `${output}${code}`;
}

test("the original's supervisorctl works with our server", async (t) => {
  if (!needs(t, 'supervisorctl', 'supervisor')) return;
  await using server = await serve(['web', 'work:a', 'work:b'], { username: 'u', password: 'p' });
  const { daemon } = server.world;
  const web = daemon.process('web');
  const log = path.join(server.folder, 'web.log');
  writeFileSync(log, 'hello wörld\n');
  Object.assign(web, { pid: 12, uptimeMs: 61_000, startedAt: 1 });
  web.stdout.path = log;
  web.becomes('RUNNING');
  const name = (text: string) => text.padEnd(33);

  assert.equal(
    await ctl(server, 'status'),
    [
      `${name('web')}RUNNING   pid 12, uptime 0:01:01`,
      `${name('work:a')}STOPPED   Not started`,
      `${name('work:b')}STOPPED   Not started`,
      '3',
    ].join('\n'),
  );
  assert.equal(await ctl(server, 'start', 'web'), 'web: ERROR (already started)\n0');
  assert.equal(await ctl(server, 'tail', 'web'), 'hello wörld\n\n0');
  assert.equal(
    await ctl(server, 'signal', 'HUP', 'web', 'zz'),
    'web: signalled\nzz: ERROR (no such process)\n1',
  );
  assert.deepEqual(web.signals, [1]);
  assert.equal(await ctl(server, 'clear', 'web'), 'web: cleared\n0');
  assert.equal(await ctl(server, 'pid', 'web'), '12\n0');
  assert.equal(await ctl(server, 'version'), '4.3.0\n0');
  assert.equal(await ctl(server, 'reread'), 'new: available\nother: changed\n0');
  assert.match(await ctl(server, 'avail'), /^web {30}in use {4}auto {6}999:999$/m);

  const starting = ctl(server, 'start', 'work:*');
  const [a, b] = [daemon.process('work:a'), daemon.process('work:b')];
  await until('both starting', () => a.state === 'STARTING' && b.state === 'STARTING');
  b.becomes('RUNNING');
  a.spawnError = 'x';
  a.becomes('BACKOFF');
  assert.equal(await starting, 'work:b: started\nwork:a: ERROR (spawn error)\n7');

  const stopping = ctl(server, 'stop', 'web');
  await until('web stopping', () => web.state === 'STOPPING');
  web.becomes('STOPPED');
  assert.equal(await stopping, 'web: stopped\n0');
  assert.equal(await ctl(server, 'shutdown'), 'Shut down\n0');
  assert.equal(daemon.state, 'SHUTDOWN');
  assert.equal(await ctl(server, 'shutdown'), 'ERROR: already shutting down\n0');
});

const CLIENT = `
import sys, xmlrpc.client, http.client, socket
class Connection(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(sys.argv[1])
class Transport(xmlrpc.client.Transport):
    def make_connection(self, host):
        return Connection('localhost')
proxy = xmlrpc.client.ServerProxy('http://localhost', Transport())
multi = xmlrpc.client.MultiCall(proxy)
print(proxy.supervisor.getState())
print(sorted(proxy.supervisor.getAllProcessInfo()[0]))
try: proxy.supervisor.stopProcess('web')
except xmlrpc.client.Fault as fault: print(fault.faultCode, fault.faultString)
print(proxy.system.methodSignature('supervisor.startProcess'))
print(proxy.system.multicall([{'methodName': 'supervisor.getPID', 'params': []}, {'methodName': 'x'}]))
print(repr(proxy.supervisor.readLog(0, 0)))
`;

test("Python's XML-RPC client works with our server [11-client]", async (t) => {
  if (!needs(t, 'python3', 'python3')) return;
  await using server = await serve(['web']);
  const log = path.join(server.folder, 'main.log');
  writeFileSync(log, 'a<b>&\x1b[1m é \xff');
  server.world.daemon.mainLog.path = log;
  const { output } = await run('python3', ['-c', CLIENT, server.socket]);
  assert.deepEqual(output.split('\n'), [
    "{'statecode': 1, 'statename': 'RUNNING'}",
    "['description', 'exitstatus', 'group', 'logfile', 'name', 'now', 'pid', 'spawnerr', " +
      "'start', 'state', 'statename', 'stderr_logfile', 'stdout_logfile', 'stop']",
    '70 NOT_RUNNING: web',
    "['boolean', 'string', 'boolean']",
    "[4711, {'faultCode': 1, 'faultString': 'UNKNOWN_METHOD'}]",
    "'a<b>&\uFFFD[1m é ÿ'",
    '',
  ]);
});
