import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../test/rig/fake-clock.ts';
import { FakeFiles } from '../../test/rig/fake-files.ts';
import { FakeReceiver } from '../../test/rig/fake-receiver.ts';
import { Syslog, type SyslogHeading } from './syslog.ts';

const HEADING: SyslogHeading = { facility: 'user', priority: 'info', tag: 'supervisord' };

function setup({ isThere = true, room = 64 * 1024 } = {}) {
  const files = new FakeFiles('/dev');
  const clock = new FakeClock();
  const said: string[] = [];
  const receiver = new FakeReceiver(room);
  if (isThere) files.addPipe('/dev/log', receiver);
  const report = (level: string, text: string) => said.push(`${level}: ${text}`);
  const syslog = new Syslog('/dev/log', files, clock, report);
  const send = (text: string, heading = HEADING) => syslog.send(heading, Buffer.from(text));
  /** What was taken, without the headings. */
  const taken = (from = receiver) => from.messages.map((message) => message.replace(/^.*?: /, ''));
  return { files, clock, said, receiver, syslog, send, taken };
}

test('a message looks as the C library makes it, in local time [8.4-syslog-form]', () => {
  const { clock, receiver, send } = setup();
  const at = (text: string) => clock.jumpWall(new Date(text).getTime() - clock.wall());
  at('2026-11-05T04:05:06');
  send('web one');
  at('2026-01-31T23:59:59');
  send('web two');
  assert.deepEqual(receiver.messages, [
    '<14>Nov  5 04:05:06 supervisord: web one',
    '<14>Jan 31 23:59:59 supervisord: web two',
  ]);
});

test('bytes go out as they are, but a NUL would end the message for others [8.4-syslog-bytes]', () => {
  const { files, receiver, syslog, send } = setup();
  send('a\0\0b');
  const sent: Buffer[] = [];
  const { write } = files;
  files.write = (fd, bytes, start, end) => {
    sent.push(Buffer.from(bytes.subarray(start, end)));
    return write.call(files, fd, bytes, start, end);
  };
  syslog.send(HEADING, Uint8Array.of(0xff, 0, 0xc3, 0x1b));
  assert.match(receiver.messages[0] ?? '', /: a#000#000b$/);
  assert.equal(sent[0]?.toString('latin1').split(': ')[1], '\xff#000\xc3\x1b');
});

test('facility, priority and tag are those of the heading', () => {
  const { receiver, send } = setup();
  send('x', { facility: 'local7', priority: 'debug', tag: 'shop' });
  send('x', { facility: 'kern', priority: 'emerg', tag: 'shop' });
  assert.deepEqual(
    receiver.messages.map((message) => message.replace(/>.*:\d\d /, '> ')),
    ['<191> shop: x', '<0> shop: x'],
  );
});

test('a daemon that is not there costs its messages, which are counted and told', () => {
  const { files, clock, said, send, syslog } = setup({ isThere: false });
  send('lost');
  assert.deepEqual(said, [
    'error: cannot write /dev/log: ENOENT: no such file or directory; dropping output',
  ]);
  assert.equal(syslog.lostBytes, '<14>Jan  1 00:00:00 supervisord: lost'.length);
  send('lost, too, and nobody was asked');
  const receiver = new FakeReceiver();
  files.addPipe('/dev/log', receiver);
  clock.advance(500);
  send('here');
  assert.equal(receiver.messages.length, 1);
  assert.match(said[1] ?? '', /^warn: writing \/dev\/log again; lost \d+ bytes$/);
  assert.equal(said.length, 2);
});

test('a daemon that was restarted gets the next message', () => {
  const { files, receiver, said, send, taken } = setup();
  send('one');
  receiver.broken = true;
  const next = new FakeReceiver();
  files.addPipe('/dev/log', next);
  send('two');
  assert.deepEqual(taken(receiver), ['one']);
  assert.deepEqual(taken(next), ['two']);
  assert.deepEqual(said, []);
  assert.deepEqual(files.openPaths, ['/dev/log']);
});

test('while the daemon takes no more, messages wait in their order', () => {
  const { receiver, said, send, taken } = setup({ room: 100 });
  for (const text of ['one', 'two', 'three', 'four', 'five']) send(text);
  assert.deepEqual(taken(), ['one', 'two']);
  receiver.drain();
  assert.deepEqual(taken(), ['one', 'two', 'three', 'four']);
  receiver.drain();
  assert.deepEqual(taken(), ['one', 'two', 'three', 'four', 'five']);
  send('six');
  assert.deepEqual(taken().at(-1), 'six');
  assert.deepEqual(said, []);
});

test('no more waits than there is room for, and the rest is counted', () => {
  const { receiver, said, send, syslog } = setup({ room: 0 });
  const text = 'x'.repeat(8000);
  for (let i = 0; i < 40; i++) send(text);
  const size = text.length + '<14>Jan  1 00:00:00 supervisord: '.length;
  const kept = Math.floor((256 * 1024) / size);
  assert.equal(syslog.lostBytes, (40 - kept) * size);
  assert.match(said[0] ?? '', /^error: cannot write \/dev\/log: EAGAIN/);
  receiver.room = Number.POSITIVE_INFINITY;
  receiver.drain();
  assert.equal(receiver.messages.length, kept);
});

test('a daemon that goes away while messages wait costs those, and the next find another', () => {
  const { files, clock, receiver, said, send, taken, syslog } = setup({ room: 50 });
  send('one');
  send('two');
  receiver.broken = true;
  receiver.wake();
  assert.deepEqual(taken(), ['one']);
  assert.ok(syslog.lostBytes > 0);
  assert.match(said[0] ?? '', /^error: cannot write \/dev\/log: ECONNREFUSED/);
  const next = new FakeReceiver();
  files.addPipe('/dev/log', next);
  clock.advance(500);
  send('three');
  assert.deepEqual(taken(next), ['three']);
});

test('a message that is too large is lost alone', () => {
  const { files, clock, receiver, said, send, taken } = setup();
  send('one');
  files.fail('write', 'EMSGSIZE');
  send('too large');
  files.mend();
  clock.advance(500);
  send('two');
  assert.deepEqual(taken(receiver), ['one', 'two']);
  assert.match(said[0] ?? '', /EMSGSIZE/);
});

test('closing sends what can be sent, counts the rest and closes the socket', () => {
  const { files, receiver, said, send, syslog, taken } = setup({ room: 100 });
  for (const text of ['one', 'two', 'three', 'four', 'five']) send(text);
  receiver.room = 180;
  syslog.close();
  assert.deepEqual(taken(), ['one', 'two', 'three', 'four']);
  assert.equal(said.length, 1);
  assert.deepEqual(files.openPaths, []);
  assert.equal(receiver.waiting, 0);
  syslog.close();
});
