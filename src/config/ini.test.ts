/** The rules of the dialect, one by one; `test/properties` compares it with Python. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ini } from './ini.ts';

function parse(...texts: readonly string[]): Ini {
  const ini = new Ini();
  for (const [index, text] of texts.entries()) ini.add(Buffer.from(text), `f${index}`);
  return ini;
}

interface Case {
  readonly rule: string;
  /** Lines of a section, and the value that `key` gets from them. */
  readonly values: readonly (readonly [lines: string, value: string | undefined])[];
}

const CASES: readonly Case[] = [
  {
    rule: 'a line that begins with ; or # is a comment, wherever it begins [1.3-comment-line]',
    values: [
      ['; key=a\n# key=b\n  ; key=c\n\t# key=d', undefined],
      ['key=a\n;key=b', 'a'],
    ],
  },
  {
    rule: 'a comment within a value is skipped and does not end it [1.3-comment-in-value]',
    values: [['key=a\n  ; comment\n# another\n  b\n', 'a\nb']],
  },
  {
    rule: 'a ; or # behind a blank or a tab cuts the value [1.3-inline-comment]',
    values: [
      ['key=x ;c', 'x'],
      ['key=x\t;c', 'x'],
      ['key=x #c', 'x'],
      ['key=x\t#c', 'x'],
      ['key=--color=#fff #c', '--color=#fff'],
      ['key=中文 ; 注释', '中文'],
    ],
  },
  {
    rule: 'a ; or # behind anything else belongs to the value [1.3-no-inline-comment]',
    values: [
      ['key=a;b#c', 'a;b#c'],
      ['key=--color=#fff', '--color=#fff'],
    ],
  },
  {
    rule: 'quotes do not keep a comment from beginning [1.3-quotes-and-comments]',
    values: [['key=bash -c "foo ; bar"', 'bash -c "foo']],
  },
  {
    rule: 'quotes stay in the value [1.3-quotes-kept]',
    values: [
      ['key="a b"', '"a b"'],
      ["key='x'", "'x'"],
    ],
  },
  {
    rule: 'the first = or : ends the key, the others belong to the value [1.3-delimiters]',
    values: [
      ['key = x', 'x'],
      ['key: x', 'x'],
      ['key \t:\t x  ', 'x'],
      ['key=x = y: z', 'x = y: z'],
      ['key: x=y', 'x=y'],
    ],
  },
  { rule: 'keys are read in any case [1.3-key-case]', values: [['KEY = x', 'x']] },
  {
    rule: 'a line that is indented deeper than the key goes on with its value [1.3-continuation]',
    values: [
      ['key=a\n  b\n c', 'a\nb\nc'],
      [' key=a\n b=c', 'a'],
    ],
  },
  {
    rule: 'even if it looks like an option or a section [1.3-swallowed]',
    values: [
      ['key=a\n other=b', 'a\nother=b'],
      ['key=a\n [other]', 'a\n[other]'],
    ],
  },
  {
    rule: 'empty lines within a value are kept, those at its end are not [1.3-blank-lines]',
    values: [
      ['key=a\n\n  b', 'a\n\nb'],
      ['key=a\n\n\n', 'a'],
    ],
  },
  {
    rule: 'of a key that is given twice the last value counts [1.3-duplicate-key]',
    values: [['key=a\nkey=b', 'b']],
  },
  { rule: 'a value can be empty [1.3-empty-value]', values: [['key=', '']] },
  {
    rule: 'lines end with LF or CRLF [1.3-line-ends]',
    values: [['key=a\r\n b\r\n', 'a\nb']],
  },
];

for (const { rule, values } of CASES) {
  test(rule, () => {
    for (const [lines, value] of values) {
      assert.equal(parse(`[s]\n${lines}`).value('s', 'key')?.text, value, lines);
    }
  });
}

test('a section that is there already is continued, also in another file [1.3-duplicate-section]', () => {
  const ini = parse('[s]\na=1\nb=1\n[t]\n[s]\nb=2\nc=2\n', '[s]\nc=3\n');
  assert.deepEqual(
    [...ini.values('s')].map(([option, { text }]) => `${option}=${text}`),
    ['a=1', 'b=2', 'c=3'],
  );
});

test('headers end at their last bracket, and keep their blanks and case [1.3-after-header 1.3-section-name]', () => {
  const ini = parse('[a] ; c\n[ b ]\n[a:b]x\n[c]d]\n[A]\n');
  assert.deepEqual(
    [...ini.sections].map(({ name }) => name),
    ['a', ' b ', 'a:b', 'c]d', 'A'],
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
