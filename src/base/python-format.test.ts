import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FormatError, formatNames, UnknownNameError } from './python-format.ts';

const NAMES = new Map<string, string | number>([
  ['name', 'wéb'],
  ['n', 7],
  ['minus', -3],
]);

test('names are formatted as % does in Python [1.5-format]', () => {
  for (const [text, result] of [
    ['%(name)s_%(n)02d', 'wéb_07'],
    ['100%%', '100%'],
    ['[%(name)6s|%(name)-6s|%(name).1s]', '[   wéb|wéb   |w]'],
    ['%(n)x %(n)#o %(n)+d % (n)d', undefined],
    ['%(n)#06x %(n)+d %(minus)05d %(n).3d', '0x0007 +7 -0003 007'],
    ['%(n)e %(n).2f %(n)g %(n)#.0f', '7.000000e+00 7.00 7 7.'],
    ['%(name)r %(name)a %(n)r', "'wéb' 'w\\xe9b' 7"],
    ['%(n)c%(n)lc', '\x07\x07'],
    ['%s', "{'name': 'wéb', 'n': 7, 'minus': -3}"],
    ['%(n)X%(n)E', '77.000000E+00'],
  ] as const) {
    if (result === undefined) assert.throws(() => formatNames(text, NAMES), FormatError);
    else assert.equal(formatNames(text, NAMES), result, text);
  }
});

test('text that is no format is refused with the reason Python gives [1.5-bad-format]', () => {
  for (const [text, reason] of [
    ['50%', 'incomplete format'],
    ['%(name', 'incomplete format key'],
    ['%Y', "unsupported format character 'Y' (0x59) at index 1"],
    ['é%(n)é', "unsupported format character '?' (0xe9) at index 5"],
    ['%(name)d', '%d format: a real number is required, not str'],
    ['%x', '%x format: an integer is required, not dict'],
    ['%(name)c', '%c requires int or char'],
    ['%(minus)c', '%c arg not in range(0x110000)'],
    ['%(name)f', 'must be real number, not str'],
    ['%*d', '* wants int'],
    ['%s%s', 'not enough arguments for format string'],
    ['%(n)99999999999d', 'width too big'],
    ['%(n).9999999999d', 'precision too big'],
  ] as const) {
    assert.throws(() => formatNames(text, NAMES), { name: 'FormatError', message: reason }, text);
  }
});

test('a name that is not there is told from text that is no format', () => {
  assert.throws(
    () => formatNames('%(no)s', NAMES),
    (error) => error instanceof UnknownNameError && error.message === "'no'",
  );
});
