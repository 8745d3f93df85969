/** Every method of the table, for every role, with and without a limit to groups. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../test/rig/fake-clock.ts';
import { FakeDaemon } from '../../test/rig/fake-daemon.ts';
import { FakeFiles } from '../../test/rig/fake-files.ts';
import type { Principal } from '../core/access.ts';
import { RpcFault } from '../wire/faults.ts';
import { ROLES, type Role } from '../wire/roles.ts';
import type { WireStruct, WireValue } from '../wire/value.ts';
import type { Audit } from './audit.ts';
import { METHODS } from './methods.ts';
import { Registry } from './registry.ts';

function setup() {
  const daemon = new FakeDaemon(new FakeClock(), ['web', 'db']);
  const audited: string[] = [];
  const world = { daemon, files: new FakeFiles(), log: { trace() {} } };
  const audit: Audit = (line) => void audited.push(line());
  return { daemon, audited, registry: new Registry(METHODS, ['supervisor'], { ...world, audit }) };
}

const who = (role: Role, groups?: readonly string[]): Principal => ({
  name: 'ann',
  role,
  groups,
  from: 'here',
});

async function outcome(answer: Promise<WireValue>): Promise<string> {
  const error = await answer.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error !== undefined && !(error instanceof RpcFault)) throw error;
  return error?.message ?? 'done';
}

/** Who may do what, by hand: the table of methods is checked against it, not derived from it. */
const EXPECTED: Readonly<Record<Role, readonly string[]>> = {
  viewer: [
    ...['getAPIVersion', 'getSupervisorVersion', 'getIdentification', 'getState', 'getPID'],
    ...['getProcessInfo', 'getAllProcessInfo', 'getAllConfigInfo', 'readLog'],
    ...['readProcessStdoutLog', 'readProcessStderrLog'],
    ...['tailProcessStdoutLog', 'tailProcessStderrLog'],
    ...['visord.getVersion', 'visord.getEventPools', 'visord.getPendingChanges'],
    'visord.getLastUpgrade',
    ...['system.listMethods', 'system.methodHelp', 'system.methodSignature', 'system.multicall'],
  ],
  operator: [
    ...['startProcess', 'startProcessGroup', 'startAllProcesses'],
    ...['stopProcess', 'stopProcessGroup', 'stopAllProcesses'],
    ...['signalProcess', 'signalProcessGroup', 'signalAllProcesses'],
    ...['sendProcessStdin', 'sendRemoteCommEvent', 'clearProcessLogs', 'clearAllProcessLogs'],
  ],
  admin: [
    ...['clearLog', 'shutdown', 'restart', 'reloadConfig'],
    ...['addProcessGroup', 'removeProcessGroup', 'visord.updateGroup'],
    'visord.upgrade',
  ],
};

/** What is about no group, or about all of them. */
const WHOLE = [
  ...['readLog', 'clearLog', 'shutdown', 'restart', 'sendRemoteCommEvent'],
  ...['visord.upgrade', 'visord.getLastUpgrade'],
];

const whole = (name: string) => (name.includes('.') ? name : `supervisor.${name}`);

test('every method is for the role that it should be for', () => {
  const roles = Object.keys(ROLES) as Role[];
  const expected = roles.flatMap((role) => EXPECTED[role].map((name) => [whole(name), role]));
  const actual = METHODS.map(({ name, role }) => [name, role]);
  assert.deepEqual(Object.fromEntries(actual), Object.fromEntries(expected));
  const forAll = METHODS.filter((method) => method.whole === true).map(({ name }) => name);
  assert.deepEqual(forAll.sort(), WHOLE.map(whole).sort());
});

/** Arguments that fit, so that whoever is let in gets on to the work. */
const VALUES: Readonly<Record<string, WireValue>> = {
  string: 'web',
  int: 0,
  boolean: false,
  signal: 'HUP',
  array: [],
};

