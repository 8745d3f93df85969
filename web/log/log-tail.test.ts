import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogLines } from '../../src/wire/api/log.ts';
import { ApiError, type Query } from '../api/client.ts';
import type { LineSource } from './log-source.ts';
import { LogTail } from './log-tail.ts';

/** A log as the API answers it: a file, and older copies of it. Offsets count characters. */
class FakeLog implements LineSource {
  readonly channel = undefined;
  readonly copies: string[];
  id = 'first';
  requests = 0;

  /** @param copies The log itself, then its older copies; nothing for no file */
  constructor(...copies: string[]) {
    this.copies = copies;
  }

  async lines({ before, after, count, backup = 0 }: Query): Promise<LogLines> {
    this.requests++;
    const text = this.copies[Number(backup)];
    if (text === undefined) throw new ApiError(404, 'NO_FILE: x', 'NO_FILE');
    let offset = 0;
    const all = (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).map((line) => {
      const at = offset;
      offset += line.length;
      return { offset: at, text: line.replace('\n', ''), cut: !line.endsWith('\n'), end: offset };
    });
    const forward = after !== undefined;
    const range = all.filter((line) =>
      forward ? line.offset >= Number(after) : line.end <= Number(before ?? text.length),
    );
    const page = forward ? range.slice(0, Number(count)) : range.slice(-Number(count));
    // What is not at its end yet is asked for again.
    const end = page.findLast(({ cut }) => !cut)?.end ?? Number(after ?? before ?? 0);
    const start = page[0]?.offset ?? 0;
    const older = Number(backup) + 1;
    return {
      id: backup === 0 ? this.id : `copy ${backup}`,
      size: text.length,
      lines: page.map(({ end: _, ...line }) => line),
      start,
      end: forward
        ? end
        : text.length - (all.at(-1)?.cut === true ? (all.at(-1)?.text.length ?? 0) : 0),
      more: page.length < range.length,
      older: start === 0 && this.copies[older] !== undefined ? older : null,
    };
  }
}

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => `line ${from + n}\n`).join('');

const texts = (tail: LogTail) => tail.lines.value.map(({ text }) => text);

async function opened(log: FakeLog): Promise<LogTail> {
  const tail = new LogTail(log);
  await tail.open();
  return tail;
}

test('a log is opened at its end, and grows at both', async () => {
  const log = new FakeLog(numbered(0, 1000));
  const tail = await opened(log);
  assert.deepEqual([texts(tail)[0], texts(tail).at(-1)], ['line 700', 'line 999']);
  assert.equal(tail.atStart.value, false);
  await tail.older();
  assert.equal(texts(tail)[0], 'line 400');
  log.copies[0] += numbered(1000, 1500);
  await tail.grow();
  assert.deepEqual(texts(tail), numbered(400, 1500).trim().split('\n'));
  await tail.older();
  await tail.older();
  assert.equal(tail.atStart.value, true);
  const { requests } = log;
  await tail.older();
  assert.equal(log.requests, requests);
  assert.deepEqual(texts(tail), numbered(0, 1500).trim().split('\n'));
  assert.equal(new Set(tail.lines.value.map(({ key }) => key)).size, 1500);
});

test('a line that was not at its end yet is replaced by the whole of it', async () => {
  const log = new FakeLog('one\ntw');
  const tail = await opened(log);
  assert.deepEqual(texts(tail), ['one', 'tw']);
  log.copies[0] += 'o\nthree\n';
  await tail.grow();
  assert.deepEqual(texts(tail), ['one', 'two', 'three']);
});

test('behind the start of the log, its older copies go on', async () => {
  const tail = await opened(new FakeLog(numbered(20, 30), numbered(10, 20), numbered(0, 10)));
  assert.equal(tail.atStart.value, false);
  await tail.older();
  await tail.older();
  assert.equal(tail.atStart.value, true);
  assert.deepEqual(texts(tail), numbered(0, 30).trim().split('\n'));
});

test('another file in the place of the log is read from its end', async () => {
  const log = new FakeLog(numbered(0, 10));
  const tail = await opened(log);
  log.copies.unshift('new\n');
  log.id = 'second';
  await tail.grow();
  assert.deepEqual(texts(tail), ['new']);
  await tail.older();
  assert.deepEqual(texts(tail), [...numbered(0, 10).trim().split('\n'), 'new']);
});

test('a log that has run away is opened anew at its end', async () => {
  const log = new FakeLog(numbered(0, 10));
  const tail = await opened(log);
  log.copies[0] += numbered(10, 100_000);
  const before = log.requests;
  await tail.grow();
  assert.equal(texts(tail).at(-1), 'line 99999');
  assert.ok(log.requests - before <= 2);
});

test('of a log that grows, a bounded number of lines is kept, and the others come back', async () => {
  const log = new FakeLog('');
  const tail = await opened(log);
  for (let n = 0; n < 60; n++) {
    log.copies[0] += numbered(n * 100, n * 100 + 100);
    await tail.grow();
  }
  assert.equal(texts(tail).length, 5000);
  assert.equal(texts(tail)[0], 'line 1000');
  await tail.older();
  assert.equal(texts(tail)[0], 'line 700');
  assert.equal(texts(tail).at(-1), 'line 5999');
});

test('a log that is not there is told, and appears when it comes', async () => {
  const log = new FakeLog();
  const tail = await opened(log);
  assert.equal(tail.missing.value, true);
  log.copies.push('here\n');
  await tail.grow();
  assert.equal(tail.missing.value, false);
  assert.deepEqual(texts(tail), ['here']);
});

test('a line that was found is shown among its neighbours, and what follows is read', async () => {
  const log = new FakeLog(numbered(0, 2000));
  const tail = await opened(log);
  await tail.show({ offset: log.copies[0]?.indexOf('line 500\n') ?? 0 });
  assert.deepEqual([texts(tail)[0], texts(tail).at(-1)], ['line 200', 'line 799']);
  const wanted = tail.lines.value.find(({ key }) => key === tail.target.value);
  assert.equal(wanted?.text, 'line 500');
  await tail.grow();
  assert.equal(texts(tail).at(-1), 'line 1999');
});
