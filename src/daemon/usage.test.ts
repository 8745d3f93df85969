import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../test/rig/fake-clock.ts';
import { FakeFiles } from '../../test/rig/fake-files.ts';
import { FakeProc } from '../../test/rig/fake-proc.ts';
import { openProcessTable } from '../os/procfs.ts';
import { FIRST_SAMPLE_MS, KEEP_MS, SAMPLE_MS, UsageSampler } from './usage.ts';
import { MOST_POINTS } from './usage-ring.ts';

interface Program {
  pid: number;
}

const NONE: ReadonlySet<Program> = new Set();

/** A sampler of two programs, pids 10 and 20; `measured` counts what a watcher was told. */
function setup() {
  const files = new FakeFiles();
  const proc = new FakeProc(files);
  const clock = new FakeClock();
  const [one, two]: [Program, Program] = [{ pid: 10 }, { pid: 20 }];
  for (const pid of [10, 20]) proc.set(pid, { parent: 1, pages: 1 });
  const programs = [one, two];
  const sampler = new UsageSampler<Program>(clock, openProcessTable(files), () => programs);
  const told = { measured: 0 };
  const watch = (detailed: ReadonlySet<Program> = NONE) =>
    sampler.watch({ detailed, measured: () => void told.measured++ });
  return { files, proc, clock, one, two, programs, sampler, told, watch };
}

test('nothing is measured while nobody looks, and nothing is left of it a minute later', () => {
  const { files, clock, one, sampler, told, watch } = setup();
  clock.advance(60_000);
  assert.equal(files.calls.get('readDirectory') ?? 0, 0);
  assert.equal(clock.pending, 0);

  const [unwatch, unwatchOther] = [watch(), watch()];
  clock.advance(0);
  assert.equal(told.measured, 2, 'both are told of one measurement');
  unwatch();
  clock.advance(FIRST_SAMPLE_MS + SAMPLE_MS);
  assert.equal(told.measured, 4);
  unwatchOther();
  unwatchOther();
  clock.advance(KEEP_MS - 1);
  assert.deepEqual([told.measured, sampler.history(one).length], [4, 3]);
  clock.advance(1);
  assert.deepEqual([sampler.history(one), sampler.latest(one)], [[], undefined]);
  assert.equal(clock.pending, 0);
});

test('CPU is that of the whole tree, with children that have come and gone', () => {
  const { proc, clock, one, sampler, watch } = setup();
  proc.set(11, { parent: 10, ticks: [5, 5, 0, 0], pages: 2, threads: 3 });
  watch();
  clock.advance(0);
  assert.deepEqual(sampler.latest(one), {
    pid: 10,
    cpu: undefined,
    rssBytes: 3 * 4096,
    processes: 2,
    threads: 4,
  });

  proc.set(11, { parent: 10, ticks: [20, 15, 0, 0] });
  clock.advance(FIRST_SAMPLE_MS);
  assert.equal(sampler.latest(one)?.cpu, 50, '250 ms of 500');

  proc.remove(11);
  proc.set(10, { parent: 1, ticks: [0, 0, 25, 30] }); // it has waited for its child
  clock.advance(SAMPLE_MS);
  assert.equal(sampler.latest(one)?.cpu, 10, '200 ms of 2 s');

  proc.set(10, { parent: 1 });
  clock.advance(SAMPLE_MS);
  assert.equal(sampler.latest(one)?.cpu, 0, 'a sum that falls is no negative load');
});

test('another pid is another process, whose CPU is not known at once', () => {
  const { proc, clock, one, sampler, watch } = setup();
  watch();
  clock.advance(FIRST_SAMPLE_MS);
  proc.remove(10);
  one.pid = 0;
  clock.advance(SAMPLE_MS);
  assert.equal(sampler.latest(one), undefined);
  proc.set(30, { parent: 1, ticks: [900, 0, 0, 0], pages: 5 });
  one.pid = 30;
  clock.advance(SAMPLE_MS);
  assert.deepEqual(
    [sampler.latest(one)?.cpu, sampler.latest(one)?.rssBytes],
    [undefined, 5 * 4096],
  );
  const points = sampler.history(one).map(({ cpu, rssBytes }) => [cpu, rssBytes]);
  assert.deepEqual(points, [
    [undefined, 4096],
    [0, 4096],
    [undefined, 0],
    [undefined, 5 * 4096],
  ]);
});

