import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { type TestContext } from 'node:test';
import { MemoryOutput, ScriptedTerminal } from '../../test/rig/fake-terminal.ts';
import type { Report } from '../check/check.ts';
import type { Finding } from '../config/findings.ts';
import { RpcFault } from '../wire/faults.ts';
import type { WireValue } from '../wire/value.ts';
import { parseCall, writeFault, writeResponse } from '../wire/xmlrpc.ts';
import { flagsOf } from './command-flags.ts';
import { COMMANDS } from './commands.ts';
import { type CtlSettings, runSupervisorctl } from './run.ts';

/** What a server answers, by method; a fault is thrown. */
type Methods = Readonly<Record<string, (...params: readonly WireValue[]) => WireValue>>;

interface Rig {
  readonly output: MemoryOutput;
  readonly terminal: ScriptedTerminal;
  /** The methods that were called, with their parameters. */
  readonly calls: string[];
  readonly serverUrl: string;
  /** The first lines of the requests, one list for each connection. */
  readonly connections: readonly string[][];
  run(line: string, settings?: Partial<CtlSettings>): Promise<number>;
}

const VERSION: Methods = { getVersion: () => '3.0' };

async function createRig(
  context: TestContext,
  methods: Methods,
  { answers = [], password = '' }: { answers?: readonly string[]; password?: string } = {},
): Promise<Rig> {
  const folder = await mkdtemp(path.join(tmpdir(), 'visord-run-'));
  const calls: string[] = [];
  const sockets = new Set<Socket>();
  const connections: string[][] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    const requests: string[] = [];
    connections.push(requests);
    socket.on('error', () => {}); // the client may leave at any time
    socket.on('data', (bytes) => {
      const [head = '', body = ''] = bytes.toString().split('\r\n\r\n');
      requests.push(head.split('\r\n')[0] ?? '');
      const expected = Buffer.from(`user:${password}`).toString('base64');
      if (head.startsWith('GET')) {
        socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nlog\n\r\n');
      } else if (password !== '' && !head.includes(expected)) {
        socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
      } else {
        const document = answer(methods, calls, body);
        const length = Buffer.byteLength(document);
        socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\n${document}`);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(path.join(folder, 'socket'), resolve));
  context.after(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await rm(folder, { recursive: true });
  });
  const output = new MemoryOutput();
  const terminal = new ScriptedTerminal(answers);
  const check = (file = 'found') => Promise.resolve(reportOn(file));
  const serverUrl = `unix://${folder}/socket`;
  const run = (line: string, settings: Partial<CtlSettings> = {}) => {
    const defaults = { serverUrl, username: undefined, password: undefined, prompt: 'test' };
    const all = { ...defaults, interactive: false, ...settings };
    return runSupervisorctl(all, line === '' ? [] : [line], { output, terminal, check });
  };
  return { output, terminal, calls, connections, serverUrl, run };
}

/** An error in `bad`, otherwise a warning. */
function reportOn(file: string): Report {
  const isBad = file === 'bad';
  const origin = { file, line: 3, section: 'program:x' };
  const finding: Finding = isBad
    ? { id: 'command', text: 'wrong', origin }
    : { id: 'unknown-option', text: 'odd', origin: undefined };
  return { file, findings: [finding], errors: Number(isBad), warnings: Number(!isBad) };
}

function answer(methods: Methods, calls: string[], body: string): string {
  const { method, params } = parseCall(body);
  const name = method.replace('supervisor.', '');
  calls.push([name, ...params].join(' '));
  try {
    const run = methods[name];
    if (run === undefined) throw new RpcFault('UNKNOWN_METHOD');
    return writeResponse(run(...params));
  } catch (error) {
    if (!(error instanceof RpcFault)) throw error;
    return writeFault(error.code, error.message);
  }
}

function fault(name: ConstructorParameters<typeof RpcFault>[0], extra?: string): () => never {
  return () => {
    throw new RpcFault(name, extra);
  };
}

const FAULT_LINES: readonly [
  line: string,
  methods: Methods,
  stdout: string | RegExp,
  exitStatus: number,
][] = [
  ['status', {}, /^Sorry, supervisord responded but did not recognize .*\n$/, 4],
  ['pid', {}, /^Sorry, supervisord responded but did not recognize .*\n$/, 3],
  ['pid', { getVersion: () => '2.0' }, /version 3\.0, but the remote version is 2\.0\.\n$/, 5],
  ['start x', { ...VERSION, startProcess: fault('SPAWN_ERROR') }, 'x: ERROR (spawn error)\n', 7],
  [
    'start x',
    { ...VERSION, startProcess: fault('ALREADY_STARTED') },
    'x: ERROR (already started)\n',
    0,
  ],
  [
    'start x',
    { ...VERSION, startProcess: fault('FAILED') },
    /^error: <class 'ValueError'>, Unknown result code 30 for x: file: /,
    1,
  ],
  [
    'start x',
    { ...VERSION, startProcess: fault('ABNORMAL_TERMINATION') },
    'x: ERROR (abnormal termination)\n',
    7,
  ],
  [
    'start x',
    { ...VERSION, startProcess: fault('NOT_EXECUTABLE') },
    'x: ERROR (file is not executable)\n',
    1,
  ],
  ['stop x', { ...VERSION, stopProcess: fault('FAILED', 'no') }, 'FAILED: no\n', 1],
  ['stop x', { ...VERSION, stopProcess: fault('NOT_RUNNING') }, 'x: ERROR (not running)\n', 0],
  [
    'signal HUP x',
    { ...VERSION, signalProcess: fault('NOT_RUNNING') },
    'x: ERROR (not running)\n',
    7,
  ],
  ['clear x', { ...VERSION, clearProcessLogs: fault('FAILED') }, 'x: ERROR (failed)\n', 1],
  [
    'tail x',
    { ...VERSION, readProcessStdoutLog: fault('FAILED') },
    'x: ERROR (unknown error reading log)\n',
    1,
  ],
  ['maintail', { ...VERSION, readLog: fault('NO_FILE') }, 'supervisord: ERROR (no log file)\n', 1],
  ['reread', { reloadConfig: fault('CANT_REREAD', 'bad') }, 'ERROR: CANT_REREAD: bad\n', 1],
  [
    'update',
    { reloadConfig: fault('CANT_REREAD', 'bad') },
    /^error: <class 'xmlrpc.client.Fault'>, <Fault 92: 'CANT_REREAD: bad'>: file: /,
    1,
  ],
  ['reload', { restart: fault('CANT_REREAD', 'bad') }, 'ERROR: CANT_REREAD: bad\n', 1],
  ['reload', { restart: fault('SHUTDOWN_STATE') }, 'ERROR: already shutting down\n', 1],
  ['shutdown', { shutdown: fault('SHUTDOWN_STATE') }, 'ERROR: already shutting down\n', 0],
  [
    'add x',
    { addProcessGroup: fault('ALREADY_ADDED') },
    'ERROR: process group already active\n',
    0,
  ],
  ['open ftp://x', {}, 'ERROR: url must be http:// or unix://\n', 1],
  ['open', {}, 'ERROR: url must be http:// or unix://\n', 1],
  [
    'remove x',
    { removeProcessGroup: fault('STILL_RUNNING') },
    'ERROR: process/group still running: x\n',
    1,
  ],
];

test('faults become lines and exit statuses [12.2-dead 12.2-version 12.2-namespace 12.3-version 12.3-error 12.4-start 12.4-stop 12.4-tail-errors 12.4-maintail-none 12.4-clear]', async (t) => {
  for (const [line, methods, stdout, exitStatus] of FAULT_LINES) {
    const rig = await createRig(t, methods);
    assert.equal(await rig.run(line), exitStatus, line);
    if (typeof stdout === 'string') assert.equal(rig.output.stdout, stdout, line);
    else assert.match(rig.output.stdout, stdout, line);
  }
});

test('the last failure decides the exit status, and a success leaves it as it is [12.2-last]', async (t) => {
  const faults: Readonly<Record<string, () => never>> = {
    dead: fault('SPAWN_ERROR'),
    nope: fault('BAD_NAME', 'nope'),
  };
  const startProcess = (name: WireValue) => faults[String(name)]?.() ?? true;
  const table: readonly [names: string, exitStatus: number][] = [
    ['ok', 0],
    ['dead nope ok', 1],
    ['nope dead ok', 7],
  ];
  for (const [names, exitStatus] of table) {
    const rig = await createRig(t, { ...VERSION, startProcess });
    assert.equal(await rig.run(`start ${names}`), exitStatus, names);
  }
});

test('restart stops everything before it starts anything [12.4-restart]', async (t) => {
  const rig = await createRig(t, { ...VERSION, stopProcess: () => true, startProcess: () => true });
  assert.equal(await rig.run('restart a b'), 0);
  assert.deepEqual(rig.calls, [
    'getVersion',
    'stopProcess a',
    'stopProcess b',
    'startProcess a',
    'startProcess b',
  ]);
  assert.equal(rig.output.stdout, 'a: stopped\nb: stopped\na: started\nb: started\n');
});

test('an update leaves a removed group that cannot be stopped [12.4-update-problems]', async (t) => {
  const failed = [{ name: 'p', group: 'old', status: 30, description: 'FAILED' }];
  const rig = await createRig(t, {
    reloadConfig: () => [[['new'], ['changed'], ['old']]],
    stopProcessGroup: (name) => (name === 'old' ? failed : []),
    removeProcessGroup: () => true,
    addProcessGroup: () => true,
  });
  assert.equal(await rig.run('update'), 1);
  assert.deepEqual(rig.output.stdout.split('\n'), [
    'old: stopped',
    'old: has problems; not removing',
    'changed: stopped',
    'changed: updated process group',
    'new: added process group',
    '',
  ]);
});

test('a log is followed until Ctrl-C', async (t) => {
  const rig = await createRig(t, VERSION);
  rig.output.onWrite = (stdout) => {
    if (stdout.endsWith('log\n')) rig.terminal.interrupt();
  };
  assert.equal(await rig.run('tail -f web'), 0);
  assert.equal(rig.output.stdout, '==> Press Ctrl-C to exit <==\nlog\n\n');
});

test('following a log ends when nobody reads it any more', async (t) => {
  const rig = await createRig(t, VERSION);
  rig.output.onWrite = (stdout) => {
    rig.output.closed = stdout.endsWith('log\n');
  };
  assert.equal(await rig.run('maintail -f'), 0);
});

test('the shell shows the status, then takes lines until the end of the input [3.2-shell]', async (t) => {
  const rig = await createRig(
    t,
    { ...VERSION, getAllProcessInfo: () => [], getPID: () => 42 },
    { answers: ['', 'nonsense', 'pid'] },
  );
  assert.equal(await rig.run(''), 0);
  assert.deepEqual(rig.terminal.questions, Array(4).fill('test> '));
  assert.equal(rig.output.stdout, '*** Unknown syntax: nonsense\n42\n\n');
  assert.equal(rig.calls[1], 'getAllProcessInfo');
});

test('the shell asks before the server is stopped [3.2-asks]', async (t) => {
  const answers = ['no', 'reload', '', 'shutdown', 'Yes', 'quit'];
  const rig = await createRig(t, { shutdown: () => true }, { answers });
  const settings = { serverUrl: 'unix:///nowhere/at/all', interactive: true };
  assert.equal(await rig.run('shutdown', settings), 0);
  const shutdown = 'Really shut the remote supervisord process down y/N? ';
  const restart = 'Really restart the remote supervisord process y/N? ';
  const prompts = [shutdown, 'test> ', restart, 'test> ', shutdown, 'test> '];
  assert.deepEqual(rig.terminal.questions, prompts);
  assert.match(rig.output.stdout, /^ERROR: unix:\/\/\/nowhere\/at\/all no such file \(already/);
});

test('the shell asks for a name and a password when the server wants them [12.3-asks 12.5-credentials]', async (t) => {
  const rig = await createRig(
    t,
    { ...VERSION, getAllProcessInfo: () => [], getPID: () => 42 },
    { password: 'secret', answers: ['user', 'wrong', 'user', 'secret', 'pid', 'exit'] },
  );
  await rig.run('');
  assert.equal(rig.output.stdout.match(/^Server requires authentication$/gm)?.length, 2);
  assert.match(rig.output.stdout, /\n42\n\n$/);
});

test('Ctrl-C leaves the shell, also while a command waits for the server [12.5-interrupt]', async (t) => {
  const rig = await createRig(t, {
    ...VERSION,
    getAllProcessInfo: () => rig.terminal.interrupt() ?? [],
  });
  assert.equal(await rig.run(''), 0);
  assert.deepEqual(rig.terminal.questions, []);
  assert.equal(rig.output.stdout, '\n');
});

test('without -i nobody is asked anything [3.2-asks]', async (t) => {
  const rig = await createRig(t, { restart: () => true }, { password: 'secret' });
  assert.equal(await rig.run('reload'), 1);
  assert.match(
    rig.output.stdout,
    /^Server requires authentication\nerror: <class 'xmlrpc\.client\.ProtocolError'>, .*401 Unauth/,
  );
  assert.deepEqual(rig.terminal.questions, []);
});

test('check tells what is found, without a server', async (t) => {
  const rig = await createRig(t, {});
  const outcome = async (line: string) => {
    rig.output.stdout = '';
    const exitStatus = await rig.run(line);
    return [exitStatus, rig.output.stdout];
  };
  const odd = 'warning: odd (unknown-option)\n';
  assert.deepEqual(await outcome('check'), [0, `${odd}found: 0 errors, 1 warning\n`]);
  assert.deepEqual(await outcome('check --strict a'), [1, `${odd}a: 0 errors, 1 warning\n`]);
  assert.deepEqual(await outcome('check --strict bad'), [
    2,
    'bad:3: error: wrong (command)\nbad: 1 error, 0 warnings\n',
  ]);
  const [exitStatus, json] = await outcome('check --json bad');
  assert.equal(exitStatus, 2);
  assert.deepEqual(JSON.parse(String(json)), {
    file: 'bad',
    errors: 1,
    warnings: 0,
    findings: [
      { id: 'command', level: 'error', text: 'wrong', file: 'bad', line: 3, section: 'program:x' },
    ],
  });
  const [refused, error] = await outcome('check --jsn a');
  assert.deepEqual(
    [refused, String(error).split('\n')[0]],
    [2, 'Error: check: unknown option --jsn'],
  );
  assert.match(
    String((await outcome('check a b'))[1]),
    /^Error: check: one file at a time\ncheck /,
  );
  assert.deepEqual(rig.calls, []);
});

test('help lists every command that has forms, and shows them [12.4-help]', async (t) => {
  const rig = await createRig(t, {});
  await rig.run('help');
  const [blank, title = '', ruler, ...topics] = rig.output.stdout.split('\n');
  assert.deepEqual([blank, ruler], ['', '='.repeat(title.length)]);
  const expected = COMMANDS.map(({ name }) => name).filter((name) => !/help|EOF/.test(name));
  assert.deepEqual(topics.join(' ').trim().split(/ +/).sort(), expected.sort());
  for (const command of COMMANDS) {
    const { name, forms, notes = [] } = command;
    if (forms.length === 0) continue;
    rig.output.stdout = '';
    assert.equal(await rig.run(`help ${name}`), 0);
    const lines = rig.output.stdout.trimEnd().split('\n');
    assert.equal(lines.length, forms.length + flagsOf(command).length + notes.length);
    for (const [typed] of forms) assert.ok(typed.split(' ')[0] === name, typed);
  }
});

test('open shows the status of another server, and ends with 0 whatever it is [12.4-open]', async (t) => {
  const stopped = {
    group: 'x',
    name: 'x',
    state: 0,
    statename: 'STOPPED',
    description: 'Not started',
  };
  const rig = await createRig(t, { ...VERSION, getAllProcessInfo: () => [stopped] });
  const settings = { serverUrl: 'unix:///nowhere/at/all' };
  assert.equal(await rig.run(`open ${rig.serverUrl}`, settings), 0);
  assert.match(rig.output.stdout, /^x +STOPPED +Not started\n$/);
  rig.output.stdout = '';
  assert.equal(await rig.run('open unix:///nowhere'), 0);
  assert.equal(rig.output.stdout, 'unix:///nowhere no such file\n');
});

test('Ctrl-C in the command of -i leaves it and opens no shell [12.5-interrupt]', async (t) => {
  const rig = await createRig(t, { ...VERSION, getPID: () => rig.terminal.interrupt() ?? 1 });
  assert.equal(await rig.run('pid', { interactive: true }), 0);
  assert.deepEqual(rig.terminal.questions, []);
  assert.equal(rig.output.stdout, '\n');
});

test('the calls of a command share a connection; a log has its own [12-rpc 12-connection]', async (t) => {
  const rig = await createRig(t, { ...VERSION, stopProcess: () => true, startProcess: () => true });
  await rig.run('restart a');
  const call = 'POST /RPC2 HTTP/1.1';
  assert.deepEqual(rig.connections, [[call, call, call]]);
  rig.output.onWrite = (stdout) => {
    if (stdout.endsWith('log\n')) rig.terminal.interrupt();
  };
  await rig.run('tail -f a stderr');
  assert.deepEqual(rig.connections.slice(1), [[call], ['GET /logtail/a/stderr HTTP/1.1']]);
});

test('fg tells of a fault and leaves [12.4-fg-fault]', async (t) => {
  const running = { group: 'x', name: 'x', state: 20 };
  const methods = {
    ...VERSION,
    getProcessInfo: () => running,
    sendProcessStdin: fault('FAILED', 'full'),
  };
  const rig = await createRig(t, methods, { answers: ['hello'] });
  assert.equal(await rig.run('fg x'), 0);
  assert.deepEqual(rig.calls.at(-1), 'sendProcessStdin x hello\n');
  assert.match(
    rig.output.stdout,
    /^==> Press Ctrl-C to exit <==\n(?:log\n)*ERROR: <Fault 30: 'FAILED: full'>\n(?:log\n)*Exiting foreground\n/,
  );
});

test('without a number the last 1600 bytes are asked for [12.4-tail 12.4-maintail]', async (t) => {
  const text = () => 'text';
  const rig = await createRig(t, { ...VERSION, readLog: text, readProcessStderrLog: text });
  await rig.run('maintail');
  await rig.run('maintail -7');
  await rig.run('tail x stderr');
  const calls = rig.calls.filter((call) => call !== 'getVersion');
  assert.deepEqual(calls, ['readLog -1600 0', 'readLog -7 0', 'readProcessStderrLog x -1600 0']);
  assert.equal(rig.output.stdout, 'text\n'.repeat(3));
});
