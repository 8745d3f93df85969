import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { accounts } from './accounts.ts';

test('a user is found by name and by number, and is the same', () => {
  const root = accounts.userByName('root');
  assert.deepEqual(root && [root.name, root.uid, root.gid], ['root', 0, 0]);
  assert.deepEqual(accounts.userById(0), root);
});

test('a group is found by name and by number', () => {
  const [name = '', , gid] = execFileSync('getent', ['group', 'daemon']).toString().split(':');
  assert.equal(accounts.groupByName(name), Number(gid));
  assert.equal(accounts.groupById(Number(gid)), name);
});

test('the groups of a user are those that `id` knows', () => {
  const root = accounts.userById(0);
  assert.ok(root);
  const groups = execFileSync('id', ['-G', 'root']).toString().trim().split(' ').map(Number);
  assert.deepEqual(accounts.groupsOf(root).sort(), groups.sort());
});

test('who is not known is undefined, also for a number beyond 31 bits', () => {
  assert.equal(accounts.userByName('no-such-user'), undefined);
  assert.equal(accounts.userById(4_294_900_000), undefined);
  assert.equal(accounts.groupByName('no-such-group'), undefined);
  assert.equal(accounts.groupById(4_294_900_000), undefined);
});
