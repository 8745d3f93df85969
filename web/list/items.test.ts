import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProcessInfo } from '../../src/wire/api/process.ts';
import { namespec } from '../../src/wire/namespec.ts';
import { PROCESS_STATES, type ProcessState } from '../../src/wire/states.ts';
import { listItems, matching } from './items.ts';

function process(group: string, name: string, state: ProcessState = 'RUNNING'): ProcessInfo {
  return {
    ...{ group, name, namespec: namespec(group, name), program: name },
    state: { name: state, code: PROCESS_STATES[state] },
    ...{ pid: 17, description: 'pid 17, uptime 0:00:01', now: '2026-11-22T08:00:00.000Z' },
    ...{ startedAt: null, stoppedAt: null, uptime: null, restarts: 0, lastExit: null },
    ...{ spawnError: null, deadline: null, logs: { stdout: null, stderr: null } },
    ...{ autostart: true, priority: 999 },
  };
}

const ALL = [
  process('cat', 'cat'),
  process('odd', 'other', 'FATAL'),
  process('web', 'web_0'),
  process('web', 'web_1', 'STOPPED'),
];

const shown = (folded: readonly string[] = []) =>
  listItems(ALL, new Set(folded)).map(({ kind, key }) => `${kind} ${key}`);

test('a group has a head, unless it is a program with one process of its name', () => {
  assert.deepEqual(shown(), [
    'process cat',
    'group odd:*',
    'process odd:other',
    'group web:*',
    'process web:web_0',
    'process web:web_1',
  ]);
});

test('a folded group shows its head, which still knows the members', () => {
  assert.deepEqual(shown(['web', 'cat']).slice(-2), ['process odd:other', 'group web:*']);
  const head = listItems(ALL, new Set(['web'])).at(-1);
  assert.deepEqual(head?.kind === 'group' && head.members, ['web:web_0', 'web:web_1']);
});

test('nothing is shown of nothing', () => {
  assert.deepEqual(listItems([], new Set()), []);
});

test('all words of the filter have to be somewhere, and the state has to be one of those', () => {
  const found = (text: string, ...states: ProcessState[]) =>
    matching(ALL, { text, states: new Set(states), folded: new Set() }).map((one) => one.namespec);
  assert.deepEqual(found('WEB'), ['web:web_0', 'web:web_1']);
  assert.deepEqual(found('web  stop'), ['web:web_1']);
  assert.deepEqual(found('17 fatal'), ['odd:other']);
  assert.deepEqual(found('', 'RUNNING'), ['cat', 'web:web_0']);
  assert.deepEqual(found('web', 'RUNNING', 'FATAL'), ['web:web_0']);
  assert.deepEqual(found('uptime'), []);
});
