import assert from 'node:assert/strict';
import { test } from 'node:test';
import { processOnFakes } from '../../test/rig/process-on-fakes.ts';

test('RUNNING comes exactly startsecs after the process [16-startsecs]', () => {
  const { clock, process } = processOnFakes({ startsecs: 5 });
  process.start();
  clock.advance(4999);
  assert.equal(process.state, 'STARTING');
  clock.advance(1);
  assert.equal(process.state, 'RUNNING');
});

test('an exit just before startsecs is never shown as RUNNING [16-never-too-early 6.1-too-quickly]', () => {
  const { clock, os, process, history } = processOnFakes({ startsecs: 5 });
  process.start();
  clock.advance(4999);
  os.exit(os.lastChild, 0);
  clock.advance(0);
  assert.deepEqual(history, ['STARTING', 'BACKOFF']);
});

test('an exit is followed by its restart without any time going by, however often [16-exit-at-once 6.1-restart-at-once]', () => {
  const { clock, os, process, history } = processOnFakes({ startsecs: 0 });
  process.start();
  clock.advance(0);
  for (let count = 1; count <= 50; count++) {
    os.exit(os.lastChild, 1);
    clock.advance(0);
    assert.equal(process.state, 'RUNNING');
    assert.equal(os.children.length, count + 1);
  }
  assert.deepEqual(history.slice(0, 5), ['STARTING', 'RUNNING', 'EXITED', 'STARTING', 'RUNNING']);
});

test('startretries=3 means four starts, 1, 2 and 3 seconds apart [6.1-retry-count 6.1-retry-delay]', () => {
  const { clock, os, process } = processOnFakes({ startretries: 3 });
  const startedAt: number[] = [];
  const begin = clock.monotonic();
  process.start();
  clock.advance(0);
  while (process.state !== 'FATAL') {
    startedAt.push(clock.monotonic() - begin);
    os.exit(os.lastChild, 1);
    clock.advance(0);
    if (process.deadline !== undefined) clock.advance(process.deadline - clock.monotonic());
  }
  assert.deepEqual(startedAt, [0, 1000, 3000, 6000]);
});

test('the delay of a retry has no upper bound [6.1-retry-delay]', () => {
  const { clock, os, process } = processOnFakes({ startretries: 1000 });
  process.start();
  for (let failures = 1; failures <= 120; failures++) {
    clock.advance(0);
    os.exit(os.lastChild, 1);
    clock.advance(0);
    assert.equal((process.deadline ?? 0) - clock.monotonic(), failures * 1000);
    clock.advance(failures * 1000);
  }
});

test('a start that has succeeded sets the count of failures back [6.1-started-counts-anew]', () => {
  const { clock, os, process } = processOnFakes({ startretries: 2, startsecs: 1 });
  process.start();
  for (let round = 0; round < 3; round++) {
    for (let failures = 1; failures <= 2; failures++) {
      clock.advance(0);
      os.exit(os.lastChild, 1);
      clock.advance(failures * 1000);
    }
    clock.advance(1000);
    assert.equal(process.state, 'RUNNING', `in round ${round}`);
    os.exit(os.lastChild, 1);
  }
});

test('SIGKILL is sent every stopwaitsecs for as long as the process is there [6.1-kill-repeated 16-kill-deadline]', () => {
  const { clock, os, log, process } = processOnFakes({ stopwaitsecs: 3 });
  process.start();
  clock.advance(1000);
  const { pid } = process;
  os.kill = () => {}; // it is stuck in the kernel
  process.stop();
  clock.advance(9500);
  const kills = log.lines.filter((line) => line === `warn killing 'web' (${pid}) with SIGKILL`);
  assert.equal(kills.length, 3);
  assert.equal(process.state, 'STOPPING');
});

test('a jump of the wall clock makes nothing early or late [6.1-clock]', () => {
  for (const jump of [-3_600_000, 3_600_000]) {
    const { clock, os, process } = processOnFakes({ startsecs: 5, stopwaitsecs: 3 });
    process.start();
    clock.advance(1000);
    clock.jumpWall(jump);
    clock.advance(3999);
    assert.equal(process.state, 'STARTING');
    clock.advance(1);
    assert.equal(process.state, 'RUNNING');
    clock.jumpWall(jump);
    assert.equal(process.uptimeMs, 5000);
    os.lastChild.ignores.add(15);
    process.stop();
    clock.jumpWall(jump);
    clock.advance(2999);
    assert.equal(process.state, 'STOPPING');
    clock.advance(1);
    assert.equal(process.state, 'STOPPED');
  }
});

test('a wait for the start of a program that is done at once is answered well [6.1-short-run]', async () => {
  const { clock, os, process } = processOnFakes({ startsecs: 0, autorestart: false });
  process.start();
  const outcome = process.started();
  clock.advance(0);
  os.exit(os.lastChild, 0);
  clock.advance(0);
  assert.equal(process.state, 'EXITED');
  assert.equal(await outcome, 'running');
});
