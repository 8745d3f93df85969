import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../test/rig/fake-clock.ts';
import { FakeDaemon } from '../../test/rig/fake-daemon.ts';
import { FakeFiles } from '../../test/rig/fake-files.ts';
import { FAULTS, RpcFault } from '../wire/faults.ts';
import type { WireValue } from '../wire/value.ts';
import { define } from './method.ts';
import { METHODS } from './methods.ts';
import { PARAMETER_TYPES } from './parameter-types.ts';
import { Registry } from './registry.ts';

function setup(namespaces = ['supervisor']) {
  const daemon = new FakeDaemon(new FakeClock(), ['web']);
  const traced: string[] = [];
  const log = { trace: (message: string) => void traced.push(message) };
  const registry = new Registry(METHODS, namespaces, { daemon, files: new FakeFiles(), log });
  return { daemon, registry, traced };
}

/** The text of the fault that a call ends with. */
async function faultOf(answer: Promise<WireValue>): Promise<string> {
  const error = await answer.then(String, (reason: unknown) => reason);
  assert.ok(error instanceof RpcFault, `no fault but ${error}`);
  return error.message;
}

test('a method is found by its whole name and in no other way [11-lookup 19-methods]', async () => {
  const { registry } = setup();
  const names = ['', 'getState', 'supervisor', 'supervisor.', 'supervisor._x', 'a.b.c'];
  const objects = ['supervisor.constructor', 'supervisor.__proto__', '__proto__.toString'];
  for (const name of [...names, ...objects, 'supervisor.getstate', 'supervisor.getState.call']) {
    assert.equal(await faultOf(registry.call(name, [])), 'UNKNOWN_METHOD', name);
  }
});

test('arguments that do not fit are refused before anything happens [11-arguments]', async () => {
  const { registry, daemon } = setup();
  const cases: [string, WireValue[]][] = [
    ['supervisor.getState', [1]],
    ['supervisor.startProcess', []],
    ['supervisor.startProcess', ['web', true, 1]],
    ['supervisor.startProcess', [5]],
    ['supervisor.startProcess', [['web']]],
    ['supervisor.startProcess', ['web', {}]],
    ['supervisor.readLog', ['a', 1]],
    ['supervisor.readLog', [0]],
    ['system.multicall', ['x']],
  ];
  for (const [name, values] of cases) {
    assert.equal(await faultOf(registry.call(name, values)), 'INCORRECT_PARAMETERS', name);
  }
  assert.deepEqual(daemon.asked, []);
});

test('arguments are taken as loosely as clients of the original write them [11-loose]', () => {
  const { int, boolean, string, signal } = PARAMETER_TYPES;
  assert.deepEqual(
    [5, '5', ' -7 ', 5.9, true, 'x', null].map((value) => int.read(value)),
    [5, 5, -7, 5, 1, undefined, undefined],
  );
  assert.deepEqual(
    [true, 1, 0, '', 'no', null, []].map((value) => boolean.read(value)),
    [true, true, false, false, true, false, undefined],
  );
  assert.equal(string.read(new TextEncoder().encode('é')), 'é');
  assert.equal(string.read(1), undefined);
  assert.equal(signal.read(15), '15');
});

test('while the daemon ends, only system methods answer [7.3-methods 11.1-shutdown 11.2-end]', async () => {
  const { registry, daemon } = setup();
  daemon.process('web').becomes('RUNNING');
  assert.equal(await registry.call('supervisor.shutdown', []), true);
  assert.equal(daemon.state, 'SHUTDOWN');
  assert.equal(daemon.process('web').state, 'RUNNING', 'nothing has stopped yet');
  assert.equal(await faultOf(registry.call('supervisor.getState', [])), 'SHUTDOWN_STATE');
  assert.equal(
    await faultOf(registry.call('supervisor.getState', [1])),
    'INCORRECT_PARAMETERS',
    'the number of arguments is looked at first',
  );
  assert.ok(Array.isArray(await registry.call('system.listMethods', [])));
});

test('without [rpcinterface:supervisor] only system methods exist [15-no-main]', async () => {
  const { registry } = setup([]);
  assert.equal(await faultOf(registry.call('supervisor.getState', [])), 'UNKNOWN_METHOD');
  assert.deepEqual(await registry.call('system.listMethods', []), [
    'system.listMethods',
    'system.methodHelp',
    'system.methodSignature',
    'system.multicall',
  ]);
});

