import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getopt, type OptionName } from './getopt.ts';

const KNOWN: readonly OptionName[] = [
  { name: '-c', takesArgument: true },
  { name: '-n', takesArgument: false },
  { name: '--configuration', takesArgument: true },
  { name: '--check', takesArgument: false, added: true },
  { name: '--checksum', takesArgument: false, added: true },
];

const found = (...words: string[]) =>
  getopt(words, KNOWN).found.map(({ option, argument }) => `${option}=${argument}`);

test('short options are bundled, and take what follows as their argument [3-bundles]', () => {
  assert.deepEqual(found('-ncfile', '-c', 'other', '-n'), ['-n=', '-c=file', '-c=other', '-n=']);
});

test('options end at the first word that is none, and at -- [3-first-word]', () => {
  assert.deepEqual(getopt(['-n', 'a', '-n'], KNOWN).rest, ['a', '-n']);
  assert.deepEqual(getopt(['-n', '--', '-n'], KNOWN).rest, ['-n']);
  assert.deepEqual(getopt(['-'], KNOWN).rest, ['-']);
});

test("a prefix means one of the original's options before one of ours [3-prefix-of-ours]", () => {
  assert.deepEqual(found('--c=x', '--check', '--checks'), [
    '--configuration=x',
    '--check=',
    '--checksum=',
  ]);
  assert.throws(() => found('--che'), { message: 'option --che not a unique prefix' });
});
