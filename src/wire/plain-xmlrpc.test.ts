import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readPlainCall, readPlainResponse } from './plain-xmlrpc.ts';
import type { WireValue } from './value.ts';
import { MAX_ELEMENTS } from './xml.ts';
import { parseCall, parseResponse, writeCall, writeFault, writeResponse } from './xmlrpc.ts';

const text = fc.string({
  unit: fc.constantFrom('<', '>', '&', ']', '\n', '\r', ' ', 'é', '😀', 'a', '1'),
});

const plainValue: fc.Arbitrary<WireValue> = fc.letrec<{ value: WireValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    fc.boolean(),
    fc.integer(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

const edit = fc.record({
  at: fc.nat(2000),
  remove: fc.nat(8),
  insert: fc.constantFrom(
    ...['', '<', '>', '&', '&lt;', '&#1;', ']]>', '\r', 'x', '1', '-', ' ', '<!-- -->'],
    ...['<nil/>', '<int>1</int>', '<name>a</name>\n', '<value><boolean>1</boolean></value>\n'],
    ...['<name>__proto__</name>\n', '<value>', '</value>\n', '<member>\n', '</member>\n'],
  ),
});

/** Space behind the end makes a document one that is not plain, and changes nothing else. */
const NOT_PLAIN = ' ';

test('what is read the short way means the same the long way', () => {
  let read = 0;
  const RUNS = 20_000;
  fc.assert(
    fc.property(plainValue, text, fc.array(edit, { maxLength: 2 }), (value, method, edits) => {
      const edited = (document: string): string => {
        let result = document;
        for (const { at, remove, insert } of edits) {
          const place = at % (result.length + 1);
          result = result.slice(0, place) + insert + result.slice(place + remove);
        }
        return result;
      };
      const call = edited(writeCall(method, [value, 1]));
      const plainCall = readPlainCall(call);
      if (plainCall !== undefined) assert.deepEqual(plainCall, parseCall(call + NOT_PLAIN), call);
      const response = edited(writeResponse(value));
      const plain = readPlainResponse(response);
      if (plain === undefined) return;
      read++;
      assert.deepEqual(
        parseResponse(response + NOT_PLAIN),
        { kind: 'value', value: plain },
        response,
      );
    }),
    { numRuns: RUNS, includeErrorInReport: true },
  );
  assert.ok(read > RUNS / 4 && read < RUNS, `${read} documents were read`);
});

test('what is written in the ordinary way is read the short way', () => {
  const info = { name: 'a & b', group: '', state: 20, pid: -1, more: [{ deep: [true, null] }] };
  assert.deepEqual(readPlainResponse(writeResponse([info, info])), [info, info]);
  assert.deepEqual(readPlainCall(writeCall('m', [info, []])), { method: 'm', params: [info, []] });
  assert.deepEqual(readPlainCall(writeCall('m', [])), { method: 'm', params: [] });
});

test('what is rare, and what may be too much, is left to the long way', () => {
  const nested = (depth: number): WireValue => (depth === 0 ? 1 : [nested(depth - 1)]);
  const rare = [new Date(0), 0.5, new Uint8Array(1), JSON.parse('{"__proto__": 1}'), nested(40)];
  for (const value of rare) assert.equal(readPlainResponse(writeResponse(value)), undefined);
  assert.equal(readPlainResponse(writeFault(1, 'x')), undefined);
  const many = writeResponse(new Array(MAX_ELEMENTS).fill(''));
  assert.equal(readPlainResponse(many), undefined);
  assert.throws(() => parseResponse(many), /too many elements/);
});
