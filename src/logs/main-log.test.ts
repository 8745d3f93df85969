import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../test/rig/fake-clock.ts';
import { FakeFiles } from '../../test/rig/fake-files.ts';
import { FakePipe } from '../../test/rig/fake-pipe.ts';
import { FakeReceiver } from '../../test/rig/fake-receiver.ts';
import type { LogLevel } from './logger.ts';
import { MainLog, type MainLogOptions } from './main-log.ts';
import type { SyslogHeading } from './syslog.ts';

const FILE = { path: '/log/supervisord.log', maxBytes: 0, backups: 0 };

function setup(options: Partial<MainLogOptions> = {}) {
  const files = new FakeFiles('/log', '/dev');
  const stdout = files.addPipe('/dev/stdout', new FakePipe(100_000));
  const wall = new Date(2024, 0, 2, 3, 4, 5, 6).getTime();
  const clock = new FakeClock({ wall });
  const log = new MainLog({ level: 'info', file: FILE, echo: false, ...options }, { files, clock });
  return { files, stdout, clock, log };
}

test('a line has the local time with milliseconds, the code of its level and the message [8.1-line 8.1-newlines]', () => {
  const { files, clock, log } = setup({ level: 'blather' });
  log.critical('one');
  clock.advance(994);
  log.error('two');
  log.warn('three');
  log.info('four');
  log.debug('five');
  log.trace('six');
  log.blather('seven\nand more — ünïcode');
  assert.equal(
    files.text(FILE.path),
    [
      '2024-01-02 03:04:05,006 CRIT one',
      '2024-01-02 03:04:06,000 ERRO two',
      '2024-01-02 03:04:06,000 WARN three',
      '2024-01-02 03:04:06,000 INFO four',
      '2024-01-02 03:04:06,000 DEBG five',
      '2024-01-02 03:04:06,000 TRAC six',
      '2024-01-02 03:04:06,000 BLAT seven\nand more — ünïcode\n',
    ].join('\n'),
  );
});

test('the time follows the wall clock, also back', () => {
  const { files, clock, log } = setup();
  clock.jumpWall(-5_006);
  log.info('earlier');
  assert.equal(files.text(FILE.path), '2024-01-02 03:04:00,000 INFO earlier\n');
});

const LEVELS: readonly LogLevel[] = [
  'critical',
  'error',
  'warn',
  'info',
  'debug',
  'trace',
  'blather',
];

for (const [index, level] of LEVELS.entries()) {
  test(`at level ${level} only what is as grave is written [8.1-levels]`, () => {
    const { files, log } = setup({ level });
    for (const other of LEVELS) log.log(other, other);
    const lines = files.text(FILE.path).trimEnd().split('\n');
    assert.deepEqual(
      lines.map((line) => line.split(' ')[3]),
      LEVELS.slice(0, index + 1),
    );
  });
}

test('in the foreground the same lines go to stdout [8.1-echo]', () => {
  const { files, stdout, log } = setup({ echo: true });
  log.info('hello');
  assert.equal(stdout.drain().toString(), files.text(FILE.path));
});

test('a stdout that nobody reads holds up nothing, and catches up', () => {
  const { stdout, log } = setup({ echo: true });
  stdout.room = 50;
  for (let count = 0; count < 10; count++) log.info(`line ${count}`);
  stdout.room = 10_000;
  const first = stdout.drain().toString();
  assert.equal((first + stdout.drain()).split('\n').length, 11);
});

test('the main log rotates [8.3-main-log]', () => {
  const { files, log } = setup({ file: { ...FILE, maxBytes: 40, backups: 1 } });
  log.info('0123456789');
  log.info('next');
  assert.match(files.text(`${FILE.path}.1`), /0123456789\n$/);
  assert.match(files.text(FILE.path), /next\n$/);
});

test('a main log that cannot be written is told on stdout, and in the file when it can [8.2-cannot-write]', () => {
  const { files, stdout, clock, log } = setup({ echo: true });
  files.capacity = 0;
  log.info('lost');
  const told = stdout.drain().toString();
  assert.match(told, /ERRO cannot write \/log\/supervisord.log: ENOSPC: no space left on device/);
  assert.match(told, / INFO lost\n$/);
  files.capacity = 10_000;
  clock.advance(500);
  log.info('back');
  const lost = log.lostBytes;
  assert.equal(lost, '2024-01-02 03:04:05,006 INFO lost\n'.length);
  assert.match(files.text(FILE.path), new RegExp(`INFO back\\n.* again; lost ${lost} bytes\\n$`));
});

