import assert from 'node:assert/strict';
import {
  constants,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { constants as system } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { Collector, os, scratch, spawn } from '../../test/rig/running.ts';
import { until } from '../../test/rig/until.ts';
import { native } from './native.ts';
import type { ChannelReader, SpawnRequest } from './port.ts';

const { errno, signals } = system;
const APPEND = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT;
const FOR_EVER = { bytes: Number.POSITIVE_INFINITY, ms: 1_000_000 };

/** Also notes, in their order, what was pumped and what came as data. */
class PumpCollector extends Collector {
  readonly history: string[] = [];

  override data(bytes: Uint8Array, start: number, end: number): void {
    this.history.push(`data ${Buffer.from(bytes.subarray(start, end))}`);
    super.data(bytes, start, end);
  }

  pumped(written: number): void {
    this.history.push(`pumped ${written}`);
  }

  override end(): void {
    this.history.push('end');
    super.end();
  }
}

/** A pipe that is read, and a file to pump it to. Closed when the block ends. */
function setup() {
  const folder = scratch();
  const file = path.join(folder.path, 'log');
  const fd = openSync(file, APPEND, 0o600);
  const pipe = os.openPipe();
  const reader = new PumpCollector(pipe.read);
  return {
    ...{ file, fd, pipe, reader, history: reader.history, channel: reader.channel },
    say: (text: string) => writeSync(pipe.write, text),
    holds: (text: string) => until(`'${text}'`, () => readFileSync(file, 'utf8') === text),
    [Symbol.dispose]: () => {
      reader.channel.close();
      os.close(fd);
      folder[Symbol.dispose]();
    },
  };
}

test('what comes goes to the file by itself until that has its bytes, and then as data', async () => {
  using it = setup();
  it.channel.pump({ fd: it.fd, bytes: 10, ms: 1_000_000 });
  it.say('hello ');
  await it.holds('hello ');
  assert.deepEqual(it.history, []);
  it.say('world');
  await until('the news', () => it.history.length > 0);
  assert.deepEqual(it.history, ['pumped 11']);
  it.say('more');
  await it.reader.news();
  assert.deepEqual(it.history, ['pumped 11', 'data more']);
  assert.equal(readFileSync(it.file, 'utf8'), 'hello world');
  os.close(it.pipe.write);
});

test('a channel that is detached while it is pumped says how far it has come', async () => {
  using it = setup();
  it.channel.pump({ fd: it.fd, ...FOR_EVER });
  it.say('hello ');
  await it.holds('hello ');
  assert.equal(it.channel.detach(), it.pipe.read);
  assert.deepEqual(it.history, ['pumped 6']);
  it.say('world');
  const next = new PumpCollector(it.pipe.read);
  next.channel.pump({ fd: it.fd, ...FOR_EVER });
  await it.holds('hello world');
  next.channel.close();
  os.close(it.pipe.write);
});

test('once its time is over, the next bytes come as data', async () => {
  using it = setup();
  it.channel.pump({ fd: it.fd, bytes: 10, ms: 0 });
  it.say('late');
  await it.reader.news();
  assert.deepEqual(it.history, ['pumped 0', 'data late']);
  os.close(it.pipe.write);
});

test('what cannot be written comes as data', async () => {
  using it = setup();
  const full = openSync('/dev/full', constants.O_WRONLY);
  it.channel.pump({ ...FOR_EVER, fd: full });
  it.say('for nobody');
  await it.reader.news();
  assert.deepEqual(it.history, ['pumped 0', 'data for nobody']);
  os.close(full);
  os.close(it.pipe.write);
});

test('of what is written in part, the rest comes as data', async () => {
  using it = setup();
  const small = os.openPipe(); // takes no more than it holds, as a disk does
  const capacity = native().pipeCapacity(small.read);
  const before = 'x'.repeat(capacity - 4096);
  assert.equal(writeSync(small.write, before), before.length);
  const text = Array.from({ length: 2000 }, (_, line) => `${line}\n`).join('');
  it.channel.pump({ ...FOR_EVER, fd: small.write });
  it.say(text);
  await it.reader.news();
  assert.deepEqual(it.history, ['pumped 4096', `data ${text.slice(4096)}`]);
  for (const end of [small.read, small.write, it.pipe.write]) os.close(end);
});

test('when writes of many pipes fail at once, those that find no room are read later', async () => {
  const full = openSync('/dev/full', constants.O_WRONLY);
  const pipes = Array.from({ length: 10 }, () => os.openPipe());
  const text = 'x'.repeat(native().pipeCapacity(pipes[0]?.read ?? -1));
  const readers = pipes.map(({ read }) => new Collector(read));
  for (const [index, { write }] of pipes.entries()) {
    if (index % 5 < 4) readers[index]?.channel.pump({ ...FOR_EVER, fd: full });
    assert.equal(writeSync(write, text), text.length);
  }
  for (const reader of readers) {
    while (reader.text.length < text.length && !reader.ended) await reader.news();
    assert.deepEqual([reader.text.length, reader.ended], [text.length, false]);
    reader.channel.close();
  }
  for (const { write } of pipes) os.close(write);
  os.close(full);
});

test('the end comes behind what was pumped', async () => {
  using it = setup();
  it.channel.pump({ ...FOR_EVER, fd: it.fd });
  it.say('last words');
  os.close(it.pipe.write);
  await it.reader.news();
  assert.deepEqual(it.history, ['pumped 10', 'end']);
  assert.equal(readFileSync(it.file, 'utf8'), 'last words');
});

test('pumping can be stopped, begun anew and paused; a closed channel does not pump', async () => {
  using it = setup();
  const target = { ...FOR_EVER, fd: it.fd };
  it.channel.pump(target);
  it.say('one');
  await it.holds('one');
  it.channel.pump(target);
  assert.deepEqual(it.history.splice(0), ['pumped 3']);
  it.say('two');
  await it.holds('onetwo');
  it.channel.stopPump();
  it.channel.stopPump();
  assert.deepEqual(it.history.splice(0), ['pumped 3']);
  it.channel.pump(target);
  it.channel.pause();
  it.channel.pump(target);
  it.say('three');
  it.channel.drain();
  assert.deepEqual(it.history.splice(0), ['pumped 0', 'data three']);
  it.channel.resume();
  it.channel.pump(target);
  it.say('four');
  await it.holds('onetwofour');
  it.say('five');
  it.channel.drain();
  assert.deepEqual(it.history.splice(0), ['pumped 4', 'data five']);
  it.channel.pump(target);
  it.channel.close();
  it.channel.pump(target);
  it.channel.stopPump();
  assert.deepEqual(it.history.splice(0), ['pumped 0']);
  os.close(it.pipe.write);
});

test('nonsense is refused, and that a pipe is not pumped is told', () => {
  const { pump, unpump } = native();
  const bytes = new Uint8Array(128 * 1024);
  assert.equal(pump(5, 1, 0, 1), -errno.EINVAL);
  assert.equal(pump(5, -1, 1, 1), -errno.EINVAL);
  assert.equal(pump(5, 1, 1, Number.NaN), -errno.EINVAL);
  assert.equal(pump(5, 1, 2 ** 30 + 1, 1), -errno.EINVAL);
  assert.ok(unpump(5, bytes)[0] < 0);
  assert.ok(unpump(1_000_000, bytes)[0] < 0);
  assert.throws(() => unpump(5, new Uint8Array(10)), TypeError);
});

/** Text whose every line is different: a byte that is lost, doubled or misplaced shows. */
function numberedLines(bytes: number): string {
  let text = '';
  for (let line = 0; text.length < bytes; line++) text += `${line} of the lines of a program\n`;
  return text.slice(0, bytes);
}

function shell(script: string, out: number): SpawnRequest {
  return {
    paths: ['/bin/sh'],
    argv: ['sh', '-c', script],
    env: ['PATH=/usr/bin:/bin'],
    fds: [0, out, 2],
  };
}

/**
 * Writes a channel to a file in turns, as data and by pumping, as short as `next` says, and stops
 * the pump every few milliseconds while it runs.
 */
function inTurns(read: number, fd: number, next: () => { bytes: number; ms: number }, pause = 3) {
  return new Promise<number>((resolve) => {
    let pumped = 0;
    let isOpen = true;
    const reader: ChannelReader = {
      data(bytes, start, end) {
        writeSync(fd, bytes, start, end - start);
        channel.pump({ ...next(), fd });
      },
      pumped: (written) => {
        pumped += written;
      },
      end: () => {
        isOpen = false;
        resolve(pumped);
      },
    };
    const channel = os.readFrom(read, reader);
    const stopNowAndThen = (): void => {
      if (!isOpen) return;
      channel.stopPump();
      setTimeout(stopNowAndThen, pause);
    };
    stopNowAndThen();
  });
}

for (const [what, block, bytes] of [
  ['single bytes', 1, 100_000],
  ['short pieces', 37, 2_000_000],
  ['pages', 4096, 8_000_000],
  ['large blocks', 65536, 20_000_000],
] as const) {
  test(`${what} find their place in turns of pumping and reading, whatever their limits`, async () => {
    using folder = scratch();
    const [input, log] = ['input', 'log'].map((name) => path.join(folder.path, name));
    writeFileSync(input ?? '', numberedLines(bytes));
    const fd = openSync(log ?? '', APPEND, 0o600);
    const pipe = os.openPipe();
    let turn = 0;
    const limits = () => ({ bytes: 1 + ((turn++ * 7919) % (bytes / 10)), ms: turn % 40 });
    const pumped = inTurns(pipe.read, fd, limits);
    await spawn(shell(`exec dd if=${input} bs=${block} status=none`, pipe.write));
    os.close(pipe.write);
    const count = await pumped;
    os.close(fd);
    assert.ok(readFileSync(log ?? '').equals(readFileSync(input ?? '')));
    assert.ok(count > 0 && count < bytes, `${count} of ${bytes} bytes were pumped`);
  });
}

test('a pipe that is left alone for a moment is given back and closed as any other', async () => {
  for (let round = 0; round < 20; round++) {
    using it = setup();
    it.channel.pump({ fd: it.fd, ...FOR_EVER });
    for (let piece = 1; piece <= 10; piece++) {
      it.say('x');
      await it.holds('x'.repeat(piece));
    }
    it.channel.stopPump();
    it.say('y');
    await it.reader.news();
    assert.equal(it.reader.text, 'y');
    it.channel.pump({ fd: it.fd, ...FOR_EVER });
    it.say('z');
    await it.holds(`${'x'.repeat(10)}z`);
  }
});

test('many pipes are pumped at once, each to its file', async () => {
  using folder = scratch();
  const text = numberedLines(300_000);
  const input = path.join(folder.path, 'input');
  writeFileSync(input, text);
  const logs = Array.from({ length: 100 }, async (_, index) => {
    const log = path.join(folder.path, `log-${index}`);
    const fd = openSync(log, APPEND, 0o600);
    const pipe = os.openPipe();
    const all = inTurns(pipe.read, fd, () => ({ bytes: 50_000 + index, ms: 1000 }));
    await spawn(shell(`printf %s ${index}: && exec cat ${input}`, pipe.write));
    os.close(pipe.write);
    await all;
    os.close(fd);
    return readFileSync(log, 'utf8');
  });
  for (const [index, log] of (await Promise.all(logs)).entries()) {
    assert.ok(log === `${index}:${text}`, `log ${index}`);
  }
});

test('a flood that is pumped holds up nobody, and its pipe is wide only as long as it lasts', async () => {
  const sink = openSync('/dev/null', constants.O_WRONLY);
  const pipe = os.openPipe();
  const { pipeCapacity } = native();
  const usual = pipeCapacity(pipe.read);
  const ended = inTurns(pipe.read, sink, () => ({ bytes: 2 ** 30, ms: 1000 }));
  const { result } = await spawn(shell('echo 1; exec yes', pipe.write));
  os.close(pipe.write);
  const flood = result.kind === 'spawned' ? result.pid : 0;
  try {
    await until('a wider pipe', () => pipeCapacity(pipe.read) > usual);
    const other = os.openPipe();
    const quiet = new Collector(other.read);
    writeSync(other.write, 'a word');
    await quiet.news();
    assert.equal(quiet.text, 'a word');
    quiet.channel.close();
    os.close(other.write);
    os.kill(flood, signals.SIGSTOP);
    await until('the usual pipe', () => pipeCapacity(pipe.read) === usual);
  } finally {
    os.kill(flood, signals.SIGKILL);
  }
  await ended;
  os.close(sink);
});

/** How many sets of descriptors this process waits for: Node's, the poller's, one per thread that pumps. */
function sets(): number {
  const folder = '/proc/self/fd';
  const links = readdirSync(folder).map((fd) => {
    try {
      return readlinkSync(path.join(folder, fd));
    } catch {
      return ''; // that of the folder itself
    }
  });
  return links.filter((link) => link.includes('eventpoll')).length;
}

const SETS = sets();

test('floods have threads of their own, which lose no byte whenever they are stopped, and end', async () => {
  using folder = scratch();
  const text = numberedLines(20_000_000);
  const input = path.join(folder.path, 'input');
  writeFileSync(input, text);
  await until('the end of the threads of before', () => sets() === SETS);
  let most = SETS;
  const logs = Array.from({ length: 6 }, async (_, index) => {
    const log = path.join(folder.path, `log-${index}`);
    const fd = openSync(log, APPEND, 0o600);
    const pipe = os.openPipe();
    const next = () => {
      most = Math.max(most, sets());
      return FOR_EVER;
    };
    const all = inTurns(pipe.read, fd, next, 20);
    await spawn(shell(`exec cat ${input}`, pipe.write));
    os.close(pipe.write);
    await all;
    os.close(fd);
    return readFileSync(log, 'utf8');
  });
  for (const [index, log] of (await Promise.all(logs)).entries()) {
    assert.ok(log === text, `log ${index}`);
  }
  assert.ok(most > SETS, `${most} sets`);
  await until('the end of the threads', () => sets() === SETS);
});

test('of a flood that cannot be written any more, nothing is lost', async () => {
  using it = setup();
  const text = numberedLines(300_000);
  const input = `${it.file}-input`;
  writeFileSync(input, text);
  const full = openSync('/dev/full', constants.O_WRONLY);
  const sink = openSync('/dev/null', constants.O_WRONLY);
  const other = os.openPipe(); // of the second flood, which has threads pump
  const ended = inTurns(other.read, sink, () => FOR_EVER, 500);
  it.channel.pump({ ...FOR_EVER, fd: it.fd });
  const flood = async (out: number) => {
    const request = shell(`while cat ${input}; do :; done`, out);
    const { result } = await spawn({ ...request, leads: 'group' });
    return result.kind === 'spawned' ? result.pid : 0;
  };
  const pids = [await flood(it.pipe.write), await flood(other.write)];
  try {
    await until('threads', () => sets() > SETS);
    const size = statSync(it.file).size;
    await until('more', () => statSync(it.file).size > size + 8_000_000);
    native().dup2(full, it.fd);
    await it.reader.news();
  } finally {
    for (const pid of pids) os.kill(-pid, signals.SIGKILL);
    for (const end of [it.pipe.write, other.write]) os.close(end);
  }
  const [pumped, data] = it.history;
  const log = readFileSync(it.file, 'utf8');
  assert.equal(pumped, `pumped ${log.length}`);
  const all = log + data?.slice('data '.length);
  assert.ok(data !== undefined && data.length > 'data '.length);
  assert.ok(text.repeat(Math.ceil(all.length / text.length)).startsWith(all));
  await ended;
  for (const fd of [full, sink]) os.close(fd);
});
