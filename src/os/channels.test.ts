import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { closeSync, constants, openSync, readdirSync, readSync, writeSync } from 'node:fs';
import { test } from 'node:test';
import { Collector, os, ownEnvironment, readAll, scratch, spawn } from '../../test/rig/running.ts';
import { readLimit, setLimit } from './limits.ts';
import { addonFile, native } from './native.ts';

test('what a program prints arrives byte for byte, and then its end', async () => {
  const count = 10_000;
  const pipe = os.openPipe();
  const output = readAll(pipe.read);
  const { ended } = await spawn({
    paths: ['/usr/bin/seq', '/bin/seq'],
    argv: ['seq', '-f', 'line %.0f of a program that has much to say', String(count)],
    env: [],
    fds: [0, pipe.write, 2],
  });
  os.close(pipe.write);
  const lines = Array.from(
    { length: count },
    (_, index) => `line ${index + 1} of a program that has much to say\n`,
  );
  assert.equal((await output).toString(), lines.join(''));
  assert.deepEqual(await ended, { kind: 'exit', code: 0 });
});

test('many pipes that are busy at once are kept apart', async () => {
  const programs = Array.from({ length: 100 }, async (_, index) => {
    const pipe = os.openPipe();
    const output = readAll(pipe.read);
    const script = `head -c 200000 /dev/zero | tr '\\0' '\\${(index + 33).toString(8)}'`;
    await spawn({
      paths: ['/bin/sh'],
      argv: ['sh', '-c', script],
      env: ['PATH=/usr/bin:/bin'],
      fds: [0, pipe.write, 2],
    });
    os.close(pipe.write);
    return output;
  });
  for (const [index, output] of (await Promise.all(programs)).entries()) {
    assert.equal(digest(output), digest(Buffer.alloc(200_000, index + 33)), `pipe ${index}`);
  }
});

test('the end comes when the last writer has gone, not when the first has', async () => {
  const pipe = os.openPipe();
  const collector = new Collector(pipe.read);
  const sleeper = await spawn({
    paths: ['/bin/sh'],
    argv: ['sh', '-c', '(read -r line; echo "$line") & echo started'],
    env: [],
    fds: [0, pipe.write, 2],
  });
  await sleeper.ended;
  if (!collector.text.includes('started\n')) await collector.news();
  writeSync(pipe.write, 'still open\n');
  while (!collector.text.includes('still open\n')) await collector.news();
  assert.equal(collector.ended, false);
  os.close(pipe.write);
  while (!collector.ended) await collector.news();
  assert.throws(() => readSync(pipe.read, Buffer.alloc(1)), { code: 'EBADF' }, 'it is closed');
});

test('a paused channel delivers nothing until it is resumed', async () => {
  const paused = os.openPipe();
  const other = os.openPipe();
  const collector = new Collector(paused.read);
  collector.channel.pause();
  collector.channel.pause();
  writeSync(paused.write, 'held back');
  writeSync(other.write, 'news');
  os.close(other.write);
  await readAll(other.read); // the loop has turned: the first would have been reported as well
  assert.equal(collector.text, '');
  collector.channel.resume();
  await collector.news();
  assert.equal(collector.text, 'held back');
  os.close(paused.write);
  await collector.news();
  assert.equal(collector.ended, true);
});

test('drain delivers at once what is there, also when paused, and the end behind it', () => {
  const pipe = os.openPipe();
  const collector = new Collector(pipe.read);
  collector.channel.pause();
  const capacity = native().pipeCapacity(pipe.read);
  assert.equal(writeSync(pipe.write, Buffer.alloc(capacity + 1, 'x')), capacity);
  os.close(pipe.write);
  collector.channel.drain();
  assert.equal(collector.text.length, capacity);
  assert.equal(collector.ended, true);
  collector.channel.drain();
  collector.channel.close();
});

test('drain of an empty pipe does nothing', () => {
  const pipe = os.openPipe();
  const collector = new Collector(pipe.read);
  collector.channel.drain();
  assert.deepEqual([collector.text, collector.ended], ['', false]);
  collector.channel.close();
  os.close(pipe.write);
});

