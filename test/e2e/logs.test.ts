/** The output of programs: where it goes, byte for byte. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import test from 'node:test';
import { difference } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';

test('stdout and stderr are appended to their files byte for byte [8.3-append 8.4-raw]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  rig.write('out', 'older\n');
  await rig.daemon(`
[program:x]
command = ${child.command}
stdout_logfile = ${rig.path('out')}
stderr_logfile = ${rig.path('err')}
`);
  const run = await child.nextRun();
  const every = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7) % 256));
  await run.write(every);
  await run.write('\x00\x1b[31m\xff without a line end', 2);
  await until('all of it', () => statSync(rig.path('out')).size === 6 + every.length);
  assert.deepEqual(readFileSync(rig.path('out')), Buffer.concat([Buffer.from('older\n'), every]));
  await rig.holds('err', '\x00\x1b[31m\xff without a line end');
});

test('what a program writes last before it exits is in the file [8.4-last-words]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:x]
command = ${child.command}
startsecs = 0
stdout_logfile = ${rig.path('out')}
`);
  const run = await child.nextRun();
  await daemon.state('x', 'RUNNING');
  await run.write('last words'.repeat(3000));
  await run.exit(0);
  await daemon.state('x', 'EXITED');
  assert.equal(rig.read('out'), 'last words'.repeat(3000));
});

test('AUTO makes private files at once, and removes those of the last time [4-auto-logs-at-once 4.5-name 4.5-mode 4.5-cleanup]', async () => {
  await using rig = await Rig.create();
  const text = `
[program:x]
command = /bin/cat
autostart = false
`;
  const daemon = await rig.daemon(text);
  const { stdout_logfile, stderr_logfile } = await daemon.info('x');
  const name = (channel: string) =>
    new RegExp(`^${rig.dir}/x-${channel}---supervisor-[a-z0-9_]{8}\\.log$`);
  assert.match(stdout_logfile, name('stdout'));
  assert.match(stderr_logfile, name('stderr'));
  assert.equal(statSync(stdout_logfile).mode & 0o777, 0o600);
  await daemon.stop();

  await rig.daemon(text);
  const left = readdirSync(rig.dir).filter((file) => file.includes('---'));
  assert.equal(left.length, 2);
  assert.ok(!left.some((file) => stdout_logfile.endsWith(file)));
});

test('nocleanup and identifier keep the AUTO files of other times and others [4-nocleanup 4.5-cleanup]', async () => {
  await using rig = await Rig.create();
  const kept = rig.write('y-stdout---theirs-abcdefgh.log', '');
  rig.write('y-stdout---mine-abcdefgh.log', '');
  const daemon = await rig.daemon('', { flags: ['-i', 'mine'] });
  const logs = () => readdirSync(rig.dir).filter((file) => file.includes('---'));
  assert.deepEqual(logs(), [kept.slice(rig.dir.length + 1)]);
  await daemon.stop();
  rig.write('y-stdout---mine-abcdefgh.log', '');
  await rig.daemon('', { flags: ['--identifier=mine', '--nocleanup'] });
  assert.equal(logs().length, 2);
});

test('with NONE output is read and dropped [8.4-none]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:x]
command = ${child.command}
stdout_logfile = NONE
stderr_logfile = off
`);
  const run = await child.nextRun();
  await run.write('x'.repeat(1_000_000)); // more than any pipe holds
  const { logfile, stdout_logfile, stderr_logfile } = await daemon.info('x');
  assert.deepEqual([logfile, stdout_logfile, stderr_logfile], ['', '', '']);
  assert.deepEqual(
    readdirSync(rig.dir).filter((file) => file.includes('---')),
    [],
  );
  const { stdout, code } = await daemon.ctl('tail', 'x');
  assert.deepEqual([stdout, code], ['x: ERROR (no log file)\n', 1]);
});

test('redirect_stderr sends stderr to the file of stdout [8.4-redirect]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:x]
command = ${child.command}
redirect_stderr = true
stdout_logfile = ${rig.path('both')}
`);
  const run = await child.nextRun();
  await run.write('to stdout\n');
  await run.write('to stderr\n', 2);
  await rig.holds('both', 'to stdout\nto stderr\n');
  await assert.rejects(daemon.rpc('readProcessStderrLog', 'x', 0, 0), { code: 20 });
});

/** A daemon whose stdout is a pipe, as in a container, and what comes out of that pipe. */
async function piped(rig: Rig, text: string) {
  await rig.run('mkfifo', rig.path('pipe'));
  const reader = rig.start('/bin/cat', [rig.path('pipe')]);
  await rig.daemon(text, { before: `exec > ${rig.path('pipe')}` });
  return reader;
}