for (const groups of [undefined, ['web']]) {
  for (const role of Object.keys(ROLES) as Role[]) {
    test(`${role} of ${groups ?? 'all groups'}: every method is let in or refused`, async () => {
      for (const method of METHODS) {
        const { registry, daemon } = setup();
        const values = method.params.map(({ type }) => VALUES[type] ?? 'web');
        const text = await outcome(registry.call(method.name, values, who(role, groups)));
        const ranks = Object.keys(ROLES);
        const isHighEnough = ranks.indexOf(role) >= ranks.indexOf(method.role);
        const isLetIn = isHighEnough && !(groups !== undefined && method.whole === true);
        assert.equal(text === `NOT_PERMITTED: ${method.name}`, !isLetIn, `${method.name}: ${text}`);
        if (!isLetIn) assert.deepEqual([daemon.asked, daemon.state], [[], 'RUNNING'], method.name);
      }
    });
  }
}

test('the calls within system.multicall are judged one by one', async () => {
  const { registry, daemon } = setup();
  const calls = ['supervisor.stopAllProcesses', 'supervisor.getPID'].map((methodName) => ({
    methodName,
    params: [],
  }));
  const [stopped, pid] = (await registry.call(
    'system.multicall',
    [calls],
    who('viewer'),
  )) as WireStruct[];
  assert.equal(stopped?.faultString, 'NOT_PERMITTED: supervisor.stopAllProcesses');
  assert.equal(pid, daemon.pid);
  assert.deepEqual(daemon.asked, []);
});

test('who is limited to a group knows no other', async () => {
  const { registry, daemon } = setup();
  for (const name of ['web', 'db']) daemon.process(name).becomes('RUNNING');
  const ann = who('admin', ['w*']);
  const call = (name: string, ...values: WireValue[]) => registry.call(whole(name), values, ann);
  const names = (await call('getAllProcessInfo')) as WireStruct[];
  assert.deepEqual(
    names.map(({ name }) => name),
    ['web'],
  );
  const configs = (await call('getAllConfigInfo')) as WireStruct[];
  assert.ok(configs.every(({ group }) => group === 'web'));
  for (const [name, ...values] of [
    ['getProcessInfo', 'db'],
    ['stopProcess', 'db'],
    ['stopProcess', 'db:*'],
    ['stopProcessGroup', 'db'],
    ['signalProcess', 'db', 'TERM'],
    ['removeProcessGroup', 'db'],
    ['addProcessGroup', 'db'],
    ['visord.updateGroup', 'db'],
    ['sendProcessStdin', 'db', 'x'],
    ['clearProcessLogs', 'db'],
    ['readProcessStdoutLog', 'db', 0, 0],
    ['tailProcessStderrLog', 'db', 0, 0],
  ] as const) {
    const text = await outcome(call(name, ...values));
    assert.match(text, /^BAD_NAME: db/, name);
  }
  await call('stopAllProcesses', false);
  assert.deepEqual(daemon.asked, ['stop web']);
});

test('who changes something is told, in one line and without secrets; who reads is not', async () => {
  const { registry, audited } = setup();
  const ann = { ...who('operator'), name: 'an\nn' };
  await registry.call('supervisor.getState', [], ann);
  await outcome(registry.call('supervisor.stopProcess', ['web\nINFO x', false], ann));
  await outcome(registry.call('supervisor.sendProcessStdin', ['web', 'password'], ann));
  await outcome(registry.call('supervisor.shutdown', [], ann));
  await outcome(registry.call('supervisor.startProcess', [[1], 'x'.repeat(500)], ann));
  await registry.call('supervisor.stopAllProcesses', [false]); // by the daemon itself
  assert.deepEqual(audited, [
    "an\\nn from here: supervisor.stopProcess('web\\nINFO x', false)",
    "an\\nn from here: supervisor.sendProcessStdin('web', ...)",
    'an\\nn from here: supervisor.shutdown() is not permitted',
    `an\\nn from here: supervisor.startProcess(..., '${'x'.repeat(100)}...')`,
  ]);
});

test('where nobody wants to know who changes something, nobody looks up who that is', async () => {
  const daemon = new FakeDaemon(new FakeClock(), ['web', 'db']);
  const world = { daemon, files: new FakeFiles(), log: { trace() {} }, audit: () => {} };
  const registry = new Registry(METHODS, ['supervisor'], world);
  const nameless = (role: Role): Principal => ({
    ...who(role),
    get name() {
      return assert.fail('the name was asked for');
    },
  });
  assert.deepEqual(await registry.call('supervisor.stopAllProcesses', [], nameless('admin')), []);
  const refused = registry.call('supervisor.shutdown', [], nameless('viewer'));
  await assert.rejects(refused, /NOT_PERMITTED/);
});
