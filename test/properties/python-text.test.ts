/** How Python splits, formats, matches and reads text, against Python itself. */
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeUtf8, findInvalidUtf8 } from '../../src/base/bytes.ts';
import { UserError } from '../../src/base/errors.ts';
import { fnmatch } from '../../src/base/fnmatch.ts';
import { getopt, type OptionName } from '../../src/base/getopt.ts';
import { formatNames, UnknownNameError } from '../../src/base/python-format.ts';
import {
  ascii,
  parseInteger,
  parseOctal,
  repr,
  strip,
  stripEnd,
  words,
} from '../../src/base/python-text.ts';
import { splitWords, tokens } from '../../src/base/shell-words.ts';
import { compareWithPython, NASTY, textOf } from './oracle.ts';

const SHELL = ['a', 'B', '_', '1', '=', ',', ' ', '\t', '\n', '"', "'", '\\', '#', '$', '/', ';'];

test('a command is split into the words of shlex.split', (t) => {
  compareWithPython(t, {
    count: 5000,
    cases: textOf([...SHELL, ...NASTY]),
    ask: (text) => ['split', text],
    answer: splitWords,
  });
});

test('the tokens of environment= are those of shlex.shlex [1.7-tokens]', (t) => {
  compareWithPython(t, {
    count: 5000,
    cases: textOf([...SHELL, '.', '+', '-', '(', ')', ':', '×', '÷', ...NASTY]),
    ask: (text) => ['tokens', text],
    answer: tokens,
  });
});

const NAMES = new Map<string, string | number>([
  ['a', 'x'],
  ['text', "it's \\ é\n"],
  ['n', 7],
  ['neg', -12],
  ['big', 70_000],
  ['zero', 0],
  ['a(b)', 'inner'],
  ['', 'empty'],
]);

const conversion = fc
  .tuple(
    fc.constantFrom('%', '%', '%', ''),
    fc.constantFrom(...[...NAMES.keys()].map((name) => `(${name})`), '(none)', '(a', '', '%'),
    textOf(['-', '+', ' ', '#', '0'], 2),
    fc.constantFrom('', '', '1', '5', '12', '*', '0'),
    fc.constantFrom('', '', '.', '.0', '.3', '.12', '.*', '.01'),
    fc.constantFrom('', '', 'h', 'l', 'L', 'll'),
    fc.constantFrom(...'sssdddiuoxXeEfFgGcra%b)😀\x00', ''),
  )
  .map((parts) => parts.join(''));

test('% formats as it does in Python, with the same reasons when it cannot [1.5-format 1.5-bad-format]', (t) => {
  compareWithPython(t, {
    count: 20_000,
    cases: fc
      .array(fc.oneof({ weight: 3, arbitrary: conversion }, fc.constantFrom('x', 'é😀', '%%')), {
        maxLength: 3,
      })
      .map((parts) => parts.join('')),
    ask: (text) => ['format', text, [...NAMES]],
    answer: (text) => formatNames(text, NAMES),
    explain: (error) =>
      error instanceof UnknownNameError ? `KeyError ${error.message}` : (error as Error).message,
  });
});

test('file names match the patterns that fnmatch says they match', (t) => {
  const pieces = ['a', 'b', 'c', 'z', '.', '-', '!', '^', '\\', ']', '[', '&', '~', '\n', '😀'];
  compareWithPython(t, {
    count: 20_000,
    cases: fc.tuple(textOf(pieces, 5), textOf([...pieces, '*', '?', '[', ']', '-'], 9)),
    ask: ([name, pattern]) => ['fnmatch', name, pattern],
    answer: ([name, pattern]) => fnmatch(name, pattern),
  });
});

const OPTIONS: readonly OptionName[] = [
  { name: '-c', takesArgument: true },
  { name: '-n', takesArgument: false },
  { name: '-?', takesArgument: false },
  { name: '--configuration', takesArgument: true },
  { name: '--nodaemon', takesArgument: false },
  { name: '--nocleanup', takesArgument: false },
  { name: '--logfile', takesArgument: true },
  { name: '--logfile_backups', takesArgument: true },
];

test('options are found and refused as getopt does [3-getopt]', (t) => {
  // biome-ignore format: one kind per line
  const pieces = [
    '-', '--', 'c', 'n', '?', 'z', ':', '=', 'no', 'node', 'nodaemon', 'conf', 'logfile', 'log',
    '_backups', 'x', 'é',
  ];
  const word = fc
    .tuple(fc.constantFrom('', '-', '--', '--'), textOf(pieces, 3))
    .map((p) => p.join(''));
  const long = OPTIONS.filter(({ name }) => name.startsWith('--'));
  compareWithPython(t, {
    count: 10_000,
    cases: fc.array(word, { maxLength: 4 }),
    ask: (words) => [
      'getopt',
      words,
      'c:n?',
      long.map(({ name, takesArgument }) => name.slice(2) + (takesArgument ? '=' : '')),
    ],
    answer(words) {
      const { found, rest } = getopt(words, OPTIONS);
      return [found.map(({ option, argument }) => [option, argument]), rest];
    },
  });
});

const DIGITS = [
  '0',
  '1',
  '7',
  '8',
  '9',
  '_',
  '+',
  '-',
  ' ',
  'o',
  'O',
  'x',
  '.',
  '\u0663',
  '𝟙',
  'é',
];

test('numbers are what int() makes of them [1.6-integer]', (t) => {
  compareWithPython(t, {
    count: 10_000,
    cases: textOf([...DIGITS, '\u3000', '\n'], 6),
    ask: (text) => ['int', text],
    answer: (text) => parseInteger(text),
  });
});

test('octal numbers are what int(text, 8) makes of them [1.6-octal]', (t) => {
  compareWithPython(t, {
    count: 10_000,
    cases: textOf([...DIGITS, '\u3000', '\n'], 6),
    ask: (text) => ['octal', text],
    answer(text) {
      const value = parseOctal(text);
      if (value !== undefined) return value;
      throw new UserError(`invalid literal for int() with base 8: ${repr(text)}`);
    },
  });
});

test('text is quoted as repr() and ascii() quote it', (t) => {
  const cases = textOf(['a', "'", '"', '\\', '\n', '\r', ...NASTY]);
  for (const [kind, answer] of [
    ['repr', repr],
    ['ascii', ascii],
  ] as const) {
    compareWithPython(t, { count: 3000, cases, ask: (text) => [kind, text], answer });
  }
});

test('blanks are what strip(), rstrip() and split() take for blank', (t) => {
  compareWithPython(t, {
    count: 5000,
    cases: textOf(['a', ...NASTY]),
    ask: (text) => ['strip', text],
    answer: (text) => [strip(text), stripEnd(text), words(text)],
  });
});

test('bytes that are not UTF-8 are refused where Python refuses them [1.3-invalid-utf8]', (t) => {
  // biome-ignore format: one kind of byte per line
  const interesting = [
    0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1,
    0xed, 0xef, 0xf0, 0xf1, 0xf4, 0xf5, 0xff,
  ];
  compareWithPython(t, {
    count: 20_000,
    cases: fc
      .array(fc.constantFrom(...interesting), { maxLength: 6 })
      .map((each) => Buffer.from(each)),
    ask: (bytes) => ['decode', bytes.toString('base64')],
    answer(bytes) {
      const invalid = findInvalidUtf8(bytes);
      if (invalid !== undefined) throw new UserError(invalid.message);
      return decodeUtf8(bytes);
    },
  });
});
