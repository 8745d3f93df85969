import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MOST_CHARACTERS, MOST_NEWS, NewsRing } from './news-ring.ts';

const news = (data: string) => ({ type: 'state' as const, group: 'web', data });

test('news are numbered, and found by their number', () => {
  const ring = new NewsRing();
  assert.deepEqual(
    [ring.last, ring.has(0), ring.at(0), ring.at(1)],
    [0, true, undefined, undefined],
  );
  for (const data of ['a', 'b', 'c']) ring.push(news(data));
  assert.deepEqual([ring.last, ring.at(1)?.data, ring.at(3)?.data], [3, 'a', 'c']);
  assert.deepEqual(
    [0, 3, 4, -1].map((number) => ring.has(number)),
    [true, true, false, false],
  );
});

test('there are no more than so many, and no more than so much', () => {
  const ring = new NewsRing();
  for (let count = 0; count < MOST_NEWS + 5; count++) ring.push(news('x'));
  assert.deepEqual(
    [ring.has(4), ring.has(5), ring.at(5), ring.at(6)?.data],
    [false, true, undefined, 'x'],
  );
  ring.push(news('x'.repeat(MOST_CHARACTERS - 1)));
  assert.deepEqual(
    [ring.last, ring.at(ring.last - 1)?.data, ring.at(ring.last - 2)],
    [MOST_NEWS + 6, 'x', undefined],
  );
  ring.push(news('x'.repeat(MOST_CHARACTERS + 1)));
  assert.equal(ring.has(ring.last - 1), false, 'not even what is too large for itself');
  assert.equal(ring.has(ring.last), true);
});

test('behind an interruption nothing from before it can be gone on from', () => {
  const ring = new NewsRing();
  ring.push(news('a'));
  ring.interrupt();
  assert.deepEqual([ring.last, ring.has(1), ring.has(2)], [2, false, true]);
  ring.push(news('b'));
  assert.deepEqual([ring.at(1), ring.at(2), ring.at(3)?.data], [undefined, undefined, 'b']);
});
