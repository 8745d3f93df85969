import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LOG, logOnFakes } from '../../test/rig/log-on-fakes.ts';
import type { LogNews } from './rotating-file.ts';

test('a full disk: what fits is written, the rest counted, and writing resumes with space', () => {
  const { files, clock, log, write, said } = logOnFakes();
  files.capacity = 10;
  log.open();
  write('1234567');
  write('890abc');
  assert.equal(files.text(LOG), '1234567890');
  assert.deepEqual(said(), [
    `error: cannot write ${LOG}: ENOSPC: no space left on device; dropping output`,
  ]);
  files.capacity = 1000;
  clock.advance(499);
  write('too early');
  clock.advance(1);
  write('again');
  assert.equal(files.text(LOG), '1234567890again');
  assert.equal(log.lostBytes, 3 + 9);
  assert.deepEqual(said(), [`warn: writing ${LOG} again; lost 12 bytes`]);
  assert.equal(clock.pending, 0);
});

test('a failing log is tried at most twice a second, however much is written', () => {
  const { files, clock, log, write } = logOnFakes();
  files.capacity = 0;
  log.open();
  for (let count = 0; count < 1000; count++) {
    write('line\n');
    clock.advance(2);
  }
  assert.equal(files.calls.get('write'), 4);
});

test('an outage is told at first, every minute while bytes are lost, and when it is over [8.2-cannot-write]', () => {
  const { files, clock, log, write, said } = logOnFakes();
  files.capacity = 0;
  log.open();
  for (let second = 0; second < 150; second++) {
    write('0123456789');
    clock.advance(1000);
  }
  files.capacity = 1000;
  write('!');
  const reason = `${LOG}: ENOSPC: no space left on device`;
  assert.deepEqual(said(), [
    `error: cannot write ${reason}; dropping output`,
    `error: still cannot write ${reason}; lost 600 bytes`,
    `error: still cannot write ${reason}; lost 1200 bytes`,
    `warn: writing ${LOG} again; lost 1500 bytes`,
  ]);
  assert.equal(log.lostBytes, 1500);
});

test('a program that falls silent during an outage leaves no timer behind', () => {
  const { files, clock, log, write, said } = logOnFakes();
  files.capacity = 0;
  log.open();
  write('last words');
  said();
  clock.advance(60_000);
  assert.equal(said().length, 1, 'what was lost since the first report is told');
  clock.advance(3_600_000);
  assert.deepEqual(said(), []);
  assert.equal(clock.pending, 0);
});

test('a disk that is full now and then is told of once a minute, and no byte goes uncounted', () => {
  const { files, clock, log, write, said } = logOnFakes();
  log.open();
  for (let count = 0; count < 90; count++) {
    files.capacity = count % 2 === 0 ? 0 : 10_000;
    clock.advance(1000);
    write('0123456789');
  }
  assert.deepEqual(said(), [
    `error: cannot write ${LOG}: ENOSPC: no space left on device; dropping output`,
    `warn: writing ${LOG} again; lost 10 bytes`,
    `warn: writing ${LOG} again; lost 290 bytes`,
  ]);
  clock.advance(60_000);
  assert.deepEqual(said(), [`warn: writing ${LOG} again; lost 150 bytes`]);
  assert.equal(log.lostBytes, 450);
  assert.equal(clock.pending, 0);
});

test('closing during an outage tells what was lost and stops the timer', () => {
  const { files, clock, log, write, said } = logOnFakes();
  files.capacity = 0;
  log.open();
  write('0123456789');
  log.close();
  assert.match(said()[1] ?? '', /lost 10 bytes$/);
  assert.equal(clock.pending, 0);
});

test('a program that keeps crashing during an outage does not tell of it each time', () => {
  const { files, clock, log, said } = logOnFakes();
  files.fail('open', 'EMFILE');
  for (let count = 0; count < 5; count++) {
    log.open();
    clock.advance(1000);
    log.close();
  }
  assert.deepEqual(said(), [
    `error: cannot write ${LOG}: EMFILE: too many open files; dropping output`,
  ]);
});

test('a folder that vanished: lost from the rotation on, and resumed when it is back', () => {
  const { files, clock, log, write, said } = logOnFakes({ maxBytes: 4, backups: 1 });
  log.open();
  files.removeTree('/log');
  write('1234');
  assert.deepEqual(said(), [
    `error: cannot write ${LOG}: ENOENT: no such file or directory; dropping output`,
  ]);
  write('lost');
  files.mkdir('/log');
  clock.advance(500);
  write('ok');
  assert.equal(files.text(LOG), 'ok');
  assert.deepEqual(said(), [`warn: writing ${LOG} again; lost 4 bytes`]);
});

test('a folder that vanishes under an open file is noticed, and counted from then on', () => {
  const { files, clock, log, write, said } = logOnFakes();
  log.open();
  write('before');
  files.removeTree('/log');
  clock.advance(500);
  write('lost');
  assert.deepEqual(said(), [
    `error: cannot write ${LOG}: ENOENT: no such file or directory; dropping output`,
  ]);
  files.mkdir('/log');
  clock.advance(500);
  write('after');
  assert.equal(files.text(LOG), 'after');
  assert.equal(log.lostBytes, 4);
});

test('a file that somebody removed begins anew, and one that was moved is followed [8.7-removed]', () => {
  const { files, clock, log, write } = logOnFakes();
  const news: LogNews[] = [];
  log.open();
  log.subscribe((item) => news.push(item));
  files.rename(LOG, '/log/moved');
  clock.advance(500);
  write('to the moved one');
  assert.equal(files.text('/log/moved'), 'to the moved one');
  files.unlink('/log/moved');
  clock.advance(500);
  write('to a new one');
  assert.equal(files.text(LOG), 'to a new one');
  assert.deepEqual(news, ['written', 'replaced', 'written']);
});

for (const code of ['EIO', 'EROFS', 'ESTALE']) {
  test(`after ${code} the file is opened anew`, () => {
    const { files, clock, log, write, said } = logOnFakes();
    log.open();
    files.fail('write', code);
    write('lost');
    assert.deepEqual(files.openPaths, [], 'nothing holds on to a dead file');
    files.mend();
    clock.advance(500);
    write('back');
    assert.equal(files.text(LOG), 'back');
    assert.equal(said().at(-1), `warn: writing ${LOG} again; lost 4 bytes`);
  });
}

test('running out of descriptors costs output and nothing else', () => {
  const { files, clock, log, write } = logOnFakes();
  files.maxOpen = 0;
  log.open();
  write('lost');
  files.maxOpen = 1;
  clock.advance(500);
  write('kept');
  assert.equal(files.text(LOG), 'kept');
  assert.equal(log.lostBytes, 4);
});
