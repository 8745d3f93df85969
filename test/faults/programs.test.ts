/** Programs that make it hard for whoever supervises them. */
import assert from 'node:assert/strict';
import { read, sendSignal } from '../rig/commands.ts';
import type { Daemon } from '../rig/daemon.ts';
import { Proc } from '../rig/proc.ts';
import { until } from '../rig/until.ts';
import { compile } from './compile.ts';
import { assertFlat, fault, type Stage } from './stage.ts';

/** The section of a program of programs/stubborn.c. */
async function stubborn(stage: Stage, what: string, options = ''): Promise<string> {
  return `[program:x]
command = ${await compile(stage.rig, 'faults/programs/stubborn')} ${what}
autostart = false
startsecs = 0
stopwaitsecs = 1
stdout_logfile = ${stage.rig.path('out')}
stdout_logfile_maxbytes = 1MB
stdout_logfile_backups = 1
stderr_logfile = ${stage.rig.path('err')}
${options}`;
}

/** Starts it and waits until it is what it should be. @returns its pid */
async function ready(stage: Stage, daemon: Daemon): Promise<number> {
  await daemon.rpc('startProcess', 'x');
  await stage.rig.holds('err', 'ready\n');
  return (await daemon.info('x')).pid;
}

function isStopped(pid: number): boolean {
  return /\) T /.test(read(`/proc/${pid}/stat`));
}

fault('closes-output', async (stage) => {
  const child = stage.rig.child();
  const daemon = await stage.start(`[program:x]
command = ${child.command}
autostart = false
stdout_logfile = ${stage.rig.path('out')}
`);
  const run = await stage.run('x', child);
  await run.write('last words\n');
  await run.close(1);
  await run.close(2);
  await stage.rig.holds('out', 'last words\n');
  await stage.works();
  const { pid, statename } = await daemon.state('x', 'RUNNING');
  assert.deepEqual([pid, statename], [run.pid, 'RUNNING']);
});

/** So much is written before the memory is looked at, and until it is looked at again. */
const FIRST_BYTES = 32 * 1024 * 1024;
const ALL_BYTES = 256 * 1024 * 1024;

for (const [id, what, options] of [
  ['floods', 'flood', ''],
  ['no-newline', 'endless', 'stdout_syslog = true\nstdout_capture_maxbytes = 1MB\n'],
] as const) {
  fault(id, async (stage) => {
    const syslog = `[supervisord]\nsyslog_socket = ${stage.rig.path('nobody')}\n`;
    const daemon = await stage.start(syslog + (await stubborn(stage, what, options)));
    const pid = await ready(stage, daemon);
    const written = (bytes: number) =>
      until(`${bytes} bytes to be written`, () => {
        const count = /^wchar: (\d+)$/m.exec(read(`/proc/${pid}/io`))?.[1];
        return Number(count) >= bytes;
      });
    await written(FIRST_BYTES);
    const before = await stage.holdings();
    await stage.works();
    await written(ALL_BYTES);
    assertFlat(before, await stage.holdings());
    await stage.works();
  });
}

fault('leaves-grandchild', async (stage) => {
  const child = stage.rig.child();
  const daemon = await stage.start(`[program:x]
command = ${child.command}
autostart = false
autorestart = true
startsecs = 0
stdout_logfile = ${stage.rig.path('out')}
`);
  const run = await stage.run('x', child);
  const grandchild = await run.fork();
  await run.write('from the child\n');
  await grandchild.write('from the grandchild\n');
  await run.exit(1);
  const next = await child.nextRun();
  assert.equal((await daemon.info('x')).pid, next.pid);
  await grandchild.trap('SIGHUP'); // it lives
  await next.write('from the next\n');
  await stage.rig.holds('out', 'from the child\nfrom the grandchild\nfrom the next\n');
  await stage.works();
});

fault('ignores-signals', async (stage) => {
  const daemon = await stage.start(await stubborn(stage, 'deaf'));
  const pid = await ready(stage, daemon);
  for (let number = 1; number <= 31; number++) {
    if (number !== 9 && number !== 19) process.kill(pid, number); // SIGKILL and SIGSTOP
  }
  await stage.works();
  await daemon.rpc('stopProcess', 'x');
  await daemon.logLine(new RegExp(`killing 'x' \\(${pid}\\) with SIGKILL`));
});

fault('stops-itself', async (stage) => {
  const child = stage.rig.child();
  const daemon = await stage.start(`[program:x]
command = ${child.command}
autostart = false
stopwaitsecs = 1
stdout_logfile = ${stage.rig.path('out')}
`);
  const run = await stage.run('x', child);
  await daemon.state('x', 'RUNNING');
  const pauses = async () => {
    sendSignal(run.pid, 'SIGSTOP');
    await until('it to be stopped', () => isStopped(run.pid));
    await stage.works();
    assert.equal((await daemon.info('x')).statename, 'RUNNING');
  };
  await pauses();
  sendSignal(run.pid, 'SIGCONT');
  await run.write('and on\n');
  await stage.rig.holds('out', 'and on\n');
  await pauses();
  await daemon.rpc('stopProcess', 'x');
  assert.equal((await daemon.info('x')).statename, 'STOPPED');
});

fault('changes-group', async (stage) => {
  const options = 'stopasgroup = true\nkillasgroup = true\n';
  const daemon = await stage.start(await stubborn(stage, 'leaves', options));
  const pid = await ready(stage, daemon);
  assert.equal(new Proc(pid).family.pgid, new Proc(stage.pid).family.pgid);
  await daemon.rpc('stopProcess', 'x');
  assert.equal(daemon.messages(/^WARN stopped: x \(terminated by SIGTERM\)$/).length, 1);
  await stage.works();
});
