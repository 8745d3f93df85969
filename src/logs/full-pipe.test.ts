import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeFiles } from '../../test/rig/fake-files.ts';
import { FakePipe } from '../../test/rig/fake-pipe.ts';
import { logOnFakes } from '../../test/rig/log-on-fakes.ts';

for (const path of ['/dev/stdout', '/dev/stderr', '/dev/fd/7', '/run/app.fifo', '/dev/null']) {
  test(`${path} never rotates, is never removed and is never a reason to stop [8.3-special 8.7-clear-special]`, () => {
    const files = new FakeFiles('/dev', '/dev/fd', '/run');
    const pipe = files.addPipe(path, new FakePipe(1_000_000));
    const { log, write, said } = logOnFakes({ path, maxBytes: 5, backups: 3 }, files);
    log.open();
    for (let count = 0; count < 10; count++) write('0123456789');
    log.reopen();
    log.clear();
    write('end');
    log.close();
    assert.equal(pipe.drain().toString(), `${'0123456789'.repeat(10)}end`);
    assert.equal(files.exists(path), true);
    assert.equal(files.calls.get('rename'), undefined);
    assert.deepEqual(said(), []);
  });
}

test('a full pipe holds back its writer and nobody else, and no byte is lost', () => {
  const files = new FakeFiles('/run');
  const pipe = files.addPipe('/run/fifo', new FakePipe(8));
  const { log, write, said } = logOnFakes({ path: '/run/fifo' }, files);
  log.open();
  write('12345');
  assert.deepEqual(said(), []);
  write('67890');
  write('abc');
  assert.deepEqual(said(), ['pause']);
  assert.equal(log.blocked, true);

  assert.equal(pipe.drain(4).toString(), '1234');
  assert.equal(pipe.drain(4).toString(), '5678');
  assert.equal(log.blocked, false);
  assert.deepEqual(said(), ['resume']);
  assert.equal(pipe.drain().toString(), '90abc');
  assert.equal(log.lostBytes, 0);
  assert.equal(pipe.waiting, 0);
});

test('what waits is a copy: the reader uses its buffer again', () => {
  const files = new FakeFiles('/run');
  const pipe = files.addPipe('/run/fifo', new FakePipe(4));
  const { log } = logOnFakes({ path: '/run/fifo' }, files);
  log.open();
  const shared = Buffer.from('12345678');
  log.write(shared, 0, 8);
  log.write(shared, 0, 2);
  shared.fill('?');
  pipe.room = 100;
  assert.equal(pipe.drain().toString() + pipe.drain(), '1234567812');
});

test('what a full pipe has not taken goes out after the process has ended', () => {
  const files = new FakeFiles('/run');
  const pipe = files.addPipe('/run/fifo', new FakePipe(4));
  const { log, write } = logOnFakes({ path: '/run/fifo' }, files);
  log.open();
  write('12345678');
  log.close();
  assert.deepEqual(files.openPaths, ['/run/fifo']);
  assert.equal(pipe.drain().toString() + pipe.drain().toString(), '12345678');
  assert.deepEqual(files.openPaths, []);
});

test('a process that starts again while the pipe is full goes on behind the rest', () => {
  const files = new FakeFiles('/run');
  const pipe = files.addPipe('/run/fifo', new FakePipe(4));
  const { log, write } = logOnFakes({ path: '/run/fifo' }, files);
  log.open();
  write('old old ');
  log.close();
  log.open();
  assert.equal(log.blocked, true);
  write('new');
  let text = '';
  for (let part = pipe.drain(); part.length > 0; part = pipe.drain()) text += part;
  assert.equal(text, 'old old new');
});

test('a pipe whose reader goes away loses what waited, says so and lets the writer go on', () => {
  const files = new FakeFiles('/run');
  const pipe = files.addPipe('/run/fifo', new FakePipe(4));
  const { clock, log, write, said } = logOnFakes({ path: '/run/fifo' }, files);
  log.open();
  write('12345678');
  pipe.broken = true;
  pipe.wake();
  assert.deepEqual(said(), [
    'pause',
    'error: cannot write /run/fifo: EPIPE: broken pipe; dropping output',
    'resume',
  ]);
  assert.equal(log.lostBytes, 4);
  pipe.broken = false;
  pipe.drain();
  clock.advance(500);
  write('back');
  assert.deepEqual(said(), ['warn: writing /run/fifo again; lost 4 bytes']);
  assert.equal(pipe.drain().toString(), 'back');
});

