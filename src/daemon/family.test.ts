import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configOf, groupConfig, processConfig } from '../../test/rig/configs.ts';
import { FakeTableOs } from '../../test/rig/fake-table.ts';
import { supervisorOnFakes } from '../../test/rig/supervisor-on-fakes.ts';
import type { ProcessConfig } from '../config/config.ts';

const OWN_PID = 42;
const SIGTERM = 15;
const SIGKILL = 9;
/** Until somebody looks again. */
const SOON = 20;

/** A program called web that runs. */
function running(changes: Partial<ProcessConfig>) {
  const web = processConfig('web', { killasgroup: true, ...changes });
  const config = configOf(groupConfig('web', {}, [web]), groupConfig('other'));
  const fakes = supervisorOnFakes(config, {
    makeOs: (clock) => new FakeTableOs(clock, OWN_PID, '/tmp'),
    pid: OWN_PID,
  });
  const { supervisor, clock, os } = fakes;
  supervisor.start();
  clock.advance(1000);
  const process = supervisor.groups.get('web')?.processes[0];
  const other = supervisor.groups.get('other')?.processes[0];
  const child = os.living.find(({ pid }) => pid === process?.pid);
  assert.ok(process !== undefined && other !== undefined && child !== undefined);
  return { ...fakes, process, other, child };
}

function markOf(environ: readonly string[]): string {
  const mark = environ.find((entry) => entry.startsWith('VISORD_FAMILY='));
  assert.ok(mark);
  return mark;
}

test('without a kill_mode nobody asks who belongs to a program', () => {
  const { clock, os, process, child } = running({ killasgroup: false });
  const worker = os.stranger(500, { parent: child.pid, group: child.pid });
  os.calls.clear();
  process.stop();
  clock.advance(60_000);
  assert.equal(process.state, 'STOPPED');
  assert.deepEqual(worker.signals, []);
  assert.deepEqual([os.calls.get('readDirectory'), os.isSubreaper], [undefined, false]);
  assert.ok(!child.request.env.some((entry) => entry.startsWith('VISORD_FAMILY=')));
});

test('tree: what a program leaves behind gets its stop signal, and it has not stopped before', async () => {
  const { clock, os, log, process, child, other } = running({ kill_mode: 'tree' });
  assert.equal(os.isSubreaper, true);
  const worker = os.stranger(500, { parent: child.pid }, SIGTERM); // in a group of its own
  const far = os.stranger(501, { parent: 500 });
  const stranger = os.stranger(502, { parent: 1 });
  const foreign = os.stranger(503, { parent: other.pid, group: other.pid });
  process.stop();
  let isStopped = false;
  const stopped = process.stopped().then(() => {
    isStopped = true;
  });
  clock.advance(0);
  await Promise.resolve();
  assert.deepEqual([process.state, process.isStopped, isStopped], ['STOPPED', false, false]);
  assert.deepEqual([worker.signals, far.signals], [[SIGTERM], [SIGTERM]]);
  os.vanish(500);
  clock.advance(SOON);
  await stopped;
  assert.equal(process.isStopped, true);
  assert.deepEqual([stranger.signals, foreign.signals], [[], []]);
  assert.ok(log.lines.includes("info stopping what 'web' has left behind: 500, 501"));
  assert.equal(clock.pending, 0);
});

test('tree: with stopasgroup all get the signal with it, and what ignores it is killed in time', () => {
  const { clock, os, log, process, child } = running({
    kill_mode: 'tree',
    stopasgroup: true,
    stopwaitsecs: 5,
  });
  const worker = os.stranger(500, { parent: child.pid }, SIGTERM);
  process.stop();
  assert.deepEqual([child.signals, worker.signals], [[SIGTERM], [SIGTERM]]);
  clock.advance(4999);
  assert.deepEqual([process.state, process.isStopped], ['STOPPED', false]);
  clock.advance(1 + SOON);
  assert.deepEqual(worker.signals, [SIGTERM, SIGKILL], 'asked once');
  assert.equal(process.isStopped, true);
  const killing = "warn killing what 'web' has left behind with SIGKILL: 500";
  assert.ok(log.lines.includes(killing));
});

