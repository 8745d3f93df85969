/** What a supervisord finds that comes after one that was killed. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { difference } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';

const FILE = 'supervisord.pid.children';

/** A program that outlives its supervisord, which is gone, and knows nothing of it. */
async function leftBehind(rig: Rig, options = '') {
  const child = rig.child();
  const text = `[program:x]\ncommand = ${child.command}\n[supervisord]\n${options}`;
  const { paths } = rig.configure(text);
  const daemon = await rig.foreground(paths);
  const run = await child.nextRun();
  await rig.readUntil(FILE, new RegExp(`\\[${run.pid},\\d+,"x"\\]`));
  daemon.signal('SIGKILL');
  await daemon.exited;
  return { child, run, again: () => rig.foreground(paths) };
}

difference(
  'orphans',
  'what an earlier supervisord has left behind is named, and left',
  async () => {
    await using rig = await Rig.create();
    const { child, run, again } = await leftBehind(rig);
    const daemon = await again();
    const next = await child.nextRun();
    assert.deepEqual(daemon.messages(/left behind/), [
      `WARN x (pid ${run.pid}) was left behind by an earlier supervisord`,
    ]);
    await run.trap('SIGTERM'); // it still does what it is told
    await rig.readUntil(FILE, new RegExp(`\\[${next.pid},\\d+,"x"\\]`));
    assert.doesNotMatch(rig.read(FILE), new RegExp(`\\[${run.pid},`));
  },
);

difference('orphans', 'after a live upgrade the file goes on', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(
    `[program:x]\ncommand = ${child.command}\nautorestart = true\nstartsecs = 0\n`,
  );
  const run = await child.nextRun();
  assert.equal((await daemon.ctl('upgrade')).code, 0);
  await rig.readUntil(FILE, new RegExp(`\\[${run.pid},\\d+,"x"\\]`));
  await run.exit(0);
  const next = await child.nextRun();
  await rig.readUntil(FILE, new RegExp(`\\[${next.pid},\\d+,"x"\\]`));
});

difference('orphans', 'orphans=kill: it is stopped before anything is started', async () => {
  await using rig = await Rig.create();
  const { child, run, again } = await leftBehind(rig, 'orphans = kill\n');
  await run.trap('SIGTERM');
  const starting = again();
  assert.equal(await run.nextSignal(), 'SIGTERM');
  await run.exit(0);
  const daemon = await starting;
  await child.nextRun();
  const messages = daemon.messages(/left behind|spawned/).map((line) => line.replace(/\d+/g, 'N'));
  assert.deepEqual(messages.slice(-4), [
    'WARN x (pid N) was left behind by an earlier supervisord',
    'INFO sending SIGTERM to x (pid N), which was left behind',
    'INFO stopped x (pid N), which was left behind',
    "INFO spawned: 'x' with pid N",
  ]);
});

difference('orphans', 'orphans=leave: nothing is noted, said or done', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(
    `[supervisord]\norphans = leave\n[program:x]\ncommand = ${child.command}\n`,
  );
  await child.nextRun();
  await daemon.state('x', 'RUNNING');
  assert.equal(existsSync(rig.path(FILE)), false);
});

difference('orphans', 'an end in good order leaves no file', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`[program:x]\ncommand = ${child.command}\n`);
  const run = await child.nextRun();
  await rig.readUntil(FILE, new RegExp(`\\[${run.pid},\\d+,"x"\\]`));
  assert.equal((await daemon.stop()).code, 0);
  assert.equal(existsSync(rig.path(FILE)), false);
});
