import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserError } from '../base/errors.ts';
import { isEvent, type SupervisorEvent } from './event.ts';
import { EventReader } from './event-reader.ts';

function envelope(name: string, payload: string, serial = 0): string {
  const header = `ver:3.0 server:me serial:${serial} pool:l poolserial:${serial}`;
  return `${header} eventname:${name} len:${[...payload].length}\n${payload}`;
}

function readAll(bytes: Uint8Array, size: number): SupervisorEvent[] {
  const reader = new EventReader();
  const events: SupervisorEvent[] = [];
  for (let start = 0; start < bytes.length; start += size) {
    reader.add(bytes.subarray(start, start + size));
    for (let event = reader.take(); event; event = reader.take()) events.push(event);
  }
  return events;
}

const X = 'processname:x groupname:g';
// biome-ignore format: one event per row
const EVENTS: [string, string, object][] = [
  ['PROCESS_STATE_EXITED', `${X} from_state:RUNNING expected:0 pid:7`, { processname: 'x', groupname: 'g', from_state: 'RUNNING', expected: false, pid: 7 }],
  ['PROCESS_STATE_EXITED', `${X} from_state:RUNNING expected:1 pid:7`, { processname: 'x', groupname: 'g', from_state: 'RUNNING', expected: true, pid: 7 }],
  ['PROCESS_STATE_BACKOFF', `${X} from_state:STARTING tries:2`, { processname: 'x', groupname: 'g', from_state: 'STARTING', tries: 2 }],
  ['PROCESS_LOG_STDOUT', `${X} pid:7 channel:stdout\na\n\u00e9\ud83d\ude00`, { processname: 'x', groupname: 'g', pid: 7, channel: 'stdout', data: 'a\n\u00e9\ud83d\ude00' }],
  ['PROCESS_COMMUNICATION_STDERR', `${X} pid:7\n`, { processname: 'x', groupname: 'g', pid: 7, data: '' }],
  ['REMOTE_COMMUNICATION', 'type:a b:c\nd', { type: 'a b:c', data: 'd' }],
  ['SUPERVISOR_STATE_CHANGE_RUNNING', '', {}],
  ['TICK_5', 'when:1700000000', { when: 1_700_000_000 }],
  ['PROCESS_GROUP_ADDED', 'groupname:g\n', { groupname: 'g' }],
  ['OF_A_PLUGIN', 'pid:x when:y\nmore', { pid: 'x', when: 'y', data: 'more' }],
];

test('events have what they tell, in the types of the table, however the bytes come', () => {
  const bytes = Buffer.from(EVENTS.map(([name, text], i) => envelope(name, text, i)).join(''));
  const expected = EVENTS.map(([name, payload, fields], serial) => ({
    name,
    server: 'me',
    serial,
    pool: 'l',
    poolserial: serial,
    payload,
    ...fields,
  }));
  for (const size of [1, 2, 3, 7, 100, bytes.length]) {
    assert.deepEqual(readAll(bytes, size), expected);
  }
});

test('an event is of its own type and of those above it', () => {
  const [event] = readAll(Buffer.from(envelope('TICK_5', 'when:5')), 99);
  assert.ok(event);
  const types = ['TICK_5', 'TICK', 'EVENT', 'TICK_60', 'PROCESS_STATE'] as const;
  assert.deepEqual(
    types.filter((type) => isEvent(event, type)),
    ['TICK_5', 'TICK', 'EVENT'],
  );
});

test('what is no event is refused, without waiting for the end of a line that never ends', () => {
  for (const text of ['hello\n', 'ver:3.0 len:x\n', 'ver:3.0 len:-1\n', 'x'.repeat(65_537)]) {
    const reader = new EventReader();
    reader.add(Buffer.from(text));
    assert.throws(() => reader.take(), UserError);
  }
});