test('drain is bounded against a writer that never stops', async () => {
  const pipe = os.openPipe();
  const capacity = native().pipeCapacity(pipe.read);
  const refill = Buffer.alloc(capacity, 'y');
  let count = 0;
  const channel = os.readFrom(pipe.read, {
    data(_bytes, start, end) {
      count += end - start;
      // A page of the pipe has to be empty before it takes anything.
      if (end - start >= 4096 && count < 100 * capacity)
        writeSync(pipe.write, refill, 0, end - start);
    },
    end() {},
  });
  writeSync(pipe.write, refill);
  channel.drain();
  assert.ok(count >= capacity && count <= capacity + 1, `${count} of ${capacity}`);
  channel.close();
  os.close(pipe.write);
});

test('a reader that drains or closes the others in the middle of a batch loses nothing', async () => {
  const pipes = Array.from({ length: 8 }, () => os.openPipe());
  const texts = pipes.map(() => '');
  const decoder = new TextDecoder();
  let first = true;
  const channels = pipes.map((pipe, index) =>
    os.readFrom(pipe.read, {
      data(bytes, start, end) {
        const wasFirst = first;
        first = false;
        if (wasFirst) {
          for (const channel of channels) channel.drain();
          channels[7]?.close();
        }
        texts[index] += decoder.decode(bytes.subarray(start, end)); // drain has left our bytes alone
      },
      end() {},
    }),
  );
  for (const [index, pipe] of pipes.entries()) writeSync(pipe.write, `text ${index}`);
  while (first) await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(
    texts,
    pipes.map((_, index) => `text ${index}`),
  );
  for (const channel of channels) channel.close();
  for (const pipe of pipes) os.close(pipe.write);
});

test('a descriptor closed and opened again in the middle of a batch gets no old bytes', async () => {
  const old = [os.openPipe(), os.openPipe()] as const;
  let fresh: Collector | undefined;
  let write = -1;
  let reused = -1;
  const open = old.map((pipe, index) =>
    os.readFrom(pipe.read, {
      data() {
        const other = old[1 - index];
        if (fresh !== undefined || other === undefined) return;
        open[1 - index]?.close();
        const pipe = os.openPipe(); // takes the lowest free number: the one just closed
        ({ write } = pipe);
        reused = pipe.read;
        fresh = new Collector(pipe.read);
        assert.equal(reused, other.read);
      },
      end() {},
    }),
  );
  for (const pipe of old) writeSync(pipe.write, 'old');
  while (fresh === undefined) await new Promise((resolve) => setImmediate(resolve));
  writeSync(write, 'new');
  await fresh.news();
  assert.equal(fresh.text, 'new');
  fresh.channel.close();
  for (const channel of open) channel.close();
  for (const fd of [write, ...old.map((pipe) => pipe.write)]) os.close(fd);
});

test('a channel that is detached leaves what the pipe holds to the next reader', async () => {
  const pipe = os.openPipe();
  const first = new Collector(pipe.read);
  writeSync(pipe.write, 'one ');
  await first.news();
  first.channel.pause();
  writeSync(pipe.write, 'two ');
  assert.equal(first.channel.detach(), pipe.read);
  assert.equal(first.channel.detach(), undefined);
  first.channel.close(); // it is not its own any more
  writeSync(pipe.write, 'three');
  const second = new Collector(pipe.read);
  while (second.text.length < 'two three'.length) await second.news();
  os.close(pipe.write);
  while (!second.ended) await second.news();
  assert.deepEqual([first.text, second.text], ['one ', 'two three']);
});

test('a channel that is detached in the middle of a batch is given its bytes of it first', async () => {
  const pipes = [os.openPipe(), os.openPipe()] as const;
  const texts = ['', ''];
  let detached: (number | undefined)[] | undefined;
  const channels = pipes.map((pipe, index) =>
    os.readFrom(pipe.read, {
      data(bytes, start, end) {
        texts[index] += Buffer.from(bytes.subarray(start, end)).toString();
        if (detached !== undefined) return;
        detached = [];
        detached = channels.map((channel) => channel.detach());
      },
      end() {},
    }),
  );
  for (const pipe of pipes) writeSync(pipe.write, 'text');
  while (detached === undefined) await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(texts, ['text', 'text']);
  assert.deepEqual(
    detached,
    pipes.map((pipe) => pipe.read),
  );
  for (const pipe of pipes) for (const fd of [pipe.read, pipe.write]) os.close(fd);
});

