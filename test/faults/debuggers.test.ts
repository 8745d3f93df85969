/** Debuggers: the one that Node has built in, and those of the system. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { cleanEnv, start } from '../rig/commands.ts';
import { asRoot } from '../rig/differences.ts';
import { Proc } from '../rig/proc.ts';
import { Program } from '../rig/program.ts';
import { within } from '../rig/until.ts';
import { compile } from './compile.ts';
import { fault, type Stage } from './stage.ts';

const LISTENING = '0A';

/** How many TCP ports a process listens on. */
function portsOf(pid: number): number {
  const own = new Set(Object.values(new Proc(pid).descriptors));
  return ['tcp', 'tcp6']
    .flatMap((table) => readFileSync(`/proc/net/${table}`, 'utf8').split('\n').slice(1, -1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode]) => state === LISTENING && own.has(`socket:[${inode}]`))
    .length;
}

/** Holds a process; what is answered lets it go. */
async function hold(stage: Stage, pid: number): Promise<() => Promise<void>> {
  const debuggerPath = await compile(stage.rig, 'faults/programs/debugger');
  const options = { cwd: stage.rig.dir, env: cleanEnv(stage.rig.dir) };
  const child = start(debuggerPath, [String(pid)], options);
  const program = new Program(child);
  await program.prints(/^held\n$/);
  return async () => {
    child.stdin?.end();
    await within('the end of the debugger', program.exited);
  };
}

fault('debugger-signal', async (stage) => {
  const daemon = await stage.start('');
  daemon.signal('SIGUSR1');
  await daemon.logLine(/received SIGUSR1/);
  await stage.works();
  assert.equal(portsOf(stage.pid), 0);
});

fault(
  'daemon-held',
  async (stage) => {
    const child = stage.rig.child();
    const daemon = await stage.start(`[program:x]
command = ${child.command}
autostart = false
autorestart = true
startsecs = 0
`);
    const run = await stage.run('x', child);
    const release = await hold(stage, stage.pid);
    const answer = daemon.rpc('getState');
    await run.exit(1);
    assert.deepEqual(daemon.messages(/exited: x/), []);
    await release();
    await answer;
    await child.nextRun();
    await stage.works();
    assert.equal(daemon.messages(/exited: x/).length, 1);
  },
  asRoot,
);

fault(
  'program-held',
  async (stage) => {
    const child = stage.rig.child();
    const daemon = await stage.start(`[program:x]
command = ${child.command}
autostart = false
stopwaitsecs = 1
`);
    const run = await stage.run('x', child);
    await daemon.state('x', 'RUNNING');
    const first = await hold(stage, run.pid);
    await stage.works();
    assert.equal((await daemon.info('x')).statename, 'RUNNING');
    await first();
    await run.trap('SIGHUP'); // it goes on
    const second = await hold(stage, run.pid);
    await daemon.rpc('stopProcess', 'x', false);
    await daemon.logLine(/killing 'x' \(\d+\) with SIGKILL/);
    await stage.works();
    await second();
    await daemon.state('x', 'STOPPED');
  },
  asRoot,
);
