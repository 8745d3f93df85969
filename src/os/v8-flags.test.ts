import assert from 'node:assert/strict';
import { test } from 'node:test';
import v8 from 'node:v8';
import { native } from './native.ts';
import { takeHeapFlagsBack } from './v8-flags.ts';

test('when the flag of the launchers is taken back, V8 takes code that was compiled without it', () => {
  const without = v8.cachedDataVersionTag();
  assert.equal(native().setFlags('--max-semi-space-size=1'), 0);
  const under = v8.cachedDataVersionTag();
  // Later versions do not count a flag that is set so late.
  if (Number.parseInt(process.versions.node, 10) < 24) assert.notEqual(under, without);
  takeHeapFlagsBack([]);
  assert.equal(
    v8.cachedDataVersionTag(),
    under,
    'a command without the flag has nothing to take back',
  );
  takeHeapFlagsBack(['--max-semi-space-size=1']);
  assert.equal(v8.cachedDataVersionTag(), without);
});
