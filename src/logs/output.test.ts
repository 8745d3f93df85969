import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../test/rig/fake-clock.ts';
import { FakeFiles } from '../../test/rig/fake-files.ts';
import { FakeLog } from '../../test/rig/fake-log.ts';
import { FakePipe } from '../../test/rig/fake-pipe.ts';
import type { PumpTarget } from '../os/port.ts';
import type { LogLevel } from './logger.ts';
import { Output } from './output.ts';
import type { FilterOptions } from './output-filter.ts';
import type { LogFile } from './rotating-file.ts';

const LOG: LogFile = { path: '/log/web.log', maxBytes: 0, backups: 0 };

function setup(file: LogFile | undefined = LOG, level: LogLevel = 'info') {
  const files = new FakeFiles('/log', '/run');
  const clock = new FakeClock();
  const log = new FakeLog(level);
  const output = new Output({ process: 'web', channel: 'stdout', file }, { files, clock, log });
  const write = (text: string | Uint8Array) => {
    const bytes = Buffer.concat([Buffer.from('>'), Buffer.from(text as string)]);
    output.data(bytes, 1, bytes.length);
  };
  return { files, clock, log, output, write };
}

/** `calls` are what it was asked for, in this order. */
function fakeChannel() {
  const calls: string[] = [];
  const channel = {
    pause: () => calls.push('pause'),
    resume: () => calls.push('resume'),
    pump: ({ bytes, ms }: PumpTarget) => calls.push(`pump ${bytes} bytes, ${ms} ms`),
    stopPump: () => calls.push('stop'),
  };
  return { calls, channel };
}

test('what a process says goes to its file as it is [8.4-raw]', () => {
  const { files, output, write } = setup();
  output.open();
  write('hello\n');
  output.end();
  output.close();
  assert.equal(files.text(LOG.path), 'hello\n');
  assert.equal(output.path, LOG.path);
  assert.deepEqual(files.openPaths, []);
});

test('nothing is opened before the process is spawned [8.4-opened-at-spawn]', () => {
  const { files, output } = setup();
  assert.equal(files.exists(LOG.path), false);
  output.open();
  assert.equal(files.exists(LOG.path), true);
});

test('without a file the output is read and dropped, and everything can be asked [8.4-none]', () => {
  const { output, write, log } = setup({ ...LOG, path: '' });
  const none = new Output(
    { process: 'web', channel: 'stdout', file: undefined },
    { files: new FakeFiles(), clock: new FakeClock(), log },
  );
  none.open();
  none.data(Buffer.from('x'), 0, 1);
  none.reopen();
  none.clear();
  none.subscribe(() => {})();
  none.close();
  assert.equal(none.path, undefined);
  assert.equal(none.lostBytes, 0);
  output.open();
  write('to a path that cannot be');
  assert.equal(output.lostBytes, 24);
});

test('at level debug the main log gets a copy, the bytes that are no text in Python form [8.2-output-copy 8.2-output-undecodable]', () => {
  const { log, output, write } = setup(LOG, 'debug');
  output.open();
  write('hello\nworld\n');
  write(Uint8Array.from([0x63, 0xe9, 0x0a, 0x27]));
  assert.deepEqual(log.lines.splice(0), [
    "debug 'web' stdout output:\nhello\nworld\n",
    `debug 'web' stdout output:\nUndecodable: b"c\\xe9\\n'"`,
  ]);
});

test('above level debug the main log gets no copy [8.2-output-copy]', () => {
  const { log, output, write } = setup(LOG, 'info');
  output.open();
  write('hello\n');
  assert.deepEqual(log.lines.splice(0), []);
});

test('a log that cannot be written is reported with the name of the process [8.2-cannot-write]', () => {
  const { files, log, output, write } = setup();
  files.capacity = 0;
  output.open();
  write('hello\n');
  assert.deepEqual(log.lines.splice(0), [
    "error 'web' stdout: cannot write /log/web.log: ENOSPC: no space left on device; dropping output",
  ]);
  assert.equal(output.lostBytes, 6);
});

test('a full pipe pauses the channel of this output, and resumes it', () => {
  const { files, output, write } = setup({ ...LOG, path: '/run/fifo' });
  const pipe = files.addPipe('/run/fifo', new FakePipe(4));
  const { calls, channel } = fakeChannel();
  output.open();
  output.attach(channel);
  write('123456');
  pipe.drain();
  assert.deepEqual(calls, ['stop', 'pause', 'resume']);
});

