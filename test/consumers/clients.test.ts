/**
 * Typed and untyped clients of the XML-RPC interface, by what each of them calls and parses:
 * Telegraf (Go), abrander/go-supervisord, supervisorphp, nodervisor, cesi.
 */
import assert from 'node:assert/strict';
import test from 'node:test';
import type { Daemon } from '../rig/daemon.ts';
import { Rig } from '../rig/rig.ts';
import { encodeCall, Fault, request } from '../rig/xmlrpc.ts';

const PROGRAMS = `
[program:web]
command = /bin/cat
startsecs = 0
[program:job]
command = /bin/sh -c 'exit 255'
startsecs = 0
autorestart = false
`;

/** An answer as it is on the wire. */
async function answer({ paths }: Daemon, method: string): Promise<string> {
  const { status, body } = await request(
    { socketPath: paths.socket },
    { method: 'POST', path: '/RPC2', body: encodeCall(method, []) },
  );
  assert.equal(status, 200);
  return body;
}

/** Name, type and text of every member of the structs in an answer. */
function members(xml: string): [name: string, type: string, text: string][] {
  const all = xml.matchAll(
    /<member>\s*<name>(\w+)<\/name>\s*<value>\s*<(\w+)>([^<]*)<\/\2>\s*<\/value>\s*<\/member>/g,
  );
  return [...all].map(([, name = '', type = '', text = '']) => [name, type, text]);
}

const INTEGERS = ['start', 'stop', 'now', 'state', 'exitstatus', 'pid'];

test('Telegraf: every number is an <int> of 32 bits, a state of 16 and below 1001', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(PROGRAMS);
  await daemon.state('web', 'RUNNING');
  await daemon.state('job', 'EXITED');
  const found = members(await answer(daemon, 'supervisor.getAllProcessInfo'));
  assert.equal(found.length, 2 * 14);
  for (const [name, type, text] of found) {
    assert.equal(type, INTEGERS.includes(name) ? 'int' : 'string', name);
    if (type === 'int') assert.ok(Number(text) >= 0 && Number(text) < 2 ** 31, `${name}: ${text}`);
    if (name === 'state') assert.ok(Number(text) <= 1000);
  }
  assert.deepEqual(members(await answer(daemon, 'supervisor.getState')), [
    ['statecode', 'int', '1'],
    ['statename', 'string', 'RUNNING'],
  ]);
  assert.match(
    await answer(daemon, 'supervisor.getIdentification'),
    /<string>supervisor<\/string>/,
  );
});

test('go-supervisord: reloadConfig is one list of three lists, and groups come and go as true', async () => {
  await using rig = await Rig.create();
  const { paths, rewrite } = rig.configure(PROGRAMS);
  const daemon = await rig.foreground(paths);
  await daemon.state('web', 'RUNNING');
  rewrite(`${PROGRAMS.replace('/bin/cat', '/usr/bin/yes')}[program:new]\ncommand = /bin/cat\n`);
  assert.deepEqual(await daemon.rpc('reloadConfig'), [[['new'], ['web'], []]]);
  assert.equal(await daemon.rpc('addProcessGroup', 'new'), true);
  const [stopped] = await daemon.rpc<{ name: string; group: string; status: number }[]>(
    'stopProcessGroup',
    'web',
    true,
  );
  assert.deepEqual([stopped?.name, stopped?.group, stopped?.status], ['web', 'web', 80]);
  assert.equal(await daemon.rpc('removeProcessGroup', 'web'), true);
});

test('supervisorphp: the update recipe works, and faults have the codes of its exceptions', async () => {
  await using rig = await Rig.create();
  const { paths, rewrite } = rig.configure(PROGRAMS);
  const daemon = await rig.foreground(paths);
  await daemon.state('web', 'RUNNING');
  assert.ok((await daemon.rpc<string[]>('system.listMethods')).includes('supervisor.getState'));
  rewrite(PROGRAMS.replace('/bin/cat', '/bin/sleep 1000'));
  const [[added, changed, removed] = []] = await daemon.rpc<string[][][]>('reloadConfig');
  assert.deepEqual([added, changed, removed], [[], ['web'], []]);
  await daemon.rpc('stopProcessGroup', 'web');
  await daemon.rpc('removeProcessGroup', 'web');
  await daemon.rpc('addProcessGroup', 'web');
  assert.equal((await daemon.state('web', 'RUNNING')).pid > 0, true);

  const faults: readonly [code: number, method: string, ...params: string[]][] = [
    [1, 'supervisor.nothing'],
    [2, 'supervisor.startProcess'],
    [10, 'supervisor.startProcess', 'nobody'],
    [11, 'supervisor.signalProcess', 'web', 'NONSENSE'],
    [60, 'supervisor.startProcess', 'web'],
    [70, 'supervisor.stopProcess', 'job'],
    [90, 'supervisor.addProcessGroup', 'web'],
    [91, 'supervisor.removeProcessGroup', 'web'],
  ];
  await daemon.state('job', 'EXITED');
  for (const [code, method, ...params] of faults) {
    const error = await daemon.rpc(method, ...params).then(
      () => undefined,
      (fault) => fault,
    );
    assert.ok(error instanceof Fault, method);
    assert.equal(error.code, code, `${method}: ${error.message}`);
  }
});

test('nodervisor: all is stopped, started and cleared, and a log is tailed by its offsets', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`[program:web]\ncommand = ${child.command}\nstartsecs = 0\n`);
  const first = await child.nextRun();
  await daemon.rpc('stopAllProcesses', true);
  await first.ended;
  await daemon.rpc('startAllProcesses', true);
  const run = await child.nextRun();
  assert.equal(await daemon.rpc('clearProcessLogs', 'web'), true);
  await run.write('0123456789');
  const { stdout_logfile: log } = await daemon.info('web');
  await rig.readUntil(log.slice(rig.dir.length + 1), /9/);

  const tail = (offset: number, length: number) =>
    daemon.rpc<[string, number, boolean]>('tailProcessStdoutLog', 'web', offset, length);
  const [, end] = await tail(0, 0);
  assert.equal(end, 10);
  assert.deepEqual(await tail(end - 4, 4), ['6789', 10, false]);
  assert.deepEqual(await tail(end, 100), ['', 10, false]);
});

test('cesi and older clients: methods answer under the names that they once had', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`[program:web]\ncommand = ${child.command}\nstartsecs = 0\n`);
  const run = await child.nextRun();
  await run.write('0123456789');
  const { stdout_logfile: log } = await daemon.info('web');
  await rig.readUntil(log.slice(rig.dir.length + 1), /9/);
  assert.equal(await daemon.rpc('getVersion'), '3.0');
  assert.match(await daemon.rpc('readMainLog', 0, 0), /spawned: 'web'/);
  assert.equal(await daemon.rpc('readProcessLog', 'web', 2, 3), '234');
  assert.deepEqual(await daemon.rpc('tailProcessLog', 'web', 0, 100), ['0123456789', 10, false]);
  assert.equal(await daemon.rpc('clearProcessLog', 'web'), true);
});
