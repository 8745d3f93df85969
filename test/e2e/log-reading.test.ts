/** How logs are read, followed and cleared. */
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import http from 'node:http';
import test from 'node:test';
import { difference, differs } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';
import { Fault } from '../rig/xmlrpc.ts';

test('tail shows the end of a log, of either channel [12.4-tail]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:x]
command = ${child.command}
stdout_logfile = ${rig.path('out')}
stderr_logfile = ${rig.path('err')}
`);
  const run = await child.nextRun();
  const lines = Array.from({ length: 400 }, (_, i) => `line ${i}\n`).join('');
  await run.write(lines);
  await run.write('a complaint\n', 2);
  await rig.holds('out', lines);
  await rig.holds('err', 'a complaint\n');

  assert.equal((await daemon.ctl('tail', 'x')).stdout, `${lines.slice(-1600)}\n`);
  assert.equal((await daemon.ctl('tail', '-9', 'x')).stdout, 'line 399\n\n');
  assert.equal((await daemon.ctl('tail', 'x', 'stderr')).stdout, 'a complaint\n\n');
  const size = lines.length;
  assert.deepEqual(await daemon.rpc('tailProcessStdoutLog', 'x', 0, 9), ['line 399\n', size, true]);
  assert.deepEqual(await daemon.rpc('tailProcessStdoutLog', 'x', size, 9), ['', size, false]);
  assert.equal(await daemon.rpc('readProcessStdoutLog', 'x', 0, 7), 'line 0\n');
  assert.equal(await daemon.rpc('readProcessStdoutLog', 'x', -9, 0), 'line 399\n');
});

test('tail -f shows what is there and follows what comes, until it is interrupted [12.4-follow 12.4-follow-interrupt]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:x]
command = ${child.command}
`);
  const run = await child.nextRun();
  await run.write('before\n');
  const follower = daemon.start('tail', '-f', 'x');
  await follower.prints(/^==> Press Ctrl-C to exit <==\nbefore\n$/);
  await run.write('after\n');
  await follower.prints(/before\nafter\n$/);
  const { code, stdout } = await follower.end('SIGINT');
  assert.match(stdout, /after\n\n$/);
  assert.equal(code, 0);
});

test('tail -f goes on with the new file after a rotation [12.4-follow-rotation]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:x]
command = ${child.command}
stdout_logfile = ${rig.path('out')}
stdout_logfile_maxbytes = 100
stdout_logfile_backups = 1
`);
  const run = await child.nextRun();
  await run.write('before\n');
  const follower = daemon.start('tail', '-f', 'x');
  await follower.prints(/before\n$/);
  await run.write(`${'x'.repeat(100)}\n`);
  await rig.readUntil('out.1', /x\n$/);
  await run.write('after\n');
  await follower.prints(/after\n$/);
});

test('what follows a log ends with 0 when the server goes away [12.4-follow-end]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:x]
command = ${child.command}
`);
  const run = await child.nextRun();
  await run.write('a line\n');
  const followers = [daemon.start('tail', '-f', 'x'), daemon.start('maintail', '-f')];
  await followers[0]?.prints(/a line\n$/);
  await followers[1]?.prints(/spawned/);
  await daemon.stop();
  for (const { exited } of followers) assert.equal((await exited).code, 0);
});

test('a command waits for its answer [12-waits]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:x]
command = ${child.command}
startsecs = 0
stopwaitsecs = 3600
`);
  const run = await child.nextRun();
  await run.trap('SIGTERM');
  const stop = daemon.start('stop', 'x');
  assert.equal(await run.nextSignal(), 'SIGTERM');
  assert.equal((await daemon.ctl('status', 'x')).stdout.split(/ +/)[1], 'STOPPING');
  assert.equal(stop.printed, '');
  run.release();
  assert.equal((await stop.exited).stdout, 'x: stopped\n');
});

test('a tail -f that cannot begin says so [12.4-follow-error]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[program:x]
command = /bin/cat
stdout_logfile = NONE
`);
  const { stderr, code } = await daemon.ctl('tail', '-f', 'x');
  assert.match(stderr, /\/logtail\/x\/stdout Cannot read, status code 404\n/);
  assert.equal(code, differs('#17', { original: 0, ours: 1 }));
});

test('maintail -f follows the main log [12.4-follow]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('');
  const follower = daemon.start('maintail', '-f');
  await follower.prints(/^==> Press Ctrl-C to exit <==\n.*supervisord started with pid \d+\n/s);
  await daemon.rpc('reloadConfig');
  daemon.signal('SIGUSR2');
  await daemon.logLine(/supervisord logreopen/);
  await follower.prints(/supervisord logreopen\n/);
});

