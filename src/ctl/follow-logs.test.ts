import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineCutter } from './follow-logs.ts';
import { lastLines } from './last-lines.ts';
import { labelled } from './log-labels.ts';

function cut(...pieces: readonly string[]): { printed: string[]; lines: LineCutter } {
  const printed: string[] = [];
  const lines = new LineCutter(Buffer.from('x | '), (bytes) => {
    printed.push(Buffer.from(bytes).toString());
  });
  for (const piece of pieces) lines.add(Buffer.from(piece));
  return { printed, lines };
}

test('lines are printed whole, however they arrive', () => {
  const { printed, lines } = cut('one\ntw', 'o', '\n\nthree');
  assert.deepEqual(printed, ['x | one\n', 'x | two\nx | \n']);
  lines.end();
  assert.equal(printed.at(-1), 'x | three\n');
  lines.end();
  assert.equal(printed.length, 3);
});

test('a line that began before we came is left out', () => {
  const { printed, lines } = cut();
  lines.skipFirst();
  lines.add(Buffer.from('rn li'));
  lines.add(Buffer.from('ne\nwhole\n'));
  lines.end();
  assert.deepEqual(printed, ['x | whole\n']);
});

test('a line without an end is printed in pieces instead of filling the memory', () => {
  const { printed } = cut('a'.repeat(65_537), `${'b'.repeat(10)}\n`);
  assert.deepEqual(printed, [`x | ${'a'.repeat(65_536)}\n`, `x | a${'b'.repeat(10)}\n`]);
});

test('the last lines of a text are whole ones', () => {
  const table: readonly [text: string, count: number, isTorn: boolean, lines: string[]][] = [
    ['a\nb\nc\n', 2, false, ['b', 'c']],
    ['a\nb\nc', 2, false, ['b', 'c']],
    ['a\nb\n', 10, true, ['b']],
    ['only', 10, true, ['only']],
    ['a\n\n', 10, false, ['a', '']],
    ['a\nb\n', 0, false, []],
    ['', 5, false, []],
  ];
  for (const [text, count, isTorn, lines] of table) {
    assert.deepEqual(lastLines(text, count, isTorn), lines, JSON.stringify(text));
  }
});

test('labels stand in a column, and each process has its colour', () => {
  const logs = [
    { name: 'web', channel: 'stdout' },
    { name: 'web', channel: 'stderr' },
    { name: 'é', channel: 'stdout' },
  ] as const;
  const labels = (colours: boolean) => labelled(logs, colours).map(({ label }) => label);
  assert.deepEqual(labels(false), ['web        | ', 'web stderr | ', 'é          | ']);
  assert.deepEqual(labels(true), [
    '\x1b[36mweb        |\x1b[0m ',
    '\x1b[36mweb stderr |\x1b[0m ',
    '\x1b[32mé          |\x1b[0m ',
  ]);
  assert.deepEqual(labelled([], true), []);
});
