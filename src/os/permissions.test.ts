import assert from 'node:assert/strict';
import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { asRoot, scratch } from '../../test/rig/running.ts';
import { type Permissions, permissionsFor } from './permissions.ts';
import type { Credentials } from './port.ts';

const OWN_UID = process.getuid?.() ?? 0;
const OTHERS = 1_000_000;
const own: Credentials = { uid: OWN_UID, gid: 0, groups: [] };
const stranger: Credentials = { uid: OTHERS, gid: OTHERS, groups: [OTHERS] };

/** What somebody may do with a path, as `wx`, `w-`, `-x` or `--`. */
function rights(permissions: Permissions, who: Credentials, path: string): string {
  const write = permissions.may(who, 'write', path) ? 'w' : '-';
  return write + (permissions.may(who, 'execute', path) ? 'x' : '-');
}

test('the system is asked what we may do ourselves', () => {
  using folder = scratch();
  const permissions = permissionsFor(OWN_UID);
  const file = `${folder.path}/file`;
  writeFileSync(file, '');
  assert.equal(rights(permissions, own, file), 'w-');
  chmodSync(file, 0o700);
  assert.equal(rights(permissions, own, file), 'wx');
  assert.equal(rights(permissions, own, `${folder.path}/none`), '--');
});

test('for others, owner, group and mode tell, and the folders on the way', asRoot, () => {
  using folder = scratch();
  const permissions = permissionsFor(OWN_UID);
  const inner = `${folder.path}/inner`;
  const file = `${inner}/file`;
  mkdirSync(inner);
  writeFileSync(file, '');
  const of = (who: Partial<Credentials>, mode: number, uid: number, gid: number) => {
    chmodSync(file, mode);
    chownSync(file, uid, gid);
    return rights(permissions, { ...stranger, ...who }, file);
  };
  chmodSync(folder.path, 0o711);
  chmodSync(inner, 0o711);
  assert.equal(of({}, 0o672, 0, 0), 'w-');
  assert.equal(of({}, 0o671, OTHERS, 0), 'w-');
  assert.equal(of({}, 0o617, 0, OTHERS), '-x');
  assert.equal(of({ groups: [7] }, 0o630, 0, 7), 'wx');
  assert.equal(of({}, 0o077, OTHERS, OTHERS), '--', 'the owner has its own rights only');
  chmodSync(folder.path, 0o700);
  assert.equal(of({}, 0o777, OTHERS, OTHERS), '--', 'it cannot get there');
});

test('root may write everything, and execute what anybody may', asRoot, () => {
  using folder = scratch();
  const seenByAnother = permissionsFor(OTHERS);
  const root: Credentials = { uid: 0, gid: 0, groups: [0] };
  const file = `${folder.path}/file`;
  writeFileSync(file, '', { mode: 0o400 });
  assert.equal(rights(seenByAnother, root, file), 'w-');
  chmodSync(file, 0o010);
  assert.equal(rights(seenByAnother, root, file), 'wx');
});
