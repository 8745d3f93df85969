/** Logs that somebody else rotates, empties or removes, and the modes that they have. */
import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import test from 'node:test';
import type { Run } from '../rig/child.ts';
import { difference, differs } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';

const mode = (file: string) => statSync(file).mode & 0o777;

/** A daemon with a program that writes to `out`, which it opens with umask 027. */
async function writing(rig: Rig, options = '') {
  const child = rig.child();
  const text = `
[program:x]
command = ${child.command}
stdout_logfile = ${rig.path('out')}
${options}
`;
  const daemon = await rig.daemon(text, { before: 'umask 027' });
  return { daemon, run: await child.nextRun() };
}

/** Writes, and waits until it is in the file. */
async function write(rig: Rig, run: Run, text: string, expected: string): Promise<void> {
  await run.write(text);
  await rig.holds('out', expected);
}

test('logrotate with create: SIGUSR2 goes on in the file that it made, with its mode [8.7-create 8.7-sigusr2]', async () => {
  await using rig = await Rig.create();
  const { daemon, run } = await writing(rig);
  await write(rig, run, 'one\n', 'one\n');
  for (const name of ['out', 'supervisord.log']) {
    renameSync(rig.path(name), rig.path(`${name}.1`));
    writeFileSync(rig.path(name), '', { mode: 0o600 });
  }
  await run.write('still the old file\n');
  await rig.readUntil('out.1', /still the old file\n$/);
  daemon.signal('SIGUSR2');
  await rig.readUntil('supervisord.log.1', /INFO supervisord logreopen\n$/);
  await until('the new file', async () => {
    await run.write('two\n');
    return rig.read('out').endsWith('two\n');
  });
  assert.equal(mode(rig.path('out')), 0o600);
  assert.match(rig.read('out'), /^(two\n)+$/);
});

test('logrotate with copytruncate: what follows begins at the start of the file [8.3-append 8.7-copytruncate]', async () => {
  await using rig = await Rig.create();
  const { run } = await writing(rig);
  await write(rig, run, 'one\n', 'one\n');
  for (const [n, text] of ['two\n', 'three\n'].entries()) {
    copyFileSync(rig.path('out'), rig.path(`out.${n + 1}`));
    truncateSync(rig.path('out'));
    await write(rig, run, text, text);
  }
  assert.equal(rig.read('out.1') + rig.read('out.2') + rig.read('out'), 'one\ntwo\nthree\n');
});

test('copytruncate sets back the size that is rotated at [8.3-copytruncate]', async () => {
  await using rig = await Rig.create();
  const { run } = await writing(rig, 'stdout_logfile_maxbytes = 20\nstdout_logfile_backups = 3');
  await write(rig, run, 'x'.repeat(15), 'x'.repeat(15));
  truncateSync(rig.path('out'));
  await write(rig, run, 'y'.repeat(15), 'y'.repeat(15));
  assert.ok(!existsSync(rig.path('out.1')));
  await write(rig, run, 'z'.repeat(15), '');
  assert.equal(rig.read('out.1'), 'y'.repeat(15) + 'z'.repeat(15));
});

test('files are made with the umask, AUTO files for their owner alone [8.3-mode 8.3-auto-mode]', async () => {
  await using rig = await Rig.create();
  const { daemon, run } = await writing(
    rig,
    'stdout_logfile_maxbytes = 5\nstdout_logfile_backups = 1\nstderr_logfile_maxbytes = 5',
  );
  const { stderr_logfile: auto } = await daemon.info('x');
  assert.deepEqual([mode(rig.path('out')), mode(auto)], [0o640, 0o600]);
  assert.equal(mode(daemon.paths.logfile), 0o640);
  await write(rig, run, '123456', '');
  await run.write('123456', 2);
  await until('the copy of AUTO', () => existsSync(`${auto}.1`) && existsSync(auto));
  assert.deepEqual([mode(rig.path('out')), mode(rig.path('out.1'))], [0o640, 0o640]);
  assert.equal(mode(`${auto}.1`), 0o600);
  assert.equal(mode(auto), differs('#23', { original: 0o640, ours: 0o600 }));
});

test('SIGUSR2 reopens the logs of what runs, and of nothing else [8.4-opened-at-spawn 8.7-running-only]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[program:x]
command = /bin/cat
startsecs = 0
autostart = false
stdout_logfile = ${rig.path('out')}
stderr_logfile = ${rig.path('err')}
`);
  const exist = () => ['out', 'err'].map((name) => existsSync(rig.path(name)));
  assert.deepEqual(exist(), [false, false]);
  await daemon.rpc('startProcess', 'x');
  assert.deepEqual(exist(), [true, true]);
  await daemon.rpc('stopProcess', 'x');
  for (const name of ['out', 'err']) rmSync(rig.path(name));
  daemon.signal('SIGUSR2');
  await daemon.logLine(/supervisord logreopen/);
  await daemon.rpc('getState');
  assert.deepEqual(exist(), [false, false]);
});

test('clear begins a new file: who reads the old one keeps it [8.7-clear 8.7-clear-main]', async () => {
  await using rig = await Rig.create();
  const { daemon, run } = await writing(rig);
  await write(rig, run, 'one\n', 'one\n');
  await daemon.logLine(/supervisord started/);
  const inode = (file: string) => statSync(file).ino;
  await rig.run('ln', rig.path('out'), rig.path('held'));
  await rig.run('ln', daemon.paths.logfile, rig.path('held.log'));
  assert.equal(await daemon.rpc('clearProcessLogs', 'x'), true);
  assert.equal(await daemon.rpc('clearLog'), true);
  assert.equal(rig.read('held'), 'one\n');
  assert.match(rig.read('held.log'), /supervisord started/);
  assert.notEqual(inode(rig.path('out')), inode(rig.path('held')));
  assert.notEqual(inode(daemon.paths.logfile), inode(rig.path('held.log')));
  await write(rig, run, 'two\n', 'two\n');
});

difference(
  'a log removed from outside',
  'a log that somebody removes is begun anew [8.7-removed]',
  async () => {
    await using rig = await Rig.create();
    const { run } = await writing(rig);
    await write(rig, run, 'one\n', 'one\n');
    rmSync(rig.path('out'));
    await until('a new file', async () => {
      await run.write('two\n');
      return rig.read('out').endsWith('two\n');
    });
  },
);
