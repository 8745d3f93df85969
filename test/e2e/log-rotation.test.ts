/** Logs that have reached their size, or were moved away. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, renameSync, statSync } from 'node:fs';
import test from 'node:test';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';

test('a log that has reached its size is rotated through its backups [8.3-after-write 8.3-shift]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  await rig.daemon(`
[program:x]
command = ${child.command}
stdout_logfile = ${rig.path('out')}
stdout_logfile_maxbytes = 100
stdout_logfile_backups = 2
`);
  const run = await child.nextRun();
  const logs = () => ['out', 'out.1', 'out.2', 'out.3'].map((name) => rig.read(name));
  const chunk = (letter: string) => letter.repeat(60);
  const write = async (letter: string, expected: string[]) => {
    await run.write(chunk(letter));
    await until(`the logs after ${letter}`, () => logs().join() === expected.join());
  };
  const [ab, cd, ef] = ['ab', 'cd', 'ef'].map(([one = '', two = '']) => chunk(one) + chunk(two));
  await write('a', [chunk('a'), '', '', '']);
  await write('b', ['', `${ab}`, '', '']);
  await write('c', [chunk('c'), `${ab}`, '', '']);
  await write('d', ['', `${cd}`, `${ab}`, '']);
  await write('e', [chunk('e'), `${cd}`, `${ab}`, '']);
  await write('f', ['', `${ef}`, `${cd}`, '']);
});

test('without backups a log that has reached its size starts anew [8.3-no-backups]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  await rig.daemon(`
[program:x]
command = ${child.command}
stdout_logfile = ${rig.path('out')}
stdout_logfile_maxbytes = 10
stdout_logfile_backups = 0
`);
  const run = await child.nextRun();
  await run.write('123456');
  await rig.holds('out', '123456');
  await run.write('789012');
  await rig.holds('out', '');
  await run.write('x');
  await rig.holds('out', 'x');
  assert.deepEqual(
    readdirSync(rig.dir).filter((file) => file.startsWith('out')),
    ['out'],
  );
});

test('a flood of output is spread over the backups without losing a byte [8.3-split-lines]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  await rig.daemon(`
[program:x]
command = ${child.command}
stdout_logfile = ${rig.path('out')}
stdout_logfile_maxbytes = 200KB
stdout_logfile_backups = 50
`);
  const run = await child.nextRun();
  const text = Array.from({ length: 400_000 }, (_, i) => `line ${i}\n`).join('');
  await run.write(text);
  const logs = () =>
    readdirSync(rig.dir)
      .filter((name) => /^out(\.\d+)?$/.test(name))
      .sort((one, other) => Number(other.slice(4)) - Number(one.slice(4)))
      .map((name) => rig.read(name));
  const all = await until('all of it', () => {
    const joined = logs().join('');
    return joined.length === text.length && joined;
  });
  assert.ok(all === text);
  for (const backup of logs().slice(0, -1)) assert.ok(backup.length >= 200 * 1024);
});

test('SIGUSR2 opens every log again, as logrotate needs it [8.2-logreopen 8.7-sigusr2]', async () => {
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
  await rig.holds('out', 'one\n');
  for (const name of ['out', 'supervisord.log']) {
    renameSync(rig.path(name), rig.path(`${name}.old`));
  }
  daemon.signal('SIGUSR2');
  await until('a new main log', () => existsSync(daemon.paths.logfile));
  const told = rig.read('supervisord.log.old') + daemon.log();
  assert.match(told, /INFO received SIGUSR2 indicating log reopen request\n/);
  assert.match(told, /INFO supervisord logreopen\n/);
  await run.write('two\n');
  await rig.holds('out', 'two\n');
  assert.equal(rig.read('out.old'), 'one\n');
});

test('the main log rotates by size [8.3-main-log]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('', { flags: ['-y', '1KB', '-z', '1', '-e', 'debug'] });
  await until('a backup', async () => {
    await daemon.rpc('reloadConfig');
    daemon.signal('SIGUSR2');
    return rig.read('supervisord.log.1') !== '';
  });
  assert.ok(statSync(rig.path('supervisord.log.1')).size >= 1024);
  assert.ok(!existsSync(rig.path('supervisord.log.2')));
});