test('a channel that comes while the pipe is still full is paused from its start', () => {
  const { files, output, write } = setup({ ...LOG, path: '/run/fifo' });
  const pipe = files.addPipe('/run/fifo', new FakePipe(4));
  output.open();
  write('123456');
  output.close();
  output.open();
  const { calls, channel } = fakeChannel();
  output.attach(channel);
  assert.deepEqual(calls, ['pause']);
  pipe.drain();
  assert.deepEqual(calls, ['pause', 'resume']);
});

test('plain output lends its file to the channel with each piece that comes', () => {
  const { output, write, clock } = setup({ ...LOG, maxBytes: 100, backups: 1 });
  const { calls, channel } = fakeChannel();
  output.open();
  output.attach(channel);
  assert.deepEqual(calls, [], 'not before the first: most programs say little');
  write('hello');
  assert.deepEqual(calls.splice(0), ['stop', 'pump 95 bytes, 500 ms']);
  output.pumped(90);
  clock.advance(100);
  write('1');
  assert.deepEqual(calls.splice(0), ['stop', 'pump 4 bytes, 400 ms']);
  clock.advance(400);
  write('2');
  assert.deepEqual(calls.splice(0), ['stop', 'pump 3 bytes, 500 ms'], 'it has looked at the file');
  output.end();
  write('the end');
  assert.deepEqual(calls, []);
});

/** What makes somebody else than the file want the bytes, or the file not take them. */
const REASONS_NOT_TO_PUMP: Readonly<Record<string, (made: ReturnType<typeof setup>) => void>> = {
  'an observer': ({ output }) => output.observe(() => {}),
  'an observer of all that comes': ({ output }) => output.observeRaw(() => {}),
  'a follower': ({ output }) => output.subscribe(() => {}),
  'escape sequences to take out': ({ output }) => output.stripAnsi(true),
  'a full disk': ({ files }) => {
    files.capacity = 0;
  },
  'no such folder': ({ files, output }) => {
    files.removeTree('/log');
    output.reopen();
  },
};

for (const [reason, arrange] of Object.entries(REASONS_NOT_TO_PUMP)) {
  test(`nothing is pumped because of ${reason}`, () => {
    const made = setup();
    const { calls, channel } = fakeChannel();
    made.output.open();
    made.output.attach(channel);
    arrange(made);
    made.write('hello');
    assert.deepEqual(new Set(calls), new Set(['stop']));
  });
}

test('nothing is pumped to a fifo, at level debug, or if lines or tokens are looked for', () => {
  const atDebug = setup(LOG, 'debug');
  const toFifo = setup({ ...LOG, path: '/run/fifo' });
  toFifo.files.addPipe('/run/fifo');
  const { files, clock, log } = setup();
  const heading = { process: 'web', channel: 'stdout', file: LOG } as const;
  const outputs = [
    atDebug.output,
    toFifo.output,
    new Output({ ...heading, captureBytes: 100 }, { files, clock, log }),
    new Output({ ...heading, syslog: () => {} }, { files, clock, log }),
    new Output({ ...heading, file: undefined }, { files, clock, log }),
  ];
  for (const output of outputs) {
    const { calls, channel } = fakeChannel();
    output.open();
    output.attach(channel);
    output.data(Buffer.from('hello'), 0, 5);
    assert.deepEqual(calls, ['stop']);
  }
});

test('whatever is asked of an output, the channel stops to pump first', () => {
  const { output, write, files } = setup();
  const { calls, channel } = fakeChannel();
  output.open();
  output.attach({ ...channel, stopPump: () => calls.push(`stop at ${files.text(LOG.path)}`) });
  write('x');
  calls.length = 0;
  for (const ask of [
    () => output.resize({ maxbytes: 5, backups: 1 }),
    () => output.reopen(),
    () => output.subscribe(() => {}),
    () => output.observe(() => {}),
    () => output.observeRaw(() => {}),
    () => output.stripAnsi(true),
    () => output.clear(),
  ]) {
    ask();
    assert.deepEqual(calls.splice(0), ['stop at x']);
  }
  output.close();
  assert.deepEqual(calls.splice(0), ['stop at ']);
});

test('the log of a process that does not run can be cleared [8.7-clear-stopped]', () => {
  const { files, output, write } = setup();
  output.open();
  write('old');
  output.close();
  output.clear();
  assert.equal(files.text(LOG.path), '');
});

test('a thousand chunks open one file and make one write each', () => {
  const { files, output, write } = setup();
  output.open();
  for (let count = 0; count < 1000; count++) write('x');
  assert.equal(files.calls.get('open'), 1);
  assert.equal(files.calls.get('write'), 1000);
});

