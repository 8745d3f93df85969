import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../test/rig/fake-clock.ts';
import { FakeOs } from '../../test/rig/fake-os.ts';
import { absolutePath, directoryOf, expandUser, joinPath, normalizePath } from './paths.ts';

test('paths are normalised as os.path.normpath does', () => {
  for (const [path, normal] of [
    ['', '.'],
    ['.', '.'],
    ['a//b/./c/', 'a/b/c'],
    ['a/../..', '..'],
    ['../../a', '../../a'],
    ['/../a', '/a'],
    ['//a', '//a'],
    ['///a', '/a'],
    ['/', '/'],
  ] as const) {
    assert.equal(normalizePath(path), normal, path);
  }
});

test('the directory of a path is what os.path.dirname says', () => {
  for (const [path, directory] of [
    ['a', ''],
    ['a/b', 'a'],
    ['a/b/', 'a/b'],
    ['/a', '/'],
    ['//a', '//'],
    ['a//b', 'a'],
  ] as const) {
    assert.equal(directoryOf(path), directory, path);
  }
});

test('an absolute path takes no base', () => {
  assert.equal(joinPath('a', '/b'), '/b');
  assert.equal(joinPath('a/', 'b'), 'a/b');
  assert.equal(joinPath('', 'b'), 'b');
  assert.equal(absolutePath('../b', '/a/c'), '/a/b');
});

test('~ is the home of the one who asks, ~user that of the user', () => {
  const os = new FakeOs(new FakeClock());
  os.users.push({ name: 'ann', uid: 7, gid: 7, home: '/home/ann/' });
  const expand = (path: string, env = {}) => expandUser(path, { os, env, uid: 7 });
  assert.equal(expand('~/x', { HOME: '/h' }), '/h/x');
  assert.equal(expand('~', { HOME: '/' }), '/');
  assert.equal(expand('~/x'), '/home/ann/x');
  assert.equal(expand('~nobody/x'), '/nonexistent/x');
  assert.equal(expand('~zoe/x'), '~zoe/x');
  assert.equal(expand('a~'), 'a~');
});