test('details are told of the tree of who was asked for, and of nobody else', () => {
  const { files, proc, clock, one, two, sampler, watch } = setup();
  proc.set(10, { parent: 1, pssKilobytes: 7, descriptors: 3, read: 1, written: 10 });
  proc.set(11, { parent: 10, pssKilobytes: 1, descriptors: 4, read: 2, written: 20 });
  proc.set(12, { parent: 11 });
  for (const name of ['smaps_rollup', 'io']) files.fail('open', 'EACCES', `/proc/12/${name}`);
  watch(new Set([one]));
  clock.advance(0);
  const details = { pssBytes: 8192, openFiles: 7, readBytes: 3, writtenBytes: 30 };
  assert.deepEqual(sampler.latest(one)?.details, details);
  assert.equal(sampler.latest(two)?.details, undefined);

  proc.set(11, { parent: 10, pssKilobytes: 2, descriptors: 5, read: 2, written: 20 });
  clock.advance(FIRST_SAMPLE_MS);
  assert.deepEqual(
    sampler.latest(one)?.details,
    { ...details, openFiles: 8 },
    'shared memory is not looked up each time',
  );
  clock.advance(5 * SAMPLE_MS);
  assert.equal(sampler.latest(one)?.details?.pssBytes, 9 * 1024);
});

test('shared memory is not looked up for each of very many', () => {
  const { proc, clock, one, sampler, watch } = setup();
  for (let pid = 100; pid < 160; pid++) proc.set(pid, { parent: 10, descriptors: 1 });
  watch(new Set([one]));
  clock.advance(0);
  const { details } = sampler.latest(one) ?? {};
  assert.deepEqual([details?.pssBytes, details?.openFiles], [undefined, 60]);
});

test('processes come and go with the configuration, and the history has its limit', () => {
  const { clock, one, two, programs, sampler, watch } = setup();
  watch();
  clock.advance(FIRST_SAMPLE_MS);
  const later = { pid: 10 };
  programs.splice(0, 1, later);
  clock.advance(SAMPLE_MS);
  assert.deepEqual(sampler.history(one), []);
  assert.deepEqual([sampler.history(later).length, sampler.history(two).length], [1, 3]);
  clock.advance(MOST_POINTS * SAMPLE_MS);
  const points = sampler.history(two);
  assert.equal(points.length, MOST_POINTS);
  assert.equal(points.at(-1)?.at, clock.wall());
  assert.equal(points[0]?.at, clock.wall() - (MOST_POINTS - 1) * SAMPLE_MS);
});

test('a long table is walked in slices, between which others have their turn', () => {
  const { proc, clock, told, watch, sampler, one } = setup();
  for (let pid = 100; pid < 400; pid++) proc.set(pid, { parent: 10 });
  watch();
  const turns: number[] = [];
  const turn = (): void => {
    turns.push(told.measured);
    if (told.measured === 0) clock.at(clock.monotonic(), turn);
  };
  clock.at(clock.monotonic(), turn);
  clock.advance(0);
  assert.ok(turns.length > 3, `${turns}`);
  assert.equal(sampler.latest(one)?.processes, 301);
});

test('where there is no table nothing is measured, and nothing waits', () => {
  const clock = new FakeClock();
  const sampler = new UsageSampler<Program>(clock, undefined, () => [{ pid: 1 }]);
  const unwatch = sampler.watch({ detailed: NONE, measured: () => assert.fail() });
  clock.advance(10_000);
  assert.equal(clock.pending, 0);
  unwatch();
  assert.equal(clock.pending, 0);
  assert.equal(sampler.isPossible, false);
});

test('a single look is one measurement of which nothing is kept', async () => {
  const { proc, clock, one, sampler } = setup();
  proc.set(11, { parent: 10, ticks: [5, 0, 0, 0] });
  for (let pid = 100; pid < 300; pid++) proc.set(pid, { parent: 1 });
  const sums = sampler.sums();
  clock.advance(0);
  assert.deepEqual((await sums).get(10)?.cpuMs, 50);
  assert.deepEqual([sampler.latest(one), sampler.round, clock.pending], [undefined, 0, 0]);
  const none = new UsageSampler<Program>(clock, undefined, () => [one]);
  assert.equal((await none.sums()).size, 0);
});
