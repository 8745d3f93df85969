import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProcessStatus } from '../os/process-table.ts';
import { ProcessTrees } from './process-trees.ts';

function status(pid: number, parent: number, more: Partial<ProcessStatus> = {}): ProcessStatus {
  return {
    pid,
    parent,
    group: pid,
    startTicks: 0,
    isZombie: false,
    cpuMs: 10,
    rssBytes: 100,
    threads: 1,
    ...more,
  };
}

function sumsOf(roots: readonly number[], ...all: readonly ProcessStatus[]) {
  const trees = new ProcessTrees(roots);
  for (const each of all) trees.add(each);
  return trees.sums();
}

test('a process counts for its nearest ancestor that is a root, whatever comes first', () => {
  const sums = sumsOf(
    [10, 20, 99],
    status(12, 11),
    status(11, 10, { threads: 4 }),
    status(1, 0),
    status(10, 1),
    status(21, 20),
    status(20, 12),
    status(30, 1),
  );
  assert.deepEqual([...sums.keys()].sort(), [10, 20]);
  assert.deepEqual(sums.get(10), { cpuMs: 30, rssBytes: 300, threads: 6, pids: [12, 11, 10] });
  assert.deepEqual(sums.get(20)?.pids, [21, 20]);
});

test('of a zombie only its CPU time counts', () => {
  const sums = sumsOf([10], status(10, 1), status(11, 10, { isZombie: true }));
  assert.deepEqual(sums.get(10), { cpuMs: 20, rssBytes: 100, threads: 1, pids: [10] });
});

test('a table that has changed while it was read may have circles and gaps', () => {
  const sums = sumsOf([10], status(10, 1), status(5, 6), status(6, 5), status(7, 4), status(8, 10));
  assert.deepEqual(sums.get(10)?.pids, [10, 8]);
});
