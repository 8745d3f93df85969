import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fnmatch, hasMagic } from './fnmatch.ts';

test('a name fits a pattern as a whole', () => {
  for (const [name, pattern, fits] of [
    ['a.conf', '*.conf', true],
    ['a.conf.bak', '*.conf', false],
    ['ab', 'a?', true],
    ['b', '[a-c]', true],
    ['b', '[!a-c]', false],
    [']', '[]]', true],
    ['-', '[a-]', true],
    ['b', '[c-a]', false],
    ['b', '[c-a!d]', true], // what is left is [!d]
    ['d', '[c-a!d]', false],
    ['[a', '[a', true],
    ['a\nb', 'a*b', true],
    ['😀', '?', true],
    ['a+b', 'a+b', true],
    ['A', 'a', false],
  ] as const) {
    assert.equal(fnmatch(name, pattern), fits, `${name} ${pattern}`);
  }
});

test('only patterns with a special character have magic', () => {
  assert.deepEqual(['a*', '?', '[a', 'a]', 'a'].map(hasMagic), [true, true, true, false, false]);
});
