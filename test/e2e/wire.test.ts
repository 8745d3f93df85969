/** The servers as any client sees them: requests, answers, faults. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import test from 'node:test';
import { difference, differs } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';
import { call, encodeCall, Fault, request } from '../rig/xmlrpc.ts';

/** A request for a method without parameters. */
function rpc(method: string) {
  return { method: 'POST', path: '/RPC2', body: encodeCall(`supervisor.${method}`, []) };
}

test('an answer has the form that XML-RPC clients expect [11-form 11-headers]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('');
  const answer = await request({ socketPath: daemon.paths.socket }, rpc('getAPIVersion'));
  assert.equal(answer.status, 200);
  assert.equal(answer.headers['content-type'], 'text/xml');
  assert.equal(Number(answer.headers['content-length']), Buffer.byteLength(answer.body));
  assert.match(
    answer.body,
    /^<\?xml version='1\.0'\?>\s*<methodResponse>\s*<params>\s*<param>\s*<value><string>3\.0<\/string><\/value>\s*<\/param>\s*<\/params>\s*<\/methodResponse>\s*$/,
  );
});

test('the methods that clients use are there and listed in order [11.3-list]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('');
  const methods = await daemon.rpc<string[]>('system.listMethods');
  const expected = [
    'addProcessGroup clearAllProcessLogs clearLog clearProcessLog clearProcessLogs',
    'getAPIVersion getAllConfigInfo getAllProcessInfo getIdentification getPID getProcessInfo',
    'getState getSupervisorVersion getVersion readLog readMainLog readProcessLog',
    'readProcessStderrLog readProcessStdoutLog reloadConfig removeProcessGroup restart',
    'sendProcessStdin sendRemoteCommEvent',
    'shutdown signalAllProcesses signalProcess signalProcessGroup',
    'startAllProcesses startProcess startProcessGroup stopAllProcesses stopProcess',
    'stopProcessGroup tailProcessLog tailProcessStderrLog tailProcessStdoutLog',
  ];
  const ofSystem = ['listMethods', 'methodHelp', 'methodSignature', 'multicall'];
  const own = differs('methods `visord.*`', {
    original: [],
    ours: 'getEventPools getLastUpgrade getPendingChanges getVersion updateGroup upgrade'.split(
      ' ',
    ),
  });
  assert.deepEqual(methods, [
    ...expected.flatMap((names) => names.split(' ')).map((name) => `supervisor.${name}`),
    ...ofSystem.map((name) => `system.${name}`),
    ...own.map((name) => `visord.${name}`),
  ]);
});

test('who it is and how it is [11.2-about]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('[supervisord]\nidentifier = north\n');
  assert.equal(await daemon.rpc('getAPIVersion'), '3.0');
  assert.equal(await daemon.rpc('getVersion'), '3.0');
  const version = { original: '4.2.5', ours: '4.3.0' };
  assert.equal(await daemon.rpc('getSupervisorVersion'), differs('#31', version));
  assert.equal(await daemon.rpc('getIdentification'), 'north');
  assert.equal(await daemon.rpc('getPID'), daemon.pid);
  assert.deepEqual(await daemon.rpc('getState'), { statecode: 1, statename: 'RUNNING' });
});

difference(
  '#31',
  'visord tells its own version by a method of its own [11.2-own-version]',
  async () => {
    await using rig = await Rig.create();
    const daemon = await rig.daemon('');
    const version = await daemon.rpc<string>('visord.getVersion');
    assert.match(version, /^\d+\.\d+\.\d+$/);
    assert.match(
      (await rig.supervisord('--about')).stdout,
      new RegExp(`^visord ${version}: .*\n$`),
    );
  },
);

test('what cannot be called is a fault [11-lookup 11.1-texts]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('[program:x]\ncommand = /bin/cat\n');
  const fault = (code: number, text: string) => new Fault(code, text);
  const calls: [string, (string | number | boolean)[], Fault][] = [
    ['supervisor.nope', [], fault(1, 'UNKNOWN_METHOD')],
    ['nope.getPID', [], fault(1, 'UNKNOWN_METHOD')],
    ['getpid', [], fault(1, 'UNKNOWN_METHOD')],
    ['supervisor.getPID.__call__', [], fault(1, 'UNKNOWN_METHOD')],
    ['supervisor.__class__', [], fault(1, 'UNKNOWN_METHOD')],
    ['supervisor.constructor', [], fault(1, 'UNKNOWN_METHOD')],
    ['supervisor._update', [], fault(1, 'UNKNOWN_METHOD')],
    ['supervisor.getPID', [1], fault(2, 'INCORRECT_PARAMETERS')],
    ['supervisor.getProcessInfo', [], fault(2, 'INCORRECT_PARAMETERS')],
    ['supervisor.getProcessInfo', ['zz'], fault(10, 'BAD_NAME: zz')],
    ['supervisor.getProcessInfo', ['x:*'], fault(10, 'BAD_NAME: x:*')],
    ['supervisor.startProcess', ['zz:y'], fault(10, 'BAD_NAME: zz:y')],
    ['supervisor.stopProcess', ['x:y'], fault(10, 'BAD_NAME: x:y')],
    ['supervisor.signalProcess', ['x', 'NOPE'], fault(11, 'BAD_SIGNAL: NOPE')],
    ['supervisor.removeProcessGroup', ['zz'], fault(10, 'BAD_NAME: zz')],
    ['supervisor.removeProcessGroup', ['x'], fault(91, 'STILL_RUNNING: x')],
    ['supervisor.addProcessGroup', ['x'], fault(90, 'ALREADY_ADDED: x')],
    ['supervisor.addProcessGroup', ['zz'], fault(10, 'BAD_NAME: zz')],
  ];
  for (const [method, params, expected] of calls) {
    const outcome = call({ socketPath: daemon.paths.socket }, method, params);
    await assert.rejects(outcome, expected, `${method}(${params})`);
  }
});

