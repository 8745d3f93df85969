import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BEGIN_TOKEN, CaptureBuffer, CaptureSplitter, END_TOKEN } from './capture.ts';

const BEGIN = Buffer.from(BEGIN_TOKEN).toString();
const END = Buffer.from(END_TOKEN).toString();

/** What comes out of these pieces: text as it is, captured text in brackets, `!` at each end. */
function split(...pieces: readonly string[]): string[] {
  const out: string[] = [];
  const splitter = new CaptureSplitter({
    text: (piece, isCaptured) => {
      const text = Buffer.from(piece).toString();
      out.push(isCaptured ? `[${text}]` : text);
    },
    captured: () => out.push('!'),
  });
  for (const piece of pieces) splitter.data(Buffer.from(piece));
  splitter.end();
  return out;
}

const CASES: readonly (readonly [what: string, pieces: readonly string[], out: string[]])[] = [
  ['text without tokens goes out at once', ['a', '\n', 'b'], ['a', '\n', 'b']],
  ['what stands between the tokens', [`a${BEGIN}b${END}c`], ['a', '[b]', '!', 'c']],
  ['two messages', [`${BEGIN}a${END}${BEGIN}b${END}`], ['[a]', '!', '[b]', '!']],
  ['an empty message', [BEGIN + END], ['!']],
  ['a message in pieces', [`${BEGIN}a`, 'b', `${END}`], ['[a]', '[b]', '!']],
  ['only the beginning of a token is held back', ['abc<!--X', 'y'], ['abc', '<!--X', 'y']],
  ['what is held back comes at the end', ['abc<!--XSUPERVISOR:'], ['abc', '<!--XSUPERVISOR:']],
  ['a token that begins anew', ['<!--<!--XSUPERVISOR:BEGIN-->a'], ['<!--', '[a]']],
  ['an end without a beginning is text', [`a${END}b`], [`a${END}b`]],
  ['a beginning within a message is part of it', [`${BEGIN}a${BEGIN}${END}`], [`[a${BEGIN}]`, '!']],
  ['a message without an end has none', [`a${BEGIN}bc`], ['a', '[bc]']],
];

for (const [what, pieces, out] of CASES) {
  test(`${what} [8.6-tokens]`, () => assert.deepEqual(split(...pieces), out));
}

test('after the end of the output everything begins anew [8.6-no-end]', () => {
  const seen: string[] = [];
  const splitter = new CaptureSplitter({
    text: (piece, isCaptured) => seen.push(`${isCaptured} ${Buffer.from(piece)}`),
    captured: () => seen.push('!'),
  });
  splitter.data(Buffer.from(`${BEGIN}a<!--XSUPER`));
  splitter.end();
  splitter.data(Buffer.from('VISOR:END-->b'));
  assert.deepEqual(seen, ['true a', 'true <!--XSUPER', 'false VISOR:END-->b']);
});

test('wherever the output is cut, the log and the messages are the same [8.6-cut]', () => {
  const word = fc.constantFrom(BEGIN, END, 'a', '<!--', '<', '-->', 'X', '\n', 'é', BEGIN.slice(3));
  const said = fc.array(word, { maxLength: 10 }).map((words) => words.join(''));
  fc.assert(
    fc.property(said, fc.array(fc.nat(120), { maxLength: 8 }), (whole, cuts) => {
      const bytes = Buffer.from(whole, 'latin1').toString('latin1');
      const at = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b)];
      const pieces = at.map((from, index) => bytes.slice(from, at[index + 1]));
      assert.deepEqual(joined(split(...pieces)), joined(split(bytes)));
    }),
    { numRuns: 5000 },
  );
});

/** The log, and the messages. */
function joined(out: readonly string[]): { log: string; messages: string[] } {
  const messages = [''];
  let log = '';
  for (const each of out) {
    if (each === '!') messages.push('');
    else if (each.startsWith('[')) messages.push(messages.pop() + each.slice(1, -1));
    else log += each;
  }
  return { log, messages };
}

test('a capture keeps the newest bytes, and a piece always whole [8.6-limit]', () => {
  const buffer = new CaptureBuffer(10);
  const taken = (...pieces: readonly string[]): string => {
    for (const piece of pieces) buffer.add(Buffer.from(piece));
    return Buffer.from(buffer.take()).toString();
  };
  assert.equal(taken('12345', '67890'), '1234567890');
  assert.equal(taken('12345', '67890', 'ab'), '34567890ab');
  assert.equal(taken('1234', '567890', 'a'), '234567890a');
  assert.equal(taken('12345', 'a piece that is too large'), 'a piece that is too large');
  assert.equal(taken('a piece that is too large', 'xyz'), 'iece that is too largexyz');
  assert.equal(taken(), '');
});

test('captured bytes that come one by one keep their order when they go around', () => {
  const buffer = new CaptureBuffer(10_000);
  for (let number = 0; number < 25_000; number++) buffer.add(Uint8Array.of(number % 251));
  const kept = buffer.take();
  assert.equal(kept.length, 10_000);
  kept.forEach((byte, index) => {
    assert.equal(byte, (15_000 + index) % 251);
  });
  assert.equal(buffer.take().length, 0);
});
