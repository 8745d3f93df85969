/** The logs on the real system: plain files, a fifo, a pipe behind /dev/fd, a full disk. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { asRoot } from '../../test/rig/differences.ts';
import { FakeClock } from '../../test/rig/fake-clock.ts';
import { createOs } from '../os/system.ts';
import { Follower } from './follow.ts';
import { readLog, tailLog } from './read-log.ts';
import { type LogFile, RotatingFile } from './rotating-file.ts';

const root = mkdtempSync(path.join(tmpdir(), 'visord-logs-'));
const fifo = path.join(root, 'fifo');
execFileSync('mkfifo', [fifo]); // before createOs(), which reaps every child

const os = createOs();
after(() => rmSync(root, { recursive: true }));

function open(name: string, options: Partial<LogFile> = {}) {
  const clock = new FakeClock();
  const troubles: string[] = [];
  let held = false;
  let announce = () => {};
  const resumed = new Promise<void>((resolve) => {
    announce = resolve;
  });
  const owner = {
    pause: () => {
      held = true;
    },
    resume: () => {
      held = false;
      announce();
    },
    trouble: (_level: string, message: string) => troubles.push(message),
  };
  const file = { path: path.resolve(root, name), maxBytes: 0, backups: 0, ...options };
  const log = new RotatingFile(file, { files: os, clock }, owner);
  log.open();
  const write = (bytes: Uint8Array) => log.write(bytes, 0, bytes.length);
  return { log, clock, troubles, write, isHeld: () => held, resumed };
}

/** Bytes of which no two stretches look alike. */
function noise(length: number): Buffer {
  let state = 1;
  return Buffer.from(
    Array.from({ length }, () => {
      state = (state * 1103515245 + 12345) & 0x7fffffff;
      return state >> 16;
    }),
  );
}

test('a megabyte in odd parts comes out byte by byte over a chain of rotated files [8.3-split-lines]', () => {
  const { log, write, troubles } = open('noise', { maxBytes: 100_000, backups: 20 });
  const bytes = noise(1_000_000);
  for (let at = 0; at < bytes.length; at += 7919) write(bytes.subarray(at, at + 7919));
  log.close();
  const parts = Array.from({ length: 9 }, (_, index) => `noise.${9 - index}`);
  const all = [...parts, 'noise'].map((name) => readFileSync(path.join(root, name)));
  assert.ok(Buffer.concat(all).equals(bytes));
  assert.deepEqual(troubles, []);
});

test('a follower on the real disk sees every byte over rotations', () => {
  const { log, write } = open('followed', { maxBytes: 1000, backups: 2 });
  const follower = new Follower(log, os, () => {});
  const seen: Buffer[] = [];
  for (let count = 0; count < 100; count++) {
    write(Buffer.from(`line number ${count} of a hundred\n`));
    for (let part = follower.next(64); part !== undefined; part = follower.next(64)) {
      seen.push(Buffer.from(part));
    }
  }
  follower.close();
  log.close();
  const lines = Buffer.concat(seen).toString().trimEnd().split('\n');
  assert.equal(lines.length, 100);
  assert.equal(lines.at(-1), 'line number 99 of a hundred');
});

test('the mode of an AUTO log survives clear and rotation [8.3-auto-mode]', () => {
  const { log, write } = open('auto', { maxBytes: 5, backups: 1, mode: 0o600 });
  const mode = () => statSync(log.path).mode & 0o777;
  assert.equal(mode(), 0o600);
  write(Buffer.from('rotate'));
  assert.equal(mode(), 0o600);
  log.clear();
  assert.equal(mode(), 0o600);
  log.close();
});

test('a fifo without a reader takes what it holds, then waits, and loses nothing', async () => {
  const { log, write, isHeld, resumed, troubles } = open(fifo, { maxBytes: 10, backups: 3 });
  const bytes = noise(100_000); // a pipe holds 64 KiB
  write(bytes);
  assert.equal(isHeld(), true);
  const reader = openSync(fifo, 'r');
  const seen: Buffer[] = [];
  const take = () => {
    const part = Buffer.alloc(100_000);
    seen.push(part.subarray(0, readSync(reader, part)));
  };
  take();
  await resumed;
  take();
  assert.ok(Buffer.concat(seen).equals(bytes));
  assert.deepEqual(troubles, []);
  log.close();
});

