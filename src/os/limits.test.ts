import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sh } from '../../test/rig/running.ts';
import { readLimit, setLimit } from './limits.ts';
import { native } from './native.ts';

test('a limit can be set, and programs inherit it [4.3-inherited]', async () => {
  const before = readLimit('openFiles');
  assert.ok(before.soft > 0 && before.soft <= before.hard);
  setLimit('openFiles', { soft: 200, hard: before.hard });
  assert.deepEqual(readLimit('openFiles'), { soft: 200, hard: before.hard });
  assert.equal((await sh('ulimit -n')).output, '200\n');
  setLimit('openFiles', before);
});

test('no limit is Infinity, both ways', () => {
  const RLIMIT_CPU = 0;
  const unlimited = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY] as const;
  assert.equal(native().setrlimit(RLIMIT_CPU, ...unlimited), 0);
  assert.deepEqual(native().getrlimit(RLIMIT_CPU), unlimited);
});

test('a soft limit above the hard one is refused', () => {
  assert.throws(() => setLimit('openFiles', { soft: 2000, hard: 1000 }), { code: 'EINVAL' });
});
