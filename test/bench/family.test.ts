import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { test } from 'node:test';
import { endFamily, executableOf, familyOf } from '../../bench/family.ts';
import { until } from '../rig/until.ts';

const SLEEP = realpathSync('/bin/sleep');

test('a process is ended with all that it has started, though it replaces what ends', async (t) => {
  const loop = 'while :; do sleep 1000; done';
  const shell = spawn('/bin/sh', ['-c', `(${loop}) & (${loop}) & wait`], { stdio: 'ignore' });
  const { pid } = shell;
  assert.ok(pid !== undefined);
  t.after(() => endFamily(pid, SLEEP));
  const sleeping = () => familyOf(pid).filter((member) => executableOf(member) === SLEEP);
  await until('both sleep', () => sleeping().length === 2);
  const members = familyOf(pid);
  assert.equal(members.length, 5);
  await endFamily(pid, SLEEP);
  for (const member of members) assert.equal(executableOf(member), undefined);
});
