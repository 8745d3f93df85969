import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeFiles } from '../../test/rig/fake-files.ts';
import { FakeProc } from '../../test/rig/fake-proc.ts';
import { files } from './files.ts';
import type { ProcessStatus, ProcessTable } from './process-table.ts';
import { openProcessTable } from './procfs.ts';

function opened(from: Parameters<typeof openProcessTable>[0]): ProcessTable {
  const table = openProcessTable(from);
  assert.ok(table);
  return table;
}

function statuses(table: ProcessTable): Map<number, ProcessStatus> {
  const found = new Map<number, ProcessStatus>();
  const all = table.all();
  for (let next = all.next(); next.done !== true; next = all.next()) {
    found.set(next.value.pid, next.value);
  }
  return found;
}

test('a system without /proc has no table', () => {
  assert.equal(openProcessTable(new FakeFiles()), undefined);
});

test('a name with parentheses and spaces does not disturb the fields behind it', () => {
  const fake = new FakeFiles();
  const proc = new FakeProc(fake);
  const ticks = [1, 2, 30, 40] as const;
  const name = 'a) S 9 (b) ';
  proc.set(77, { parent: 5, group: 6, startTicks: 7, name, ticks, threads: 3, pages: 10 });
  proc.set(78, { parent: 77, state: 'Z' });
  const found = statuses(opened(fake));
  const expected = {
    pid: 77,
    parent: 5,
    group: 6,
    startTicks: 7,
    isZombie: false,
    cpuMs: 730,
    rssBytes: 40_960,
    threads: 3,
  };
  assert.deepEqual(found.get(77), expected);
  assert.deepEqual(opened(fake).one(77), expected);
  assert.equal(opened(fake).one(79), undefined);
  assert.equal(found.get(78)?.isZombie, true);
});

test('what cannot be read is not known, and does not end the walk', () => {
  const fake = new FakeFiles();
  const proc = new FakeProc(fake);
  for (const pid of [10, 11, 12]) proc.set(pid, { parent: 1, descriptors: 2, read: 5, written: 6 });
  fake.put('/proc/11/stat', '');
  fake.fail('open', 'EACCES', '/proc/12/io');
  const table = opened(fake);
  assert.deepEqual([...statuses(table).keys()].sort(), [1, 10, 12]);
  assert.deepEqual(
    [table.diskBytes(10), table.diskBytes(12)],
    [{ read: 5, written: 6 }, undefined],
  );
  assert.deepEqual([table.openFiles(10), table.openFiles(99)], [2, undefined]);
  assert.equal(table.pssBytes(99), undefined);
  fake.fail('readDirectory', 'EMFILE');
  assert.equal(statuses(table).size, 0);
});

test('the real system knows us as we know ourselves', () => {
  const table = opened(files);
  const own = statuses(table).get(process.pid);
  assert.ok(own);
  assert.equal(own.parent, process.ppid);
  const { user, system } = process.cpuUsage();
  assert.ok(own.cpuMs > 0 && own.cpuMs <= (user + system) / 1000 + 20, `${own.cpuMs}`);
  assert.ok(own.rssBytes > 8 * 1024 * 1024 && own.rssBytes <= process.memoryUsage.rss() * 2);
  assert.ok(own.threads > 1);
  const open = files.readDirectory('/proc/self/fd').length; // with the folder itself
  assert.ok(Math.abs((table.openFiles(process.pid) ?? 0) - open) <= 1);
  assert.ok((table.pssBytes(process.pid) ?? 0) > 8 * 1024 * 1024);
  assert.ok((table.diskBytes(process.pid)?.written ?? -1) >= 0);
});

test('a variable is the one that a process was started with, however long its environment', () => {
  const fake = new FakeFiles();
  const environ = [`LONG=${'x'.repeat(9000)}`, 'XA=no', 'A=b=c', 'EMPTY='];
  new FakeProc(fake).set(77, { parent: 1, environ });
  const table = opened(fake);
  const values = ['A', 'EMPTY', 'B', 'b'].map((name) => table.variable(77, name));
  assert.deepEqual(values, ['b=c', '', undefined, undefined]);
  assert.equal(table.variable(99, 'A'), undefined);
});
