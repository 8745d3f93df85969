import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fits, isPattern } from './name-pattern.ts';

test('a pattern has a special character in a name; all of a group is none', () => {
  for (const word of ['w*', 'web:*1', 'w?:x', '[ab]', '*', '*:*']) assert.ok(isPattern(word), word);
  for (const word of ['web', 'web:x', 'web:*', 'web:', '']) assert.ok(!isPattern(word), word);
});

test('without a colon it is held against the name as it is shown, with one part by part', () => {
  const cases: readonly [pattern: string, group: string, name: string, fits: boolean][] = [
    ['w*', 'web', 'web', true],
    ['w*', 'web', 'a', true], // shown as web:a
    ['*a', 'web', 'a', true],
    ['web', 'web', 'a', false],
    ['w*:a', 'web', 'a', true],
    ['w*:', 'web', 'a', true],
    ['*:b*', 'web', 'a', false],
    ['we?', 'web', 'web', true],
  ];
  for (const [pattern, group, name, expected] of cases) {
    assert.equal(fits(pattern, { group, name }), expected, `${pattern} ${group}:${name}`);
  }
});
