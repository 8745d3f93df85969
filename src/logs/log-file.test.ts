import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeFiles } from '../../test/rig/fake-files.ts';
import { olderThan, openLog, textOf, withLogFile } from './log-file.ts';

const LOG = '/log/app.log';

function withFiles(texts: Readonly<Record<string, string | Uint8Array>>): FakeFiles {
  const files = new FakeFiles('/log');
  for (const [path, text] of Object.entries(texts)) files.put(path, text);
  return files;
}

function part(files: FakeFiles, offset: number, length: number, backup = 0) {
  return withLogFile(files, { path: LOG, backup }, (file) => textOf(file, offset, length));
}

test('a part has whole characters, and says which bytes they are', async () => {
  const files = withFiles({ [LOG]: 'aüb✓c' }); // a 0, ü 1-2, b 3, ✓ 4-6, c 7
  const cases: readonly [offset: number, length: number, begins: number, text: string][] = [
    [0, 100, 0, 'aüb✓c'],
    [0, 2, 0, 'aü'],
    [2, 2, 3, 'b'],
    [3, 2, 3, 'b✓'],
    [5, 10, 7, 'c'],
    [-1, 10, 7, 'c'],
    [-3, 1, 7, ''],
    [-100, 3, 0, 'aü'],
    [100, 5, 8, ''],
  ];
  for (const [offset, length, begins, text] of cases) {
    const answer = await part(files, offset, length);
    const expected = { offset: begins, length: Buffer.byteLength(text), text, size: 8 };
    assert.deepEqual(
      { ...answer, id: undefined },
      { ...expected, id: undefined },
      `${offset} ${length}`,
    );
  }
  assert.deepEqual(files.openPaths, []);
});

test('older copies are read by their numbers, and each file has its own id', async () => {
  const files = withFiles({ [LOG]: 'new', [`${LOG}.1`]: 'old', [`${LOG}.2`]: 'older' });
  const [current, first] = [await part(files, 0, 10), await part(files, 0, 10, 1)];
  assert.deepEqual([current.text, first.text], ['new', 'old']);
  assert.notEqual(current.id, first.id);
  const older = [0, 1, 2].map((backup) => olderThan(files, { path: LOG, backup }));
  assert.deepEqual(older, [1, 2, undefined]);
  files.rename(LOG, `${LOG}.1`);
  assert.equal((await part(files, 0, 10, 1)).id, current.id);
});

test('what is no file cannot be read', async () => {
  const files = withFiles({});
  files.addPipe('/log/fifo');
  const NO_FILE = { name: 'RpcFault', fault: 'NO_FILE' };
  for (const path of [undefined, '/log/none', '/log', '/log/fifo']) {
    assert.throws(() => openLog(files, { path, backup: 0 }), NO_FILE, String(path));
  }
});

test('a failure of the system is a fault, and leaves nothing open', async () => {
  const files = withFiles({ [LOG]: 'text' });
  files.fail('read', 'EIO');
  await assert.rejects(part(files, 0, 4), { name: 'RpcFault', fault: 'FAILED' });
  files.mend('read');
  files.fail('statFd', 'EIO');
  await assert.rejects(part(files, 0, 4), { name: 'RpcFault', fault: 'FAILED' });
  files.mend('statFd');
  files.fail('open', 'EACCES');
  await assert.rejects(part(files, 0, 4), { name: 'RpcFault', fault: 'FAILED' });
  assert.deepEqual(files.openPaths, []);
});
