/** pidproxy and daemons that put themselves into the background: it stays as long as they do. */
import assert from 'node:assert/strict';
import { mkdirSync, utimesSync } from 'node:fs';
import path from 'node:path';
import type { Child, Run } from '../rig/child.ts';
import { type Outcome, pidproxy, projectRoot, read } from '../rig/commands.ts';
import type { Daemon } from '../rig/daemon.ts';
import { difference } from '../rig/differences.ts';
import type { Program } from '../rig/program.ts';
import { Rig } from '../rig/rig.ts';
import { until, within } from '../rig/until.ts';

const ROW = 'daemons of pidproxy';
const ENDED: Outcome = { stdout: '', stderr: '', code: 0 };

function proxy(rig: Rig, child: Child, pidfile = 'x.pid'): Program {
  return rig.start(pidproxy, [pidfile, ...child.command.split(' ')]);
}

function ended(program: Program): Promise<Outcome> {
  return within('the end of pidproxy', program.exited);
}

/** A process that pidproxy has not started, with its number in the pidfile. */
async function startDaemon(rig: Rig, pidfile = 'x.pid'): Promise<Run> {
  const child = rig.child();
  rig.start('/usr/bin/env', child.command.split(' '));
  const run = await child.nextRun();
  rig.write(pidfile, `${run.pid}\n`);
  return run;
}

/** A signal that is passed on shows that pidproxy is there. */
async function assertPasses(program: Program, run: Run): Promise<void> {
  await run.trap('SIGUSR1');
  program.signal('SIGUSR1');
  assert.equal(await run.nextSignal(), 'SIGUSR1');
}

difference(
  ROW,
  'it ends when the command and the process in the pidfile have ended [3.3-lives]',
  async () => {
    await using rig = await Rig.create();
    const child = rig.child();
    const program = proxy(rig, child);
    const command = await child.nextRun();
    const server = await startDaemon(rig);
    await command.exit(3);
    await assertPasses(program, server);
    await server.exit(1);
    assert.deepEqual(await ended(program), ENDED);
  },
);

difference(
  ROW,
  'a pidfile that is written late, in a folder that was there, is found [3.3-late]',
  async () => {
    await using rig = await Rig.create();
    mkdirSync(rig.path('run'));
    const child = rig.child();
    const program = proxy(rig, child, 'run/x.pid');
    await (await child.nextRun()).exit(0);
    rig.write('run/x.pid', ''); // an open file that has not been written to
    const server = await startDaemon(rig, 'run/x.pid');
    await assertPasses(program, server);
    await server.exit(0);
    assert.deepEqual(await ended(program), ENDED);
  },
);

difference(
  ROW,
  'a successor that has taken the pidfile over is followed [3.3-successor]',
  async () => {
    await using rig = await Rig.create();
    const child = rig.child();
    const program = proxy(rig, child);
    const command = await child.nextRun();
    const first = await startDaemon(rig);
    await command.exit(0);
    await assertPasses(program, first);
    const second = await startDaemon(rig);
    await first.exit(0);
    await assertPasses(program, second);
    await second.exit(0);
    assert.deepEqual(await ended(program), ENDED);
  },
);

for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const) {
  difference(
    ROW,
    `after ${signal} it waits for the end of the process it was passed on to [3.3-waits]`,
    async () => {
      await using rig = await Rig.create();
      const child = rig.child();
      const program = proxy(rig, child);
      const run = await child.nextRun();
      rig.write('x.pid', `${run.pid}\n`);
      await run.trap(signal);
      program.signal(signal);
      assert.equal(await run.nextSignal(), signal);
      await assertPasses(program, run);
      await run.exit(0);
      assert.deepEqual(await ended(program), ENDED);
    },
  );
}

difference(
  ROW,
  'a command that outlives its daemon by seconds is left behind [3.3-left-behind]',
  async () => {
    await using rig = await Rig.create();
    const child = rig.child();
    const program = proxy(rig, child);
    const command = await child.nextRun();
    for (const fd of [1, 2]) await command.close(fd); // else its output would count as pidproxy's
    const server = await startDaemon(rig);
    program.signal('SIGTERM');
    await server.ended;
    assert.deepEqual(await ended(program), ENDED);
    await command.trap('SIGHUP');
  },
);

