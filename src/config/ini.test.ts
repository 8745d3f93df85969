/** The rules of the dialect, one by one; `test/properties` compares it with Python. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ini } from './ini.ts';

function parse(...texts: readonly string[]): Ini {
  const ini = new Ini();
  for (const [index, text] of texts.entries()) ini.add(Buffer.from(text), `f${index}`);
  return ini;
}

/** Lines of a section, and the value that `key` gets from them. */
const VALUES: readonly (readonly [lines: string, value: string])[] = [
  ['key = x', 'x'],
  ['KEY: x = y', 'x = y'],
  ['key=a;b#c', 'a;b#c'],
  ['key=x ;c', 'x'],
  ['key=x\t#c', 'x'],
  ['key=bash -c "foo ; bar"', 'bash -c "foo'],
  ['key=--color=#fff #c', '--color=#fff'],
  ['key=', ''],
  ['key=a\n\n  b', 'a\n\nb'],
  ['key=a\n  ; comment\n  b\n', 'a\nb'],
  ['key=a\n other=b', 'a\nother=b'],
  ['key=a\n\n\n', 'a'],
  ['key=a\r\n b\r\n', 'a\nb'],
  ['key=a\nkey=b', 'b'],
  ['key=中文 ; 注释', '中文'],
];

test('values are read as the original reads them', () => {
  for (const [lines, value] of VALUES) {
    assert.equal(parse(`[s]\n${lines}`).value('s', 'key')?.text, value, lines);
  }
});

test('headers end at their last bracket, and keep their blanks', () => {
  const ini = parse('[a] ; c\n[ b ]\n[a:b]x\n[c]d]\n');
  assert.deepEqual(
    [...ini.sections].map(({ name }) => name),
    ['a', ' b ', 'a:b', 'c]d'],
  );
});

test('a value knows its file and line, the first of several', () => {
  const ini = parse('[s]\na=1\nb=x\n  y\n', '\n[s]\na=2\n');
  assert.deepEqual(ini.value('s', 'a')?.origin, { file: 'f1', line: 3, section: 's' });
  assert.deepEqual(ini.value('s', 'b')?.origin, { file: 'f0', line: 3, section: 's' });
  assert.deepEqual(ini.section('s')?.origin, { file: 'f0', line: 1, section: 's' });
});

test('a part is replaced wherever it stands, [DEFAULT] included, and as text', () => {
  const ini = parse('[DEFAULT]\nd=%(here)s\n[s]\na=%(here)s %(here)s\n[t]\nd=own\n');
  ini.replaceEverywhere('%(here)s', '$&');
  assert.equal(ini.value('s', 'a')?.text, '$& $&');
  assert.equal(ini.value('s', 'd')?.text, '$&');
  assert.equal(ini.value('t', 'd')?.text, 'own');
});
