import assert from 'node:assert/strict';
import { constants, existsSync, linkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { scratch } from '../../test/rig/running.ts';
import { until } from '../../test/rig/until.ts';
import { files } from './files.ts';
import { native } from './native.ts';

const MIB = 1024 * 1024;
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

/** A file of 8 MiB, open for writing as one that is to be closed later. */
function largeFile(folder: string) {
  const file = path.join(folder, 'large');
  writeFileSync(file, Buffer.alloc(8 * MIB, 'x'));
  return { file, fd: files.open(file, constants.O_WRONLY) };
}

const isClosed = (fd: number) => !existsSync(`/proc/self/fd/${fd}`);

test('what a removed file holds is given back in pieces before it is closed', async () => {
  using folder = scratch();
  const { file, fd } = largeFile(folder.path);
  const same = native().duplicate(fd);
  files.unlink(file);
  files.closeLater(fd);
  await until('the end', () => isClosed(fd));
  assert.equal(files.statFd(same).size, MIB, 'the last piece goes with the file');
  files.close(same);
});

test('a removed file that somebody reads, or that has another name, is closed as it is', async () => {
  using folder = scratch();
  for (const kept of [true, false]) {
    const { file, fd } = largeFile(folder.path);
    if (kept) linkSync(file, `${file}.kept`);
    const reader = kept ? undefined : files.open(file, constants.O_RDONLY);
    files.unlink(file);
    files.closeLater(fd);
    await until('the end', () => isClosed(fd));
    const { size } = reader === undefined ? files.stat(`${file}.kept`) : files.statFd(reader);
    assert.equal(size, 8 * MIB);
    if (reader !== undefined) files.close(reader);
  }
});

test('what is closed later must be open, and any number can be at once', async () => {
  using folder = scratch();
  assert.throws(() => files.closeLater(1_000_000), { code: 'EBADF' });
  const fds = Array.from({ length: 600 }, (_, index) =>
    files.open(path.join(folder.path, `${index}`), APPEND, 0o600),
  );
  for (const fd of fds) files.closeLater(fd);
  await until('the end of all', () => fds.every(isClosed));
});