test('tree: a program that crashes is started again when its rest has gone, known by its environment', () => {
  const { clock, os, process, child } = running({ kill_mode: 'tree', autorestart: true });
  const environ = [markOf(child.request.env)];
  const orphan = os.stranger(500, { parent: OWN_PID, environ }, SIGTERM);
  const other = os.stranger(501, { parent: OWN_PID, environ: ['VISORD_FAMILY=7.0:web:web'] });
  os.exit(child, 1);
  clock.advance(9999);
  assert.deepEqual([process.state, process.pid, orphan.signals], ['STARTING', 0, [SIGTERM]]);
  clock.advance(1 + SOON);
  assert.deepEqual(orphan.signals, [SIGTERM, SIGKILL]);
  assert.notEqual(process.pid, 0);
  assert.deepEqual(other.signals, []);
});

test('tree: who was seen in it is remembered when it has lost its parent, but not its number', () => {
  const { clock, os, process, child } = running({ kill_mode: 'tree', stopwaitsecs: 5 });
  child.ignores.add(SIGTERM);
  const worker = os.stranger(500, { parent: child.pid, startTicks: 7 });
  os.stranger(501, { parent: child.pid, startTicks: 7 });
  process.stop(); // they are seen
  os.vanish(501);
  const again = os.stranger(501, { parent: 1, startTicks: 8 });
  os.exit(child, 0);
  clock.advance(SOON);
  assert.deepEqual([worker.signals, again.signals], [[SIGTERM], []]);
  assert.equal(process.isStopped, true);
});

test('tree: SIGKILL goes to all of it at once, and to what comes after', () => {
  const { clock, os, process, child } = running({ kill_mode: 'tree', stopwaitsecs: 5 });
  child.ignores.add(SIGTERM);
  const worker = os.stranger(500, { parent: child.pid });
  const environ = [markOf(child.request.env)];
  process.stop();
  clock.advance(4999);
  const late = os.stranger(501, { parent: 500, environ }, SIGTERM);
  os.stranger(502, { parent: 501 }, SIGTERM);
  clock.advance(1 + SOON);
  assert.deepEqual(
    [child.signals.at(-1), worker.signals, late.signals],
    [SIGKILL, [SIGKILL], [SIGKILL]],
  );
  assert.deepEqual([os.strangers.size, process.isStopped], [0, true]);
});

test('a stop takes back a start that waits for the rest of the run before', async () => {
  const { clock, os, process, child } = running({ kill_mode: 'tree', autorestart: true });
  os.stranger(500, { parent: OWN_PID, environ: [markOf(child.request.env)] }, SIGTERM);
  os.exit(child, 1);
  clock.advance(100);
  process.stop();
  assert.deepEqual([process.state, process.isStopped], ['STOPPED', false]);
  os.vanish(500);
  clock.advance(60_000);
  assert.equal(process.isStopped, true);
  assert.equal(os.living.length, 1, 'only the other program');
});

test('an end waits for what programs leave behind, and a third signal kills that, too', () => {
  const { clock, os, process, child, supervisor, world } = running({ kill_mode: 'tree' });
  const worker = os.stranger(500, { parent: child.pid }, SIGTERM);
  supervisor.insist();
  clock.advance(100);
  assert.deepEqual([process.state, world.ended], ['STOPPED', []]);
  supervisor.insist();
  clock.advance(100);
  supervisor.insist();
  clock.advance(SOON);
  assert.deepEqual(worker.signals, [SIGTERM, SIGKILL]);
  assert.deepEqual(world.ended, [undefined]);
  assert.equal(clock.pending, 0);
});