test('more than a reader can ever catch up with is dropped and counted', () => {
  const files = new FakeFiles('/run');
  const pipe = files.addPipe('/run/fifo', new FakePipe(10));
  const { log, write, said } = logOnFakes({ path: '/run/fifo' }, files);
  log.open();
  for (let count = 0; count < 400; count++) write('x'.repeat(1024));
  assert.equal(log.lostBytes, 400 * 1024 - 384 * 1024 - 10);
  assert.deepEqual(said(), [
    'pause',
    'error: cannot write /run/fifo: EAGAIN: its reader is too slow; dropping output',
  ]);
  pipe.room = 1_000_000;
  pipe.drain();
  assert.deepEqual(said(), [
    `warn: writing /run/fifo again; lost ${log.lostBytes} bytes`,
    'resume',
  ]);
});

test('a socket behind a descriptor is written to as it is, and not closed', () => {
  const files = new FakeFiles('/dev/fd');
  const socket = files.addPipe('/dev/fd/7', new FakePipe(10_000, true));
  files.giveDescriptor(7, '/dev/fd/7');
  const { log, write, said } = logOnFakes({ path: '/dev/fd/7' }, files);
  log.open();
  write('hello');
  log.close();
  assert.equal(socket.drain().toString(), 'hello');
  assert.deepEqual(files.openPaths, ['/dev/fd/7']);
  assert.deepEqual(said(), []);
});

test('a socket behind a descriptor that takes no more holds back its writer, and not us', () => {
  const files = new FakeFiles('/dev/fd');
  const socket = files.addPipe('/dev/fd/7', new FakePipe(10_000, true));
  files.giveDescriptor(7, '/dev/fd/7'); // a blocking one
  const { log, write, said } = logOnFakes({ path: '/dev/fd/7' }, files);
  log.open();
  const text = '0123456789'.repeat(2000);
  write(text);
  assert.deepEqual(said(), ['pause']);
  let came = '';
  for (let part = socket.drain(); part.length > 0; part = socket.drain()) came += part;
  assert.equal(came, text);
  assert.deepEqual(said(), ['resume']);
});

test('a plain file behind /dev/stdout shares its position with our parent, and stays', () => {
  const files = new FakeFiles('/dev');
  files.put('/dev/stdout', '');
  files.giveDescriptor(1, '/dev/stdout');
  const { log, write } = logOnFakes({ path: '/dev/stdout', maxBytes: 3, backups: 1 }, files);
  log.open();
  write('hello');
  files.write(1, Buffer.from(' parent'), 0, 7);
  write('!');
  log.clear();
  assert.equal(files.text('/dev/stdout'), 'hello parent!');
});

test('a descriptor that is not there is a log that cannot be written', () => {
  const { log, write, said } = logOnFakes({ path: '/dev/fd/9' }, new FakeFiles('/dev/fd'));
  log.open();
  write('lost');
  assert.deepEqual(said(), [
    'error: cannot write /dev/fd/9: EBADF: bad file descriptor; dropping output',
  ]);
  assert.equal(log.lostBytes, 4);
});

test('a reopened pipe takes what was waiting for the old one', () => {
  const files = new FakeFiles('/run');
  const pipe = files.addPipe('/run/fifo', new FakePipe(4));
  const { log, write, said } = logOnFakes({ path: '/run/fifo' }, files);
  log.open();
  write('12345678');
  files.removeTree('/run/fifo');
  const other = files.addPipe('/run/fifo', new FakePipe(100));
  log.reopen();
  assert.equal(pipe.drain().toString(), '1234');
  assert.equal(other.drain().toString(), '5678');
  assert.deepEqual(said(), ['pause', 'resume']);
  assert.equal(pipe.waiting, 0);
});