test('the methods of supervisor are offered under every name that an [rpcinterface] gives', async () => {
  const { registry, daemon } = setup(['supervisor', 'mine']);
  assert.equal(await registry.call('mine.getVersion', []), '3.0');
  const names = (await registry.call('system.listMethods', [])) as string[];
  const of = (namespace: string) =>
    names.filter((name) => name.startsWith(`${namespace}.`)).map((name) => name.split('.')[1]);
  assert.deepEqual(of('mine'), of('supervisor'));
  assert.equal(of('system').length, 4);
  assert.equal(await registry.call('mine.shutdown', []), true);
  assert.equal(daemon.state, 'SHUTDOWN');
  assert.equal(await faultOf(registry.call('mine.getState', [])), 'SHUTDOWN_STATE');
});

test('calls are traced with their outcome [8.2-call-trace]', async () => {
  const { registry, traced } = setup();
  await registry.call('supervisor.getState', []);
  await faultOf(registry.call('supervisor.getProcessInfo', ['zz']));
  assert.deepEqual(traced, [
    'XML-RPC method called: supervisor.getState()',
    'XML-RPC method supervisor.getState() returned successfully',
    'XML-RPC method called: supervisor.getProcessInfo()',
    'XML-RPC method supervisor.getProcessInfo() returned fault: [10] BAD_NAME: zz',
  ]);
});

test('an answer that is not of the declared type is a bug, not an answer', async () => {
  const { daemon } = setup();
  const wrong = define({
    role: 'viewer',
    name: 'supervisor.wrong',
    doc: 'Answers what it should not.',
    params: [],
    result: { type: 'int', doc: 'A number' },
    run: () => 1.5,
  });
  const world = { daemon, files: new FakeFiles(), log: { trace() {} } };
  const registry = new Registry([wrong], ['supervisor'], world);
  await assert.rejects(registry.call('supervisor.wrong', []), { name: 'InternalError' });
});

test('signature and help are derived from the table [11.3-help 11.3-signature 11.3-unsupported]', async () => {
  const { registry } = setup();
  assert.deepEqual(await registry.call('system.methodSignature', ['supervisor.startProcess']), [
    'boolean',
    'string',
    'boolean',
  ]);
  assert.deepEqual(await registry.call('system.methodSignature', ['supervisor.signalProcess']), [
    'boolean',
    'string',
    'string',
  ]);
  const help = await registry.call('system.methodHelp', ['supervisor.getVersion']);
  assert.match(String(help), /^Answers .*\.\n\n@return string result /);
  for (const method of ['system.methodSignature', 'system.methodHelp']) {
    assert.equal(await faultOf(registry.call(method, ['a.b'])), 'SIGNATURE_UNSUPPORTED');
  }
});

test('several calls in one are made in order, and a fault is an answer [11.3-multicall 11.3-multicall-faults]', async () => {
  const { registry, daemon } = setup();
  const call = (methodName: string, ...params: WireValue[]) => ({ methodName, params });
  const answers = registry.call('system.multicall', [
    [
      call('supervisor.startProcess', 'web'),
      { methodName: 'supervisor.getPID' },
      call('supervisor.stopProcess', 'zz'),
      {},
      call('system.multicall', []),
      call('supervisor.getPID', 1),
    ],
  ]);
  await new Promise((resolve) => setImmediate(resolve));
  daemon.process('web').becomes('RUNNING');
  assert.deepEqual(await answers, [
    true,
    4711,
    { faultCode: FAULTS.BAD_NAME, faultString: 'BAD_NAME: zz' },
    { faultCode: 2, faultString: 'INCORRECT_PARAMETERS: No methodName' },
    { faultCode: 2, faultString: 'INCORRECT_PARAMETERS: Recursive system.multicall forbidden' },
    { faultCode: 2, faultString: 'INCORRECT_PARAMETERS' },
  ]);
});

test('every entry of the table is complete', () => {
  const names = METHODS.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
  assert.equal(new Set(names).size, names.length, 'a name is given twice');
  for (const { name, doc, params, result } of METHODS) {
    assert.match(name, /^(supervisor|system|visord)\.[a-z]\w+$/);
    assert.match(doc, /^[A-Z].*\.$/, `the doc of ${name} is not a sentence`);
    for (const text of [result.doc, ...params.map((param) => param.doc)]) {
      assert.match(text, /^[A-Z[].*[^.]$/, `in ${name}: ${text}`);
    }
    const optional = params.map((param) => param.default !== undefined);
    assert.deepEqual([...optional].sort(), optional, `${name} has a required one behind others`);
  }
});
