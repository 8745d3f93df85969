/**
 * The addon, given anything: every function answers or throws a TypeError, and the process lives on.
 * `scripts/sanitize.sh` runs this under AddressSanitizer and UndefinedBehaviorSanitizer.
 *
 * These are real values of JavaScript and a real system, function by function. `npm run fuzz` tries
 * sequences, and what a real system does too seldom, on values and a system of its own.
 */
import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { os } from '../../test/rig/running.ts';
import { type Native, native } from './native.ts';

const RUNS = Number(process.env.HOSTILE_RUNS ?? 500);
const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

/** What would end this process, take something from it, or is not about its arguments. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'exit',
  'setrlimit',
  'setFlags', // V8 ends the process over flags that it does not know
  'setSubreaper',
  'waitpid', // takes children away from those who wait for them
  'openPoller', // there is one, which is for good
  'replaceProcess', // ends this program, as does the guard when it fires
  'armGuard',
  'holdSignals',
  'closeLater', // closes what others use
]);

/** What answers with a new descriptor. */
const OPENING: ReadonlySet<string> = new Set(['memory', 'duplicate']);

/** Descriptors that are ours, and those that are none. The others keep this process alive. */
function descriptors(): { readonly ours: readonly number[]; close(): void } {
  const pipe = os.openPipe();
  const ours = [pipe.read, pipe.write];
  return { ours, close: () => ours.forEach((fd) => void closeSync(fd)) };
}

function anything(ours: readonly number[]): fc.Arbitrary<unknown> {
  const number = fc.oneof(
    fc.constantFrom(...ours, -1, -(2 ** 31), 2 ** 31 - 1, 2 ** 30, 2 ** 32, 2 ** 53),
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0.5, -0),
    fc.integer({ min: 1_000_000 }),
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.constantFrom('', '\0', '\ud800', '/', 'root\0', 'x'.repeat(100_000)),
  );
  const numbers = fc.array(fc.integer(), { maxLength: 20 }).map((list) => Int32Array.from(list));
  const bytes = fc.uint8Array({ maxLength: 100 });
  const plain = fc.oneof(
    number,
    text,
    numbers,
    bytes,
    fc.boolean(),
    fc.constantFrom(null, undefined),
  );
  const request = fc.record(
    {
      onlyFind: fc.oneof({ weight: 9, arbitrary: fc.constant(true) }, plain),
      paths: fc.oneof(text, plain),
      argv: fc.oneof(text, plain),
      env: fc.oneof(text, plain),
      cwd: fc.oneof(text, fc.constant(null), plain),
      fds: fc.oneof(numbers, plain),
      umask: number,
      openFiles: number,
      leads: number,
      setUser: fc.constant(false),
      uid: number,
      gid: number,
      groups: fc.oneof(numbers, plain),
    },
    { requiredKeys: ['setUser'] },
  );
  const odd = fc.constantFrom([], {}, () => 1, Symbol('x'), 5n, new Float64Array(2));
  return fc.oneof({ weight: 6, arbitrary: plain }, { weight: 3, arbitrary: request }, odd);
}

const FUNCTIONS = Object.entries(native() as unknown as Record<string, unknown>).filter(
  (entry): entry is [string, (...words: unknown[]) => unknown] =>
    typeof entry[1] === 'function' && !LEFT_OUT.has(entry[0]),
);

// What is no number of a descriptor is taken for 0: nobody is to wait for what comes from there.
const nowhere = openSync('/dev/null', 'r');
native().dup2(nowhere, 0);
closeSync(nowhere);

// Sockets are bound, and files made, wherever a random name says.
const folder = mkdtempSync(path.join(tmpdir(), 'native-'));
process.chdir(folder);

after(() => {
  native().holdLoop(false);
  process.chdir('/');
  rmSync(folder, { recursive: true, force: true });
});

for (const [name, call] of FUNCTIONS) {
  test(`${name}: any arguments are answered, or refused with a TypeError`, (context) => {
    context.diagnostic(`SEED=${seed}`);
    const { ours, close } = descriptors();
    const take = (words: readonly unknown[]): void => {
      try {
        const result = call(...words);
        if (OPENING.has(name) && typeof result === 'number' && result >= 0) closeSync(result);
      } catch (error) {
        assert.ok(error instanceof TypeError, String(error));
      }
    };
    fc.assert(fc.property(fc.array(anything(ours), { maxLength: 5 }), take), {
      numRuns: RUNS,
      seed,
    });
    close();
  });
}

test('a program that is no object is refused', () => {
  for (const request of [undefined, null, 5, 'x']) {
    assert.throws(() => native().spawn(1, request as never), TypeError);
  }
});

test('every function is tried, or left out for a reason', () => {
  const all = Object.keys(native()).filter(
    (key) => typeof native()[key as keyof Native] === 'function',
  );
  assert.deepEqual(
    [...LEFT_OUT].filter((name) => !all.includes(name)),
    [],
  );
  assert.equal(FUNCTIONS.length + LEFT_OUT.size, all.length);
});
