import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configOf } from '../../test/rig/configs.ts';
import { FakeOs } from '../../test/rig/fake-os.ts';
import {
  RECORDED_HANDOVERS,
  RECORDED_STATE,
  recordedStateWith,
} from '../../test/rig/recorded-state.ts';
import { supervisorOnFakes } from '../../test/rig/supervisor-on-fakes.ts';
import { MainLog } from '../logs/main-log.ts';
import { PROCESS_STATES } from '../wire/states.ts';
import { HANDOVER_FORMAT, readHandover } from './handover.ts';
import { readState } from './read-state.ts';
import { type DaemonState, describeDaemon, descriptorsOf } from './snapshot.ts';

/** Where the parts stand that are changed. */
const PROCESS = 'supervisor.groups.1.processes.0';
const PHP = 'supervisor.groups.2.processes.0';
const LISTENER = { state: 'READY', heard: '', isRestarting: false };

function refuses(text: string, message: string): void {
  const whole = `cannot read the state of the daemon: ${message}`;
  assert.throws(() => readState(text), { name: 'UserError', message: whole });
}

/** Has a daemon made of it, and described again. */
function madeAgain(state: DaemonState): DaemonState {
  const { remake, clock } = supervisorOnFakes(configOf());
  const { parts } = remake(state);
  const os = new FakeOs(clock, '/tmp');
  const mainLog = new MainLog(state.mainLog.options, { files: os, clock }, state.mainLog);
  const again = readState(JSON.stringify(describeDaemon({ ...parts, mainLog })));
  assert.equal(clock.pending, 0, 'nothing happens before it is resumed');
  assert.deepEqual(os.openPaths, []);
  return again;
}

test('a state that was recorded in format 1 is made into the same again', () => {
  const state = readState(RECORDED_STATE);
  assert.deepEqual(madeAgain(state), state);
});

test('what a daemon of each version has handed over is read, and nothing of it is lost', () => {
  assert.ok(RECORDED_HANDOVERS.length > 0);
  for (const text of RECORDED_HANDOVERS) {
    const { handover, state: written } = readHandover(text);
    assert.equal(handover.format, HANDOVER_FORMAT);
    const state = readState(written);
    assert.deepEqual(state, JSON.parse(written));
    assert.deepEqual(madeAgain(state), state);
  }
});

test('all that was open in a recorded state is named', () => {
  const own = descriptorsOf(readState(RECORDED_STATE));
  const written = [...RECORDED_STATE.matchAll(/"(?:fd|stdin|stdout|stderr)": (\d+)/g)];
  const named = new Set(written.map(([, fd]) => Number(fd)));
  assert.ok(named.size > 20);
  assert.deepEqual(new Set(own), named);
});

test('what a later version of the same format adds is left out', () => {
  const state = readState(RECORDED_STATE);
  for (const path of ['new', 'supervisor.new', `${PROCESS}.config.new`, `${PROCESS}.new`]) {
    assert.deepEqual(readState(recordedStateWith(path, { any: 'thing' })), state);
  }
});

test('an option that an earlier version did not know has the value of its table', () => {
  const { supervisor } = readState(recordedStateWith(`${PROCESS}.config.startretries`, undefined));
  assert.equal(supervisor.groups[1]?.processes[0]?.config.startretries, 3);
  const other = readState(recordedStateWith(`${PROCESS}.config.stdout.syslog_priority`, undefined));
  assert.equal(other.supervisor.groups[1]?.processes[0]?.config.stdout.syslog_priority, 'info');
});

test('a state that is not whole is refused with the name of the field', () => {
  refuses('', 'it is no JSON');
  refuses('{"format": 1', 'it is no JSON');
  refuses('[]', 'an object is expected');
  refuses('{}', 'format: 1 is expected');
  refuses(recordedStateWith('format', 2), 'format: 1 is expected');
  refuses(recordedStateWith('bus', undefined), 'bus: an object is expected');
  const where = 'supervisor.groups[1].processes[0]';
  const whole = (least: number, most: number) => `a whole number from ${least} to ${most}`;
  const cases: readonly (readonly [string, unknown, string])[] = [
    ['config.name', 1, 'text'],
    ['machine.state', 'running', Object.keys(PROCESS_STATES).join(' or ')],
    ['machine.pid', -1, whole(0, 2 ** 31 - 1)],
    ['machine.deadline', 'soon', 'a number'],
    ['child.pipes.sent', '!', 'base64'],
    ['stdout.filter.capture.held', -1, whole(0, Number.MAX_SAFE_INTEGER)],
  ];
  for (const [path, value, expected] of cases) {
    const text = recordedStateWith(`${PROCESS}.${path}`, value);
    refuses(text, `${where}.${path}: ${expected} is expected`);
  }
});

test('a state that contradicts itself is refused', () => {
  const cases: readonly (readonly [string, unknown, string])[] = [
    ['supervisor.groups.0.config.name', 'alpha', 'group alpha is there twice'],
    [`${PHP}.machine.pid`, 100, 'pid 100 is there twice'],
    [`${PHP}.child.pipes.stdout`, 11, 'descriptor 11 is there twice'],
    [`${PHP}.machine.state`, 'EXITED', 'process php has a pid and is EXITED'],
    [`${PHP}.machine.pid`, 0, 'process php has pipes and no pid'],
    [`${PHP}.child.place`, 0, 'process php waits to be launched and is RUNNING'],
    [`${PHP}.socket`, 1, 'process php has no socket 1'],
    ['supervisor.groups.2.sockets', [1], 'there is no socket 1'],
    [`${PHP}.config.group`, 'x', 'process php stands in group php and belongs to x'],
    [`${PROCESS}.listener`, LISTENER, 'process alpha_0 listens to no pool'],
    [
      'supervisor.groups.0.processes.1.listener',
      undefined,
      'process pool_1 is no listener of its pool',
    ],
    [
      'supervisor.groups.0.pool',
      undefined,
      'group pool is a pool in one place and none in another',
    ],
    ['supervisor.sockets.0.fd', undefined, 'process php holds a socket that is not open'],
  ];
  for (const [path, value, message] of cases) refuses(recordedStateWith(path, value), message);
});