test('what belongs to another user is reported once, and keeps nobody waiting', () => {
  const { clock, os, log, process, child } = running({ kill_mode: 'tree' });
  os.stranger(500, { parent: child.pid }).isForeign = true;
  process.stop();
  clock.advance(0);
  assert.equal(process.isStopped, true);
  const said = log.lines.filter((line) => line.startsWith('critical'));
  assert.equal(said.length, 1);
  assert.match(said[0] ?? '', /^critical cannot signal 500, which belongs to 'web': .*EPERM/);
});

test('group: the rest of the process group, and no others', () => {
  const { clock, os, process, child } = running({ kill_mode: 'group' });
  const worker = os.stranger(500, { parent: child.pid, group: child.pid });
  const away = os.stranger(501, { parent: child.pid, group: 501 });
  process.stop();
  clock.advance(SOON);
  assert.deepEqual([worker.signals, away.signals], [[SIGTERM], []]);
  assert.deepEqual([process.isStopped, os.isSubreaper], [true, false]);
});

test('group: nobody looks when the system says that the group is empty', () => {
  const { clock, os, process } = running({ kill_mode: 'group' });
  os.calls.clear();
  process.stop();
  clock.advance(0);
  assert.equal(process.isStopped, true);
  assert.equal(os.calls.get('readDirectory'), undefined);
});

test('cgroup: a folder below our own control group, entered at the start and removed at the end', () => {
  const { clock, os, process, child } = withCgroups();
  const folder = `/sys/fs/cgroup/app/visord-${OWN_PID}:web:web`;
  assert.equal(child.request.cgroup, `${folder}/cgroup.procs`);
  const worker = os.stranger(500, { parent: 1 }, SIGTERM);
  os.put(`${folder}/cgroup.procs`, '500\n');
  process.stop();
  clock.advance(0);
  assert.deepEqual([worker.signals, process.isStopped], [[SIGTERM], false]);
  os.unlink(`${folder}/cgroup.procs`); // the system empties it
  os.vanish(500);
  clock.advance(SOON);
  assert.deepEqual([process.isStopped, os.exists(folder)], [true, false]);
});

test('cgroup: where no group can be made, a warning says that it is a tree', () => {
  const { os, log, child } = withCgroups((os) => os.fail('makeDirectory', 'EROFS'));
  assert.equal(child.request.cgroup, undefined);
  assert.equal(os.isSubreaper, true);
  const warning = log.lines.find((line) => line.startsWith('warn'));
  assert.match(warning ?? '', /^warn kill_mode=cgroup of 'web:web' is taken for tree: .*EROFS/);
});

test('cgroup: likewise where there are none of version 2', () => {
  const { log, os, process, child, clock } = running({ kill_mode: 'cgroup' });
  const text = 'version 2 of control groups is not mounted';
  assert.ok(log.lines.includes(`warn kill_mode=cgroup of 'web:web' is taken for tree: ${text}`));
  const worker = os.stranger(500, { parent: child.pid });
  process.stop();
  clock.advance(0);
  assert.deepEqual(worker.signals, [SIGTERM]);
});

/** The program on a system with control groups. */
function withCgroups(prepare: (os: FakeTableOs) => void = () => {}) {
  const web = processConfig('web', { killasgroup: true, kill_mode: 'cgroup' });
  const fakes = supervisorOnFakes(configOf(groupConfig('web', {}, [web])), {
    makeOs: (clock) => {
      const os = new FakeTableOs(clock, OWN_PID, '/tmp', '/sys/fs/cgroup/app');
      os.put('/proc/self/cgroup', '0::/app\n');
      os.put('/proc/self/mountinfo', '30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n');
      prepare(os);
      return os;
    },
    pid: OWN_PID,
  });
  fakes.supervisor.start();
  fakes.clock.advance(1000);
  const process = fakes.supervisor.groups.get('web')?.processes[0];
  assert.ok(process);
  return { ...fakes, process, child: fakes.os.lastChild };
}