test('what is known of a process [11.2-info]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[program:x]
command = /bin/cat
startsecs = 0
stdout_logfile = ${rig.path('out')}
redirect_stderr = true
[program:y]
command = /bin/cat
autostart = false
stdout_logfile = NONE
stderr_logfile = NONE
[group:g]
programs = y
`);
  const { now, start, ...x } = await daemon.state('x', 'RUNNING');
  assert.ok(start > 0 && now >= start && now - start < 1000);
  const { pid, description, ...rest } = x;
  assert.ok(pid > 0);
  assert.match(description, new RegExp(`^pid ${pid}, uptime `));
  assert.deepEqual(rest, {
    name: 'x',
    group: 'x',
    stop: 0,
    state: 20,
    statename: 'RUNNING',
    spawnerr: '',
    exitstatus: 0,
    logfile: rig.path('out'),
    stdout_logfile: rig.path('out'),
    stderr_logfile: '',
  });
  const all =
    await daemon.rpc<{ group: string; name: string; statename: string }[]>('getAllProcessInfo');
  assert.deepEqual(
    all.map((info) => [info.group, info.name, info.statename]),
    [
      ['g', 'y', 'STOPPED'],
      ['x', 'x', 'RUNNING'],
    ],
  );
});

test('requests that are none are refused by HTTP', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('');
  const ask = (options: Parameters<typeof request>[1]) =>
    request({ socketPath: daemon.paths.socket }, options);
  const rpc2 = { method: 'POST', path: '/RPC2' };
  assert.equal((await ask({ ...rpc2, body: 'not xml' })).status, 400);
  assert.equal((await ask({ ...rpc2, body: '<methodCall></methodCall>' })).status, 400);
  assert.equal((await ask({ method: 'GET', path: '/RPC2' })).status, 400);
  assert.equal((await ask({ path: '/no/such/page' })).status, 404);
  assert.equal((await ask({ path: '/logtail/nope' })).status, 404);
  assert.deepEqual(await daemon.rpc('getState'), { statecode: 1, statename: 'RUNNING' });
});

difference('#18', 'a request line that is none is answered with 400', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('');
  const socket = connect(daemon.paths.socket);
  let answer = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    answer += text;
  });
  socket.write('nonsense\r\n\r\n');
  await until('an answer', () => answer.startsWith('HTTP/1.1 400 '));
  socket.destroy();
});

test('without [rpcinterface:supervisor] supervisorctl explains what is missing [12.3-namespace 12.2-namespace 15-no-main]', async () => {
  await using rig = await Rig.create();
  const socket = rig.path('bare.sock');
  const file = rig.write(
    'bare.conf',
    `[supervisord]\nlogfile = ${rig.path('bare.log')}\npidfile = ${rig.path('bare.pid')}\n[unix_http_server]\nfile = ${socket}\n[supervisorctl]\nserverurl = unix://${socket}\n`,
  );
  const paths = {
    config: file,
    socket,
    logfile: rig.path('bare.log'),
    pidfile: rig.path('bare.pid'),
  };
  const daemon = await rig.foreground(paths, { probe: 'system.listMethods' });
  const methods = await daemon.rpc<string[]>('system.listMethods');
  assert.ok(methods.every((name) => name.startsWith('system.')));
  const sorry =
    'Sorry, supervisord responded but did not recognize the supervisor namespace commands that supervisorctl uses to control it.' +
    '  Please check that the [rpcinterface:supervisor] section is enabled in the configuration file (see sample.conf).\n';
  for (const [words, code] of [[['status'], 4] as const, [['start', 'x'], 3] as const]) {
    const said = await daemon.ctl(...words);
    assert.deepEqual({ stdout: said.stdout, code: said.code }, { stdout: sorry, code });
    const advice = 'add the section [rpcinterface:supervisor] to the file of supervisord';
    assert.equal(said.stderr.startsWith(advice), !rig.reference, said.stderr);
  }
  const page = await request({ socketPath: socket }, { path: '/' });
  assert.equal(page.status, 200);
});
