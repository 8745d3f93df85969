import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatStreamId, parseStreamId } from './stream-id.ts';

test('a position survives being written and read', () => {
  for (const logs of [[], [undefined], [{ id: '2049-77', offset: 8192 }, undefined]]) {
    const position = { life: 'lx2k9', news: 120, logs };
    assert.deepEqual(parseStreamId(formatStreamId(position)), position);
  }
  assert.equal(
    formatStreamId({ life: 'a', news: 0, logs: [undefined, { id: '1-2', offset: 3 }] }),
    'a-0;-;1-2@3',
  );
});

test('what is no position is none, and what is no place is not there', () => {
  for (const text of ['', '5', 'a', '-1', 'a-1x', 'A-1', `a-${'1'.repeat(20)}`, ' a-1']) {
    assert.equal(parseStreamId(text), undefined, text);
  }
  assert.deepEqual(parseStreamId('a-1;;x;1-2@-3')?.logs, [undefined, undefined, undefined]);
});
