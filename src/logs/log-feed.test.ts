import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../test/rig/fake-clock.ts';
import { FakeFiles } from '../../test/rig/fake-files.ts';
import { LogFeed, type LogPiece, MOST_BEHIND } from './log-feed.ts';
import type { LogPosition } from './log-position.ts';
import { type LogFile, RotatingFile } from './rotating-file.ts';

const LOG = '/log/app.log';

function setup(before: string | undefined, options: Partial<LogFile> = {}) {
  const files = new FakeFiles('/log');
  if (before !== undefined) files.put(LOG, before);
  const owner = { pause() {}, resume() {}, trouble() {} };
  const file = { path: LOG, maxBytes: 0, backups: 0, ...options };
  const log = new RotatingFile(file, { files, clock: new FakeClock() }, owner);
  if (before !== undefined) log.open();
  const woken = { times: 0 };
  const feed = (from?: LogPosition) => new LogFeed(log, files, () => woken.times++, from);
  const write = (text: string | Uint8Array) => {
    const bytes = Buffer.from(text as string);
    log.write(bytes, 0, bytes.length);
  };
  return { files, log, write, woken, feed };
}

function pieces(feed: LogFeed, size = 1000): LogPiece[] {
  const all: LogPiece[] = [];
  for (let piece = feed.next(size); piece !== undefined; piece = feed.next(size)) all.push(piece);
  return all;
}

/** Where each piece stands, its text, and whether something is missing before it. */
function brief(all: readonly LogPiece[]): [number, string, boolean][] {
  return all.map(({ offset, text, gap }) => [offset, text, gap]);
}

test('it says where it begins, and goes on with what is added', () => {
  const { feed, write, woken } = setup('before\n');
  const it = feed();
  assert.deepEqual(brief(pieces(it)), [[7, '', false]]);
  write('one\n');
  write('two\n');
  assert.equal(woken.times, 1);
  assert.deepEqual(brief(pieces(it, 6)), [
    [7, 'one\ntw', false],
    [13, 'o\n', false],
  ]);
  assert.equal(it.position?.offset, 15);
});

test('a log that is not there yet is told from its start', () => {
  const { feed, log, write, woken } = setup(undefined);
  const it = feed();
  assert.deepEqual([pieces(it), it.position], [[], undefined]);
  log.open();
  assert.equal(woken.times, 1);
  write('first\n');
  assert.deepEqual(brief(pieces(it)), [[0, 'first\n', false]]);
});

test('a character is never cut, and offsets count bytes', () => {
  const { feed, write } = setup('');
  const it = feed();
  pieces(it);
  const smile = Buffer.from('é😀!');
  write(smile.subarray(0, 3));
  assert.deepEqual(brief(pieces(it)), [[0, 'é', false]]);
  assert.equal(it.position?.offset, 2);
  write(smile.subarray(3, 5));
  assert.deepEqual(brief(pieces(it)), []);
  write(smile.subarray(5));
  assert.deepEqual(brief(pieces(it)), [[2, '😀!', false]]);
  assert.equal(it.position?.offset, 7);
});

test('a later feed goes on where an earlier one was, in the middle of a character too', () => {
  const { feed, write } = setup('');
  const first = feed();
  pieces(first);
  write(Buffer.from('aé').subarray(0, 2));
  assert.deepEqual(brief(pieces(first)), [[0, 'a', false]]);
  first.close();
  write(Buffer.from('é').subarray(1));
  const second = feed(first.position);
  assert.deepEqual(brief(pieces(second)), [[1, 'é', false]]);
});

test('a rotation is told as another file, without a gap', () => {
  const { feed, write } = setup('', { maxBytes: 10, backups: 2 });
  const it = feed();
  const [start] = pieces(it);
  write('0123456789');
  write('new');
  const [rest, next] = pieces(it);
  assert.deepEqual(brief([rest, next] as LogPiece[]), [
    [0, '0123456789', false],
    [0, 'new', false],
  ]);
  assert.equal(rest?.id, start?.id);
  assert.notEqual(next?.id, start?.id);
});

test('a rotation between two feeds loses nothing; two of them are a gap', () => {
  const { feed, write } = setup('', { maxBytes: 10, backups: 3 });
  const first = feed();
  pieces(first);
  write('0123');
  pieces(first);
  first.close();
  write('456789');
  write('new');
  const second = feed(first.position);
  const told = brief(pieces(second));
  assert.deepEqual(told, [
    [4, '456789', false],
    [0, 'new', false],
  ]);
  second.close();
  write('xxxxxxx');
  write('yyyyyyyyyy');
  write('zz');
  assert.deepEqual(brief(pieces(feed(second.position))), [[2, '', true]]);
});

test('a log that was cut short goes on from its start, with a gap', () => {
  const { feed, write, log } = setup('old', { maxBytes: 5, backups: 0 });
  const it = feed();
  pieces(it);
  write('1234');
  write('56');
  assert.deepEqual(brief(pieces(it)), [[0, '56', true]]);
  it.close();
  log.clear();
  const later = feed({ id: it.position?.id ?? '', offset: 2 });
  assert.deepEqual(brief(pieces(later)), [[0, '', true]]);
});

test('who is far behind is taken on to the last lines', () => {
  const { feed, write } = setup('');
  const it = feed();
  pieces(it);
  const line = `${'x'.repeat(99)}\n`;
  write(line.repeat(MOST_BEHIND / 100 + 1));
  const all = pieces(it, 4096);
  const { offset = 0, text = '', gap } = all[0] ?? {};
  assert.deepEqual([gap, offset % 100, text.startsWith(line)], [true, 0, true]);
  assert.ok(offset > MOST_BEHIND / 2);
  assert.ok(all.slice(1).every((piece) => !piece.gap));
  assert.equal(it.position?.offset, 100 * Math.floor(MOST_BEHIND / 100 + 1));
});

test('a process that logs to another file after an update is followed there', () => {
  const files = new FakeFiles('/log');
  files.put(LOG, 'old');
  files.put('/log/other.log', 'in the other\n');
  const listeners = new Set<(news: 'written' | 'replaced') => void>();
  const log = {
    path: LOG,
    subscribe(listener: (news: 'written' | 'replaced') => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const it = new LogFeed(log, files, () => {});
  pieces(it);
  log.path = '/log/other.log';
  for (const listener of listeners) listener('replaced');
  assert.deepEqual(brief(pieces(it)), [[0, 'in the other\n', false]]);
  it.close();
  assert.deepEqual([listeners.size, files.openPaths], [0, []]);
});

test('a log that is no file has nothing to tell', () => {
  const files = new FakeFiles();
  const log = { path: undefined, subscribe: () => () => {} };
  const it = new LogFeed(log, files, () => {});
  assert.equal(it.next(10), undefined);
  it.close();
});
