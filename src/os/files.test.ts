import assert from 'node:assert/strict';
import { constants } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { scratch } from '../../test/rig/running.ts';
import { files } from './files.ts';

const APPEND = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND;

test('what is written to a file can be read, measured, renamed and removed', () => {
  using folder = scratch();
  const file = path.join(folder.path, 'log');
  const fd = files.open(file, APPEND, 0o600);
  assert.equal(files.write(fd, Buffer.from('0123456789'), 2, 7), 5);
  assert.equal(files.write(fd, Buffer.from('xyz'), 0, 3), 3);
  const status = files.statFd(fd);
  assert.deepEqual([status.kind, status.size, status.mode], ['file', 8, 0o600]);
  files.truncateFd(fd, 6);
  files.close(fd);
  const moved = path.join(folder.path, 'moved');
  files.rename(file, moved);
  assert.deepEqual(files.readDirectory(folder.path), ['moved']);
  const again = files.open(moved, constants.O_RDONLY);
  const bytes = new Uint8Array(4);
  assert.equal(files.read(again, bytes, 4), 2);
  assert.equal(Buffer.from(bytes).toString(), '6x\0\0');
  files.close(again);
  assert.equal(Buffer.from(files.readFile(moved)).toString(), '23456x');
  assert.equal(files.stat(moved).inode, status.inode);
  files.unlink(moved);
  assert.throws(() => files.stat(moved), { code: 'ENOENT' });
});

test('folders and devices are told from files', () => {
  assert.equal(files.stat('/').kind, 'directory');
  assert.equal(files.stat('/dev/null').kind, 'other');
});