for (const target of ['/dev/stdout', '/dev/fd/1', '/proc/self/fd/1']) {
  test(`output that goes to ${target} comes out of supervisord [8.1-silent 8.4-dev-stdout]`, async () => {
    await using rig = await Rig.create();
    const child = rig.child();
    const reader = await piped(
      rig,
      `
[supervisord]
silent = true
[program:x]
command = ${child.command}
redirect_stderr = true
stdout_logfile = ${target}
stdout_logfile_maxbytes = 0
`,
    );
    const run = await child.nextRun();
    await run.write('a line of x\n');
    await run.write('and of its stderr\n', 2);
    await reader.prints(/^a line of x\nand of its stderr\n$/);
  });
}

test('the main log can go to stdout as well [8.1-silent 8.4-dev-stdout]', async () => {
  await using rig = await Rig.create();
  const reader = await piped(
    rig,
    '[supervisord]\nsilent = true\nlogfile = /dev/stdout\nlogfile_maxbytes = 0\n',
  );
  await reader.prints(/ INFO supervisord started with pid \d+\n$/);
});

difference(
  'maxbytes of what cannot be rotated',
  'output that goes there goes on, whatever its maxbytes [8.3-special]',
  async () => {
    await using rig = await Rig.create();
    const child = rig.child();
    const reader = await piped(
      rig,
      `
[supervisord]
silent = true
[program:x]
command = ${child.command}
stdout_logfile = /dev/stdout
stdout_logfile_maxbytes = 10
`,
    );
    const run = await child.nextRun();
    for (const word of ['one', 'two', 'three']) await run.write(`the line called ${word}\n`);
    await reader.prints(/^the line called one\nthe line called two\nthe line called three\n$/);
  },
);

difference('/dev/stdout that is a socket', 'it does so even where it is a socket', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[supervisord]
silent = true
[program:x]
command = ${child.command}
stdout_logfile = /dev/stdout
stdout_logfile_maxbytes = 0
`);
  const run = await child.nextRun();
  await run.write('a line of x\n');
  await daemon.program.prints(/^a line of x\n$/);
});

test('output can go to a fifo [8.4-fifo]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  await rig.run('mkfifo', rig.path('fifo'));
  const reader = rig.start('/bin/cat', [rig.path('fifo')]);
  await rig.daemon(`
[program:x]
command = ${child.command}
stdout_logfile = ${rig.path('fifo')}
stdout_logfile_maxbytes = 0
`);
  const run = await child.nextRun();
  await run.write('through the fifo\n');
  await reader.prints(/^through the fifo\n$/);
});

test('a literal % in the name of a log is written four times', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[program:x]
command = /bin/cat
stdout_logfile = ${rig.path('100%%%%.log')}
`);
  assert.equal((await daemon.info('x')).stdout_logfile, rig.path('100%.log'));
});

difference('#12', 'a literal % in the name of a log may be written twice, too', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[program:x]
command = /bin/cat
stdout_logfile = ${rig.path('100%%.log')}
`);
  assert.equal((await daemon.info('x')).stdout_logfile, rig.path('100%.log'));
});

test('at level debug the main log repeats the output of programs [8.2-output-copy]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[supervisord]
loglevel = DEBUG
[program:x]
command = ${child.command}
`);
  const run = await child.nextRun();
  await run.write('say it again\n');
  await daemon.logLine(/^say it again$/);
  assert.match(daemon.log(), /DEBG 'x' stdout output:\nsay it again\n/);
});
