/** What every method has in common: its faults, and which of them come first. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { methodsOn } from '../../test/rig/methods.ts';
import { FAULTS } from '../wire/faults.ts';
import type { WireValue } from '../wire/value.ts';
import { METHODS } from './methods.ts';

const OF_SUPERVISOR = METHODS.filter(
  ({ name, duringShutdown }) => name.startsWith('supervisor.') && !duringShutdown,
).map(({ name, params }) => ({ name: name.slice('supervisor.'.length), params }));

test('faults have the numbers that clients know [11.1-numbers]', () => {
  assert.deepEqual(FAULTS, {
    UNKNOWN_METHOD: 1,
    INCORRECT_PARAMETERS: 2,
    BAD_ARGUMENTS: 3,
    SIGNATURE_UNSUPPORTED: 4,
    SHUTDOWN_STATE: 6,
    BAD_NAME: 10,
    BAD_SIGNAL: 11,
    NO_FILE: 20,
    NOT_EXECUTABLE: 21,
    FAILED: 30,
    ABNORMAL_TERMINATION: 40,
    SPAWN_ERROR: 50,
    ALREADY_STARTED: 60,
    NOT_RUNNING: 70,
    SUCCESS: 80,
    ALREADY_ADDED: 90,
    STILL_RUNNING: 91,
    CANT_REREAD: 92,
    NOT_PERMITTED: 100,
    UPGRADING: 101,
  });
});

test('every method counts its arguments, then looks at the state of the daemon, then at the arguments [11.1-shutdown 11-arguments]', async () => {
  for (const { name, params } of OF_SUPERVISOR) {
    const { daemon, fault } = methodsOn(['web']);
    const tooMany = params.map(() => []);
    daemon.state = 'SHUTDOWN';
    assert.equal(await fault(name, ...tooMany, 1), 'INCORRECT_PARAMETERS', name);
    if (params.some((param) => param.default === undefined)) {
      assert.equal(await fault(name), 'INCORRECT_PARAMETERS', name);
    }
    assert.equal(await fault(name, ...tooMany), 'SHUTDOWN_STATE', name);
    daemon.state = 'RUNNING';
    if (params.length > 0) {
      assert.equal(await fault(name, ...params.map(() => [])), 'INCORRECT_PARAMETERS', name);
    }
    assert.deepEqual(daemon.asked, [], `${name} has done something`);
  }
});

test('every method that takes a name says BAD_NAME before it looks at anything else [11.2-start-faults 11.2-signal]', async () => {
  for (const { name, params } of OF_SUPERVISOR.filter(({ params }) => params[0]?.name === 'name')) {
    const { daemon, fault } = methodsOn(['web', 'work:a']);
    const rest = params.slice(1).flatMap((param): WireValue[] => {
      if (param.default !== undefined) return [];
      return param.type === 'int' ? [-1] : ['no such signal'];
    });
    const names = ['zz', 'zz:zz', '__proto__', 'constructor', 'hasOwnProperty:toString', ''];
    for (const given of names) {
      assert.equal(await fault(name, given, ...rest), `BAD_NAME: ${given}`, name);
    }
    assert.deepEqual(daemon.asked, [], `${name} has done something`);
  }
});
