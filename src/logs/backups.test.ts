import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeFiles } from '../../test/rig/fake-files.ts';
import { copyPath, givingBackLater, shiftBackups } from './backups.ts';

const LOG = '/log/app.log';
const LARGE = 'x'.repeat(1024 * 1024);

function setup(...copies: readonly string[]) {
  const files = new FakeFiles('/log');
  for (const [number, text] of copies.entries()) files.put(copyPath(LOG, number), text);
  return files;
}

test('each copy takes the place of the next, and the oldest goes', () => {
  const files = setup('new', '1', '2');
  shiftBackups(files, LOG, 2);
  assert.deepEqual(
    ['/log/app.log.1', '/log/app.log.2'].map((path) =>
      Buffer.from(files.readFile(path)).toString(),
    ),
    ['new', '1'],
  );
  assert.deepEqual(files.readDirectory('/log').sort(), ['app.log.1', 'app.log.2']);
});

test('what a large copy holds is given back later, and that of a small one at once', () => {
  const files = setup('new', LARGE, 'small');
  shiftBackups(files, LOG, 1);
  assert.equal(files.calls.get('closeLater'), 1);
  shiftBackups(files, LOG, 2);
  assert.equal(files.calls.get('closeLater'), 1);
  assert.deepEqual(files.openPaths, []);
});

test('a copy that cannot be opened goes as it is', () => {
  const files = setup('new', LARGE);
  files.fail('open', 'EMFILE');
  shiftBackups(files, LOG, 1);
  assert.equal(Buffer.from(files.readFile('/log/app.log.1')).toString(), 'new');
});

test('nothing stays open if it fails', () => {
  const files = setup(LARGE);
  assert.throws(() => givingBackLater(files, LOG, () => files.unlink('/nowhere')));
  assert.deepEqual(files.openPaths, []);
});
