/**
 * Whatever others write, a reader takes it or refuses it in words: it does not crash, and it does
 * not change what all objects have in common.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { READERS } from './readers.ts';

const RUNS = Number(process.env.HOSTILE_RUNS ?? 2000);
const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

for (const { name, read, refusals, words } of READERS) {
  test(`${name}: any input is taken or refused`, (context) => {
    context.diagnostic(`${RUNS} inputs, SEED=${seed}`);
    const piece = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...words) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
      { weight: 1, arbitrary: fc.constantFrom('__proto__', 'constructor', '\0', '\ud800', '😀') },
    );
    const input = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));
    const take = (text: string): void => {
      try {
        read(text);
      } catch (error) {
        if (!refusals.some((refusal) => error instanceof refusal)) throw error;
      }
    };
    fc.assert(fc.property(input, take), { numRuns: RUNS, seed });
    assert.deepEqual(Object.keys(Object.prototype), []);
  });
}
