import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { AnsiStripper } from './strip-ansi.ts';

/** What is left of output that comes in these pieces. */
function stripped(...pieces: readonly string[]): string {
  const stripper = new AnsiStripper();
  const kept = pieces.map((piece) => stripper.strip(Buffer.from(piece, 'latin1')));
  return Buffer.concat([...kept, stripper.end()]).toString('latin1');
}

const CASES: readonly (readonly [what: string, pieces: readonly string[], text: string])[] = [
  ['text without sequences', ['plain'], 'plain'],
  ['a colour', ['\x1b[1;31mred\x1b[0m.'], 'red.'],
  ['every ending', [...'HfABCDRsuJKhlpm'].map((end) => `<\x1b[2${end}>`), '<>'.repeat(15)],
  ['another ending takes what follows with it', ['a\x1b[6nb c hd'], 'ad'],
  ['a sequence without an end takes the rest of its piece', ['a\x1b[6n ', 'b'], 'ab'],
  ['an operating system command stays', ['\x1b]0;title\x07'], '\x1b]0;title\x07'],
  ['ESC before something else stays', ['\x1b7a\x1b'], '\x1b7a\x1b'],
  ['ESC before ESC stays', ['\x1b\x1b[0ma'], '\x1ba'],
  ['a sequence cut behind ESC', ['a\x1b', '[31mb'], 'ab'],
  ['ESC at an end that was text', ['a\x1b', 'b'], 'a\x1bb'],
  ['a sequence cut behind its bracket', ['a\x1b[', '31mb'], 'ab'],
  ['a sequence cut in every place', [...'a\x1b[38;5;196mb\x1b[0mc'], 'abc'],
  ['a sequence that never ends', ['a\x1b[31', '', '1'], 'a'],
];

for (const [what, pieces, text] of CASES) {
  test(`${what} [8.5-sequences]`, () => assert.equal(stripped(...pieces), text));
}

test('a piece without sequences is handed back as it is, not copied', () => {
  const piece = Buffer.from('plain');
  assert.equal(new AnsiStripper().strip(piece), piece);
});

test('colours are found wherever the output is cut [8.5-cut]', () => {
  const colour = fc.constantFrom('\x1b[0m', '\x1b[1;31m', '\x1b[2K', '\x1b[10;20H');
  const text = fc.string({ unit: fc.constantFrom('a', 'm', '[', ' ', '\n'), maxLength: 5 });
  const said = fc.array(fc.tuple(text, colour), { maxLength: 6 });
  fc.assert(
    fc.property(said, fc.array(fc.nat(60), { maxLength: 6 }), (words, cuts) => {
      const whole = words.map(([word, sequence]) => word + sequence).join('');
      const at = [0, ...cuts.filter((cut) => cut < whole.length).sort((a, b) => a - b)];
      const pieces = at.map((from, index) => whole.slice(from, at[index + 1]));
      assert.equal(stripped(...pieces), words.map(([word]) => word).join(''));
    }),
    { numRuns: 2000 },
  );
});
