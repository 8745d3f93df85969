/** The configuration dialect, against Python's own parser. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compareText } from '../../src/base/python-text.ts';
import { ConfigError } from '../../src/config/errors.ts';
import { Ini } from '../../src/config/ini.ts';
import { compareWithPython, NASTY, textOf } from './oracle.ts';

const NAMES = ['a', 'b', 'Key', 'KEY', 'two words', 'é', 'DEFAULT', 'program:x', 'x:y', ''];
const PIECES = ['a', 'B', 'key', '=', ':', ';', '#', ' ;', '\t#', ' ', '  ', '[', ']', '"', '\\'];
const blank = textOf([' ', '\t', '\x0c', '\xa0', '\u3000', '\x1c'], 2);
const indent = fc.oneof({ weight: 3, arbitrary: fc.constant('') }, textOf([' ', '\t'], 3), blank);
const comment = fc.oneof(
  { weight: 2, arbitrary: fc.constant('') },
  fc
    .tuple(fc.constantFrom(' ;', ' #', '\t;', ';', '\u3000#'), textOf(PIECES))
    .map((p) => p.join('')),
);
const value = textOf([...PIECES, ...NASTY]);

const header = fc
  .tuple(indent, fc.constantFrom(...NAMES), fc.constantFrom(']', '] ', ']x', '', '] ] ;'), comment)
  .map(([before, name, end, after]) => `${before}[${name}${end}${after}`);
const option = fc
  .tuple(
    indent,
    fc.constantFrom(...NAMES),
    blank,
    fc.constantFrom('=', ':', ' = ', '', '=='),
    value,
    comment,
  )
  .map((parts) => parts.join(''));
const line = fc.oneof(
  { weight: 2, arbitrary: header },
  { weight: 5, arbitrary: option },
  { weight: 2, arbitrary: value },
  { weight: 1, arbitrary: blank },
);
const ending = fc.constantFrom('\n', '\n', '\n', '\r\n', '\r', '\n\n');
const text = fc
  .tuple(
    fc.constantFrom('[a]\n', '[a]\n', '[DEFAULT]\n', '', '\ufeff[a]\n'),
    fc.array(
      fc.tuple(line, ending).map((p) => p.join('')),
      { maxLength: 12 },
    ),
    fc.constantFrom('', 'last = line'),
  )
  .map(([first, lines, last]) => first + lines.join('') + last);

const valid = text.map((each) => Buffer.from(each));
const broken = fc
  .tuple(
    valid,
    fc.uint8Array({ minLength: 1, maxLength: 4 }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  )
  .map(([bytes, junk, where]) => insert(bytes, junk, where));
/** Python decodes 8192 bytes at a time and counts anew in each. */
const long = fc
  .tuple(fc.oneof(valid, broken), fc.integer({ min: 8150, max: 8210 }))
  .map(([bytes, size]) =>
    Buffer.concat([Buffer.from(`[a]\nk=${'é\n x'.repeat(size / 5)}\n`), bytes]),
  );
const bytes = fc.oneof(
  { weight: 17, arbitrary: valid },
  { weight: 2, arbitrary: broken },
  { weight: 1, arbitrary: long },
);

function insert(bytes: Buffer, junk: Uint8Array, where: number): Buffer {
  const at = Math.floor(bytes.length * where);
  return Buffer.concat([bytes.subarray(0, at), junk, bytes.subarray(at)]);
}

test('12,000 files, alone and on top of each other, mean what Python says they mean [1.3-as-python 1.3-encoding]', (t) => {
  compareWithPython(t, {
    count: 12_000,
    cases: fc.array(bytes, { minLength: 1, maxLength: 2 }),
    ask: (files) => ['ini', files.map((data, index) => [`f${index}`, data.toString('base64')])],
    answer(files) {
      const ini = new Ini();
      for (const [index, data] of files.entries()) ini.add(data, `f${index}`);
      return [...ini.sections].map(({ name }) => [name, itemsOf(ini, name)]);
    },
    explain: (error) =>
      error instanceof ConfigError ? error.reason : String((error as Error).message),
  });
});

function itemsOf(ini: Ini, section: string): [string, string][] {
  return [...ini.values(section)]
    .map(([option, { text }]): [string, string] => [option, text])
    .sort(([a], [b]) => compareText(a, b));
}

test('the generator makes files of every kind', () => {
  const sample = fc.sample(text, { numRuns: 500, seed: 1 }).join('');
  for (const piece of ['\r\n', '\ufeff', '[DEFAULT]', ' ;', '\u2028', '\n\n']) {
    assert.ok(sample.includes(piece), JSON.stringify(piece));
  }
});
