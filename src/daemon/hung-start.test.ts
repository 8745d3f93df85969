/** Starts that hang, as in a network file system whose server is dead, and what frees us of them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configOf, groupConfig, processConfig, socketConfig } from '../../test/rig/configs.ts';
import { settle } from '../../test/rig/methods.ts';
import { processOnFakes } from '../../test/rig/process-on-fakes.ts';
import { supervisorOnFakes } from '../../test/rig/supervisor-on-fakes.ts';

/** A process whose start hangs, and is given up. */
function givenUp() {
  const world = processOnFakes({ stopwaitsecs: 3, startretries: 0 });
  world.os.hangs = true;
  world.process.start();
  world.clock.advance(60_000);
  assert.equal(world.process.state, 'STARTING');
  world.process.stop();
  world.clock.advance(2999);
  assert.equal(world.process.state, 'STOPPING');
  world.clock.advance(1);
  return world;
}

test('a start that hangs is given up stopwaitsecs after a stop [7.1-hung-start]', () => {
  const { clock, log, process, history } = givenUp();
  assert.deepEqual(history, ['STARTING', 'STOPPING', 'STOPPED']);
  assert.deepEqual(log.lines, [
    "debug attempted to kill web with sig SIGTERM but it wasn't running",
    "warn giving up on the start of 'web', which hangs",
  ]);
  assert.equal(clock.pending, 0);
  assert.deepEqual([process.pid, process.stoppedAt], [0, clock.wall()]);
});

for (const abandoned of ['nothing', 'dead', 'alive'] as const) {
  test(`whatever comes of it is killed and closed: ${abandoned} [7.1-hung-start-later]`, () => {
    const { clock, os, process, history } = givenUp();
    os.release();
    clock.advance(0);
    assert.deepEqual([os.openPipeEnds, os.openPaths], [0, []]);

    os.hangs = true;
    os.abandoned = abandoned;
    process.start();
    process.stop();
    clock.advance(3000);
    os.release();
    clock.advance(0);
    assert.deepEqual([os.openPipeEnds, os.openPaths, os.living], [0, [], []]);
    assert.equal(os.children.length, abandoned === 'nothing' ? 0 : 1);
    assert.equal(history.at(-1), 'STOPPED');
  });
}

test('until then there is no second start, so that a process is never there twice [7.1-hung-start-later]', () => {
  const { clock, os, process } = givenUp();
  process.start();
  assert.equal(process.spawnError, "an earlier start of 'web' still hangs");
  clock.advance(0);
  assert.equal(process.state, 'FATAL');
  os.release();
  clock.advance(0);
  process.start();
  clock.advance(1000);
  assert.equal(process.state, 'RUNNING');
  assert.equal(os.children.length, 1);
});

test('a shutdown does not wait for it longer than that [7.1-hung-start 7.3-no-timeout]', () => {
  const config = configOf(groupConfig('web', {}, [processConfig('web', { stopwaitsecs: 3 })]));
  const { clock, os, world, supervisor } = supervisorOnFakes(config);
  os.hangs = true;
  supervisor.start();
  supervisor.shutdown();
  clock.advance(2999);
  assert.deepEqual(world.ended, []);
  clock.advance(1);
  assert.deepEqual(world.ended, [undefined]);
});

test('until then the socket of an fcgi-program is taken, also for a group made anew [7.1-hung-start-socket]', async () => {
  const socket = socketConfig('tcp://127.0.0.1:9000');
  const config = configOf(
    groupConfig('web', {}, [processConfig('web', { socket, stopwaitsecs: 3 })]),
  );
  const { clock, os, supervisor } = supervisorOnFakes(config);
  os.hangs = true;
  supervisor.start();
  supervisor.groups.get('web')?.stop();
  clock.advance(3000);
  assert.deepEqual(os.openSockets, ['tcp://127.0.0.1:9000']);
  supervisor.removeGroup('web');
  await assert.rejects(supervisor.addGroup('web'), {
    name: 'SocketError',
    errorCode: 'EADDRINUSE',
  });
  os.release();
  clock.advance(0);
  assert.deepEqual(os.openSockets, []);
  assert.equal(await supervisor.addGroup('web'), true);
  clock.advance(1000);
  assert.equal(supervisor.groups.get('web')?.processes[0]?.state, 'RUNNING');
});

/** A daemon with an fcgi-program on a host that a name server is asked for. */
function onSlowHost() {
  const socket = socketConfig('tcp://web.example:9000');
  const program = processConfig('web', { socket, startsecs: 0, stopwaitsecs: 3 });
  const made = supervisorOnFakes(configOf(groupConfig('web', {}, [program])));
  let answer: (address: string) => void = () => {};
  made.os.lookUp = () =>
    new Promise((resolve) => {
      answer = resolve;
    });
  made.supervisor.start();
  const process = made.supervisor.groups.get('web')?.processes[0];
  assert.ok(process);
  return { ...made, process, answer: (address: string) => answer(address) };
}

test('the start of an fcgi-program waits for the name of its host, and nobody else does [16-nobody-waits]', async () => {
  const { clock, os, process, answer } = onSlowHost();
  clock.advance(5000);
  assert.deepEqual([process.state, process.pid], ['STARTING', 0]);
  answer('127.0.0.2');
  await settle();
  clock.advance(0);
  assert.equal(process.state, 'RUNNING');
  assert.deepEqual(os.openSockets, ['tcp://127.0.0.2:9000']);
});

test('a stop gives that up as well, and nothing is started when the name is known [7.1-hung-start]', async () => {
  const { clock, os, process, answer } = onSlowHost();
  process.stop();
  clock.advance(3000);
  assert.equal(process.state, 'STOPPED');
  answer('127.0.0.2');
  await settle();
  clock.advance(0);
  assert.deepEqual([os.children, os.openSockets, os.openPipeEnds], [[], [], 0]);
});

test('a group that is added while its hosts are looked up is not added twice, nor to a daemon that ends', async () => {
  const empty = configOf();
  const socket = socketConfig('tcp://web.example:9000');
  const config = configOf(groupConfig('web', {}, [processConfig('web', { socket })]));
  for (const ending of [false, true]) {
    const { os, world, supervisor } = supervisorOnFakes(empty);
    os.hosts.set('web.example', '127.0.0.2');
    world.next = config;
    supervisor.reread();
    const additions = [supervisor.addGroup('web'), supervisor.addGroup('web')];
    assert.equal(supervisor.groups.size, 0);
    if (ending) supervisor.shutdown();
    assert.deepEqual(await Promise.all(additions), [!ending, false]);
  }
});
