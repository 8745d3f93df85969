import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeFiles } from '../../test/rig/fake-files.ts';
import { parseChildren, readChildren } from './read-children.ts';

const PATH = '/run/s.pid.children';
const ROW = [500, 9, 'web'];
const WRITTEN = { format: 1, boot: 'b', daemon: [41, 5], children: [ROW] };

const REFUSED: readonly (readonly [string, unknown, RegExp])[] = [
  ['of a later version', { ...WRITTEN, format: 2 }, /^it is of a later version$/],
  ['of null', null, /^it is no list of children$/],
  ['of no object', 5, /^it is no list of children$/],
  ['without a format', { ...WRITTEN, format: undefined }, /^it is no list of children$/],
  ['without a boot', { ...WRITTEN, boot: 5 }, /^it is no list of children$/],
  ['of no supervisord', { ...WRITTEN, daemon: [] }, /^it is no list of children$/],
  ['without rows', { ...WRITTEN, children: 'web' }, /^it is no list of children$/],
  ['that names a group', { ...WRITTEN, children: [ROW, [0, 9, 'x']] }, /^it is no list of/],
  ['that names init', { ...WRITTEN, children: [[1, 9, 'x']] }, /^it is no list of children$/],
  ['that names a part', { ...WRITTEN, children: [[1.5, 9, 'x']] }, /^it is no list of children$/],
  ['whose row has no name', { ...WRITTEN, children: [[500, 9]] }, /^it is no list of children$/],
];

for (const [what, value, why] of REFUSED) {
  test(`a file ${what} is refused`, () => {
    assert.throws(() => parseChildren(JSON.stringify(value)), { name: 'UserError', message: why });
  });
}

/** Brings a few bytes at a time. */
class SlowFiles extends FakeFiles {
  override read(fd: number, into: Uint8Array, position: number): number {
    return super.read(fd, into.subarray(0, 7), position);
  }
}

test('what is longer than one read brings is read to its end', () => {
  const files = new SlowFiles('/run');
  files.put(PATH, JSON.stringify(WRITTEN));
  assert.deepEqual(readChildren(PATH, 0, files), WRITTEN);
  assert.deepEqual(files.openPaths, []);
});

test('what is no plain file is not read', () => {
  const files = new FakeFiles();
  files.addPipe(PATH);
  assert.throws(() => readChildren(PATH, 0, files), { message: 'it is no plain file' });
});
