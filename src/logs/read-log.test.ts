import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeFiles } from '../../test/rig/fake-files.ts';
import { MAX_READ_BYTES, readLog, tailLog } from './read-log.ts';

const LOG = '/log/app.log';

function withLog(text: string | Uint8Array): FakeFiles {
  const files = new FakeFiles('/log');
  files.put(LOG, text);
  return files;
}

test('a part of a log is named by offset and length [11.2-read]', () => {
  const cases: readonly [offset: number, length: number, text: string][] = [
    [0, 0, '0123456789'],
    [4, 0, '456789'],
    [0, 4, '0123'],
    [4, 3, '456'],
    [4, 100, '456789'],
    [10, 0, ''],
    [100, 0, ''],
    [100, 5, ''],
    [-3, 0, '789'],
    [-10, 0, '0123456789'],
    [-100, 0, '0123456789'],
  ];
  const files = withLog('0123456789');
  for (const [offset, length, text] of cases) {
    assert.equal(readLog(files, LOG, offset, length), text, `readLog(${offset}, ${length})`);
  }
  assert.deepEqual(files.openPaths, []);
});

test('a part that makes no sense is refused [11.2-read]', () => {
  const files = withLog('0123456789');
  for (const [offset, length] of [
    [0, -1],
    [5, -5],
    [-5, 1],
    [-5, -1],
  ] as const) {
    assert.throws(() => readLog(files, LOG, offset, length), { message: 'BAD_ARGUMENTS' });
  }
});

test('a log that is not there is told by name, one that cannot be read is a failure [11.2-read-faults]', () => {
  const files = withLog('text');
  assert.throws(() => readLog(files, '/log/none', 0, 0), { message: 'NO_FILE: /log/none' });
  assert.throws(() => readLog(files, undefined, 0, 0), { message: 'NO_FILE' });
  assert.throws(() => readLog(files, '/log', 0, 0), { message: 'FAILED' });
  files.fail('open', 'EACCES');
  assert.throws(() => readLog(files, LOG, 0, 0), { message: 'FAILED' });
});

test('a log that is a pipe is not read', () => {
  const files = new FakeFiles();
  files.addPipe('/dev/stdout');
  assert.throws(() => readLog(files, '/dev/stdout', 0, 0), { message: 'FAILED' });
  assert.deepEqual(tailLog(files, '/dev/stdout', 3, 100), ['', 3, false]);
});

test('parts that follow each other show every character once and whole [11.2-bytes]', () => {
  const text = 'aé深😀z'.repeat(20);
  const size = Buffer.byteLength(text);
  const files = withLog(text);
  for (const length of [1, 2, 3, 4, 5, 7, 11]) {
    let all = '';
    for (let offset = 0; offset < size; offset += length) {
      all += readLog(files, LOG, offset, length);
    }
    assert.equal(all, text, `in parts of ${length}`);
  }
});

test('the last bytes never begin with half a character', () => {
  const files = withLog('aé深😀z');
  const ends = ['z', 'z', 'z', 'z', '😀z', '😀z', '😀z', '深😀z'];
  for (const [index, end] of ends.entries()) {
    assert.equal(readLog(files, LOG, -(index + 1), 0), end);
    assert.equal(tailLog(files, LOG, 0, index + 1)[0], end);
  }
});

test('a character that is only half written yet is left for later', () => {
  const files = withLog(Buffer.from('ab😀').subarray(0, 4));
  assert.equal(readLog(files, LOG, 0, 0), 'ab');
  assert.deepEqual(tailLog(files, LOG, 0, 100), ['ab', 4, false]);
});

test('bytes that are no UTF-8 become replacement characters [11.2-bytes]', () => {
  const files = withLog(Uint8Array.from([0x61, 0xff, 0xe9, 0x62, 0x0a]));
  assert.equal(readLog(files, LOG, 0, 0), 'a\ufffd\ufffdb\n');
});

test('a tail is the last bytes, the size, and whether there were more [11.2-tail]', () => {
  const cases: readonly [offset: number, length: number, [string, number, boolean]][] = [
    [0, 0, ['', 10, true]],
    [0, 4, ['6789', 10, true]],
    [0, 10, ['0123456789', 10, false]],
    [0, 100, ['0123456789', 10, false]],
    [5, 100, ['0123456789', 10, false]],
    [6, 4, ['6789', 10, false]],
    [5, 4, ['6789', 10, true]],
    [9, 1, ['9', 10, false]],
    [10, 4, ['', 10, false]],
    [99, 4, ['', 10, false]],
    [-5, 3, ['789', 10, true]],
    [0, -1, ['', 10, true]],
  ];
  const files = withLog('0123456789');
  for (const [offset, length, expected] of cases) {
    assert.deepEqual(tailLog(files, LOG, offset, length), expected, `${offset}, ${length}`);
  }
});

test('the tail of no file is empty, of one that cannot be read too [11.2-tail]', () => {
  const files = withLog('0123456789');
  assert.deepEqual(tailLog(files, undefined, 7, 5), ['', 0, false]);
  assert.deepEqual(tailLog(files, '/log/none', 7, 5), ['', 0, false]);
  files.fail('open', 'EIO');
  assert.deepEqual(tailLog(files, LOG, 7, 5), ['', 7, false]);
});

test('however large the log, one answer is bounded', () => {
  const files = withLog(new Uint8Array(MAX_READ_BYTES + 100).fill(0x78));
  files.put(LOG, Buffer.concat([Buffer.from('first'), Buffer.from(files.readFile(LOG))]));
  const fromStart = readLog(files, LOG, 0, 0);
  assert.equal(fromStart.length, MAX_READ_BYTES);
  assert.equal(fromStart.slice(0, 5), 'first');
  assert.equal(readLog(files, LOG, -(MAX_READ_BYTES + 50), 0).length, MAX_READ_BYTES);
  assert.equal(tailLog(files, LOG, 0, 2 ** 40)[0].length, MAX_READ_BYTES);
});
