import assert from 'node:assert/strict';
import { test } from 'node:test';
import { methodsOn, outcomes, settle } from '../../../test/rig/methods.ts';
import type { ProcessState } from '../../wire/states.ts';
import type { Unusable } from '../daemon.ts';

test('a start is answered when the process is RUNNING [11.2-start]', async () => {
  const { daemon, call } = methodsOn(['web']);
  let answered = false;
  const answer = call('startProcess', 'web').then((value) => {
    answered = true;
    return value;
  });
  await settle();
  assert.equal(daemon.process('web').state, 'STARTING');
  assert.equal(answered, false);
  daemon.process('web').becomes('RUNNING');
  assert.equal(await answer, true);
});

test('a start without waiting is answered while the process is STARTING [11.2-start]', async () => {
  const { daemon, call } = methodsOn(['web']);
  assert.equal(await call('startProcess', 'web', false), true);
  assert.equal(daemon.process('web').state, 'STARTING');
});

test('a start that hangs is answered all the same if nobody waits for it [11.2-start]', async () => {
  const { daemon, call, clock } = methodsOn(['web', 'db']);
  const web = daemon.process('web');
  let isThere = (_: 'spawn error'): void => {};
  web.launched = () =>
    new Promise((resolve) => {
      isThere = resolve;
    });
  const answer = call('startProcess', 'web', false);
  await settle();
  clock.advance(1000);
  assert.equal(await answer, true);
  assert.equal(web.state, 'STARTING');

  web.becomes('STOPPED');
  const many = call('startAllProcesses', false);
  await settle();
  clock.advance(999);
  isThere('spawn error');
  const told = ['db:db 80 OK', 'web:web 50 SPAWN_ERROR: web'];
  assert.deepEqual(outcomes(await many).sort(), told);
  assert.equal(clock.pending, 0);
});

test('what stands against a start is told in this order [6.1-already-started 6.1-unknown-start 5-precheck 11.2-start-faults]', async () => {
  const { daemon, fault } = methodsOn(['web', 'work:a']);
  const web = daemon.process('web');
  for (const name of ['zz', 'web:zz', 'zz:*', '', 'a']) {
    assert.equal(await fault('startProcess', name), `BAD_NAME: ${name}`);
  }
  web.becomes('RUNNING');
  const unusable: Unusable = { fault: 'NO_FILE', text: "can't find command '/bin/web'" };
  web.unusable = Promise.resolve(unusable);
  assert.equal(await fault('startProcess', 'web'), "NO_FILE: can't find command '/bin/web'");
  web.unusable = Promise.resolve({ fault: 'NOT_EXECUTABLE', text: 'x' });
  assert.equal(await fault('startProcess', 'web'), 'NOT_EXECUTABLE: x');
  web.unusable = Promise.resolve(undefined);
  for (const state of ['RUNNING', 'STARTING', 'BACKOFF'] satisfies ProcessState[]) {
    web.becomes(state);
    assert.equal(await fault('startProcess', 'web'), 'ALREADY_STARTED: web');
  }
  web.becomes('UNKNOWN');
  assert.equal(
    await fault('startProcess', 'web:web'),
    'FAILED: web:web is in an unknown process state',
  );
  assert.deepEqual(daemon.asked, []);
});

test('a start that fails says how [6.1-start-while-stopping 11.2-start-faults]', async () => {
  const { daemon, fault, call } = methodsOn(['web']);
  const web = daemon.process('web');

  let answer = fault('startProcess', 'web');
  await settle();
  web.spawnError = 'Exited too quickly';
  web.becomes('BACKOFF');
  assert.equal(await answer, 'SPAWN_ERROR: web');

  web.becomes('STOPPED');
  assert.equal(await fault('startProcess', 'web', false), 'SPAWN_ERROR: web');

  web.spawnError = '';
  web.becomes('STOPPED');
  answer = fault('startProcess', 'web');
  await settle();
  web.becomes('EXITED');
  assert.equal(await answer, 'ABNORMAL_TERMINATION: web');

  web.becomes('STOPPING');
  assert.equal(await fault('startProcess', 'web'), 'ABNORMAL_TERMINATION: web');
  assert.equal(await call('startProcess', 'web', false), true, 'nothing happens, as ever');
});

test('a process whose group goes while its command is looked up is not started', async () => {
  const { daemon, fault } = methodsOn(['web', 'db']);
  let found = (_: undefined): void => {};
  const slow = () => {
    daemon.process('web').unusable = new Promise((resolve) => {
      found = resolve;
    });
  };
  slow();
  let answer = fault('startProcess', 'web');
  daemon.groups.delete('web');
  found(undefined);
  assert.equal(await answer, 'BAD_NAME: web');

  await daemon.addGroup('web');
  slow();
  answer = fault('startProcess', 'web');
  daemon.state = 'SHUTDOWN';
  found(undefined);
  assert.equal(await answer, 'SHUTDOWN_STATE');
  assert.deepEqual(daemon.asked, []);
});

