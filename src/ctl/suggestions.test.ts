import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ctlOn } from '../../test/rig/fake-ctl.ts';
import type { UnknownName } from './command.ts';
import { start } from './commands/start.ts';
import { suggestCommand, suggestMeant } from './suggestions.ts';

const INFOS = [
  { group: 'web', name: 'web_00' },
  { group: 'web', name: 'web_01' },
  { group: 'worker', name: 'worker' },
];

test('a mistake in the name of a command is seen through', () => {
  const table: readonly [typed: string | undefined, stderr: string][] = [
    ['stauts', 'did you mean status?\n'],
    ['Restart', 'did you mean restart?\n'],
    ['bogus', ''],
    [undefined, ''],
  ];
  for (const [typed, stderr] of table) {
    const { ctl, output } = ctlOn({});
    suggestCommand(ctl, typed);
    assert.deepEqual([output.stderr, output.stdout], [stderr, ''], typed);
  }
});

test('a name that nobody knows is compared with those that there are', async () => {
  const table: readonly [UnknownName['kind'], name: string, stderr: string][] = [
    ['process', 'wroker', 'wroker: did you mean worker?\n'],
    ['process', 'web:web_0', 'web:web_0: did you mean web:web_00?\n'],
    ['process', 'web', 'web is a group: did you mean web:*?\n'],
    ['process', 'wbe', 'wbe: did you mean web:*?\n'],
    ['group', 'wbe', 'wbe: did you mean web?\n'],
    ['process', 'nope', ''],
    ['process', 'zz*', 'no process fits zz*\n'],
    ['process', 'web*', '2 processes fit web*, and one is wanted\n'],
    ['group', 'zz*', 'no group fits zz*\n'],
    ['process', '--no-wiat', 'start has no flag --no-wiat; did you mean --no-wait?\n'],
    ['process', '--fast=3', 'start has no flag --fast=3; see: help start\n'],
  ];
  for (const [kind, name, stderr] of table) {
    const { ctl, output } = ctlOn({ 'supervisor.getAllProcessInfo': INFOS });
    ctl.unknown.push({ kind, name }, { kind, name }); // as restart reports it, twice
    await suggestMeant(ctl, { command: start, flags: new Map(), names: [name] });
    assert.deepEqual([output.stderr, output.stdout], [stderr, ''], name);
    assert.deepEqual(ctl.unknown, []);
  }
});

test('a server that does not say what there is changes nothing', async () => {
  const { ctl, output } = ctlOn({ 'supervisor.getAllProcessInfo': new Error('gone') });
  ctl.unknown.push({ kind: 'process', name: 'wbe' });
  await suggestMeant(ctl, { command: start, flags: new Map(), names: ['wbe'] });
  assert.equal(output.stderr, '');
});
