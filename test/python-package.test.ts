/** The Python package: its own tests, and its names and numbers against our tables. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { EVENT_TYPES } from '../src/wire/event-types.ts';
import { FAULTS } from '../src/wire/faults.ts';
import { PROCESS_STATES, SUPERVISOR_STATES } from '../src/wire/states.ts';
import { projectRoot } from './rig/commands.ts';
import { needs } from './rig/differences.ts';

const need = needs('python3', 'apt-get install python3');

function python(...words: string[]) {
  const env = { ...process.env, PYTHONPATH: path.join(projectRoot, 'python') };
  return spawnSync('python3', ['-B', ...words], { env, cwd: projectRoot, encoding: 'utf8' });
}

test('the Python package passes its own tests', need, () => {
  const { status, stderr } = python('-m', 'unittest', 'discover', '-s', 'python/tests');
  assert.match(stderr, /\nRan (1[0-9]|[2-9][0-9]) tests in /);
  assert.equal(status, 0, stderr);
});

const TABLES = `
import json
from supervisor import events, states, xmlrpc
numbers = lambda table: {name: code for name, code in vars(table).items() if name.isupper()}
above = lambda type: events.getEventNameByType(type.__mro__[1])
print(json.dumps({
    'processes': numbers(states.ProcessStates),
    'supervisor': numbers(states.SupervisorStates),
    'faults': numbers(xmlrpc.Faults),
    'events': {name: above(type) for name, type in vars(events.EventTypes).items() if name.isupper()},
}))
`;

test('its states, faults and events are those of our tables', need, () => {
  const { stdout, stderr } = python('-c', TABLES);
  assert.equal(stderr, '');
  const { faults, ...tables } = JSON.parse(stdout) as Record<string, Record<string, unknown>>;
  const events = Object.entries(EVENT_TYPES).map(([name, { of }]) => [name, of ?? null]);
  assert.deepEqual(tables, {
    processes: PROCESS_STATES,
    supervisor: SUPERVISOR_STATES,
    events: Object.fromEntries(events),
  });
  assert.deepEqual(faults, FAULTS);
});
