import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CommandFlag } from './command.ts';
import { flagsOf, spelling, takeFlags } from './command-flags.ts';
import { COMMANDS } from './commands.ts';

const FLAGS: readonly CommandFlag[] = [
  { name: '--plain', doc: 'A' },
  { name: '--with', argument: 'N', doc: 'B' },
  { name: '--maybe', argument: 'N', optional: true, doc: 'C' },
];

test('flags may stand anywhere, and every other word stays a name', () => {
  const table: readonly [line: string, flags: string, names: string][] = [
    ['a b', '', 'a b'],
    ['--plain a', '--plain=', 'a'],
    ['a --plain b', '--plain=', 'a b'],
    ['--with=3 --maybe --maybe=x=y', '--with=3 --maybe=x=y', ''],
    ['--plain=1 --with --pla --', '', '--plain=1 --with --pla --'], // none of them is spelled out
    ['--json', '', '--json'],
  ];
  for (const [line, expected, rest] of table) {
    const { flags, names } = takeFlags({ flags: FLAGS }, line.split(' '));
    const found = [...flags].map(([name, value]) => `${name}=${value}`).join(' ');
    assert.deepEqual([found, names.join(' ')], [expected, rest], line);
  }
});

test('a command with a JSON form has the flag for it', () => {
  const json = { shape: '{}', document: () => Promise.resolve({}) };
  assert.deepEqual(flagsOf({ json }).map(spelling), ['--json']);
  assert.deepEqual(FLAGS.map(spelling), ['--plain', '--with=N', '--maybe[=N]']);
});

test('every flag is explained in a phrase, once per command', () => {
  for (const command of COMMANDS) {
    const flags = flagsOf(command);
    assert.equal(new Set(flags.map(({ name }) => name)).size, flags.length, command.name);
    for (const { doc } of flags) assert.match(doc, /^[A-Z].*[^.]$/, command.name);
  }
});