test('when neither can be written nothing happens, for ever', () => {
  const { files, stdout, clock, log } = setup({ echo: true });
  files.capacity = 0;
  stdout.broken = true;
  for (let count = 0; count < 100; count++) {
    log.info('lost');
    clock.advance(700);
  }
  assert.equal(files.text(FILE.path), '');
});

test('a log without a file and without stdout drops everything', () => {
  const { log } = setup({ file: undefined });
  log.info('nowhere');
  assert.equal(log.path, undefined);
  assert.throws(() => log.clear(), { fault: 'NO_FILE' });
});

test('clear begins an empty file and says so where the old one was read [8.2-reopening 8.7-clear-main]', () => {
  const { files, stdout, log } = setup({ echo: true });
  log.info('old');
  stdout.drain();
  log.clear();
  assert.equal(files.text(FILE.path), '');
  assert.equal(
    stdout
      .drain()
      .toString()
      .match(/INFO reopening log file\n/g)?.length,
    2,
  );
  log.info('new');
  assert.match(files.text(FILE.path), /^\S+ \S+ INFO new\n$/);
});

test('clear is a fault when the file is gone or cannot be removed [8.7-clear-main-fault]', () => {
  const { files, log } = setup();
  files.fail('unlink', 'EACCES');
  assert.throws(() => log.clear(), { fault: 'FAILED' });
  files.mend();
  files.unlink(FILE.path);
  assert.throws(() => log.clear(), { fault: 'NO_FILE' });
});

test('reopen goes to the new file by the old name [8.7-sigusr2]', () => {
  const { files, log } = setup();
  log.info('before');
  files.rename(FILE.path, '/log/old');
  log.reopen();
  log.info('after');
  assert.match(files.text('/log/old'), /before/);
  assert.match(files.text(FILE.path), /^\S+ \S+ INFO after\n$/);
});

test('close lets go of everything and later messages are dropped', () => {
  const { files, log } = setup({ echo: true });
  log.close();
  log.info('too late');
  assert.deepEqual(files.openPaths, []);
  assert.equal(files.text(FILE.path), '');
});

function setupSyslog() {
  const heading: SyslogHeading = { facility: 'user', priority: 'info', tag: 'supervisord' };
  const syslog = { path: '/dev/log', heading };
  const all = setup({ file: undefined, syslog, echo: true });
  const receiver = new FakeReceiver();
  all.files.addPipe('/dev/log', receiver);
  return { ...all, receiver };
}

test('a line in syslog is that of a file, its end included, and every line has its time [8.4-syslog-main-log]', () => {
  const { log, receiver } = setupSyslog();
  log.info('one');
  log.warn('two\nlines\n');
  assert.deepEqual(receiver.messages, [
    '<14>Jan  2 03:04:05 supervisord: 2024-01-02 03:04:05,006 INFO one\n',
    '<14>Jan  2 03:04:05 supervisord: 2024-01-02 03:04:05,006 WARN two\n',
    '<14>Jan  2 03:04:05 supervisord: 2024-01-02 03:04:05,006 WARN lines\n',
  ]);
  assert.equal(log.path, undefined);
  assert.throws(() => log.clear(), /NO_FILE/);
});

test('that syslog cannot be reached is told on stdout', () => {
  const { files, log, receiver, stdout, clock } = setupSyslog();
  receiver.broken = true;
  log.info('lost');
  assert.match(
    stdout.drain().toString(),
    /INFO lost\n.*ERRO cannot write \/dev\/log: ECONNREFUSED/,
  );
  assert.ok(log.lostBytes > 0);
  files.addPipe('/dev/log', new FakeReceiver());
  clock.advance(500);
  log.info('here');
  assert.match(stdout.drain().toString(), /WARN writing \/dev\/log again; lost \d+ bytes\n/);
  log.close();
  assert.deepEqual(files.openPaths, []);
});
