import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeFiles } from '../../test/rig/fake-files.ts';
import { withLogFile } from './log-file.ts';
import {
  type LinePage,
  type LineRequest,
  LONGEST_LINE,
  LONGEST_SHOWN,
  MAX_LOOKED_AT,
  readLines,
} from './read-lines.ts';

const LOG = '/log/app.log';

/** What a page of this text is. */
function pager(text: string | Uint8Array) {
  const files = new FakeFiles('/log');
  files.put(LOG, text);
  return async (request: Partial<LineRequest> = {}): Promise<LinePage> => {
    const page = await withLogFile(files, { path: LOG, backup: 0 }, (file) =>
      readLines(file, { count: 100, ...request }),
    );
    assert.deepEqual(files.openPaths, []);
    return page;
  };
}

const texts = ({ lines }: LinePage) => lines.map(({ text }) => text);

test('without a place it is the last lines, and the page before them begins where they do', async () => {
  const read = pager('one\ntwo\n\nfour\n');
  const last = await read({ count: 2 });
  assert.deepEqual(last, {
    lines: [
      { offset: 8, text: '', cut: false },
      { offset: 9, text: 'four', cut: false },
    ],
    start: 8,
    end: 14,
    more: true,
  });
  const before = await read({ before: last.start });
  assert.deepEqual(texts(before), ['one', 'two']);
  assert.deepEqual([before.start, before.end, before.more], [0, 8, false]);
});

test('a place in the middle of a line means the lines around that one', async () => {
  const read = pager('one\ntwo\nthree\n');
  assert.deepEqual(texts(await read({ before: 6 })), ['one']);
  assert.deepEqual(texts(await read({ after: 5 })), ['three']);
  assert.deepEqual(texts(await read({ after: 4 })), ['two', 'three']);
  assert.deepEqual(texts(await read({ before: 8 })), ['one', 'two']);
});

test('places that do not exist mean the end', async () => {
  const read = pager('one\n');
  assert.deepEqual(texts(await read({ before: 1000 })), ['one']);
  const behind = await read({ after: 1000 });
  assert.deepEqual(behind, { lines: [], start: 4, end: 4, more: false });
  const nothing = { lines: [], start: 0, end: 0, more: false };
  assert.deepEqual(await pager('')(), nothing);
  assert.deepEqual(await pager('')({ after: 0 }), nothing);
});

test('a line without its end is shown as it is so far, and comes again', async () => {
  const read = pager('one\ntw');
  const rest = { offset: 4, text: 'tw', cut: true };
  const last = await read({ count: 1 });
  assert.deepEqual(last, { lines: [rest], start: 4, end: 4, more: true });
  assert.deepEqual(texts(await read({ count: 2 })), ['one', 'tw']);
  const next = await read({ after: 0 });
  assert.deepEqual([texts(next), next.end, next.more], [['one', 'tw'], 4, false]);
  assert.deepEqual((await read({ after: next.end })).lines, [rest]);
});

test('carriage returns belong to the end of a line', async () => {
  assert.deepEqual(texts(await pager('one\r\n\r\ntwo\r\n')()), ['one', '', 'two']);
});

test('a search shows the lines that hold the text, and only those', async () => {
  const read = pager('Error: a\nfine\nan error\nfine\nÄRGER error\n');
  assert.deepEqual(texts(await read({ search: 'error' })), ['an error', 'ÄRGER error']);
  const any = { search: 'ERROR', ignoreCase: true };
  assert.deepEqual(texts(await read(any)), ['Error: a', 'an error', 'ÄRGER error']);
  assert.deepEqual(texts(await read({ search: 'ärger', ignoreCase: true })), ['ÄRGER error']);
  assert.deepEqual(texts(await read({ ...any, after: 0, count: 1 })), ['Error: a']);
  assert.deepEqual(texts(await read({ ...any, count: 1 })), ['ÄRGER error']);
  assert.deepEqual(texts(await read({ search: '.*' })), []);
  assert.deepEqual(texts(await read({ search: 'a\nfine' })), []);
});

test('a line that is too long is cut, at a character', async () => {
  const long = 'ü'.repeat(LONGEST_SHOWN);
  const read = pager(`a\nx${long}\nb\n`);
  const { lines } = await read();
  assert.deepEqual(
    lines.map(({ text, cut }) => [text.length, cut]),
    [
      [1, false],
      [LONGEST_SHOWN / 2 + 1, true],
      [1, false],
    ],
  );
  assert.ok(lines[1]?.text.endsWith('ü'));
});

test('what has no ends of lines comes in pieces, forwards and backwards, and all of it', async () => {
  const size = 5 * LONGEST_LINE + 12_345;
  const read = pager('x'.repeat(size));
  let start = size;
  while (start > 0) {
    const page = await read({ before: start, count: 1 });
    assert.ok(page.start < start, `stuck at ${start}`);
    start = page.start;
  }
  let end = 0;
  for (let more = true; more; ) {
    const page = await read({ after: end, count: 1 });
    assert.ok(page.end > end || !page.more, `stuck at ${end}`);
    ({ end, more } = page);
  }
  assert.ok(size - end <= LONGEST_LINE);
});

test('one page looks at no more than its share, and says where to go on', async () => {
  const line = `${'-'.repeat(1023)}\n`;
  const size = MAX_LOOKED_AT + 2 * LONGEST_LINE;
  const bytes = Buffer.alloc(size, line);
  bytes.write('needle', 10);
  const read = pager(bytes);
  const first = await read({ search: 'needle' });
  assert.deepEqual([first.lines, first.more], [[], true]);
  const looked = size - first.start;
  assert.ok(looked > MAX_LOOKED_AT - LONGEST_LINE && looked < MAX_LOOKED_AT + LONGEST_LINE);
  const second = await read({ search: 'needle', before: first.start });
  assert.deepEqual([second.lines[0]?.offset, second.more], [0, false]);
  const forwards = await read({ search: 'nothing', after: 0 });
  assert.deepEqual([forwards.lines, forwards.more], [[], true]);
  assert.ok(forwards.end >= MAX_LOOKED_AT && forwards.end < MAX_LOOKED_AT + LONGEST_LINE);
});

/** Numbers that look random and are the same every time. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    yield state / 2 ** 31;
  }
}

test('page by page it is every line once, whatever their lengths, in both directions', async () => {
  const random = numbers(7);
  const next = () => random.next().value;
  const lines = Array.from({ length: 4000 }, (_, index) => {
    const length = next() < 0.02 ? 20_000 * next() : 200 * next();
    return `${index} ${'aé✓ '.repeat(length / 4)}`;
  });
  const read = pager(`${lines.join('\n')}\n`);
  const backwards: string[] = [];
  for (
    let page = await read();
    ;
    page = await read({ before: page.start, count: 1 + Math.floor(300 * next()) })
  ) {
    backwards.unshift(...texts(page));
    if (!page.more) break;
  }
  assert.deepEqual(backwards, lines);
  const forwards: string[] = [];
  for (
    let page = await read({ after: 0 });
    ;
    page = await read({ after: page.end, count: 1 + Math.floor(300 * next()) })
  ) {
    forwards.push(...texts(page));
    if (!page.more) break;
  }
  assert.deepEqual(forwards, lines);
});

test('others get their turn while a long file is looked through', async () => {
  let turns = 0;
  let next = setImmediate(function count() {
    turns += 1;
    next = setImmediate(count);
  });
  await pager('x\n'.repeat(2 * LONGEST_LINE))({ search: 'y' });
  clearImmediate(next);
  assert.ok(turns >= 8, `${turns}`);
});
