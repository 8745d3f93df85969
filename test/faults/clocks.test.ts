/** The wall clock is set, and supervisord does not run for a while. */
import assert from 'node:assert/strict';
import { setTimeout as pass } from 'node:timers/promises';
import { read } from '../rig/commands.ts';
import type { ProcessInfo } from '../rig/daemon.ts';
import { until } from '../rig/until.ts';
import { compile } from './compile.ts';
import { Shim } from './shim.ts';
import { fault, type Stage } from './stage.ts';

const DAY_S = 86_400;
/** What may pass between two looks at the clock. */
const HOUR_S = 3600;
/** For how long supervisord is stopped. */
const STOPPED_S = Number(process.env.FAULT_SECONDS ?? 60);
/** The longest deadline of the programs that are looked at then. */
const LONGEST_S = 1;

/** The wall clock of supervisord is so far from ours. */
async function isOffBy(stage: Stage, seconds: number): Promise<void> {
  const { now } = await stage.ask<ProcessInfo>('getProcessInfo', 'witness-plain');
  const difference = now - Date.now() / 1000 - seconds;
  assert.ok(Math.abs(difference) < HOUR_S, `it is off by ${seconds + difference} s`);
}

fault('clock-forward', async (stage) => {
  using shim = await Shim.create(stage.rig);
  const child = stage.rig.child();
  const daemon = await stage.start(
    `[program:slow]
command = /bin/cat
autostart = false
startsecs = ${HOUR_S}
[program:x]
command = ${child.command}
autostart = false
startsecs = 0
autorestart = true
`,
    { env: shim.env },
  );
  await daemon.rpc('startProcess', 'slow', false);
  await daemon.state('slow', 'STARTING');
  const run = await stage.run('x', child);
  shim.setClock(DAY_S);
  await isOffBy(stage, DAY_S);
  await stage.works();
  await run.exit(1);
  await child.nextRun();
  assert.equal((await daemon.info('slow')).statename, 'STARTING');
});

fault('clock-back', async (stage) => {
  using shim = await Shim.create(stage.rig);
  const stubborn = await compile(stage.rig, 'faults/programs/stubborn');
  const daemon = await stage.start(
    `[program:slow]
command = /bin/cat
autostart = false
startsecs = 1
[program:broken]
command = /bin/false
autostart = false
startsecs = 1
startretries = 1
[program:deaf]
command = ${stubborn} deaf
autostart = false
startsecs = 0
stopwaitsecs = 1
stderr_logfile = ${stage.rig.path('deaf')}
`,
    { env: shim.env },
  );
  await daemon.rpc('startProcess', 'deaf');
  await stage.rig.holds('deaf', 'ready\n');
  await daemon.rpc('stopProcess', 'deaf', false);
  await daemon.rpc('startProcess', 'broken', false);
  await daemon.rpc('startProcess', 'slow', false);
  shim.setClock(-DAY_S);
  await isOffBy(stage, -DAY_S);
  await stage.works();
  await daemon.state('slow', 'RUNNING');
  await daemon.state('deaf', 'STOPPED');
  await daemon.state('broken', 'FATAL');
});

fault('daemon-stopped', async (stage) => {
  const { rig } = stage;
  const stubborn = await compile(rig, 'faults/programs/stubborn');
  const [dying, writing] = [rig.child(), rig.child()];
  const daemon = await stage.start(`[program:slow]
command = /bin/cat
autostart = false
startsecs = ${LONGEST_S}
[program:deaf]
command = ${stubborn} deaf
autostart = false
startsecs = 0
stopwaitsecs = ${LONGEST_S}
stderr_logfile = ${rig.path('deaf')}
[program:dying]
command = ${dying.command}
autostart = false
autorestart = true
startsecs = 0
[program:writing]
command = ${writing.command}
autostart = false
stdout_logfile = ${rig.path('writing')}
stdout_logfile_maxbytes = 0
`);
  const dies = await stage.run('dying', dying);
  const writes = await stage.run('writing', writing);
  await daemon.rpc('startProcess', 'deaf');
  await rig.holds('deaf', 'ready\n');
  await daemon.rpc('startProcess', 'slow', false);
  await daemon.rpc('stopProcess', 'deaf', false);

  daemon.signal('SIGSTOP');
  await until('it to be stopped', () => / T /.test(read(`/proc/${stage.pid}/stat`)));
  await dies.exit(1);
  const answer = daemon.rpc('getState');
  assert.ok(STOPPED_S > LONGEST_S, `${STOPPED_S} s are too short`);
  await pass(STOPPED_S * 1000); // this is the fault itself
  const text = 'y'.repeat(1_000_000);
  const written = writes.write(text);
  assert.equal(daemon.messages(/exited: dying|SIGKILL|entered RUNNING.*slow/).length, 0);
  daemon.signal('SIGCONT');

  await answer;
  await written;
  await stage.works();
  await dying.nextRun();
  await daemon.state('slow', 'RUNNING');
  await daemon.state('deaf', 'STOPPED');
  await rig.holds('writing', text);
  assert.equal(daemon.messages(/exited: dying/).length, 1);
  assert.equal(daemon.messages(/killing 'deaf'/).length, 1);
});
