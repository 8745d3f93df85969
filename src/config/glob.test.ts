import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeFiles } from '../../test/rig/fake-files.ts';
import { glob } from './glob.ts';

function files() {
  const files = new FakeFiles('/d/empty', '/d/.hid');
  for (const path of [
    '/d/b.conf',
    '/d/a.conf',
    '/d/.c.conf',
    '/d/x/1.ini',
    '/d/y/1.ini',
    '/d/.hid/1.ini',
  ]) {
    files.put(path, '');
  }
  return files;
}

/** Pattern, and what it finds. */
const CASES: readonly (readonly [pattern: string, found: readonly string[]])[] = [
  ['/d/*.conf', ['/d/a.conf', '/d/b.conf']],
  ['/d/.*.conf', ['/d/.c.conf']],
  ['/d/[!a].conf', ['/d/b.conf']],
  ['/d/?', ['/d/x', '/d/y']],
  ['/d/?/1.ini', ['/d/x/1.ini', '/d/y/1.ini']],
  ['/d/*/*.ini', ['/d/x/1.ini', '/d/y/1.ini']],
  ['/d/**', ['/d/a.conf', '/d/b.conf', '/d/empty', '/d/x', '/d/y']],
  ['/d/*/', ['/d/empty/', '/d/x/', '/d/y/']],
  ['/d/.h*/*.ini', ['/d/.hid/1.ini']],
  ['/d/a.conf', ['/d/a.conf']],
  ['/d/x/', ['/d/x/']],
  ['/d/a.conf/', []],
  ['/d/nothing', []],
  ['/nowhere/*', []],
  ['/d/[a', []],
];

test('a pattern finds what it says, sorted, without hidden files [1.4-glob]', () => {
  for (const [pattern, found] of CASES) assert.deepEqual(glob(pattern, files()), found, pattern);
});

test('a directory that cannot be read is as good as empty', () => {
  const broken = files();
  broken.fail('readDirectory', 'EACCES', '/d');
  assert.deepEqual(glob('/d/*', broken), []);
});
