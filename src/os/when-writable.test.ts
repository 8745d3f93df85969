import assert from 'node:assert/strict';
import { readSync, writeSync } from 'node:fs';
import { test } from 'node:test';
import { os } from '../../test/rig/running.ts';

test('whenWritable tells once that a full pipe has room again', async () => {
  const pipe = os.openPipe();
  const size = writeSync(pipe.write, Buffer.alloc(1 << 20));
  assert.throws(() => writeSync(pipe.write, 'x'), { code: 'EAGAIN' });
  let calls = 0;
  const writable = new Promise<void>((resolve) => {
    os.whenWritable(pipe.write, () => {
      calls += 1;
      resolve();
    });
  });
  readSync(pipe.read, Buffer.alloc(size));
  await writable;
  const cancelled = os.whenWritable(pipe.write, () => assert.fail('it was cancelled'));
  cancelled.cancel();
  cancelled.cancel();
  await new Promise<void>((resolve) => os.whenWritable(pipe.write, resolve));
  assert.equal(calls, 1);
  os.close(pipe.read);
  await new Promise<void>((resolve) => os.whenWritable(pipe.write, resolve));
  assert.throws(() => writeSync(pipe.write, 'x'), { code: 'EPIPE' });
  os.close(pipe.write);
});

test('several may wait to write to one descriptor, and one of them may give up', async () => {
  const pipe = os.openPipe();
  const size = writeSync(pipe.write, Buffer.alloc(1 << 20));
  const run = () => assert.fail('it was cancelled');
  const cancelled = os.whenWritable(pipe.write, run);
  const writable = [1, 2].map(
    () => new Promise<void>((resolve) => os.whenWritable(pipe.write, resolve)),
  );
  cancelled.cancel();
  readSync(pipe.read, Buffer.alloc(size));
  await Promise.all(writable);
  for (const fd of [pipe.read, pipe.write]) os.close(fd);
});

test('a descriptor can be asked whether it takes more without waiting', () => {
  const pipe = os.openPipe();
  assert.equal(os.canWrite(pipe.write), true);
  const size = writeSync(pipe.write, Buffer.alloc(1 << 20));
  assert.equal(os.canWrite(pipe.write), false);
  readSync(pipe.read, Buffer.alloc(size));
  assert.equal(os.canWrite(pipe.write), true);
  os.close(pipe.read);
  assert.equal(os.canWrite(pipe.write), true, 'writing fails at once');
  os.close(pipe.write);
});