test('maintail shows the main log, and clearLog starts it anew [8.7-clear-main]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('');
  await daemon.logLine(/supervisord started with pid/);
  const { stdout, code } = await daemon.ctl('maintail');
  assert.match(stdout, /INFO supervisord started with pid \d+\n\n$/);
  assert.equal(code, 0);
  assert.equal((await daemon.ctl('maintail', '-3')).stdout.length, 4);
  assert.match(
    await daemon.rpc<string>('readLog', 0, 0),
    /^\d{4}-.* supervisord started with pid/s,
  );
  assert.equal(await daemon.rpc('clearLog'), true);
  await daemon.program.prints(/INFO reopening log file\n$/);
  assert.doesNotMatch(daemon.log(), /supervisord started/);
});

test('clear empties the logs of a program, which goes on writing [8.7-clear]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:x]
command = ${child.command}
stdout_logfile = ${rig.path('out')}
stderr_logfile = ${rig.path('err')}
`);
  const run = await child.nextRun();
  await run.write('one\n');
  await run.write('one\n', 2);
  await rig.holds('out', 'one\n');
  await rig.holds('err', 'one\n');
  const { stdout, code } = await daemon.ctl('clear', 'x');
  assert.deepEqual([stdout, code], ['x: cleared\n', 0]);
  assert.deepEqual([rig.read('out'), rig.read('err')], ['', '']);
  await run.write('two\n');
  await rig.holds('out', 'two\n');
  assert.equal((await daemon.ctl('clear', 'all')).stdout, 'x: cleared\n');
});

test('clear reaches the logs of a program that does not run [8.7-clear-stopped]', async () => {
  await using rig = await Rig.create();
  rig.write('out', 'left over\n');
  const daemon = await rig.daemon(`
[program:x]
command = /bin/cat
autostart = false
stdout_logfile = ${rig.path('out')}
`);
  assert.equal((await daemon.ctl('clear', 'x')).stdout, 'x: cleared\n');
  assert.equal(rig.read('out'), differs('#16', { original: 'left over\n', ours: '' }));
});

test('the mode of an AUTO log outlives a clear [8.3-auto-mode]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('[program:x]\ncommand = /bin/cat\nstartsecs = 0\n', {
    before: 'umask 022',
  });
  const { stdout_logfile } = await daemon.state('x', 'RUNNING');
  await daemon.rpc('clearProcessLogs', 'x');
  const mode = statSync(stdout_logfile).mode & 0o777;
  assert.equal(mode, differs('#23', { original: 0o644, ours: 0o600 }));
});

difference(
  '#15',
  'output that is no UTF-8 can be read, with replacement characters [11.2-bytes]',
  async () => {
    await using rig = await Rig.create();
    rig.write('out', Buffer.from([0x61, 0xff, 0xc3, 0xa9, 0xc3]));
    const daemon = await rig.daemon(`
[program:x]
command = /bin/cat
stdout_logfile = ${rig.path('out')}
`);
    const text = await daemon.rpc<string>('readProcessStdoutLog', 'x', 0, 0);
    assert.match(text, /^a\ufffdé/);
    assert.equal((await daemon.ctl('tail', 'x')).code, 0);
  },
);

test('reading beyond the rules of readLog is a fault [11.2-read]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[program:x]
command = /bin/cat
stdout_logfile = ${rig.path('out')}
`);
  await daemon.state('x', 'RUNNING');
  const read = (offset: number, length: number) =>
    daemon.rpc('readProcessStdoutLog', 'x', offset, length);
  await assert.rejects(read(0, -1), { code: 3 });
  await assert.rejects(read(-5, 5), { code: 3 });
  assert.equal(await read(1000, 0), '');
  await assert.rejects(
    daemon.rpc('readProcessStdoutLog', 'nope', 0, 0),
    new Fault(10, 'BAD_NAME: nope'),
  );
});

test('a log can be followed over HTTP', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`[program:x]\ncommand = ${child.command}\n`);
  const run = await child.nextRun();
  await run.write('before\n');
  let received = '';
  const headers = { Connection: 'keep-alive' };
  const { socket: socketPath } = daemon.paths;
  const tail = http.get({ socketPath, path: '/logtail/x', agent: false, headers });
  tail.on('error', () => undefined); // its end is ours
  tail.on('response', (answer) => {
    assert.equal(answer.statusCode, 200);
    assert.equal(answer.headers['content-type'], 'text/plain;charset=utf-8');
    answer.setEncoding('utf8').on('data', (text: string) => {
      received += text;
    });
    answer.on('error', () => undefined);
  });
  await until('the end of the log', () => received === 'before\n');
  await run.write('after\n');
  await until('what came later', () => received === 'before\nafter\n');
  tail.destroy();
});