difference(
  ROW,
  'a successor that comes after the signal to end gets it as well [3.3-owed]',
  async () => {
    await using rig = await Rig.create();
    const child = rig.child();
    const program = proxy(rig, child);
    const command = await child.nextRun();
    await command.exit(0);
    await until('pidproxy to know of it', () => read(`/proc/${command.pid}/stat`) === '');
    program.signal('SIGTERM');
    await program.prints(/^Can't read child pidfile x\.pid!\n$/);
    const other = rig.child();
    rig.start('/usr/bin/env', other.command.split(' '));
    const server = await other.nextRun();
    rig.write('x.pid', ''); // an open file that has not been written to
    await server.trap('SIGTERM');
    rig.write('x.pid', `${server.pid}\n`);
    assert.equal(await server.nextSignal(), 'SIGTERM');
    await server.exit(0);
    assert.equal((await ended(program)).code, 0);
  },
);

difference(
  ROW,
  'a signal to end that comes while the command starts its daemon is not lost [3.3-owed]',
  async () => {
    await using rig = await Rig.create();
    const child = rig.child();
    const program = proxy(rig, child);
    const command = await child.nextRun();
    program.signal('SIGTERM');
    await program.prints(/^Can't read child pidfile x\.pid!\n$/);
    const other = rig.child();
    rig.start('/usr/bin/env', other.command.split(' '));
    const server = await other.nextRun();
    await server.trap('SIGTERM');
    rig.write('x.pid', `${server.pid}\n`);
    await command.exit(0);
    assert.equal(await server.nextSignal(), 'SIGTERM');
    await server.exit(0);
    assert.equal((await ended(program)).code, 0);
  },
);

difference(
  ROW,
  'a process that is younger than the pidfile is a stranger with its number [3.3-stranger]',
  async () => {
    await using rig = await Rig.create();
    const child = rig.child();
    const program = proxy(rig, child);
    const command = await child.nextRun();
    const stranger = await startDaemon(rig);
    utimesSync(rig.path('x.pid'), 1_000_000_000, 1_000_000_000);
    await stranger.trap('SIGHUP');
    program.signal('SIGHUP');
    await program.prints(/^Can't read child pidfile x\.pid!\n$/);
    await command.exit(0);
    assert.equal((await ended(program)).code, 0);
    process.kill(stranger.pid, 'SIGHUP');
    assert.equal(await stranger.nextSignal(), 'SIGHUP');
  },
);

/** The daemon of a supervised server that forks, once it serves. */
async function supervise(rig: Rig): Promise<{ daemon: Daemon; servers(): number[] }> {
  const server = path.join(projectRoot, 'test/rig/forking-server.cjs');
  const pidfile = rig.path('run/server.pid');
  mkdirSync(rig.path('run'));
  const daemon = await rig.daemon(`
[program:server]
command = ${pidproxy} ${pidfile} ${process.execPath} ${server} ${pidfile}
stdout_logfile = ${rig.path('server.log')}
autorestart = false
`);
  const servers = () =>
    [...rig.read('server.log').matchAll(/^serving (\d+)$/gm)].map(([, pid]) => Number(pid));
  await rig.readUntil('server.log', /^serving \d+$/m);
  return { daemon, servers };
}

difference(
  ROW,
  'a server that forks is supervised through start, reload and stop [3.3-lives 3.3-successor 3.3-waits]',
  async () => {
    await using rig = await Rig.create();
    const { daemon, servers } = await supervise(rig);
    const { pid } = await daemon.state('server', 'RUNNING');

    for (const reloads of [1, 2]) {
      assert.equal((await daemon.ctl('signal', 'HUP', 'server')).stdout, 'server: signalled\n');
      await rig.readUntil('server.log', new RegExp(`^(serving \\d+\\n[^]*){${reloads + 1}}`, 'm'));
    }
    assert.equal(new Set(servers()).size, 3);
    assert.deepEqual((await daemon.info('server')).pid, pid);

    assert.equal((await daemon.ctl('stop', 'server')).stdout, 'server: stopped\n');
    assert.equal(rig.read('server.log').split('\n').at(-2), `ending ${servers().at(-1)}`);
    assert.equal(rig.read('run/server.pid'), '');
    const stopped = await daemon.state('server', 'STOPPED');
    assert.equal(stopped.exitstatus, 0);
  },
);

difference(ROW, 'a server that forks and dies is seen to have ended [3.3-lives]', async () => {
  await using rig = await Rig.create();
  const { daemon, servers } = await supervise(rig);
  await daemon.state('server', 'RUNNING');
  const [server = 0] = servers();
  process.kill(server, 'SIGKILL');
  const { exitstatus } = await daemon.state('server', 'EXITED');
  assert.equal(exitstatus, 0);
});
