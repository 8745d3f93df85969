/** The client library, as a program uses it; the supervisord may as well be the original. */
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import test from 'node:test';
import {
  CallTimedOut,
  ConnectionFailed,
  HttpStatusError,
  ServerFault,
  Supervisor,
  SupervisorError,
} from '../../src/client/supervisor.ts';
import type { Daemon } from '../rig/daemon.ts';
import { Rig } from '../rig/rig.ts';

function connect({ paths }: Daemon): Supervisor {
  return new Supervisor(`unix://${paths.socket}`);
}

/** What a promise rejects with. */
async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => assert.fail('it succeeded'),
    (error) => error,
  );
}

test('every method of supervisord is a function with its parameters and its result', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:web]
command = ${child.command}
startsecs = 0
[program:off]
command = ${child.command}
startsecs = 0
autostart = false
`);
  const supervisor = connect(daemon);
  const run = await child.nextRun();
  await run.write('one\ntwo\n');
  await run.write('oops\n', 2);
  const web = await daemon.info('web');
  await rig.readUntil(web.stdout_logfile.slice(rig.dir.length + 1), /two/);
  await rig.readUntil(web.stderr_logfile.slice(rig.dir.length + 1), /oops/);

  assert.deepEqual(await supervisor.getState(), { statecode: 1, statename: 'RUNNING' });
  assert.equal(await supervisor.getVersion(), '3.0');
  assert.equal(await supervisor.getAPIVersion(), '3.0');
  assert.match(await supervisor.getSupervisorVersion(), /^4\.\d+\.\d+$/);
  assert.equal(await supervisor.getIdentification(), 'supervisor');
  assert.equal(await supervisor.getPID(), daemon.pid);
  assert.match(await supervisor.readLog(0, 0), /supervisord started with pid/);
  assert.equal((await supervisor.getProcessInfo('web')).pid, run.pid);
  assert.deepEqual(
    (await supervisor.getAllProcessInfo()).map(({ name, statename }) => [name, statename]),
    [
      ['off', 'STOPPED'],
      ['web', 'RUNNING'],
    ],
  );
  const configs = await supervisor.getAllConfigInfo();
  assert.deepEqual(
    configs.map(({ name, inuse, autostart }) => ({ name, inuse, autostart })),
    [
      { name: 'off', inuse: true, autostart: false },
      { name: 'web', inuse: true, autostart: true },
    ],
  );
  assert.equal(await supervisor.readProcessStdoutLog('web', 0, 3), 'one');
  assert.equal(await supervisor.readProcessStderrLog('web', 0, 0), 'oops\n');
  assert.deepEqual(await supervisor.tailProcessStdoutLog('web', 0, 100), ['one\ntwo\n', 8, false]);
  assert.deepEqual(await supervisor.tailProcessStderrLog('web', 0, 100), ['oops\n', 5, false]);
  assert.equal(await supervisor.signalProcess('web', 'CONT'), true);
  assert.equal((await supervisor.signalProcessGroup('web', 'CONT'))[0]?.status, 80);
  assert.equal((await supervisor.signalAllProcesses('CONT')).length, 1);
  assert.equal(await supervisor.sendProcessStdin('web', 'hello\n'), true);
  assert.equal(await supervisor.clearProcessLogs('web'), true);
  assert.equal((await supervisor.clearAllProcessLogs())[0]?.description, 'OK');
  assert.equal(await supervisor.clearLog(), true);

  assert.equal(await supervisor.startProcess('off'), true);
  assert.equal(await supervisor.stopProcess('off', false), true);
  await daemon.state('off', 'STOPPED');
  assert.equal((await supervisor.startProcessGroup('off'))[0]?.status, 80);
  assert.equal((await supervisor.stopProcessGroup('off'))[0]?.name, 'off');
  assert.deepEqual(
    (await supervisor.startAllProcesses()).map(({ name, group }) => `${group}:${name}`),
    ['off:off'],
  );
  assert.equal((await supervisor.stopAllProcesses()).length, 2);
  assert.deepEqual(await supervisor.reloadConfig(), [[[], [], []]]);
  assert.equal(await supervisor.removeProcessGroup('off'), true);
  assert.equal(await supervisor.addProcessGroup('off'), true);

  assert.ok((await supervisor.system.listMethods()).includes('supervisor.getState'));
  assert.match(await supervisor.system.methodHelp('supervisor.getState'), /@return/);
  const signature = await supervisor.system.methodSignature('supervisor.startProcess');
  assert.deepEqual(signature, ['boolean', 'string', 'boolean']);
  assert.deepEqual(
    await supervisor.system.multicall([
      { methodName: 'supervisor.getVersion' },
      { methodName: 'supervisor.getProcessInfo', params: ['nope'] },
    ]),
    ['3.0', { faultCode: 10, faultString: 'BAD_NAME: nope' }],
  );
  assert.equal(await supervisor.call('supervisor.readProcessLog', ['web', 0, 0]), '');

  assert.equal(await supervisor.restart(), true);
  await daemon.ready();
  assert.equal(await supervisor.shutdown(), true);
  await daemon.exited;
});

test('a fault has its code, its name and its text', async () => {
  await using rig = await Rig.create();
  const supervisor = connect(await rig.daemon(''));
  const fault = await failure(supervisor.startProcess('nope'));
  assert.ok(fault instanceof ServerFault && fault instanceof SupervisorError);
  assert.deepEqual([fault.code, fault.faultName, fault.text], [10, 'BAD_NAME', 'BAD_NAME: nope']);
  assert.equal(fault.message, 'fault 10: BAD_NAME: nope');
  const unknown = await failure(supervisor.call('plugin.method', [1]));
  assert.equal((unknown as ServerFault).faultName, 'UNKNOWN_METHOD');
});

test('nobody there is a ConnectionFailed with the word of the system', async () => {
  await using rig = await Rig.create();
  const port = await rig.freePort();
  for (const [serverUrl, code] of [
    [`unix://${rig.path('none')}`, 'ENOENT'],
    [`http://127.0.0.1:${port}`, 'ECONNREFUSED'],
  ] as const) {
    const supervisor = new Supervisor(serverUrl);
    const error = await failure(supervisor.getState());
    assert.ok(error instanceof ConnectionFailed && error instanceof SupervisorError);
    assert.deepEqual([error.code, error.serverUrl], [code, serverUrl]);
    assert.equal(error.message, `cannot reach ${serverUrl}: ${code}`);
    const following = await failure(supervisor.followMainLog().next());
    assert.ok(following instanceof ConnectionFailed);
  }
  assert.throws(() => new Supervisor('localhost:9001'), TypeError);
});