test('a channel whose end is found while it is detached tells it, and has nothing to give', async () => {
  const pipes = [os.openPipe(), os.openPipe()] as const;
  const ends: number[] = [];
  const detached: (number | undefined)[] = [];
  const channels = pipes.map((pipe, index) =>
    os.readFrom(pipe.read, {
      data() {},
      end() {
        ends.push(index);
        for (const channel of channels) detached.push(channel.detach());
      },
    }),
  );
  for (const pipe of pipes) os.close(pipe.write);
  while (ends.length < 2) await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(ends, [0, 1]);
  assert.ok(detached.every((fd) => fd === undefined));
});

test('an exception of one reader is an uncaught one and keeps no other from its bytes', async () => {
  const bad = os.openPipe();
  const good = os.openPipe();
  const uncaught = new Promise((resolve) => {
    process.setUncaughtExceptionCaptureCallback(resolve);
  });
  const channel = os.readFrom(bad.read, {
    data() {
      throw new Error('a bug');
    },
    end() {},
  });
  const collector = new Collector(good.read);
  writeSync(bad.write, 'x');
  writeSync(good.write, 'fine');
  if (collector.text === '') await collector.news();
  const error = await uncaught;
  process.setUncaughtExceptionCaptureCallback(null);
  assert.ok(error instanceof Error && error.message === 'a bug');
  assert.equal(collector.text, 'fine');
  for (const each of [channel, collector.channel]) each.close();
  for (const each of [bad, good]) os.close(each.write);
});

test('what cannot be watched is told, and stays ours to close', () => {
  using folder = scratch();
  const fd = openSync(`${folder.path}/file`, 'w+');
  const reader = { data: () => {}, end: () => {} };
  assert.throws(() => os.readFrom(fd, reader), { code: 'EPERM', syscall: 'epoll_ctl' });
  closeSync(fd);
});

test('running out of descriptors is a system error, and nothing is left open by it', () => {
  const limit = readLimit('openFiles');
  const before = readdirSync('/proc/self/fd').length;
  setLimit('openFiles', {
    ...limit,
    soft: Math.max(...readdirSync('/proc/self/fd').map(Number)) + 1,
  });
  const taken: number[] = [];
  try {
    assert.throws(
      () => {
        for (;;) taken.push(openSync('/dev/null', constants.O_RDONLY));
      },
      { code: 'EMFILE' },
    );
    assert.throws(() => os.openPipe(), { code: 'EMFILE', syscall: 'pipe2', errno: -24 });
  } finally {
    for (const fd of taken) closeSync(fd);
    setLimit('openFiles', limit);
  }
  assert.equal(readdirSync('/proc/self/fd').length, before);
});

test('a channel that is idle wakes nobody, and one that is closed holds nobody', async () => {
  const pipe = os.openPipe();
  const script = `
    const native = require(process.argv[1]);
    const records = new Int32Array(5 * 256);
    native.openPoller(() => {}, new Uint8Array(99), records);
    native.watch(0, false);
    console.log('no reason to stay');`;
  const output = os.openPipe();
  const text = readAll(output.read);
  const { result, ended } = await spawn({
    paths: [process.execPath],
    argv: ['node', '-e', script, addonFile()],
    env: ownEnvironment('LD_PRELOAD', 'ASAN_OPTIONS'),
    fds: [pipe.read, output.write, 2],
  });
  assert.equal(result.kind, 'spawned');
  os.close(output.write);
  assert.equal((await text).toString(), 'no reason to stay\n');
  assert.deepEqual(await ended, { kind: 'exit', code: 0 });
  for (const fd of [pipe.read, pipe.write]) os.close(fd);
});

function digest(bytes: Uint8Array): string {
  return createHash('sha1').update(bytes).digest('hex');
}
