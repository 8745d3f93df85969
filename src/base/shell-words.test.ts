import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitWords, tokens } from './shell-words.ts';

test('a command is split at blanks, with quotes and backslashes as in a shell [2.5-command-words]', () => {
  for (const [command, words] of [
    ['a  b\tc\n', ['a', 'b', 'c']],
    ['a \'b c\' "d e"', ['a', 'b c', 'd e']],
    ['a\\ b "x\\"y\\n" \'\\\'', ['a b', 'x"y\\n', '\\']],
    ['a"b"c ""', ['abc', '']],
    ['a #b', ['a', '#b']],
    ['', []],
  ] as const) {
    assert.deepEqual(splitWords(command), words, command);
  }
});

test('what is not finished is refused', () => {
  assert.throws(() => splitWords('a "b'), { message: 'No closing quotation' });
  assert.throws(() => splitWords("'"), { message: 'No closing quotation' });
  assert.throws(() => splitWords('a\\'), { message: 'No escaped character' });
  assert.throws(() => splitWords('"\\'), { message: 'No escaped character' });
});

test('among tokens only word characters stay together, and # starts a comment [1.7-tokens 1.7-comment]', () => {
  assert.deepEqual(tokens('A=$x,B="1 2"#c\nÄ=/a.b'), [
    'A',
    '=',
    '$',
    'x',
    ',',
    'B',
    '=',
    '1 2',
    'Ä',
    '=',
    '/a.b',
  ]);
});
