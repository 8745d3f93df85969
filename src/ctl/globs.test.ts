import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ctlOn } from '../../test/rig/fake-ctl.ts';
import type { Argument } from './command.ts';
import { expandNames, fitsGroup, groupsThatFit } from './globs.ts';

const PROCESSES = ['cat', 'web:web_00', 'web:web_01', 'web2:web_00', 'web3', 'odd:a*b'];
const INFOS = PROCESSES.map((spec) => {
  const [group = '', name = group] = spec.split(':');
  return { group, name };
});

const NAMES: readonly Argument[] = [{ kind: 'process', many: true }];

async function expand(line: string, args = NAMES) {
  const { ctl, calls } = ctlOn({ 'supervisor.getAllProcessInfo': INFOS });
  const names = await expandNames(ctl, args, line === '' ? [] : line.split(' '));
  return { names: names.join(' '), calls };
}

test('a pattern becomes the names that fit, in the order of the server', async () => {
  const table: readonly [typed: string, names: string][] = [
    ['web*', 'web:web_00 web:web_01 web2:web_00 web3'],
    ['*_00', 'web:web_00 web2:web_00'],
    ['web:*1', 'web:web_01'],
    ['web?:*', 'web2:web_00 web3'],
    ['web[23]:', 'web2:web_00 web3'],
    ['*', 'cat web:web_00 web:web_01 web2:web_00 web3 odd:a*b'],
    ['w*3 cat *3', 'web3 cat'], // the second pattern brings nothing new
    ['zz*', 'zz*'], // nothing fits: it will be reported like another unknown name
    ['odd:a*b', 'odd:a*b'], // the exact name of a process
  ];
  for (const [typed, names] of table) assert.equal((await expand(typed)).names, names, typed);
});

test('names without a pattern, group:* and all are left as they are, and nobody is asked', async () => {
  for (const typed of ['', 'cat cat', 'web:*', 'web: all', 'nope']) {
    assert.deepEqual(await expand(typed), { names: typed, calls: [] });
  }
});

test('patterns count only where a command takes names of processes', async () => {
  const signal: readonly Argument[] = [{ kind: 'signal' }, { kind: 'process', many: true }];
  assert.equal((await expand('H* cat web3*', signal)).names, 'H* cat web3');
  const tail: readonly Argument[] = [
    { kind: 'option', optional: true },
    { kind: 'process' },
    { kind: 'channel', optional: true },
  ];
  assert.equal((await expand('c* std*', tail)).names, 'cat std*');
  assert.equal((await expand('-f c*', tail)).names, '-f cat');
  assert.equal((await expand('web*', tail)).names, 'web*', 'more than the one that is wanted');
  assert.deepEqual(await expand('c*', []), { names: 'c*', calls: [] });
});

test('a pattern of groups becomes the groups of the configuration that fit', async () => {
  const { ctl, calls } = ctlOn({ 'supervisor.getAllConfigInfo': INFOS });
  assert.deepEqual(await groupsThatFit(ctl, ['cat', 'x']), ['cat', 'x']);
  assert.deepEqual(calls, []);
  assert.deepEqual(await groupsThatFit(ctl, ['web*', 'x*']), ['web', 'web2', 'web3', 'x*']);
  assert.equal(fitsGroup('web', 'web2'), false);
  assert.equal(fitsGroup('a*b', 'a*b'), true);
});
