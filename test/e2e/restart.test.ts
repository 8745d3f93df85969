/** What a restart of supervisord in the same process keeps, and what it makes anew. */
import assert from 'node:assert/strict';
import { readdirSync, renameSync } from 'node:fs';
import test from 'node:test';
import { difference } from '../rig/differences.ts';
import { Proc } from '../rig/proc.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';

const autoLogs = (rig: Rig) => readdirSync(rig.dir).filter((file) => file.includes('---'));

test('logs, sockets and pidfile are made anew; flags, environment and limits stay [7.4-made-anew 7.4-configuration 7.4-kept]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const { paths, rewrite } = rig.configure('');
  const text = (minfds: number, more = '') => `
[supervisord]
minfds = ${minfds}
identifier = other
${more}
[program:x]
command = ${child.command}
[program:cat]
command = /bin/cat
startsecs = 0
stdout_logfile = NONE
stderr_logfile = NONE
`;
  rewrite(text(600));
  const daemon = await rig.foreground(paths, {
    flags: ['-i', 'mine'],
    env: { CALLER: 'kept' },
    before: 'ulimit -Sn 500',
  });
  const first = await child.nextRun();
  const oldLogs = autoLogs(rig);
  assert.equal(oldLogs.length, 2);
  renameSync(paths.logfile, rig.path('moved.log'));
  renameSync(paths.pidfile, rig.path('moved.pid'));

  rewrite(text(700, 'environment = ADDED="new"'));
  daemon.signal('SIGHUP');
  await first.ended;
  const second = await child.nextRun();
  const { CALLER, ADDED } = second.hello.env;
  assert.deepEqual([second.hello.ppid, CALLER, ADDED], [daemon.pid, 'kept', 'new']);
  await until('an answer', async () => (await daemon.ctl('pid')).stdout === `${daemon.pid}\n`);
  const { pid } = await daemon.state('cat', 'RUNNING');
  assert.equal((await Proc.running(pid, 'cat')).softLimit('Max open files'), 600);
  const logs = autoLogs(rig);
  assert.equal(logs.length, 2);
  for (const log of logs) {
    assert.match(log, /^x-std(out|err)---mine-/);
    assert.ok(!oldLogs.includes(log), log);
  }
  await daemon.logLine(/supervisord started/);
  await rig.holds('supervisord.pid', `${daemon.pid}\n`);
  assert.equal(await daemon.rpc('getIdentification'), 'mine');
  assert.deepEqual(daemon.messages(/RLIMIT/), []);
});

test('no descriptor is left over after several restarts [7.4-no-descriptors-left]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`[program:x]\ncommand = ${child.command}\n`);
  let run = await child.nextRun();
  const count = () => Object.keys(new Proc(daemon.pid).descriptors).length;
  const before = count();
  for (let round = 0; round < 5; round++) {
    daemon.signal('SIGHUP');
    await run.ended;
    run = await child.nextRun();
  }
  await until('no more descriptors than before', () => count() <= before);
});

difference('SIGUSR1', 'SIGUSR1 is noted, and nothing ends by it [7.5-usr1]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('');
  daemon.signal('SIGUSR1');
  await daemon.logLine(/INFO received SIGUSR1, which means nothing to us$/);
  assert.equal(await daemon.rpc('getPID'), daemon.pid);
});
