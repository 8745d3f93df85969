import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boolean, integer, list, oneOf, optional, string } from '../../wire/api/schema.ts';
import { readDocument, readQuery } from './read-values.ts';

const FIELDS = {
  name: string('A name', { maxLength: 5 }),
  count: optional(integer('How many', { minimum: 1, maximum: 10 }), 3),
  kind: optional(oneOf(['a', 'b'], 'A kind')),
  deep: optional(boolean('Whether'), false),
  items: optional(list(oneOf(['x', 'y'], 'An item'), 'Items', { maxItems: 3 })),
};

test('what is left out is as by default', () => {
  assert.deepEqual(readDocument(FIELDS, '{"name":"n"}'), { name: 'n', count: 3, deep: false });
  const query = readQuery(FIELDS, 'name=n&count=7&deep=true&items=x,y&kind=b');
  assert.deepEqual(query, { name: 'n', count: 7, kind: 'b', deep: true, items: ['x', 'y'] });
});

test('a document that is wrong is refused with the field that is', () => {
  const cases: readonly [document: string, field: string | null, why: RegExp][] = [
    ['{', null, /^the body is no JSON$/],
    ['[]', null, /^the body is no JSON object$/],
    ['null', null, /no JSON object/],
    ['"text"', null, /no JSON object/],
    ['', 'name', /^name is missing$/],
    ['{"name":null}', 'name', /^name must be a string$/],
    ['{"name":7}', 'name', /must be a string/],
    ['{"name":"toolong"}', 'name', /no more than 5 characters/],
    ['{"name":"n","count":"7"}', 'count', /must be an integer/],
    ['{"name":"n","count":1.5}', 'count', /must be an integer/],
    ['{"name":"n","count":1e300}', 'count', /must be an integer/],
    ['{"name":"n","count":0}', 'count', /at least 1/],
    ['{"name":"n","count":11}', 'count', /at most 10/],
    ['{"name":"n","kind":"c"}', 'kind', /one of a, b/],
    ['{"name":"n","deep":"true"}', 'deep', /true or false/],
    ['{"name":"n","items":"x"}', 'items', /a list/],
    ['{"name":"n","items":["x","z"]}', 'items/1', /^items\/1 must be one of x, y$/],
    ['{"name":"n","items":["x","x","x","x"]}', 'items', /no more than 3 items/],
    ['{"nmae":"n"}', 'nmae', /^there is no field "nmae"; did you mean name\?$/],
    ['{"name":"n","__proto__":{"count":5}}', '__proto__', /there is no field/],
    ['{"name":"n","constructor":1}', 'constructor', /there is no field/],
    [`{"name":"n","${'x'.repeat(100)}":1}`, 'x'.repeat(40), /there is no field "x{40}"$/],
    [`{"name":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'name', /must be a string/],
  ];
  for (const [document, field, message] of cases) {
    const refusal = { name: 'Refusal', status: 400, field, message };
    assert.throws(() => readDocument(FIELDS, document), refusal, document.slice(0, 100));
  }
});

test('a query that is wrong is refused with the field that is', () => {
  const cases: readonly [query: string, field: string, why: RegExp][] = [
    ['', 'name', /is missing/],
    ['name=n&name=m', 'name', /is given twice/],
    ['name=n&count=', 'count', /must be an integer/],
    ['name=n&count=0x7', 'count', /must be an integer/],
    ['name=n&count=9999999999999999', 'count', /must be an integer/],
    ['name=n&deep=1', 'deep', /true or false/],
    ['name=n&items=', 'items/0', /one of x, y/],
    ['name=n&toString=1', 'toString', /there is no field/],
  ];
  for (const [query, field, message] of cases) {
    const refusal = { name: 'Refusal', status: 400, field, message };
    assert.throws(() => readQuery(FIELDS, query), refusal, query);
  }
});
