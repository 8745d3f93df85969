import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineSplitter } from './lines.ts';

function lines(...pieces: readonly string[]): string[] {
  const out: string[] = [];
  const splitter = new LineSplitter((line) => out.push(Buffer.from(line).toString()));
  for (const piece of pieces) {
    const bytes = Buffer.from(`<${piece}>`);
    splitter.data(bytes, 1, bytes.length - 1);
  }
  splitter.end();
  return out;
}

test('a line is handed on when its end has come [8.4-syslog-lines]', () => {
  assert.deepEqual(lines('one\ntwo\n\nthr', 'ee', '\nfour\n'), ['one', 'two', '', 'three', 'four']);
  assert.deepEqual(lines('', 'a', '', 'b'), ['ab']);
  assert.deepEqual(lines('a\n', 'b'), ['a', 'b']);
  assert.deepEqual(lines(), []);
});

test('a line that is too long is handed on in pieces, and nothing is lost', () => {
  const long = 'x'.repeat(20_000);
  const sizes = (...pieces: readonly string[]) => lines(...pieces).map((line) => line.length);
  assert.deepEqual(sizes(`${long}\nend`), [8192, 8192, 3616, 3]);
  assert.deepEqual(sizes('x'.repeat(8000), 'x'.repeat(8000), '\nend\n'), [8192, 7808, 3]);
  const full = 'x'.repeat(8192);
  assert.deepEqual(sizes(full, '\n', 'end'), [8192, 3]);
  assert.deepEqual(sizes(full, '\n\n', full), [8192, 0, 8192]);
  assert.deepEqual(sizes(full, full, 'end\n'), [8192, 8192, 3]);
  assert.deepEqual(sizes(`${full}\n`, `${full}${full}\n`), [8192, 8192, 8192]);
});

test('after the end everything begins anew', () => {
  const out: string[] = [];
  const splitter = new LineSplitter((line) => out.push(Buffer.from(line).toString()));
  splitter.data(Buffer.from('a'), 0, 1);
  splitter.end();
  splitter.data(Buffer.from('b\n'), 0, 2);
  assert.deepEqual(out, ['a', 'b']);
});
