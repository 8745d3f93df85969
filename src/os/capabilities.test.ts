import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeFiles } from '../../test/rig/fake-files.ts';
import { isCapable } from './capabilities.ts';

function capable(effective: string): readonly [ports: boolean, limits: boolean] {
  const files = new FakeFiles();
  files.put('/proc/self/status', `Name:\tnode\nCapPrm:\tffffffff\nCapEff:\t${effective}\n`);
  return [isCapable('bindLowPorts', 0, files), isCapable('raiseLimits', 0, files)];
}

test('what the system has granted counts, not who we are', () => {
  assert.deepEqual(capable('000001ffffffffff'), [true, true]);
  assert.deepEqual(capable('000001fffeffffff'), [true, false]);
  assert.deepEqual(capable('0000000000000400'), [true, false]);
  assert.deepEqual(capable('0000000000000000'), [false, false]);
});

test('where the system does not tell, root may all', () => {
  assert.ok(isCapable('raiseLimits', 0, new FakeFiles()));
  assert.ok(!isCapable('raiseLimits', 1000, new FakeFiles()));
});
