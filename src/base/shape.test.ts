import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  boolean,
  bytes,
  having,
  integer,
  keyOf,
  list,
  map,
  number,
  object,
  oneOf,
  optional,
  or,
  readAs,
  type Shape,
  text,
} from './shape.ts';

interface Point {
  readonly x: number;
  readonly label?: string | undefined;
}

const point = object<Point>({ x: integer(0, 9), label: optional(text) });

test('a value is copied as far as its shape is known', () => {
  const value = { x: 1, label: 'one', color: 'red' };
  assert.deepEqual(readAs(point, value), { x: 1, label: 'one' });
  assert.deepEqual(Object.keys(readAs(point, { x: 1, label: undefined })), ['x']);
  const all = object<{ a: readonly number[]; b: Readonly<Record<string, string>>; c: number }>({
    a: list(integer(0)),
    b: map(text),
    c: or(number, 7),
  });
  assert.deepEqual(readAs(all, { a: [1, 2], b: { x: 'y' } }), { a: [1, 2], b: { x: 'y' }, c: 7 });
});

test('what does not fit is refused by its place, and what should be there', () => {
  const refusals: readonly (readonly [Shape<unknown>, unknown, string])[] = [
    [text, 1, 'text is expected'],
    [boolean, 'true', 'true or false is expected'],
    [number, Number.NaN, 'a number is expected'],
    [integer(0, 9), 10, 'a whole number from 0 to 9 is expected'],
    [integer(0, 9), 1.5, 'a whole number from 0 to 9 is expected'],
    [bytes, 'no base64', 'base64 is expected'],
    [bytes, 'YQ', 'base64 is expected'],
    [oneOf('a', 'b'), 'c', 'a or b is expected'],
    [keyOf({ a: 1, b: 2 }), 'toString', 'a or b is expected'],
    [point, [], 'an object is expected'],
    [point, null, 'an object is expected'],
    [point, {}, 'x: a whole number from 0 to 9 is expected'],
    [list(point), [{ x: 1 }, { x: '1' }], '[1].x: a whole number from 0 to 9 is expected'],
    [map(list(point)), { a: [{ x: 1, label: 2 }] }, 'a[0].label: text is expected'],
    [list(text), {}, 'a list is expected'],
    [having('x', point, text), { x: 10 }, 'x: a whole number from 0 to 9 is expected'],
  ];
  for (const [shape, value, message] of refusals) {
    assert.throws(() => readAs(shape, value), { name: 'UserError', message });
  }
});

test('names that all objects have are nothing special', () => {
  const hostile: unknown = JSON.parse('{"__proto__": "a", "constructor": "b"}');
  const read = readAs(map(text), hostile);
  assert.deepEqual(Object.entries(read), [
    ['__proto__', 'a'],
    ['constructor', 'b'],
  ]);
  assert.throws(() => readAs(object<{ toString: string }>({ toString: text }), {}), /toString/);
});