const BEGIN = '<!--XSUPERVISOR:BEGIN-->';
const END = '<!--XSUPERVISOR:END-->';

function setupFiltered(options: FilterOptions, level: LogLevel = 'info') {
  const files = new FakeFiles('/log');
  const log = new FakeLog(level);
  const heard: string[] = [];
  const lines: string[] = [];
  const output = new Output(
    {
      process: 'web',
      channel: 'stdout',
      file: LOG,
      syslog: (line) => lines.push(Buffer.from(line).toString()),
      ...options,
    },
    { files, clock: new FakeClock(), log },
  );
  output.observe((bytes) => heard.push(Buffer.from(bytes).toString()));
  output.observeCaptured((bytes) => heard.push(`captured ${Buffer.from(bytes)}`));
  output.open();
  const write = (text: string) => {
    const bytes = Buffer.from(`<${text}>`);
    output.data(bytes, 1, bytes.length - 1);
  };
  const logged = () => files.text(LOG.path);
  return { output, write, logged, heard, lines, log };
}

test('what is captured goes to whoever observes it, and not to the log [8.6-captured 8.6-log-events]', () => {
  const { write, logged, heard, lines, log } = setupFiltered({ captureBytes: 100 }, 'debug');
  write(`a\n${BEGIN}hello${END}b\n`);
  assert.equal(logged(), 'a\nb\n');
  assert.deepEqual(lines, ['a', 'b']);
  assert.deepEqual(heard, ['a\n', 'hello', 'captured hello', 'b\n']);
  assert.deepEqual(log.lines, [
    "debug 'web' stdout output:\na\n",
    "debug 'web' stdout output:\nhello",
    "debug 'web' stdout emitted a comm event",
    "debug 'web' stdout output:\nb\n",
  ]);
});

test('without a limit for what is captured tokens are ordinary text [8.6-off]', () => {
  const { write, logged, heard } = setupFiltered({ captureBytes: 0 });
  write(`${BEGIN}hello${END}`);
  assert.equal(logged(), `${BEGIN}hello${END}`);
  assert.deepEqual(heard, [logged()]);
});

test('short output is in the log at once, and the last of it when the process ends [8.6-nothing-lost]', () => {
  const { output, write, logged } = setupFiltered({ captureBytes: 100 });
  write('short\n');
  assert.equal(logged(), 'short\n');
  write('end <!--XSUPER');
  assert.equal(logged(), 'short\nend ');
  output.close();
  assert.equal(logged(), 'short\nend <!--XSUPER');
});

test('a message without its end is dropped with its process [8.6-no-end]', () => {
  const { output, write, logged, heard } = setupFiltered({ captureBytes: 100 });
  write(`a${BEGIN}never`);
  output.close();
  output.open();
  write(`b${END}${BEGIN}next${END}`);
  assert.equal(logged(), `ab${END}`);
  assert.deepEqual(heard, ['a', 'never', `b${END}`, 'next', 'captured next']);
});

test('sequences are taken out for the log, syslog, events and the main log [8.5-applied]', () => {
  const { write, logged, heard, lines, log } = setupFiltered({ stripAnsi: true }, 'debug');
  write('\x1b[31mred\x1b[0m\n');
  assert.equal(logged(), 'red\n');
  assert.deepEqual(lines, ['red']);
  assert.deepEqual(heard, ['red\n']);
  assert.deepEqual(log.lines, ["debug 'web' stdout output:\nred\n"]);
});

test('sequences and tokens are found although they interrupt each other [8.5-and-tokens]', () => {
  const { write, logged, heard } = setupFiltered({ stripAnsi: true, captureBytes: 100 });
  write(`\x1b[1ma${BEGIN}\x1b[2mb\x1b[`);
  write(`0mc${END}\x1b[0md\x1b`);
  assert.equal(logged(), 'ad');
  assert.deepEqual(heard, ['a', 'b', 'c', 'captured bc', 'd']);
});

test('ESC right before a token stays on its side of it [8.5-and-tokens]', () => {
  const { write, logged, heard } = setupFiltered({ stripAnsi: true, captureBytes: 100 });
  write(`a\x1b${BEGIN}b\x1b${END}c`);
  assert.equal(logged(), 'a\x1bc');
  assert.equal(
    heard.find((each) => each.startsWith('captured')),
    'captured b\x1b',
  );
});

test('ESC at the end of all output is text [8.5-cut]', () => {
  const { output, write, logged } = setupFiltered({ stripAnsi: true });
  write('a\x1b');
  assert.equal(logged(), 'a');
  output.close();
  assert.equal(logged(), 'a\x1b');
});
