import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completeUtf8Length, decodeUtf8, findInvalidUtf8 } from './bytes.ts';

test('text is decoded with its byte order mark, anything else is not', () => {
  assert.equal(decodeUtf8(Buffer.from('\ufeffé')), '\ufeffé');
  assert.equal(decodeUtf8(Buffer.from([0xff])), undefined);
});

test('the first bad sequence is found, with the reason', () => {
  const message = (...bytes: number[]) => findInvalidUtf8(Buffer.from(bytes))?.message;
  assert.equal(message(0x61, 0xe2, 0x82, 0xac), undefined);
  assert.equal(
    message(0x61, 0xff),
    "'utf-8' codec can't decode byte 0xff in position 1: invalid start byte",
  );
  assert.equal(
    message(0xe9, 0x74),
    "'utf-8' codec can't decode byte 0xe9 in position 0: invalid continuation byte",
  );
  assert.equal(
    message(0xe2, 0x82),
    "'utf-8' codec can't decode bytes in position 0-1: unexpected end of data",
  );
});

test('a character that is not complete is no failure if more may come', () => {
  const bytes = Buffer.from([0x61, 0xe2, 0x82]);
  assert.equal(findInvalidUtf8(bytes, true), undefined);
  assert.equal(completeUtf8Length(bytes), 1);
  assert.equal(completeUtf8Length(Buffer.from('a€')), 4);
});
