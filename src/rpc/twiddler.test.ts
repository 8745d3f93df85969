import assert from 'node:assert/strict';
import { test } from 'node:test';
import { processConfig } from '../../test/rig/configs.ts';
import { FakeClock } from '../../test/rig/fake-clock.ts';
import { FakeDaemon } from '../../test/rig/fake-daemon.ts';
import { FakeFiles } from '../../test/rig/fake-files.ts';
import { FakeLog } from '../../test/rig/fake-log.ts';
import { requestFor, systemWith } from '../../test/rig/read-config.ts';
import { readAddedProgram } from '../config/added-program.ts';
import { readConfig } from '../config/read.ts';
import type { WireValue } from '../wire/value.ts';
import { METHODS } from './methods.ts';
import { Registry } from './registry.ts';
import { twiddlerMethods } from './twiddler.ts';

function setup(options: Record<string, string> = {}) {
  const daemon = new FakeDaemon(new FakeClock(), ['work:a', 'web']);
  const log = new FakeLog('debug');
  const request = requestFor(
    systemWith({ '/etc/s.conf': '[supervisord]\nenvironment=GLOBAL="g"\n' }),
  );
  const config = readConfig(request);
  const methods = twiddlerMethods('t', options, {
    log,
    readProgram: async (added) => readAddedProgram(request, config, added),
  });
  const plugins = { names: ['t'], methods };
  const world = { daemon, files: new FakeFiles(), log, plugins };
  const registry = new Registry(METHODS, [], world);
  const call = (name: string, ...values: WireValue[]) => registry.call(`t.${name}`, values);
  const fault = async (name: string, ...values: WireValue[]) =>
    call(name, ...values).then(String, (error: Error) => error.message);
  return { daemon, log, call, fault };
}

test('a program is added with the options of a section, and starts if it starts by itself [15-twiddler]', async () => {
  const { daemon, call } = setup();
  assert.equal(await call('getAPIVersion'), '0.3');
  assert.deepEqual(await call('getGroupNames'), ['work', 'web']);
  const options = {
    command: 'ls %(program_name)s',
    AutoStart: false,
    startsecs: 0,
    directory: '%(here)s/d',
  };
  assert.equal(await call('addProgramToGroup', 'work', 'ls', options), true);
  const { config } = daemon.process('work:ls');
  assert.equal(config.command, 'ls ls');
  assert.equal(config.directory, '/etc/d');
  assert.deepEqual([config.autostart, config.startsecs, config.group], [false, 0, 'work']);
  assert.deepEqual(config.environment, { GLOBAL: 'g' });
  assert.deepEqual(daemon.asked, []);
  await call('addProgramToGroup', 'work', 'b', { command: 'cat' });
  assert.deepEqual(daemon.asked, ['start work:b']);
});

test('what cannot be added is a fault, and nothing is added [15-twiddler]', async () => {
  const { daemon, fault } = setup();
  const add = (...values: WireValue[]) => fault('addProgramToGroup', ...values);
  assert.equal(await add('zz', 'x', { command: 'c' }), 'BAD_NAME: group: zz');
  assert.equal(await add('work', 'a', { command: 'c' }), 'BAD_NAME: a');
  assert.equal(await add('work', 'x', 'command=c'), 'INCORRECT_PARAMETERS');
  assert.equal(await add('work', 'x', { command: ['c'] }), 'INCORRECT_PARAMETERS: command');
  assert.match(
    await add('work', 'x', {}),
    /^INCORRECT_PARAMETERS: program section program:x does not specify a command/,
  );
  for (const name of ['a:b', 'x]\n[supervisord']) {
    assert.match(await add('work', name, { command: 'c' }), /^INCORRECT_PARAMETERS: /, name);
  }
  assert.match(
    await add('work', 'x', { command: 'c', startsecs: '5s' }),
    /^INCORRECT_PARAMETERS: /,
  );
  assert.equal(daemon.groups.get('work')?.processes.length, 1);
});

test('a process is taken away when it is stopped [15-twiddler]', async () => {
  const { daemon, call, fault } = setup();
  daemon.process('work:a').becomes('RUNNING');
  assert.equal(await fault('removeProcessFromGroup', 'zz', 'a'), 'BAD_NAME: group: zz');
  assert.equal(await fault('removeProcessFromGroup', 'work', 'b'), 'BAD_NAME: b');
  assert.equal(await fault('removeProcessFromGroup', 'work', 'a'), 'STILL_RUNNING: a');
  daemon.process('work:a').becomes('EXITED');
  assert.equal(await call('removeProcessFromGroup', 'work', 'a'), true);
  assert.deepEqual(daemon.groups.get('work')?.processes, []);
});

test('lines are written to the log by name or number of a level [15-twiddler]', async () => {
  const { log, call, fault } = setup();
  for (const level of [[], ['warn'], [50]]) await call('log', 'hello', ...level);
  assert.equal(log.lines.filter((line) => line.includes('hello')).length, 3);
  for (const level of ['loud', 7, '__proto__']) {
    assert.equal(await fault('log', 'hello', level), 'INCORRECT_PARAMETERS');
  }
});

test('only what is in the whitelist may be called, if there is one [15-twiddler]', async () => {
  const { call, fault } = setup({ whitelist: 'getAPIVersion, log' });
  assert.equal(await call('getAPIVersion'), '0.3');
  assert.equal(await call('log', 'x'), true);
  assert.equal(await fault('getGroupNames'), 'NOT_IN_WHITELIST: getGroupNames');
  assert.equal(
    await fault('addProgramToGroup', 'zz', 'x', {}),
    'NOT_IN_WHITELIST: addProgramToGroup',
  );
});

test('a process of a listener is not one that a program can be added to [15-twiddler]', async () => {
  const { daemon, fault } = setup();
  const group = daemon.groups.get('work');
  assert.ok(group);
  const config = {
    ...group.config,
    kind: 'eventlistener',
    processes: [processConfig('a')],
  } as const;
  daemon.groups.set('work', { ...group, config });
  assert.equal(
    await fault('addProgramToGroup', 'work', 'x', { command: 'c' }),
    'BAD_NAME: group: work',
  );
});
