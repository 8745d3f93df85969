import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { DescriptorOutput } from './output.ts';

test('lines, bytes, prompts and errors arrive in the order in which they were printed', (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'visord-output-'));
  const file = path.join(folder, 'both');
  const fd = openSync(file, 'w');
  t.after(() => {
    closeSync(fd);
    rmSync(folder, { recursive: true });
  });
  const output = new DescriptorOutput(fd, fd);
  output.line('zwei für dich');
  output.errorLine('oops');
  output.line('three');
  output.write(Buffer.from([0x00, 0xff, 0x0a]));
  output.prompt('name? ');
  output.line('last');
  output.flush();
  const expected = Buffer.concat([
    Buffer.from('zwei für dich\noops\nthree\n'),
    Buffer.from([0x00, 0xff, 0x0a]),
    Buffer.from('name? last\n'),
  ]);
  assert.deepEqual(readFileSync(file), expected);
});

test('lines are written by themselves once the code that printed them is done', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'visord-output-'));
  const file = path.join(folder, 'out');
  const fd = openSync(file, 'w');
  t.after(() => {
    closeSync(fd);
    rmSync(folder, { recursive: true });
  });
  new DescriptorOutput(fd, fd).line('x');
  await Promise.resolve();
  assert.equal(readFileSync(file, 'utf8'), 'x\n');
});

test('what cannot be written is told once, and nothing more is tried [12.2-full-disk]', (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'visord-output-'));
  const file = path.join(folder, 'errors');
  const errors = openSync(file, 'w');
  const full = openSync('/dev/full', 'w');
  t.after(() => {
    closeSync(errors);
    closeSync(full);
    rmSync(folder, { recursive: true });
  });
  const output = new DescriptorOutput(full, errors);
  assert.deepEqual([output.closed, output.failed], [false, false]);
  output.line('a status');
  output.flush();
  output.write(Buffer.from('a log'));
  assert.deepEqual([output.closed, output.failed], [true, true]);
  assert.equal(
    readFileSync(file, 'utf8'),
    'error: cannot write the output: [Errno 28] No space left on device\n',
  );
  new DescriptorOutput(full, full).errorLine('nobody can be told');
});

test('a reader who has gone is noticed in silence', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'visord-output-'));
  const file = path.join(folder, 'socket');
  const server = createServer((peer) => peer.destroy());
  await new Promise<void>((resolve) => server.listen(file, resolve));
  const socket = new Socket({ allowHalfOpen: true });
  t.after(() => {
    socket.destroy();
    server.close();
    rmSync(folder, { recursive: true });
  });
  await new Promise<void>((resolve) => socket.connect(file).on('end', resolve).resume());
  const { fd } = (socket as unknown as { _handle: { fd: number } })._handle; // Node hides it
  const output = new DescriptorOutput(fd, fd);
  output.write(Buffer.from('x'));
  assert.equal(output.closed, true);
  output.line('nobody reads this');
  output.flush();
});