test('a pipe behind /dev/fd is written without making our parent non-blocking', async () => {
  const pipe = os.openPipe();
  const { log, write, resumed } = open(`/dev/fd/${pipe.write}`);
  const flagsBefore = readFileSync(`/proc/self/fdinfo/${pipe.write}`, 'utf8');
  const bytes = noise(200_000);
  write(bytes);
  assert.equal(log.blocked, true);
  assert.equal(readFileSync(`/proc/self/fdinfo/${pipe.write}`, 'utf8'), flagsBefore);
  const seen: Buffer[] = [];
  const channel = os.readFrom(pipe.read, {
    data: (part, start, end) => seen.push(Buffer.from(part.slice(start, end))),
    end: () => {},
  });
  await resumed;
  channel.drain();
  assert.ok(Buffer.concat(seen).equals(bytes));
  log.close();
  channel.close();
  os.close(pipe.write);
});

test('a pipe whose reader has gone costs output and nothing else', () => {
  const pipe = os.openPipe();
  const { log, write, troubles } = open(`/dev/fd/${pipe.write}`);
  os.close(pipe.read);
  write(Buffer.from('lost'));
  assert.equal(log.lostBytes, 4);
  assert.match(troubles[0] ?? '', /^cannot write .*: EPIPE: broken pipe/);
  log.close();
  os.close(pipe.write);
});

test('a fifo is never rotated and never removed [8.3-special 8.7-clear-special]', () => {
  // Not on /dev/null: were the guard ever lost, this test would take away the machine's own.
  const { log, write, troubles } = open(fifo, { maxBytes: 5, backups: 3 });
  for (let count = 0; count < 5; count++) write(Buffer.from('0123456789'));
  log.clear();
  log.close();
  assert.equal(statSync(fifo).isFIFO(), true);
  assert.deepEqual(troubles, []);
});

test('there is nothing to read in /dev/null', () => {
  assert.equal(readLog(os, '/dev/null', 0, 0), '');
});

test('reading a fifo is refused at once, without taking anything out of it', () => {
  assert.throws(() => readLog(os, fifo, 0, 0), { message: 'FAILED' });
  assert.deepEqual(tailLog(os, fifo, 1, 10), ['', 1, false]);
});

test('the end of a file of gigabytes is read without reading the rest', () => {
  const file = path.join(root, 'sparse');
  const fd = os.open(file, 0o101, 0o644);
  os.truncateFd(fd, 8 * 2 ** 30);
  os.close(fd);
  writeFileSync(file, 'the end', { flag: 'a' });
  const before = process.memoryUsage().arrayBuffers;
  assert.equal(readLog(os, file, -7, 0), 'the end');
  assert.deepEqual(tailLog(os, file, 0, 7), ['the end', 8 * 2 ** 30 + 7, true]);
  assert.ok(process.memoryUsage().arrayBuffers - before < 1024 * 1024);
});

test('a folder that vanishes and comes back', () => {
  const { log, write, clock, troubles } = open('auto', { path: path.join(root, 'gone/app.log') });
  assert.match(troubles[0] ?? '', /ENOENT: no such file or directory/);
  write(Buffer.from('lost'));
  mkdirSync(path.join(root, 'gone'));
  clock.advance(500);
  write(Buffer.from('kept'));
  assert.equal(readFileSync(log.path, 'utf8'), 'kept');
  assert.equal(troubles.at(-1), `writing ${log.path} again; lost 4 bytes`);
  log.close();
});

test('a full disk [8.2-cannot-write]', asRoot, () => {
  const disk = path.join(root, 'disk');
  mkdirSync(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]);
  try {
    writeFileSync(path.join(disk, 'ballast'), Buffer.alloc(40_000));
    const { log, write, clock, troubles } = open('disk/app.log');
    for (let count = 0; count < 10; count++) write(Buffer.alloc(10_000, 'x'));
    const { size } = statSync(log.path);
    assert.ok(size > 0 && size < 64 * 1024);
    assert.equal(log.lostBytes, 100_000 - size);
    assert.match(troubles[0] ?? '', /ENOSPC: no space left on device/);
    rmSync(path.join(disk, 'ballast'));
    clock.advance(500);
    write(Buffer.from('again'));
    assert.match(readFileSync(log.path, 'utf8'), /again$/);
    assert.equal(troubles.at(-1), `writing ${log.path} again; lost ${100_000 - size} bytes`);
    log.close();
  } finally {
    execFileSync('umount', [disk]);
  }
});
