import assert from 'node:assert/strict';
import { test } from 'node:test';
import { characterBoundary, decode, decodeStrictly, pythonBytes } from './decode.ts';

test('bytes look as they do in Python', () => {
  const cases: readonly [number[] | string, string][] = [
    ['', "b''"],
    ['plain ~', "b'plain ~'"],
    ['tab\tnl\ncr\r\\', "b'tab\\tnl\\ncr\\r\\\\'"],
    [[0x00, 0x1f, 0x7f, 0x80, 0xff], "b'\\x00\\x1f\\x7f\\x80\\xff'"],
    ["it's", 'b"it\'s"'],
    [`it's "x"`, `b'it\\'s "x"'`],
    ['"', `b'"'`],
  ];
  for (const [bytes, shown] of cases) {
    assert.equal(pythonBytes(Buffer.from(bytes as string, 'latin1')), shown);
  }
});

test('text is strict where it must be and lenient where it may be', () => {
  assert.equal(decodeStrictly(Buffer.from('\ufeffünï')), '\ufeffünï');
  assert.equal(decodeStrictly(Buffer.from([0x61, 0xff])), undefined);
  assert.equal(decode(Buffer.from([0x61, 0xff, 0x62])), 'a\ufffdb');
  assert.equal(decode(Buffer.from('\ufeffx')), '\ufeffx');
});

test('a boundary is never inside a character', () => {
  // a, é (2), 深 (3), 😀 (4), z: they begin at 0, 1, 3, 6 and 10
  const bytes = Buffer.from('aé深😀z');
  const expected = [0, 1, 3, 3, 6, 6, 6, 10, 10, 10, 10, 11];
  for (const [index, boundary] of expected.entries()) {
    assert.equal(characterBoundary(bytes, index), boundary, `at ${index}`);
  }
});

test('a character that the array cuts off is left out', () => {
  const bytes = Buffer.from('a😀').subarray(0, 4);
  assert.deepEqual(
    [1, 2, 3, 4].map((index) => characterBoundary(bytes, index)),
    [1, 1, 1, 1],
  );
});

test('bytes that are no UTF-8 have boundaries everywhere', () => {
  for (const bytes of [
    [0x80, 0x80, 0x80],
    [0xff, 0x80],
    [0xe9, 0x61, 0x80],
    [0xc0, 0x80],
  ]) {
    const array = Uint8Array.from(bytes);
    for (let index = 0; index <= array.length; index++) {
      assert.equal(characterBoundary(array, index), index);
    }
  }
});
