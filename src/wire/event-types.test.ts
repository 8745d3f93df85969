/** The table of events: its names, what stands for what, and how facts are written. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EVENT_TYPES, expand, isEventName, payload } from './event-types.ts';

test('there are the 27 types of the original, and every one but EVENT has its place [9.1-names]', () => {
  const names = Object.keys(EVENT_TYPES);
  assert.equal(names.length, 27);
  for (const [name, type] of Object.entries(EVENT_TYPES)) {
    if (type.of === undefined) assert.equal(name, 'EVENT');
    else assert.ok(isEventName(type.of) && !('fields' in EVENT_TYPES[type.of]), name);
  }
  assert.ok(!isEventName('toString'));
});

test('an abstract name stands for all below it [9.1-abstract]', () => {
  assert.equal(expand(['EVENT']).length, 20);
  assert.deepEqual(expand(['TICK', 'TICK_5']), ['TICK_5', 'TICK_60', 'TICK_3600']);
  assert.deepEqual(expand(['PROCESS_GROUP', 'REMOTE_COMMUNICATION']), [
    'REMOTE_COMMUNICATION',
    'PROCESS_GROUP_ADDED',
    'PROCESS_GROUP_REMOVED',
  ]);
  assert.equal(expand(['PROCESS_STATE']).length, 8);
  assert.deepEqual(expand([]), []);
});

test('facts are written to the letter [9.1-payload 9.1-communication 9.1-unknown]', () => {
  const x = { processname: 'p', groupname: 'g' };
  const change = { ...x, from_state: 'RUNNING', tries: 2, pid: 7, expected: 1 };
  const rows: [string, string][] = [
    [
      payload('PROCESS_STATE_STARTING', change),
      'processname:p groupname:g from_state:RUNNING tries:2',
    ],
    [
      payload('PROCESS_STATE_EXITED', change),
      'processname:p groupname:g from_state:RUNNING expected:1 pid:7',
    ],
    [payload('PROCESS_STATE_FATAL', change), 'processname:p groupname:g from_state:RUNNING'],
    [payload('PROCESS_STATE_UNKNOWN', change), 'processname:p groupname:g from_state:RUNNING'],
    [
      payload('PROCESS_COMMUNICATION_STDOUT', { ...x, pid: 7, data: 'd' }),
      'processname:p groupname:g pid:7\nd',
    ],
    [
      payload('PROCESS_LOG_STDERR', { ...x, pid: 7, channel: 'stderr', data: '' }),
      'processname:p groupname:g pid:7 channel:stderr\n',
    ],
    [payload('REMOTE_COMMUNICATION', { type: 't', data: 'a\nb' }), 'type:t\na\nb'],
    [payload('SUPERVISOR_STATE_CHANGE_RUNNING', {}), ''],
    [payload('TICK_60', { when: 120 }), 'when:120'],
    [payload('PROCESS_GROUP_ADDED', { groupname: 'g' }), 'groupname:g\n'],
  ];
  for (const [text, expected] of rows) assert.equal(text, expected);
});
