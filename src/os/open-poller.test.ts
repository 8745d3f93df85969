/** The poller of the addon before it is open, and when it cannot be opened. One process has one. */
import assert from 'node:assert/strict';
import { constants } from 'node:os';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { native } from './native.ts';

const RECORDS = 1000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function open(bytes: Uint8Array): number {
  return native().openPoller(() => {}, bytes, new Int32Array(RECORDS));
}

/** The memory that was given to a poller for which there were no descriptors. */
function refused(): WeakRef<Uint8Array> {
  const { RLIMIT_NOFILE } = native();
  const limits = native().getrlimit(RLIMIT_NOFILE);
  assert.ok(typeof limits !== 'number');
  const bytes = new Uint8Array(65_536);
  native().setrlimit(RLIMIT_NOFILE, 0, limits[1]);
  const result = open(bytes);
  native().setrlimit(RLIMIT_NOFILE, ...limits);
  assert.equal(result, -constants.errno.EMFILE);
  return new WeakRef(bytes);
}

test('nothing can be watched before the poller is open', () => {
  const [read, write] = native().pipe();
  for (const fd of [read, write]) {
    assert.equal(native().watch(fd, false), -constants.errno.EBADF);
    assert.equal(native().unwatch(fd), -constants.errno.EBADF);
  }
});

test('a poller that cannot be opened keeps nothing of what it was given, and can be opened later', async () => {
  const memory = refused();
  await new Promise(setImmediate);
  collect();
  assert.equal(memory.deref(), undefined);
  assert.equal(open(new Uint8Array(65_536)), 0);
  assert.equal(open(new Uint8Array(65_536)), -constants.errno.EBUSY);
});
