import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeFiles } from '../../test/rig/fake-files.ts';
import { LOG, logOnFakes } from '../../test/rig/log-on-fakes.ts';
import type { LogNews } from './rotating-file.ts';

test('bytes are appended to what is there, exactly as they came [8.3-append 8.4-raw]', () => {
  const { files, log } = logOnFakes();
  files.put(LOG, 'old\n');
  log.open();
  const bytes = Uint8Array.from([0, 0xff, 0x0a, 0xc3, 0x28, 0x00]);
  log.write(bytes, 1, 6);
  assert.deepEqual([...files.readFile(LOG)], [0x6f, 0x6c, 0x64, 0x0a, 0xff, 0x0a, 0xc3, 0x28, 0]);
});

test('a write that goes out in parts is finished', () => {
  const files = new FakeFiles('/log');
  const whole = files.write.bind(files);
  files.write = (fd, bytes, start, end) => whole(fd, bytes, start, Math.min(end, start + 2));
  const { log, write, said } = logOnFakes({}, files);
  log.open();
  write('hello world');
  assert.equal(files.text(LOG), 'hello world');
  assert.deepEqual(said(), []);
});

test('the size is checked after each write, so a file may exceed it by one write [8.3-after-write]', () => {
  const { files, log, write } = logOnFakes({ maxBytes: 10, backups: 2 });
  log.open();
  write('12345');
  write('6789');
  assert.equal(files.exists(`${LOG}.1`), false);
  write('abcdefg');
  assert.equal(files.text(`${LOG}.1`), '123456789abcdefg');
  assert.equal(files.text(LOG), '');
});

test('what others write in its place counts, and the file is rotated when it is full [8.3-after-write]', () => {
  const { files, log, write } = logOnFakes({ maxBytes: 10, backups: 2 });
  const pump = (text: string) => {
    const target = log.pumpTarget();
    log.pumped(files.write(target?.fd ?? -1, Buffer.from(text), 0, text.length));
    return target?.bytes;
  };
  log.open();
  write('123');
  assert.equal(pump('45'), 7);
  assert.equal(pump('6789'), 5);
  assert.equal(files.exists(`${LOG}.1`), false);
  assert.equal(pump('abc'), 1);
  assert.equal(files.text(`${LOG}.1`), '123456789abc');
  write('x');
  assert.equal(files.text(LOG), 'x');
  assert.equal(log.pumpTarget()?.bytes, 9);
});

test('nobody may write in its place while it fails, waits or is closed, and in that of a pipe never', () => {
  const { files, clock, log, write } = logOnFakes();
  assert.equal(log.pumpTarget(), undefined);
  log.open();
  assert.ok(log.pumpTarget());
  files.capacity = 0;
  write('too much');
  assert.equal(log.pumpTarget(), undefined);
  files.capacity = 100;
  clock.advance(500);
  assert.equal(log.pumpTarget(), undefined, 'nobody knows yet that there is room');
  write('again');
  assert.ok(log.pumpTarget());
  log.close();
  assert.equal(log.pumpTarget(), undefined);
});

test('older copies move up and the oldest goes [8.3-shift 8.3-names]', () => {
  const { files, log, write } = logOnFakes({ maxBytes: 3, backups: 2 });
  log.open();
  for (const text of ['one', 'two', 'three', 'four', 'x']) write(text);
  assert.equal(files.text(`${LOG}.1`), 'four');
  assert.equal(files.text(`${LOG}.2`), 'three');
  assert.equal(files.text(LOG), 'x');
  assert.deepEqual(files.readDirectory('/log').sort(), ['app.log', 'app.log.1', 'app.log.2']);
  assert.equal(files.openPaths.length, 1, 'only the new file is open');
});

test('a gap among the older copies stays a gap [8.3-gap]', () => {
  const { files, log, write } = logOnFakes({ maxBytes: 3, backups: 3 });
  files.put(`${LOG}.2`, 'second');
  log.open();
  write('base');
  assert.equal(files.text(`${LOG}.3`), 'second');
  assert.equal(files.exists(`${LOG}.2`), false);
  assert.equal(files.text(`${LOG}.1`), 'base');
});

test('without backups a full file is emptied [8.3-no-backups]', () => {
  const { files, log, write } = logOnFakes({ maxBytes: 4, backups: 0 });
  log.open();
  write('1234');
  write('5');
  assert.equal(files.text(LOG), '5');
  assert.deepEqual(files.readDirectory('/log'), ['app.log']);
});

test('with maxBytes 0 a file is never rotated [8.3-maxbytes-0]', () => {
  const { files, log, write } = logOnFakes({ maxBytes: 0, backups: 3 });
  log.open();
  for (let count = 0; count < 100; count++) write('0123456789');
  assert.equal(files.text(LOG).length, 1000);
  assert.deepEqual(files.readDirectory('/log'), ['app.log']);
});

test('a file that is over its size when it is opened is rotated after the next write [8.3-large-at-open]', () => {
  const { files, log, write } = logOnFakes({ maxBytes: 5, backups: 1 });
  files.put(LOG, 'already long');
  log.open();
  assert.equal(files.text(LOG), 'already long');
  write('!');
  assert.equal(files.text(`${LOG}.1`), 'already long!');
});

