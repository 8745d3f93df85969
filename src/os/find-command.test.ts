/** Which file is meant by a command, and what is said of one that cannot be started. */
import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { asRoot, os, ownEnvironment, run, scratch } from '../../test/rig/running.ts';
import { addonFile } from './native.ts';
import type { SpawnResult } from './port.ts';

const NOBODY = 65534;

const REFUSED: [sentence: string, make: (folder: string) => readonly string[], SpawnResult][] = [
  ['no such file', () => ['/no/a', '/no/b'], refused('find', '/no/b', 'ENOENT')],
  ['nowhere to look', () => [], refused('find', '', 'ENOENT')],
  ['a folder', () => ['/no/a', '/tmp'], refused('directory', '/tmp', 'EISDIR')],
  ['not executable', () => ['/etc/passwd'], refused('executable', '/etc/passwd', 'EACCES')],
  ['a word that cannot be told', () => ['/bin/sh\0'], refused('fork', '/bin/sh\0', 'EINVAL')],
];
for (const [sentence, make, expected] of REFUSED) {
  test(`what is not started says why: ${sentence}`, async () => {
    const paths = make('');
    assert.deepEqual((await run({ paths, argv: ['x'], env: [] })).result, expected);
  });
}

test('the first path that exists is taken, even if a later one could be executed [5-path]', async () => {
  const paths = ['/etc/passwd', '/bin/true'];
  const { result } = await run({ paths, argv: ['true'], env: [] });
  assert.deepEqual(result, refused('executable', '/etc/passwd', 'EACCES'));
  assert.deepEqual(await find(paths), result);
});

test('a directory is told as such whatever its mode, and before it what nobody may execute [5-check-order]', async () => {
  using folder = scratch();
  const plain = path.join(folder.path, 'plain');
  writeFileSync(plain, '', { mode: 0o000 });
  chmodSync(folder.path, 0o600);
  assert.deepEqual(await find([folder.path]), refused('directory', folder.path, 'EISDIR'));
  chmodSync(folder.path, 0o700);
  assert.deepEqual(await find([plain]), refused('executable', plain, 'EACCES'));
});

test('findCommand says nothing against a command that can be started', async () => {
  assert.equal(await find(['/nowhere', '/bin/true']), undefined);
});

test('a command that only others may run is refused [5-no-permission]', asRoot, async () => {
  using folder = scratch();
  const file = path.join(folder.path, 'private');
  writeFileSync(file, '#!/bin/sh\n', { mode: 0o100 });
  chmodSync(folder.path, 0o755);
  // As root everything may be run, so another user has to ask: with the bare addon.
  const ask = `
    const native = require(process.argv[1]);
    const records = new Int32Array(5 * 256);
    native.openPoller(() => console.log(records.slice(0, 5).join()), new Uint8Array(99), records);
    native.holdLoop(true);
    native.spawn(7, { onlyFind: true, paths: process.argv[2] + '\\0', argv: '', env: '', cwd: null,
      fds: new Int32Array(0), umask: -1, openFiles: -1, leads: 0, cgroup: null, setUser: false, uid: 0,
      gid: 0, groups: new Int32Array(0) });
    setImmediate(function wait() { records[1] === 7 ? process.exit() : setImmediate(wait); });`;
  const { output } = await run({
    paths: [process.execPath],
    argv: ['node', '-e', ask, addonFile(), file],
    env: ownEnvironment('LD_PRELOAD', 'ASAN_OPTIONS'),
    cwd: '/',
    user: { uid: NOBODY, gid: NOBODY, groups: [NOBODY] },
  });
  assert.equal(output, '3,7,0,4,13\n'); // STARTED, our id, path 0, STAGE_PERMISSION, EACCES
});

function refused(
  stage: 'find' | 'directory' | 'executable' | 'fork',
  where: string,
  code: string,
): SpawnResult {
  return { kind: 'refused', stage, path: where, code };
}

function find(paths: readonly string[]): Promise<SpawnResult | undefined> {
  return new Promise((resolve) => os.findCommand(paths, resolve));
}
