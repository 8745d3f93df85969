/** Logs that go on in another program, with what was open and what waited. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../test/rig/fake-clock.ts';
import { FakeFiles } from '../../test/rig/fake-files.ts';
import { FakePipe } from '../../test/rig/fake-pipe.ts';
import { FakeReceiver } from '../../test/rig/fake-receiver.ts';
import { MainLog } from './main-log.ts';
import { RotatingFile } from './rotating-file.ts';
import { Syslog } from './syslog.ts';

const LOG = '/var/log/web.log';

/** A log whose next program is as like it as data can be. */
function setup({ path = LOG, maxBytes = 0, backups = 2 } = {}) {
  const files = new FakeFiles('/var/log', '/dev');
  const clock = new FakeClock();
  const said: string[] = [];
  const owner = {
    pause: () => void said.push('pause'),
    resume: () => void said.push('resume'),
    trouble: (level: string, message: string) => void said.push(`${level}: ${message}`),
  };
  const make = (before?: ReturnType<RotatingFile['snapshot']>) =>
    new RotatingFile({ path, maxBytes, backups }, { files, clock }, owner, before);
  let log = make();
  const write = (text: string) => log.write(Buffer.from(text), 0, text.length);
  const takeOver = () => {
    log.suspend();
    assert.equal(clock.pending, 0);
    const before = structuredClone(log.snapshot());
    files.execve(before.target === undefined ? [] : [before.target.fd]);
    log = make(before);
    log.resume();
  };
  return { files, clock, said, write, takeOver, log: () => log };
}

test('a file goes on where it was, and is rotated when it should be', () => {
  const { files, write, takeOver, log } = setup({ maxBytes: 8 });
  log().open();
  write('1234');
  takeOver();
  write('5678');
  write('next');
  assert.deepEqual([files.text(`${LOG}.1`), files.text(LOG)], ['12345678', 'next']);
  assert.equal(log().writtenBytes, 12);
  log().close();
  assert.deepEqual(files.openPaths, []);
});

test('a file that was moved away is written on, as before, until it is opened by its name', () => {
  const { files, write, takeOver, log } = setup();
  log().open();
  files.rename(LOG, `${LOG}.old`);
  takeOver();
  write('old');
  log().reopen();
  write('new');
  assert.deepEqual([files.text(`${LOG}.old`), files.text(LOG)], ['old', 'new']);
});

test('a file that could not be rotated is left alone for as long as before', () => {
  const { files, write, takeOver, log, said } = setup({ maxBytes: 4, backups: 1 });
  log().open();
  files.fail('rename', 'EACCES');
  write('1234');
  assert.match(said.at(-1) ?? '', /cannot rotate/);
  files.mend();
  takeOver();
  write('56');
  assert.equal(files.text(LOG), '123456');
  write('78');
  assert.equal(files.text(`${LOG}.1`), '12345678');
});

test('what a full pipe has not taken goes out by the next program, also of a log that is closed', () => {
  for (const isClosed of [false, true]) {
    const { files, write, takeOver, log, said } = setup({ path: '/dev/fifo' });
    const fifo = files.addPipe('/dev/fifo', new FakePipe(4));
    log().open();
    write('one two three');
    if (isClosed) log().close();
    takeOver();
    assert.equal(log().blocked, true);
    let text = '';
    for (let turn = 0; turn < 4; turn++) text += fifo.drain();
    assert.equal(text, 'one two three');
    assert.deepEqual(said, ['pause', 'resume']);
    assert.equal(log().lostBytes, 0);
    assert.equal(files.openPaths.length, isClosed ? 0 : 1);
  }
});

test('an outage goes on: what was lost is counted on, and told when it was due', () => {
  const { files, clock, write, takeOver, said, log } = setup();
  files.capacity = 2;
  log().open();
  write('12345');
  assert.equal(said.splice(0).length, 1, 'it is told at once');
  takeOver();
  write('too early, and lost');
  clock.advance(59_999);
  assert.deepEqual(said, []);
  clock.advance(1);
  assert.deepEqual(said.splice(0), [
    `error: still cannot write ${LOG}: ENOSPC: no space left on device; lost 22 bytes`,
  ]);
  files.capacity = 1000;
  takeOver();
  write('again');
  assert.deepEqual(said, [`warn: writing ${LOG} again; lost 22 bytes`]);
  assert.deepEqual([log().lostBytes, files.text(LOG), clock.pending], [22, '12again', 0]);
});

test('messages for a syslog daemon that takes no more are sent by the next program', () => {
  const files = new FakeFiles('/dev');
  const clock = new FakeClock();
  const receiver = new FakeReceiver(40);
  files.addPipe('/dev/log', receiver);
  const heading = { facility: 'user', priority: 'info', tag: 'supervisord' } as const;
  const first = new Syslog('/dev/log', files, clock, () => {});
  for (const text of ['one', 'two', 'three']) first.send(heading, Buffer.from(text));
  first.suspend();
  files.execve([]);
  const next = new Syslog('/dev/log', files, clock, () => {}, structuredClone(first.snapshot()));
  assert.equal(receiver.messages.length, 1);
  next.resume();
  next.send(heading, Buffer.from('four'));
  receiver.room = 1000;
  receiver.drain();
  const texts = receiver.messages.map((message) => message.replace(/^.*: /, ''));
  assert.deepEqual(texts, ['one', 'two', 'three', 'four']);
  assert.equal(next.lostBytes, 0);
});

test('the main log goes on with its files, its stdout and its syslog, opening none anew', () => {
  const files = new FakeFiles('/var/log', '/dev');
  const clock = new FakeClock();
  const stdout = files.addPipe('/dev/stdout', new FakePipe(30));
  const receiver = new FakeReceiver();
  files.addPipe('/dev/log', receiver);
  const syslog = {
    path: '/dev/log',
    heading: { facility: 'user', priority: 'info', tag: 'x' } as const,
  };
  const file = { path: LOG, maxBytes: 0, backups: 0 };
  const first = new MainLog({ level: 'info', file, syslog, echo: true }, { files, clock });
  first.info('one');
  first.info('two');
  first.suspend();
  const before = structuredClone(first.snapshot());
  const kept = [before.file, before.echo].flatMap((each) => each?.target?.fd ?? []);
  assert.equal(kept.length, 2);
  files.execve(kept);
  const opened = files.calls.get('open');
  const next = new MainLog(before.options, { files, clock }, before);
  next.resume();
  next.info('three');
  next.debug('is not for the log');
  let echoed = '';
  for (let turn = 0; turn < 6; turn++) echoed += stdout.drain();
  assert.match(echoed, /^.* INFO one\n.* INFO two\n.* INFO three\n$/);
  assert.equal(files.text(LOG), echoed);
  assert.equal(receiver.messages.length, 3);
  assert.equal(files.calls.get('open'), opened);
});
