import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PythonError, pythonTest } from '../../test/rig/python.ts';
import { isArray, type WireValue } from './value.ts';
import { MalformedXml, scanXml } from './xml.ts';
import {
  type Call,
  parseCall,
  parseResponse,
  writeCall,
  writeFault,
  writeResponse,
} from './xmlrpc.ts';

/** The value of the one parameter of a call. */
function parseValue(value: string): WireValue | undefined {
  const params = `<params><param>${value}</param></params>`;
  return parseCall(`<methodCall><methodName>m</methodName>${params}</methodCall>`).params[0];
}

test('every type of value is read [11-types 11-boolean]', () => {
  const bytes = new Uint8Array([104, 105]);
  const cases: [string, WireValue][] = [
    ['<value>text</value>', 'text'],
    ['<value/>', ''],
    ['<value><string/></value>', ''],
    ['<value> <string> a </string> </value>', ' a '],
    ['<value><int>-5</int></value>', -5],
    ['<value><i4> +5 </i4></value>', 5],
    ['<value><i8>9007199254740991</i8></value>', 9007199254740991],
    ['<value><boolean>1</boolean></value>', true],
    ['<value><boolean>true</boolean></value>', false],
    ['<value><double>-1.5e3</double></value>', -1500],
    ['<value><double>-inf</double></value>', -Infinity],
    ['<value><nil/></value>', null],
    ['<value><base64>\naGk=\n</base64></value>', bytes],
    [
      '<value><dateTime.iso8601>20261122T01:02:03</dateTime.iso8601></value>',
      new Date(Date.UTC(2026, 10, 22, 1, 2, 3)),
    ],
    ['<value><array><data/></array></value>', []],
    [
      '<value><array><data><value>a</value><value><nil/></value></data></array></value>',
      ['a', null],
    ],
    ['<value><struct/></value>', {}],
    [
      '<value><struct><member><name>a</name><value><int>1</int></value></member></struct></value>',
      { a: 1 },
    ],
    ['<value><unknown>text</unknown></value>', 'text'],
  ];
  for (const [document, value] of cases) assert.deepEqual(parseValue(document), value, document);
});

test('a member called __proto__ is a member', () => {
  const struct = parseValue(
    '<value><struct><member><name>__proto__</name><value>x</value></member></struct></value>',
  );
  assert.deepEqual(Object.keys(struct as object), ['__proto__']);
});

test('a value that is not what its tag says is refused', () => {
  const cases = [
    '<value><int>5.5</int></value>',
    '<value><int></int></value>',
    '<value><int>0x10</int></value>',
    '<value><double>1,5</double></value>',
    '<value><double>Infinityx</double></value>',
    '<value><dateTime.iso8601>today</dateTime.iso8601></value>',
    '<value><struct><member><value>x</value></member></struct></value>',
    '<value><struct><name>x</name></struct></value>',
  ];
  for (const document of cases) {
    assert.throws(() => parseValue(document), { name: 'MalformedXml' }, document);
  }
});

test('a call may leave out what it does not need [11-lenient]', () => {
  const cases: [string, Call][] = [
    ['<methodCall><methodName>a.b</methodName></methodCall>', { method: 'a.b', params: [] }],
    ['<methodCall><methodName>a</methodName><params/></methodCall>', { method: 'a', params: [] }],
    ['<methodCall></methodCall>', { method: '', params: [] }],
  ];
  for (const [document, call] of cases) assert.deepEqual(parseCall(document), call);
});

test('an answer is a value or a fault', () => {
  assert.deepEqual(parseResponse(writeResponse([1, 'a'])), { kind: 'value', value: [1, 'a'] });
  const fault = { kind: 'fault', code: 10, text: 'BAD_NAME: <x>' };
  assert.deepEqual(parseResponse(writeFault(10, 'BAD_NAME: <x>')), fault);
  for (const document of [
    '<a/>',
    '<methodResponse/>',
    '<methodResponse><fault/></methodResponse>',
  ]) {
    assert.throws(() => parseResponse(document), { name: 'MalformedXml' });
  }
});

