import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../../test/rig/fake-clock.ts';
import { FakeDaemon } from '../../../test/rig/fake-daemon.ts';
import { findTargets, outcomesOf } from './targets.ts';

const NAMES = ['web', 'work:a', 'work:b', 'odd:a*b', 'odd:a1b', 'same:same'];

function targets(...names: string[]) {
  const daemon = new FakeDaemon(new FakeClock(), NAMES);
  const { processes, unknown, isNamed } = findTargets(daemon, names);
  const shown = (process: { group: string; name: string }) => `${process.group}:${process.name}`;
  return {
    all: processes.map(shown),
    named: processes.filter(isNamed).map(shown),
    unknown: unknown.map(({ namespec, fault }) => `${namespec} ${fault?.name}`),
  };
}

test('names mean processes, groups, patterns or nothing', () => {
  const cases: readonly [names: string[], all: string[], named: string[], unknown: string[]][] = [
    [['web'], ['web:web'], ['web:web'], []],
    [['web:web', 'web'], ['web:web'], ['web:web'], []],
    [['work:*'], ['work:a', 'work:b'], [], []],
    [['work:'], ['work:a', 'work:b'], [], []],
    [['work'], [], [], ['work BAD_NAME']],
    [['w*'], ['web:web', 'work:a', 'work:b'], [], []],
    [['w*:a', 'work:b'], ['work:a', 'work:b'], ['work:b'], []],
    [['odd:a*b'], ['odd:a*b'], ['odd:a*b'], []], // what is called exactly so is meant
    [['odd:a?b'], ['odd:a*b', 'odd:a1b'], [], []],
    [['same'], ['same:same'], ['same:same'], []],
    [['*'], NAMES.map((name) => (name.includes(':') ? name : `${name}:${name}`)), [], []],
    [
      ['nope', 'nope:*', 'z*', ''],
      [],
      [],
      ['nope BAD_NAME', 'nope: BAD_NAME', 'z* BAD_NAME', ' BAD_NAME'],
    ],
    [[], [], [], []],
  ];
  for (const [names, all, named, unknown] of cases) {
    assert.deepEqual(targets(...names), { all, named, unknown }, names.join(' '));
  }
});

test('too many patterns are refused, too many names are not', () => {
  const names = (count: number, end: string) =>
    Array.from({ length: count }, (_, index) => `n${index}${end}`);
  assert.equal(targets(...names(100, '*')).unknown.length, 100);
  assert.throws(() => targets(...names(101, '*')), { name: 'Refusal', field: 'names' });
  assert.equal(targets(...names(5000, '')).unknown.length, 5000);
});

test('outcomes are told with the names of their faults', () => {
  const [ok, bad] = outcomesOf([
    { group: 'work', name: 'a', status: 80, description: 'OK' },
    { group: 'web', name: 'web', status: 50, description: 'SPAWN_ERROR: web' },
  ]);
  assert.deepEqual([ok?.ok, ok?.fault, ok?.namespec], [true, null, 'work:a']);
  const fault = { code: 50, name: 'SPAWN_ERROR' };
  assert.deepEqual([bad?.ok, bad?.fault, bad?.namespec], [false, fault, 'web']);
});
