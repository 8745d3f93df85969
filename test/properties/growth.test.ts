/**
 * Every reader of what others write: input twice as long takes at most 2.5 times the steps, whatever
 * is repeated in it.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StepCounter } from '../rig/steps.ts';
import { READERS } from './readers.ts';

/** Characters of the shorter input. */
const LENGTH = 20_000;
const MOST_GROWTH = 2.5;
/** What is counted besides the reader. */
const BASE = 1000;

const counter = StepCounter.create();

for (const { name, read, patterns } of READERS) {
  test(`${name}: twice the input, at most ${MOST_GROWTH} times the steps`, async () => {
    for (const [before, piece, after] of patterns) {
      const input = (length: number) =>
        before + piece.repeat(Math.ceil(length / piece.length)) + after;
      const steps = async (length: number) =>
        (await counter).count(() => attempt(() => read(input(length))));
      const once = await counts(() => steps(LENGTH));
      const twice = await counts(() => steps(2 * LENGTH));
      assert.ok(
        Math.min(...twice) <= MOST_GROWTH * Math.max(...once) + BASE,
        `${JSON.stringify([before, piece, after])}: ${once} steps become ${twice}`,
      );
    }
  });
}

/** V8 misses blocks of a function that it optimizes meanwhile, so that one count alone may be low. */
async function counts(count: () => Promise<number>): Promise<number[]> {
  return [await count(), await count(), await count()];
}

/** Refusing it is an answer, too. */
function attempt(run: () => unknown): void {
  try {
    run();
  } catch {
    // what may be thrown is hostile.test.ts's
  }
}
