/** The poller of the addon before it is open, and when it cannot be opened. One process has one. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { until } from '../../test/rig/until.ts';
import { type NativeRequest, native, wordList } from './native.ts';

const RECORDS = 1000;
/** Of the program that is started. */
const ID = 7;
/** The number of that news, see native/poller.h. */
const STARTED = 3;

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

test('a poller that cannot be opened keeps nothing of what it was given', async () => {
  const memory = refused();
  await new Promise(setImmediate);
  collect();
  assert.equal(memory.deref(), undefined);
});

/** What makes a file, when it has run. */
function toucher(file: string): NativeRequest {
  return {
    onlyFind: false,
    paths: wordList(['/usr/bin/touch', '/bin/touch']),
    argv: wordList(['touch', file]),
    env: '',
    cwd: null,
    fds: new Int32Array(0),
    umask: -1,
    openFiles: -1,
    leads: 0,
    cgroup: null,
    setUser: false,
    uid: 0,
    gid: 0,
    groups: new Int32Array(0),
  };
}

test('a program that was started before the poller is open is told of when it is', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'poller-'));
  const file = path.join(folder, 'file');
  assert.equal(native().spawn(ID, toucher(file)), 0);
  await until('the program to have run', () => existsSync(file));
  const records = new Int32Array(RECORDS);
  const told = new Promise((resolve) => {
    const result = native().openPoller(resolve, new Uint8Array(65_536), records);
    assert.equal(result, 0);
    native().holdLoop(true);
  });
  assert.equal(await told, 1);
  native().holdLoop(false);
  const [news, id, pid = 0] = records;
  assert.deepEqual([news, id], [STARTED, ID]);
  assert.ok(pid > 0);
  await until('its end', () => native().waitpid(pid)[0] === pid);
  rmSync(folder, { recursive: true });
  assert.equal(open(new Uint8Array(65_536)), -constants.errno.EBUSY);
});
