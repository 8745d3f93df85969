import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCut, openQuote } from './oddities.ts';

const QUOTES: readonly (readonly [text: string, open: string | undefined])[] = [
  ['', undefined],
  ['plain', undefined],
  ['"closed" \'closed\'', undefined],
  ['"open', '"'],
  ["it's", "'"],
  ['"it\'s"', undefined],
  ['\\"', undefined],
  ['"a\\"', '"'],
  ["'a\\'", undefined],
  ['"a\nb', '"'],
];

test('the quote that is open at the end of a text is that of a shell', () => {
  for (const [text, open] of QUOTES) assert.equal(openQuote(text), open, text);
});

/** A comment behind the first of some lines, and whether it is taken for a cut, within quotes or not. */
const COMMENTS: readonly (readonly [
  comment: string,
  lines: readonly string[],
  quoted: boolean | undefined,
])[] = [
  ['; bar"', ['bash -c "foo'], true],
  ['#', ["sh -c 'a", "b'"], true],
  ['; bar', ['bash -c "foo'], undefined],
  ['; "x"', ['bash -c "foo"'], undefined],
  ['#fff', ['--color'], false],
  ['#fff --bold', ['--color'], false],
  ['#fast', ['1'], false],
  ['#fast enough', ['1'], undefined],
  ['# fast', ['1'], undefined],
  ['#', ['1'], undefined],
  ['#快', ['1'], undefined],
  [';fff', ['--color'], undefined],
];

test('a comment that has taken a part of the value is told from one that was meant', () => {
  for (const [text, lines, quoted] of COMMENTS) {
    assert.deepEqual(isCut(lines, { index: 0, line: 1, text })?.quoted, quoted, text);
  }
});
