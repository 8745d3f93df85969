import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../test/rig/fake-clock.ts';
import { FakeFiles } from '../../test/rig/fake-files.ts';
import { FakeLog } from '../../test/rig/fake-log.ts';
import { FakeProc } from '../../test/rig/fake-proc.ts';
import { openProcessTable } from '../os/procfs.ts';
import { Children, ChildrenFile } from './children.ts';

const PATH = '/run/s.pid.children';

function setup() {
  const clock = new FakeClock();
  const files = new FakeFiles('/run');
  const proc = new FakeProc(files);
  const log = new FakeLog('debug');
  const table = openProcessTable(files);
  assert.ok(table);
  proc.set(42, { parent: 1, startTicks: 7 });
  const children = new Children<{ group: string; name: string }>();
  const file = new ChildrenFile(PATH, children, { files, clock, log, table, pid: 42, boot: 'b' });
  children.changed = () => file.changed();
  /** A child that runs. */
  const add = (pid: number, group: string, name = group): void => {
    proc.set(pid, { parent: 42, startTicks: pid * 10 });
    children.set(pid, { group, name });
  };
  const remove = (pid: number): void => {
    proc.remove(pid);
    children.delete(pid);
  };
  const written = () => JSON.parse(files.text(PATH));
  return { clock, files, log, file, proc, children, add, remove, written };
}

test('the file names who runs, since when, and whose children they are', () => {
  const { clock, add, written, files } = setup();
  add(100, 'web');
  add(101, 'web', 'worker');
  clock.advance(0);
  assert.deepEqual(written(), {
    format: 1,
    boot: 'b',
    daemon: [42, 7],
    children: [
      [100, 1000, 'web'],
      [101, 1010, 'web:worker'],
    ],
  });
  assert.deepEqual(files.openPaths, []);
});

test('it is written at once, then twice a second at most, and never without a change', () => {
  const { clock, files, add, remove, written } = setup();
  for (let pid = 100; pid < 1100; pid++) add(pid, `p${pid}`);
  clock.advance(0);
  assert.equal(files.calls.get('rename'), 1);
  for (let pid = 100; pid < 1099; pid++) {
    remove(pid);
    clock.advance(1);
  }
  assert.equal(files.calls.get('rename'), 2, 'in a second');
  clock.advance(500);
  assert.deepEqual(written().children, [[1099, 10_990, 'p1099']]);
  assert.equal(clock.pending, 0);
});

test('what has ended before it could be noted is left out', () => {
  const { clock, proc, add, written } = setup();
  add(100, 'web');
  proc.remove(100);
  clock.advance(0);
  assert.deepEqual(written().children, []);
});

test('a disk that takes nothing leaves the file as it was, and is tried again with the next change', () => {
  const { clock, files, log, add, written } = setup();
  add(100, 'web');
  clock.advance(1000);
  files.capacity = 0;
  add(101, 'api');
  clock.advance(1000);
  add(102, 'db');
  clock.advance(999);
  assert.deepEqual(written().children, [[100, 1000, 'web']]);
  assert.equal(files.exists(`${PATH}.new`), false, 'what was begun takes no room');
  assert.deepEqual(log.lines, [
    `warn cannot note in ${PATH} who runs: ENOSPC: no space left on device; ` +
      'trying again (mend the folder, or set orphans=leave)',
  ]);
  files.capacity = Number.POSITIVE_INFINITY;
  add(103, 'mail');
  clock.advance(500);
  assert.equal(written().children.length, 4);
  assert.deepEqual(log.lines.slice(1), [`warn who runs is noted in ${PATH} again`]);
  assert.equal(clock.pending, 0);
});

test('without a change it is tried again in growing intervals, every minute at last', () => {
  const { clock, files, add, written } = setup();
  files.removeTree('/run');
  add(100, 'web');
  const tries: number[] = [];
  clock.advance(0);
  for (let first = clock.monotonic(); tries.length < 8; ) {
    clock.advance((clock.nextDeadline ?? Number.NaN) - clock.monotonic());
    tries.push((clock.monotonic() - first) / 1000);
  }
  assert.deepEqual(tries, [1, 3, 7, 15, 31, 63, 123, 183]);
  files.mkdir('/run');
  clock.advance(60_000);
  assert.equal(written().children.length, 1);
  assert.equal(clock.pending, 0);
});

test('a disk that is full now and then is told once a minute', () => {
  const { clock, files, log, add } = setup();
  for (let pid = 100; pid < 130; pid++) {
    files.capacity = pid % 2 === 0 ? 0 : Number.POSITIVE_INFINITY;
    add(pid, 'web');
    clock.advance(1000);
  }
  assert.deepEqual(
    log.lines.map((line) => line.slice(0, 11)),
    ['warn cannot', 'warn who ru'],
  );
  files.capacity = 0;
  add(130, 'web');
  clock.advance(90_000);
  assert.equal(log.lines.length, 3, 'that it lasts is told');
});

test('who ends it while it is tried again leaves nothing behind', () => {
  const { clock, files, file, add } = setup();
  files.fail('open', 'EIO');
  add(100, 'web');
  clock.advance(0);
  assert.equal(clock.pending, 1);
  file.close();
  assert.equal(clock.pending, 0);
});

test('at the end it goes, unless something still runs that could not be stopped', () => {
  for (const runs of [false, true]) {
    const { clock, files, file, children, proc, add } = setup();
    add(100, 'web');
    clock.advance(0);
    children.delete(100);
    if (!runs) proc.remove(100);
    file.close();
    assert.equal(files.exists(PATH), runs);
    assert.equal(clock.pending, 0);
  }
});