test('over TCP it logs in, with options or with the URL, or gets 401', async () => {
  await using rig = await Rig.create();
  const port = await rig.freePort();
  await rig.daemon(`
[inet_http_server]
port = 127.0.0.1:${port}
username = ann
password = p@ss
`);
  const serverUrl = `http://127.0.0.1:${port}/RPC2`;
  const login = { username: 'ann', password: 'p@ss' };
  assert.equal((await new Supervisor({ serverUrl, ...login }).getState()).statename, 'RUNNING');
  const inUrl = new Supervisor(`http://ann:p%40ss@127.0.0.1:${port}`);
  assert.equal((await inUrl.getState()).statename, 'RUNNING');
  const SUPERVISOR = Object.fromEntries(
    Object.entries({ server_url: serverUrl, ...login }).map(([name, value]) => [
      `SUPERVISOR_${name.toUpperCase()}`,
      value,
    ]),
  );
  const inside = Supervisor.fromEnvironment(SUPERVISOR);
  assert.equal((await inside?.getState())?.statename, 'RUNNING');
  assert.equal(Supervisor.fromEnvironment({}), undefined);
  const refused = await failure(new Supervisor(serverUrl).getState());
  assert.ok(refused instanceof HttpStatusError && refused instanceof SupervisorError);
  assert.equal(refused.status, 401);
});

test('calls do not wait for each other, and waiting for one can be given up', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:slow]
command = ${child.command}
startsecs = 1000
autostart = false
`);
  const supervisor = connect(daemon);
  const giveUp = new AbortController();
  const reason = new Error('enough');
  const starting = failure(supervisor.with({ signal: giveUp.signal }).startProcess('slow'));
  await daemon.state('slow', 'STARTING');
  assert.equal((await supervisor.getProcessInfo('slow')).statename, 'STARTING');
  giveUp.abort(reason);
  assert.equal(await starting, reason);
  assert.equal(await failure(supervisor.with({ signal: giveUp.signal }).getState()), reason);

  const early = new AbortController();
  const unsent = failure(supervisor.with({ signal: early.signal }).shutdown());
  early.abort(reason);
  assert.equal(await unsent, reason);
  assert.equal((await supervisor.getState()).statename, 'RUNNING');
});

test('a time-out is an error of its own', async () => {
  await using rig = await Rig.create();
  const deaf = createServer((socket) => socket.resume());
  await new Promise<void>((resolve) => deaf.listen(rig.path('deaf.sock'), resolve));
  const supervisor = new Supervisor({
    serverUrl: `unix://${rig.path('deaf.sock')}`,
    timeoutMs: 10,
  });
  const error = await failure(supervisor.getState());
  assert.ok(error instanceof CallTimedOut && error instanceof SupervisorError);
  assert.deepEqual([error.method, error.timeoutMs], ['supervisor.getState', 10]);
  await new Promise((resolve) => deaf.close(resolve));
});

test('a log is followed as text, until who reads it stops or the server ends', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`[program:web]\ncommand = ${child.command}\nstartsecs = 0\n`);
  const supervisor = connect(daemon);
  const run = await child.nextRun();
  await run.write('before\n');

  let text = '';
  for await (const part of supervisor.followLog('web')) {
    text += part;
    if (text === 'before\n') await run.write('zwölf\n');
    if (text.endsWith('zwölf\n')) break;
  }
  assert.equal(text, 'before\nzwölf\n');

  const stop = new AbortController();
  const aborted = supervisor.with({ signal: stop.signal }).followLog('web', 'stderr');
  const nothing = failure(aborted.next());
  stop.abort(new Error('enough'));
  assert.match(String(await nothing), /enough/);

  const missing = await failure(supervisor.followLog('nope').next());
  assert.ok(missing instanceof HttpStatusError || missing instanceof SupervisorError, `${missing}`);

  let log = '';
  for await (const part of supervisor.followMainLog()) {
    if (log === '') await supervisor.shutdown();
    log += part;
  }
  assert.match(log, /supervisord started with pid/);
  await daemon.exited;
});
