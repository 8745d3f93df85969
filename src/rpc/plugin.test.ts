import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../test/rig/fake-clock.ts';
import { FakeDaemon } from '../../test/rig/fake-daemon.ts';
import { FakeFiles } from '../../test/rig/fake-files.ts';
import { FakeLog } from '../../test/rig/fake-log.ts';
import { type AddedEvents, eventsOf } from '../config/added-events.ts';
import type { WireValue } from '../wire/value.ts';
import type { Method } from './method.ts';
import { METHODS } from './methods.ts';
import { pluginMethods, pluginSupervisor } from './plugin.ts';
import type { PluginSupervisor } from './plugin-types.ts';
import { Registry } from './registry.ts';

/** A table with the methods of a plug-in that is called x. */
function registryWith(make: (supervisor: PluginSupervisor) => unknown, events?: AddedEvents) {
  const daemon = new FakeDaemon(new FakeClock(), ['web']);
  const log = new FakeLog('debug');
  const supervisor = pluginSupervisor({ daemon, log, methods: () => registry }, events);
  const methods = pluginMethods('x', make(supervisor));
  const plugins = { names: ['supervisor', 'x'], methods };
  const world = { daemon, files: new FakeFiles(), log, plugins };
  const registry: Registry = new Registry(METHODS, ['supervisor'], world);
  const call = (name: string, ...values: WireValue[]) => registry.call(name, values);
  return { daemon, log, registry, call };
}

test('methods of an object, and of its class, are offered under the name of the section [15-methods]', async () => {
  class Base {
    base() {
      return 'base';
    }
    both() {
      return 'base';
    }
  }
  class Own extends Base {
    readonly value = 7;
    override both() {
      return `own ${this.value}`;
    }
    _hidden() {
      return 1;
    }
  }
  const { registry, call } = registryWith(() => new Own());
  assert.deepEqual(
    registry.names().filter((name) => name.startsWith('x.')),
    ['x.base', 'x.both'],
  );
  assert.equal(await call('x.both'), 'own 7');
  assert.equal(await call('x.base'), 'base');
  for (const name of ['x._hidden', 'x.constructor', 'x.toString', 'x.value', 'x.__proto__']) {
    await assert.rejects(call(name), { message: 'UNKNOWN_METHOD' });
  }
});

test('a method with a description gets what it says, and is described to clients [15-described]', async () => {
  const got: unknown[][] = [];
  const { call } = registryWith(() => ({
    take: {
      doc: 'Takes things.',
      params: [
        { name: 'number', type: 'int', doc: 'A number' },
        { name: 'flag', type: 'boolean', default: true },
      ],
      result: { type: 'struct' },
      run: (...values: unknown[]) => {
        got.push(values);
        return { taken: values.length };
      },
    },
  }));
  assert.deepEqual(await call('x.take', '5'), { taken: 2 });
  assert.deepEqual(await call('x.take', 6, 0), { taken: 2 });
  assert.deepEqual(got, [
    [5, true],
    [6, false],
  ]);
  for (const values of [[], ['x'], [1, true, 2]]) {
    await assert.rejects(call('x.take', ...values), { message: 'INCORRECT_PARAMETERS' });
  }
  assert.deepEqual(await call('system.methodSignature', 'x.take'), ['struct', 'int', 'boolean']);
  assert.match(String(await call('system.methodHelp', 'x.take')), /^Takes things\.\n\n@param int /);
});

test('a plain function gets what was sent, and has no signature [15-plain]', async () => {
  const { call } = registryWith(() => ({
    all: (...values: WireValue[]) => values,
    none: () => undefined,
  }));
  assert.deepEqual(await call('x.all', 1, [2], { three: 3 }), [1, [2], { three: 3 }]);
  assert.equal(await call('x.none'), true);
  await assert.rejects(call('system.methodSignature', 'x.all'), {
    message: 'SIGNATURE_UNSUPPORTED',
  });
});

test('a plug-in can call any method, log, and answer with a fault [15-supervisor]', async () => {
  const { daemon, log, call } = registryWith((supervisor) => ({
    ask: () => supervisor.call('supervisor.getProcessInfo', 'zz'),
    about: () => [supervisor.pid, supervisor.state, supervisor.identifier],
    say: () => supervisor.log('warn', 'hello'),
    refuse: () => {
      throw supervisor.fault(230, 'MY_OWN: no');
    },
  }));
  await assert.rejects(call('x.ask'), { message: 'BAD_NAME: zz', code: 10 });
  assert.deepEqual(await call('x.about'), [4711, 'RUNNING', 'supervisor']);
  await call('x.say');
  assert.ok(log.lines.some((line) => line.includes('hello')));
  await assert.rejects(call('x.refuse'), { message: 'MY_OWN: no', code: 230 });
  daemon.state = 'SHUTDOWN';
  assert.deepEqual(await call('x.about'), [4711, 'SHUTDOWN', 'supervisor']);
});

test('an answer that cannot go over the wire is an error, whatever it is [15-throws]', async () => {
  const loop: unknown[] = [];
  loop.push(loop);
  const answers = [null, () => 1, 5n, Symbol('x'), [undefined], { a: null }, loop];
  for (const answer of answers) {
    const { call } = registryWith(() => ({ odd: () => answer }));
    await assert.rejects(call('x.odd'), { name: 'InternalError' });
  }
});

test('what makes no sense is refused when the plug-in is made [15-not-made]', () => {
  const offered: unknown[] = [
    undefined,
    5,
    null,
    { x: { run: 1 } },
    { x: { run: () => 1, params: [{ name: 'a', type: 'float' }] } },
    { x: { run: () => 1, params: [{ name: 'a', type: 'constructor' }] } },
    { x: { run: () => 1, result: { type: 'toString' } } },
  ];
  for (const each of offered) assert.throws((): Method[] => pluginMethods('x', each), Error);
});

test('a plug-in publishes events of the types that its factory adds, and no others [9.6-publish]', async () => {
  const events = eventsOf(
    Object.assign(() => ({}), { events: { DEPLOY: {}, DEPLOY_DONE: { of: 'DEPLOY' } } }),
  );
  const { daemon, call } = registryWith(
    (supervisor) => ({
      tell: (type: string, ...text: string[]) => supervisor.publish(type, ...text),
    }),
    events,
  );
  const heard: string[] = [];
  daemon.bus.subscribe(['DEPLOY'], ({ name, payload }) => heard.push(`${name} ${payload}`));
  await call('x.tell', 'DEPLOY_DONE', 'version:7\nä');
  await call('x.tell', 'DEPLOY');
  assert.deepEqual(heard, ['DEPLOY_DONE version:7\nä', 'DEPLOY ']);
  for (const type of ['TICK_5', 'EVENT', 'OTHER', 'toString']) {
    await assert.rejects(call('x.tell', type, ''), /cannot publish/);
  }
});