test('the mode of a file is kept across rotation and clear [8.3-auto-mode]', () => {
  const { files, log, write } = logOnFakes({ maxBytes: 3, backups: 1, mode: 0o600 });
  log.open();
  assert.equal(files.mode(LOG), 0o600);
  write('rotate');
  assert.equal(files.mode(LOG), 0o600);
  log.clear();
  assert.equal(files.mode(LOG), 0o600);
  log.close();
  log.clear();
  assert.equal(files.mode(LOG), 0o600);
});

test('a file without a mode of its own follows the umask [8.3-mode]', () => {
  const { files, log } = logOnFakes();
  files.umask = 0o027;
  log.open();
  assert.equal(files.mode(LOG), 0o640);
});

test('a file that cannot be rotated grows on, and is tried again after as much again [8.3-cannot-rotate]', () => {
  const { files, log, write, said } = logOnFakes({ maxBytes: 4, backups: 1 });
  log.open();
  files.fail('rename', 'EACCES');
  write('1234');
  write('567');
  assert.deepEqual(said(), [`warn: cannot rotate ${LOG}: EACCES: permission denied; it grows on`]);
  files.mend();
  write('8');
  assert.equal(files.text(`${LOG}.1`), '12345678');
  assert.equal(log.lostBytes, 0);
});

test('where no new file can be opened, a file that should be rotated keeps its name and grows on', () => {
  const { files, log, write, said } = logOnFakes({ maxBytes: 4, backups: 2 });
  log.open();
  write('1234');
  files.fail('open', 'EMFILE');
  write('abcd');
  write('efg');
  assert.equal(files.text(LOG), 'abcdefg');
  assert.equal(files.exists(`${LOG}.1`), false);
  assert.equal(files.text(`${LOG}.2`), '1234');
  assert.deepEqual(said(), [
    `warn: cannot rotate ${LOG}: EMFILE: too many open files; it grows on`,
  ]);
  files.mend();
  write('h');
  assert.equal(files.text(`${LOG}.1`), 'abcdefgh');
  assert.equal(files.text(LOG), '');
  assert.equal(log.lostBytes, 0);
});

test('reopening goes to the new file after somebody has moved the old one away [8.7-create]', () => {
  const { files, log, write } = logOnFakes();
  log.open();
  write('before\n');
  files.rename(LOG, '/log/moved');
  write('still the old one\n');
  log.reopen();
  write('after\n');
  assert.equal(files.text('/log/moved'), 'before\nstill the old one\n');
  assert.equal(files.text(LOG), 'after\n');
  assert.equal(files.openPaths.length, 1);
});

test('a file that somebody else has emptied is rotated by what it holds now [8.3-copytruncate]', () => {
  const { files, log, write } = logOnFakes({ maxBytes: 10, backups: 1 });
  log.open();
  write('12345678');
  files.put(LOG, ''); // its copy is elsewhere
  write('abcdef');
  assert.equal(files.exists(`${LOG}.1`), false);
  assert.equal(files.text(LOG), 'abcdef');
  write('ghij');
  assert.equal(files.text(`${LOG}.1`), 'abcdefghij');
});

test('a closed file is not reopened [8.7-running-only]', () => {
  const { files, log } = logOnFakes();
  log.open();
  log.close();
  log.reopen();
  assert.deepEqual(files.openPaths, []);
});

test('clear leaves an empty file, open or not [8.7-clear 8.7-clear-stopped]', () => {
  const { files, log, write } = logOnFakes();
  log.open();
  write('one');
  log.clear();
  assert.equal(files.text(LOG), '');
  write('two');
  log.close();
  log.clear();
  assert.equal(files.text(LOG), '');
  assert.deepEqual(files.openPaths, []);
});

test('clearing a file that was never made makes none [8.7-clear-nothing]', () => {
  const { files, log } = logOnFakes();
  log.clear();
  assert.equal(files.exists(LOG), false);
});

test('a clear that fails says why', () => {
  const { files, log } = logOnFakes();
  log.open();
  files.fail('unlink', 'EACCES');
  assert.throws(() => log.clear(), { code: 'EACCES' });
});

test('whoever subscribes is told that something happened, until they unsubscribe', () => {
  const { log, write } = logOnFakes({ maxBytes: 4, backups: 1 });
  const news: LogNews[] = [];
  const unsubscribe = log.subscribe((item) => news.push(item));
  log.open();
  write('12');
  write('345');
  log.clear();
  unsubscribe();
  write('6');
  assert.deepEqual(news.slice(0, 5), ['replaced', 'written', 'written', 'replaced', 'replaced']);
});

test('other limits count from the next write on', () => {
  const { files, log, write } = logOnFakes({ maxBytes: 0, backups: 0 });
  log.open();
  write('0123456789');
  log.resize(5, 1);
  assert.equal(files.text(LOG), '0123456789');
  write('x');
  assert.equal(files.text(`${LOG}.1`), '0123456789x');
  log.resize(0, 1);
  write('0123456789');
  assert.equal(files.text(LOG), '0123456789');
});
