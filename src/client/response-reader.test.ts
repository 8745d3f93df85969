import assert from 'node:assert/strict';
import test from 'node:test';
import { BadAnswer, ConnectionLost } from './errors.ts';
import { ResponseReader } from './response-reader.ts';

/** Feeds the pieces, then closes; collects what the receiver hears. */
function read(pieces: readonly string[], closes = false): string[] {
  const heard: string[] = [];
  let body = '';
  const reader = new ResponseReader({
    head: ({ status, reason, headers, keepAlive }) => {
      heard.push(`${status} ${reason} ${keepAlive ? 'keep' : 'close'} ${[...headers].join(' ')}`);
    },
    body: (bytes) => {
      body += Buffer.from(bytes).toString('latin1');
    },
    end: () => heard.push(`body ${body}`, 'end'),
  });
  for (const piece of pieces) reader.feed(Buffer.from(piece, 'latin1'));
  if (closes) reader.close();
  return heard;
}

const SIZED = 'HTTP/1.1 200 OK\r\nServer: Medusa/1.12\r\nContent-Length: 5\r\n\r\nhello';
const CHUNKED =
  'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3;x=1\r\nhel\r\n2\r\nlo\r\n0\r\nX: y\r\n\r\n';
const ENDLESS = 'HTTP/1.0 200 OK\n\nhello';

const ANSWERS: readonly [name: string, answer: string, heard: string][] = [
  ['a body with a length', SIZED, '200 OK keep server,Medusa/1.12 content-length,5'],
  ['a body in chunks, with a trailer', CHUNKED, '200 OK keep transfer-encoding,chunked'],
  ['a body that ends with the connection', ENDLESS, '200 OK close '],
  [
    'an interim answer before it',
    `HTTP/1.1 100 Continue\r\n\r\n${SIZED}`,
    '200 OK keep server,Medusa/1.12 content-length,5',
  ],
  [
    'Connection: close',
    'HTTP/1.1 401 Not Authorized\r\nConnection: Close\r\nContent-Length: 5\r\n\r\nhello',
    '401 Not Authorized close connection,Close content-length,5',
  ],
];

for (const [name, answer, head] of ANSWERS) {
  test(`${name} is read wherever the bytes are cut`, () => {
    const expected = [head, 'body hello', 'end'];
    assert.deepEqual(read([answer], true), expected);
    assert.deepEqual(read([...answer], true), expected, 'byte by byte');
    for (let cut = 1; cut < answer.length; cut += 1) {
      assert.deepEqual(read([answer.slice(0, cut), answer.slice(cut)], true), expected);
    }
  });
}

test('an empty body ends with the headers', () => {
  const expected = ['body ', 'end'];
  assert.deepEqual(read(['HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n']).slice(1), expected);
  assert.deepEqual(read(['HTTP/1.1 304 Not Modified\r\n\r\n']).slice(1), expected);
});

test('what is not HTTP is refused', () => {
  const answers = [
    'SSH-2.0-OpenSSH_9.2\r\n',
    'HTTP/1.1 two OK\r\n\r\n',
    'HTTP/1.1 200 OK\r\nno colon\r\n\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n',
    'H'.repeat(70_000),
    `HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(2000)}`,
  ];
  for (const answer of answers) assert.throws(() => read([answer]), BadAnswer);
});

test('a connection that closes early is noticed, and whether anything had come', () => {
  const begun = (expected: boolean) => (error: unknown) =>
    error instanceof ConnectionLost && error.begun === expected;
  assert.throws(() => read([], true), begun(false));
  for (let cut = 1; cut < SIZED.length; cut += 1) {
    assert.throws(() => read([SIZED.slice(0, cut)], true), begun(true));
  }
});