test('a group is started in order and reported as its processes come up [11.2-group-name 11.2-start-many 11.2-outcomes]', async () => {
  const { daemon, call, clock } = methodsOn(['work:a', 'work:b', 'work:c', 'work:d', 'work:e']);
  daemon.process('work:b').becomes('RUNNING');
  daemon.process('work:c').unusable = Promise.resolve({ fault: 'NO_FILE', text: 'gone' });
  const answer = call('startProcess', 'work:*');
  await settle();
  assert.deepEqual(daemon.asked, ['start work:a', 'start work:d', 'start work:e']);
  daemon.process('work:e').becomes('RUNNING');
  await settle();
  daemon.process('work:d').spawnError = 'x';
  daemon.process('work:d').becomes('FATAL');
  await settle();
  daemon.process('work:a').becomes('RUNNING');
  assert.deepEqual(outcomes(await answer), [
    'work:c 20 NO_FILE: gone',
    'work:e 80 OK',
    'work:d 50 SPAWN_ERROR: work:d',
    'work:a 80 OK',
  ]);
  assert.equal(clock.pending, 0);
});

test('a lookup that hangs holds back the start of the others for a second at most [16-nobody-waits]', async () => {
  const { daemon, call, clock } = methodsOn(['work:a', 'work:b']);
  let found = (_: undefined): void => {};
  daemon.process('work:a').unusable = new Promise((resolve) => {
    found = resolve;
  });
  const answer = call('startAllProcesses', false);
  await settle();
  assert.deepEqual(daemon.asked, []);
  clock.advance(1000);
  await settle();
  assert.deepEqual(daemon.asked, ['start work:b']);
  found(undefined);
  assert.deepEqual(outcomes(await answer), ['work:b 80 OK', 'work:a 80 OK']);
});

test('a stop is answered when the process has stopped, or at once if nobody waits [11.2-stop]', async () => {
  const { daemon, call, fault } = methodsOn(['web', 'db']);
  assert.equal(await fault('stopProcess', 'web'), 'NOT_RUNNING: web');
  assert.equal(await fault('stopProcess', 'zz'), 'BAD_NAME: zz');
  daemon.process('web').becomes('RUNNING');
  daemon.process('db').becomes('RUNNING');
  const answer = call('stopProcess', 'web');
  assert.equal(await call('stopProcess', 'db', false), true);
  assert.equal(daemon.process('web').state, 'STOPPING');
  daemon.process('web').becomes('STOPPED');
  assert.equal(await answer, true);
});

test('a stop request is refused in every state in which nothing can be stopped [6.1-not-running 11.2-stop]', async () => {
  const { daemon, fault } = methodsOn(['web']);
  const states: ProcessState[] = ['STOPPED', 'EXITED', 'FATAL', 'STOPPING', 'UNKNOWN'];
  for (const state of states) {
    daemon.process('web').becomes(state);
    assert.equal(await fault('stopProcess', 'web'), 'NOT_RUNNING: web');
  }
  assert.deepEqual(daemon.asked, []);
});

test('all are stopped in the reverse of the order in which they start [7.2-stop-order 11.2-stop-many]', async () => {
  const { daemon, call, fault } = methodsOn(['one', 'work:a', 'work:b', 'two']);
  for (const name of ['one', 'work:a', 'work:b']) daemon.process(name).becomes('RUNNING');
  const answer = outcomes(await call('stopAllProcesses', false));
  assert.deepEqual(daemon.asked, ['stop work:b', 'stop work:a', 'stop one']);
  assert.deepEqual(answer, ['work:b 80 OK', 'work:a 80 OK', 'one:one 80 OK']);
  assert.deepEqual(await call('stopProcessGroup', 'two'), []);
  assert.equal(await fault('stopProcessGroup', 'zz'), 'BAD_NAME: zz');
});

test('signals are taken by name and number and sent to what has a pid [11.2-signal 11.2-signal-many]', async () => {
  const { daemon, call, fault } = methodsOn(['work:a', 'work:b']);
  const a = daemon.process('work:a');
  assert.equal(await fault('signalProcess', 'work:a', 'HUP'), 'NOT_RUNNING: work:a');
  assert.equal(await fault('signalProcess', 'work:a', 'ZZ'), 'BAD_SIGNAL: ZZ');
  a.becomes('STOPPING');
  for (const signal of ['HUP', 'sighup', '1', 1]) {
    assert.equal(await call('signalProcess', 'work:a', signal), true);
  }
  assert.deepEqual(a.signals, [1, 1, 1, 1]);
  assert.deepEqual(outcomes(await call('signalAllProcesses', 'ZZ')), ['work:a 11 BAD_SIGNAL: ZZ']);
  assert.deepEqual(outcomes(await call('signalProcess', 'work:', 'USR1')), ['work:a 80 OK']);
  assert.equal(await fault('signalProcessGroup', 'zz', 'HUP'), 'BAD_NAME: zz');
});
