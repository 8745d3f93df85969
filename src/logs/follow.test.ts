import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../test/rig/fake-clock.ts';
import { FakeFiles } from '../../test/rig/fake-files.ts';
import { Follower } from './follow.ts';
import { type LogFile, RotatingFile } from './rotating-file.ts';

const LOG = '/log/app.log';

function setup(before = '', options: Partial<LogFile> = {}) {
  const files = new FakeFiles('/log');
  files.put(LOG, before);
  const owner = { pause() {}, resume() {}, trouble() {} };
  const file = { path: LOG, maxBytes: 0, backups: 0, ...options };
  const log = new RotatingFile(file, { files, clock: new FakeClock() }, owner);
  log.open();
  const woken = { times: 0 };
  const follower = new Follower(log, files, () => woken.times++);
  const write = (text: string) => log.write(Buffer.from(text), 0, Buffer.byteLength(text));
  /** Everything there is now, taken in parts of `size` bytes. */
  const pull = (size = 1000) => {
    let text = '';
    for (let part = follower.next(size); part !== undefined; part = follower.next(size)) {
      text += Buffer.from(part).toString('latin1');
    }
    return Buffer.from(text, 'latin1').toString();
  };
  return { files, log, follower, write, pull, woken };
}

test('it begins with the last 1024 bytes and goes on with what is added', () => {
  const { write, pull } = setup(`${'x'.repeat(5000)}${'y'.repeat(1024)}`);
  assert.equal(pull(), 'y'.repeat(1024));
  write('more\n');
  assert.equal(pull(), 'more\n');
  assert.equal(pull(), '');
});

test('it begins with all of a shorter log', () => {
  assert.equal(setup('short\n').pull(), 'short\n');
});

test('it does not begin with half a character', () => {
  const { pull } = setup(`${'x'.repeat(5000)}😀${'y'.repeat(1022)}`);
  assert.equal(pull(), 'y'.repeat(1022));
});

test('whoever waits is told once, and not at all as long as there is something to take', () => {
  const { follower, write, pull, woken } = setup('start');
  write('a');
  assert.equal(woken.times, 0, 'nobody waits yet');
  assert.equal(pull(), 'starta');
  write('b');
  write('c');
  write('d');
  assert.equal(woken.times, 1);
  assert.equal(follower.next(2)?.length, 2);
  write('e');
  assert.equal(woken.times, 1);
  assert.equal(pull(), 'de');
});

test('no part is larger than asked for', () => {
  const { follower } = setup('0123456789');
  assert.equal(follower.next(4)?.length, 4);
  assert.equal(follower.next(4)?.length, 4);
  assert.equal(follower.next(4)?.length, 2);
  assert.equal(follower.next(4), undefined);
});

test('a rotation loses nothing: the rest of the old file, then the new one', () => {
  const { write, pull, files } = setup('', { maxBytes: 10, backups: 3 });
  assert.equal(pull(), '');
  write('0123456');
  write('789abc');
  write('new');
  assert.equal(pull(4), '0123456789abcnew');
  assert.equal(files.openPaths.length, 2, 'the writer and the follower, each on the new file');
});

test('who is several rotations behind misses nothing', () => {
  const { write, pull, files } = setup('', { maxBytes: 10, backups: 5 });
  assert.equal(pull(), '');
  write('0123');
  assert.equal(pull(), '0123');
  for (const text of ['456789', 'abcdefghij', 'klmnopqrst', 'uvwxyz....', 'new']) write(text);
  assert.equal(pull(4), '0123456789abcdefghijklmnopqrstuvwxyz....new'.slice(4));
  assert.equal(files.openPaths.length, 2);
  write(' and more');
  assert.equal(pull(), ' and more');
});

test('who is so far behind that older copies are gone goes on with the newest file', () => {
  const { write, pull } = setup('', { maxBytes: 10, backups: 1 });
  assert.equal(pull(), '');
  for (const text of ['0123456789', 'abcdefghij', 'klmnopqrst', 'new']) write(text);
  assert.equal(pull(), '0123456789new');
});

test('a file that is emptied is announced, and followed from its start', () => {
  const { write, pull } = setup('', { maxBytes: 10, backups: 0 });
  write('0123');
  assert.equal(pull(), '0123');
  write('456789');
  write('longer!');
  assert.equal(pull(), '==> File truncated <==\nlonger!');
});

test('a new file that cannot be opened yet is looked for again', () => {
  const { files, log, write, pull } = setup('old');
  assert.equal(pull(), 'old');
  log.clear();
  files.fail('stat', 'EACCES');
  write('new');
  assert.equal(pull(), '');
  files.mend();
  write(' and more');
  assert.equal(pull(), 'new and more');
});

test('a file that somebody else made shorter is announced too', () => {
  const { files, write, pull } = setup('0123456789');
  assert.equal(pull(), '0123456789');
  files.put(LOG, '');
  write('new');
  assert.equal(pull(), '==> File truncated <==\nnew');
});

test('a cleared log is followed from the start of the new file', () => {
  const { log, write, pull } = setup('old');
  assert.equal(pull(), 'old');
  log.clear();
  write('new');
  assert.equal(pull(), 'new');
});

test('the log of a process that is spawned again is followed on', () => {
  const { log, write, pull, woken } = setup('first run\n');
  assert.equal(pull(), 'first run\n');
  log.close();
  log.open();
  write('second run\n');
  assert.equal(woken.times, 1);
  assert.equal(pull(), 'second run\n');
});

test('after the end nothing is told and nothing stays open', () => {
  const { files, log, follower, write, pull, woken } = setup('text');
  pull();
  follower.close();
  write('more');
  log.close();
  assert.equal(woken.times, 0);
  assert.deepEqual(files.openPaths, []);
});

test('a log that is a pipe has nothing to show', () => {
  const files = new FakeFiles();
  files.addPipe('/dev/stdout');
  const log = { path: '/dev/stdout', subscribe: () => () => {} };
  const follower = new Follower(log, files, () => {});
  assert.equal(follower.next(100), undefined);
});

test('a log that is not there cannot be followed', () => {
  const log = { path: '/log/none', subscribe: () => () => {} };
  assert.throws(() => new Follower(log, new FakeFiles('/log'), () => {}), { code: 'ENOENT' });
});
