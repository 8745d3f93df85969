import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { LineHistory, MAX_HISTORY_LINES } from './history.ts';

function scratch(): { readonly file: string } & Disposable {
  const folder = mkdtempSync(path.join(tmpdir(), 'visord-history-'));
  return {
    file: path.join(folder, 'history'),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}

test('blank lines and repetitions are not remembered [12.5-history]', () => {
  const history = new LineHistory(undefined);
  for (const line of ['a', 'a', '', '  ', 'b', 'a']) history.add(line);
  assert.deepEqual(history.lines, ['a', 'b', 'a']);
  history.save(); // nowhere
});

test('lines are kept with those of before, the newest last [12.5-history]', () => {
  using place = scratch();
  writeFileSync(place.file, 'old\n\nolder');
  const history = new LineHistory(place.file);
  assert.deepEqual(history.lines, ['older', 'old']);
  history.add('new');
  history.save();
  assert.equal(readFileSync(place.file, 'utf8'), 'old\nolder\nnew\n');
});

test('no more than 1000 lines are kept [12.5-history-length]', () => {
  using place = scratch();
  writeFileSync(place.file, Array.from({ length: 1500 }, (_, n) => `line ${n}\n`).join(''));
  const history = new LineHistory(place.file);
  assert.equal(MAX_HISTORY_LINES, 1000);
  assert.equal(history.lines.length, 1000);
  history.add('one more');
  history.save();
  const kept = readFileSync(place.file, 'utf8').split('\n');
  assert.deepEqual([kept.length, kept[0], kept.at(-2)], [1001, 'line 501', 'one more']);
});

test("a new file is its owner's alone, less what the umask takes; one that is there keeps its mode [12.5-history-mode]", () => {
  using place = scratch();
  const history = new LineHistory(place.file);
  const before = process.umask(0o200);
  history.save();
  process.umask(before);
  assert.equal(statSync(place.file).mode & 0o777, 0o400);
  writeFileSync(`${place.file}2`, '', { mode: 0o640 });
  const mode = statSync(`${place.file}2`).mode;
  new LineHistory(`${place.file}2`).save();
  assert.equal(statSync(`${place.file}2`).mode, mode);
});

test('a file that can be neither read nor written is no error [12.5-history-unusable]', () => {
  using place = scratch();
  const history = new LineHistory(path.dirname(place.file));
  history.add('a');
  history.save();
  assert.deepEqual(history.lines, ['a']);
});
