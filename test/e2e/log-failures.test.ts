/** Logs that cannot be written: the program never waits, the loss is told, writing resumes. */
import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import type { Run } from '../rig/child.ts';
import type { Daemon } from '../rig/daemon.ts';
import { asAdmin, difference } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';

/** Writes until the log takes it, then checks that the daemon has told how much was lost. */
async function resumes(rig: Rig, daemon: Daemon, run: Run, file: string): Promise<void> {
  await until('the log to be written again', async () => {
    await run.write('again\n');
    return rig.read(file).endsWith('again\n');
  });
  const line = await daemon.logLine(new RegExp(`${rig.path(file)} again; lost \\d+ bytes`));
  assert.ok(Number(/lost (\d+)/.exec(line)?.[1]) > 0, line);
}

difference(
  'never die: full disk',
  'a full disk stops no program [8.2-cannot-write]',
  async () => {
    await using rig = await Rig.create();
    mkdirSync(rig.path('disk'));
    await rig.run('mount', '-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', rig.path('disk'));
    try {
      rig.write('disk/ballast', 'x'.repeat(30_000));
      const child = rig.child();
      const daemon = await rig.daemon(`
[program:x]
command = ${child.command}
stdout_logfile = ${rig.path('disk/out')}
stdout_logfile_maxbytes = 0
`);
      const run = await child.nextRun();
      await run.write('y'.repeat(1_000_000)); // more than the disk and any pipe hold
      await daemon.logLine(new RegExp(`cannot write ${rig.path('disk/out')}: ENOSPC`));
      assert.equal((await daemon.info('x')).pid, run.pid);
      rmSync(rig.path('disk/ballast'));
      await resumes(rig, daemon, run, 'disk/out');
    } finally {
      await rig.run('umount', '-l', rig.path('disk'));
    }
  },
  asAdmin(),
);

difference(
  'never die: vanished folder',
  'a log folder that vanishes stops no program [8.2-cannot-write]',
  async () => {
    await using rig = await Rig.create();
    mkdirSync(rig.path('logs'));
    const child = rig.child();
    const daemon = await rig.daemon(`
[program:x]
command = ${child.command}
stdout_logfile = ${rig.path('logs/out')}
`);
    const run = await child.nextRun();
    await run.write('one\n');
    await rig.readUntil('logs/out', /^one\n$/);
    rmSync(rig.path('logs'), { recursive: true });
    daemon.signal('SIGUSR2');
    await daemon.logLine(/supervisord logreopen$/);
    await run.write('z'.repeat(1_000_000));
    await daemon.logLine(new RegExp(`cannot write ${rig.path('logs/out')}: ENOENT`));
    mkdirSync(rig.path('logs'));
    await resumes(rig, daemon, run, 'logs/out');
  },
);

difference(
  'never die: no log folder',
  'a program whose log cannot be opened runs all the same [8.2-cannot-write]',
  async () => {
    await using rig = await Rig.create();
    mkdirSync(rig.path('logs'));
    const child = rig.child();
    const daemon = await rig.daemon(`
[program:x]
command = ${child.command}
autostart = false
startsecs = 0
stdout_logfile = ${rig.path('logs/out')}
`);
    rmSync(rig.path('logs'), { recursive: true });
    await daemon.rpc('startProcess', 'x');
    const run = await child.nextRun();
    await run.write('z'.repeat(200_000));
    await daemon.logLine(/cannot write .*ENOENT/);
    mkdirSync(rig.path('logs'));
    await resumes(rig, daemon, run, 'logs/out');
  },
);
