/** More signals at once than anybody can count. */
import assert from 'node:assert/strict';
import { closeSync, openSync } from 'node:fs';
import { asAdmin } from '../rig/differences.ts';
import { Proc } from '../rig/proc.ts';
import { until } from '../rig/until.ts';
import { compile } from './compile.ts';
import { fault } from './stage.ts';

const COUNT = 10_000;

fault(
  'orphans',
  async (stage) => {
    const { rig } = stage;
    const orphans = await compile(rig, 'faults/programs/orphans');
    const fifo = rig.path('fifo');
    await rig.run('mkfifo', fifo);
    const daemon = await stage.start(
      `[program:x]
command = ${orphans} ${COUNT} ${fifo}
autostart = false
autorestart = false
startsecs = 0
stdout_logfile = ${rig.path('out')}
`,
      { before: 'exec unshare --pid --fork --mount-proc --kill-child "$0" "$@"' },
    );
    const children = () => new Proc(stage.pid).children.length;
    const before = children();
    const end = openSync(fifo, 'r+');
    await daemon.rpc('startProcess', 'x');
    await rig.holds('out', `left ${COUNT}\n`);
    await daemon.state('x', 'EXITED');
    assert.ok(children() >= before + COUNT, `only ${children()} children`);
    closeSync(end);
    await stage.works();
    await until('all of them to be reaped', () => children() === before);
    assert.equal(daemon.messages(/^INFO reaped unknown pid \d+ \(exit status 0\)$/).length, COUNT);
  },
  asAdmin(),
);

fault('signal-flood', async (stage) => {
  const child = stage.rig.child();
  const daemon = await stage.start(`[program:x]
command = ${child.command}
autostart = false
autorestart = true
startsecs = 0
`);
  const run = await stage.run('x', child);
  for (let sent = 0; sent < COUNT / 2; sent++) process.kill(stage.pid, 'SIGCHLD');
  const ended = run.exit(1);
  for (let sent = 0; sent < COUNT / 2; sent++) process.kill(stage.pid, 'SIGCHLD');
  await ended;
  await stage.works();
  await child.nextRun();
  assert.equal(daemon.messages(/exited: x/).length, 1);
  assert.deepEqual(daemon.messages(/reaped/), []);
});
