import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configOf, groupConfig, processConfig } from '../../test/rig/configs.ts';
import type { FakeClock } from '../../test/rig/fake-clock.ts';
import { FakeReceiver } from '../../test/rig/fake-receiver.ts';
import { supervisorOnFakes } from '../../test/rig/supervisor-on-fakes.ts';
import { ServiceManager } from './service-manager.ts';
import type { Supervisor } from './supervisor.ts';

const SOCKET = '/tmp/notify';

interface Setting {
  readonly watchdogMs?: number;
  readonly mainPid?: number;
  readonly isThere?: boolean;
  /** What the supervisor has done before it is attended. */
  before?(supervisor: Supervisor, clock: FakeClock): void;
}

function setup({ watchdogMs, mainPid, isThere = true, before }: Setting = {}) {
  const last = processConfig('last', { stopwaitsecs: 30, priority: 999 });
  const first = processConfig('first', { stopwaitsecs: 5, priority: 1 });
  const config = configOf(
    groupConfig('last', { priority: 999 }, [last]),
    groupConfig('first', { priority: 1 }, [first]),
    groupConfig('idle', {}, [processConfig('idle', { autostart: false, stopwaitsecs: 1000 })]),
  );
  const { world, supervisor, os, clock } = supervisorOnFakes(config);
  const receiver = new FakeReceiver();
  if (isThere) os.addPipe(SOCKET, receiver);
  const warnings: string[] = [];
  const warn = (text: string) => void warnings.push(text);
  const manager = new ServiceManager({ path: SOCKET, watchdogMs }, { os, clock, mainPid, warn });
  before?.(supervisor, clock);
  manager.attend(supervisor, before !== undefined);
  const { messages } = receiver;
  return { world, supervisor, manager, os, clock, receiver, messages, warnings };
}

test('it is ready when its programs are being started, and says how many run', () => {
  const { supervisor, clock, messages } = setup();
  assert.deepEqual(messages, []);
  supervisor.start();
  assert.deepEqual(messages, ['READY=1\nSTATUS=0 of 3 processes running\n']);
  clock.advance(60_000);
  assert.deepEqual(messages.slice(1), [
    'STATUS=0 of 3 processes running, 2 STARTING\n',
    'STATUS=2 of 3 processes running\n',
  ]);
  assert.equal(clock.pending, 0, 'and nothing wakes it up');
});

test('a status says what does not run either, once a second at most', () => {
  const { supervisor, os, clock, messages } = setup();
  supervisor.start();
  clock.advance(2000);
  messages.length = 0;
  for (let exit = 0; exit < 5; exit++) {
    os.exit(os.lastChild, 1); // it is started again at once, then after a while
    clock.advance(190);
  }
  assert.deepEqual(messages, []);
  clock.advance(50);
  assert.deepEqual(messages, ['STATUS=1 of 3 processes running, 1 BACKOFF\n']);
});

test('before its end it asks for the time that its programs may take, level by level', () => {
  const { supervisor, clock, messages } = setup();
  supervisor.start();
  clock.advance(2000);
  messages.length = 0;
  supervisor.shutdown();
  assert.equal(
    messages[0],
    `STOPPING=1\nEXTEND_TIMEOUT_USEC=${(30 + 5 + 10) * 1e6}\nSTATUS=2 of 3 processes running\n`,
  );
});

test('a restart is told with its moment, and the next life says that it is ready', () => {
  const { supervisor, manager, clock, messages } = setup();
  supervisor.start();
  clock.advance(2000);
  messages.length = 0;
  const usec = clock.monotonic() * 1000;
  supervisor.restart();
  assert.match(messages[0] ?? '', new RegExp(`^RELOADING=1\nMONOTONIC_USEC=${usec}\nEXTEND_`));

  const next = supervisorOnFakes(configOf()).supervisor;
  manager.attend({ state: 'RUNNING', groups: next.groups, bus: supervisor.bus });
  supervisor.bus.publish('SUPERVISOR_STATE_CHANGE_RUNNING', {});
  assert.equal(messages.at(-1), 'READY=1\nSTATUS=no programs\n', 'once, by one subscription');
});

test('a daemon that was started by another process says which one it is', () => {
  const { supervisor, messages } = setup({ mainPid: 42 });
  supervisor.start();
  assert.match(messages[0] ?? '', /^MAINPID=42\nREADY=1\n/);
});

test('a watchdog hears of it twice in its time', () => {
  const { clock, messages } = setup({ watchdogMs: 3000 });
  clock.advance(1499);
  assert.deepEqual(messages, []);
  clock.advance(3001);
  assert.deepEqual(messages, Array(3).fill('WATCHDOG=1\n'));
});

test('what there is no room for is sent a moment later, in one piece and as it is then', () => {
  const { supervisor, os, clock, receiver, messages, warnings } = setup();
  receiver.room = 0;
  supervisor.start();
  clock.advance(2000);
  assert.deepEqual(messages, []);
  receiver.room = 64 * 1024;
  clock.advance(250);
  assert.deepEqual(messages, ['READY=1\nSTATUS=2 of 3 processes running\n']);
  assert.deepEqual(warnings, []);
  clock.advance(60_000);
  assert.equal(clock.pending, 0);
  assert.equal(os.openPaths.includes(SOCKET), false, 'no socket is left open');
});

test('where nobody reads it warns once, and tries the next news all the same', () => {
  const { supervisor, os, clock, messages, warnings, receiver } = setup({ isThere: false });
  supervisor.start();
  clock.advance(5000);
  const reason = '[Errno 2] No such file or directory';
  assert.deepEqual(warnings, [`cannot notify the service manager at /tmp/notify: ${reason}`]);
  assert.equal(clock.pending, 0);
  os.addPipe(SOCKET, receiver);
  supervisor.shutdown();
  assert.match(messages[0] ?? '', /^STOPPING=1\n/);
});

test('of a supervisor that runs already it says so at once, and that it is alive', () => {
  const before = (supervisor: Supervisor, clock: FakeClock) => {
    supervisor.start();
    clock.advance(2000);
  };
  const { clock, messages } = setup({ watchdogMs: 1000, mainPid: 42, before });
  assert.deepEqual(messages, [
    'MAINPID=42\nREADY=1\nSTATUS=2 of 3 processes running\n',
    'WATCHDOG=1\n',
  ]);
  messages.length = 0;
  clock.advance(1000);
  assert.deepEqual(messages, ['WATCHDOG=1\n', 'WATCHDOG=1\n']);
});