test('what Python cannot write is written so that clients can read it [11-text]', () => {
  assert.match(writeResponse(3_000_000_000), /<int>3000000000<\/int>/);
  assert.match(writeResponse('\x1b[1m'), /<string>\uFFFD\[1m<\/string>/);
});

// ------------------------------------------------------------------------------ Python as oracle

/** Values and JSON that says their types: `['int', 5]`. */
const PYTHON = {
  setup: `
import base64, datetime, xml.etree.ElementTree as ET, xmlrpc.client as x
def value(tagged):
    kind, v = tagged
    if kind == 'array': return [value(item) for item in v]
    if kind == 'struct': return {name: value(member) for name, member in v}
    if kind == 'double': return float(v)
    if kind == 'base64': return base64.b64decode(v)
    if kind == 'date': return datetime.datetime.strptime(v, '%Y-%m-%dT%H:%M:%S')
    return v
def tagged(v):
    if isinstance(v, bool): return ['boolean', v]
    if isinstance(v, int): return ['int', v]
    if isinstance(v, float): return ['double', repr(v)]
    if isinstance(v, str): return ['string', v]
    if isinstance(v, bytes): return ['base64', base64.b64encode(v).decode()]
    if isinstance(v, datetime.datetime): return ['date', v.isoformat()[:19]]
    if isinstance(v, (list, tuple)): return ['array', [tagged(item) for item in v]]
    if isinstance(v, dict): return ['struct', [[name, tagged(member)] for name, member in v.items()]]
    return ['nil', None]
def answer(q):
    if q['do'] == 'call': return x.dumps(tuple(value(v) for v in q['params']), q['method'], allow_none=True)
    if q['do'] == 'response': return x.dumps((value(q['value']),), methodresponse=True, allow_none=True)
    if q['do'] == 'xml': return ET.fromstring(q['text']).tag
    if q['do'] == 'fault': return x.dumps(x.Fault(q['code'], q['text']))
    params, method = x.loads(q['text'], use_builtin_types=True)
    return [method, tagged(params)]
`,
  answer: 'answer(question)',
};

type Tagged = readonly [kind: string, value: unknown];

function tagged(value: WireValue): Tagged {
  if (value === null) return ['nil', null];
  if (typeof value === 'boolean') return ['boolean', value];
  if (typeof value === 'string') return ['string', value];
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) ? ['int', value] : ['double', pythonNumber(value)];
  }
  if (value instanceof Uint8Array) return ['base64', Buffer.from(value).toString('base64')];
  if (value instanceof Date) return ['date', value.toISOString().slice(0, 19)];
  if (isArray(value)) return ['array', value.map(tagged)];
  return ['struct', Object.entries(value).map(([name, member]) => [name, tagged(member)])];
}

function pythonNumber(value: number): string {
  return String(value).replace('Infinity', 'inf').toLowerCase();
}

/** Text that XML 1.0 can carry and that no reader changes. */
const text = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom('<', '>', '&', ']', '\n', '\t', ' ', '"', 'é', '😀'),
      fc.string({ unit: 'binary', maxLength: 1 }),
    ),
  })
  .map((string) => string.replace(/[^\t\n\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '.'));

const scalar: fc.Arbitrary<WireValue> = fc.oneof(
  text,
  fc.boolean(),
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  fc
    .double({ noNaN: true })
    .filter((value) => !Number.isInteger(value) || Math.abs(value) > 2 ** 53),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Uint8Array.from(bytes)),
  fc.date({ min: new Date(0), max: new Date('9999-01-01'), noInvalidDate: true }).map(wholeSecond),
  fc.constant(null),
);

function wholeSecond(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000);
}

const anyValue: fc.Arbitrary<WireValue> = fc.letrec<{ value: WireValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

const RUNS = 1500;

pythonTest('what we write is what Python writes, byte for byte [11-form]', PYTHON, async (ask) => {
  await fc.assert(
    fc.asyncProperty(anyValue, text, async (value, name) => {
      const method = `m${name.replaceAll(/[<>&]/g, '.')}`; // Python writes names as they are
      assert.equal(writeResponse(value), await ask({ do: 'response', value: tagged(value) }));
      assert.equal(
        writeCall(method, [value, 1]),
        await ask({ do: 'call', method, params: [tagged(value), ['int', 1]] }),
      );
      assert.equal(writeFault(10, name), await ask({ do: 'fault', code: 10, text: name }));
    }),
    { numRuns: RUNS, includeErrorInReport: true },
  );
});

pythonTest('what we read is what Python reads [11-types]', PYTHON, async (ask) => {
  await fc.assert(
    fc.asyncProperty(anyValue, async (value) => {
      const document = writeCall('m', [value]);
      assert.deepEqual(parseCall(document), { method: 'm', params: [value] });
      assert.deepEqual(withoutFloats(await ask({ do: 'parse', text: document })), [
        'm',
        withoutFloats(tagged([value])),
      ]);
    }),
    { numRuns: RUNS, includeErrorInReport: true },
  );
});

const edit = fc.record({
  at: fc.nat(2000),
  remove: fc.nat(3),
  insert: fc.constantFrom(
    ...['', '<', '>', '&', '/', '</value>', '<value>', '<a/>', ' ', '"', 'x', '&lt;', ']]>'],
  ),
});

pythonTest('what Python refuses as XML, we refuse [11-malformed]', PYTHON, async (ask) => {
  const [header = ''] = writeCall('m', []).split('\n');
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(anyValue, fc.array(edit, { maxLength: 2 }), async (value, edits) => {
      const characters = [...writeCall('m', [value]).slice(header.length)];
      for (const { at, remove, insert } of edits) {
        characters.splice(at % characters.length, remove, insert);
      }
      const body = characters.join('');
      const isXml = await ask({ do: 'xml', text: header + body }).then(
        () => true,
        (error: unknown) => {
          assert.ok(error instanceof PythonError, String(error));
          return false;
        },
      );
      if (!isXml) refused++;
      assert.equal(isScanned(header + body), isXml, body);
    }),
    { numRuns: RUNS, includeErrorInReport: true },
  );
  assert.ok(refused > RUNS / 10 && refused < RUNS, `${refused} documents were refused`);
});

function isScanned(document: string): boolean {
  try {
    scanXml(document, { open() {}, text() {}, close() {} });
    return true;
  } catch (error) {
    if (error instanceof MalformedXml) return false;
    throw error;
  }
}

/** Floats in one notation: what Python and we write differs, what is meant must not. */
function withoutFloats(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  if (value[0] === 'double') return ['double', Number(String(value[1]).replace('inf', 'Infinity'))];
  return value.map(withoutFloats);
}
