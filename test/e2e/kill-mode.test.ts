/** What a program has started goes with it, if that is wanted. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Run } from '../rig/child.ts';
import { read } from '../rig/commands.ts';
import { difference, withCgroups } from '../rig/differences.ts';
import { Proc } from '../rig/proc.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';

/**
 * A program whose first process starts another one that leaves the group and loses its parent.
 *
 * @param cleared Its environment tells nobody where it comes from.
 */
async function withDaemon(
  rig: Rig,
  mode: string,
  options: { cleared?: boolean; more?: string } = {},
) {
  const child = rig.child();
  const worker = rig.child();
  const cleared = options.cleared ? 'env -i' : '';
  rig.write('start.sh', `(${cleared} setsid ${worker.command} &)\nexec ${child.command}\n`);
  const daemon = await rig.daemon(
    `[program:x]\ncommand = /bin/sh ${rig.path('start.sh')}\nkill_mode = ${mode}\n${options.more ?? ''}`,
  );
  const [first, lost] = await Promise.all([child.nextRun(), worker.nextRun()]);
  await until('its parent to be gone', () => new Proc(lost.pid).family.ppid !== first.pid);
  assert.notEqual(lost.hello.pgid, first.hello.pgid);
  return { child, worker, daemon, first, lost };
}

difference(
  'kill_mode',
  'tree: a stop is over when what has left the group and lost its parent has stopped, too',
  async () => {
    await using rig = await Rig.create();
    const { daemon, first, lost } = await withDaemon(rig, 'tree');
    await lost.trap('SIGTERM');
    const stopping = daemon.ctl('stop', 'x');
    await first.ended;
    assert.equal(await lost.nextSignal(), 'SIGTERM');
    await lost.exit(0);
    assert.equal((await stopping).stdout, 'x: stopped\n');
    await daemon.logLine(new RegExp(`INFO reaped unknown pid ${lost.pid} \\(exit status 0\\)$`));
  },
);

difference(
  'kill_mode',
  'tree: a live upgrade waits for no leftovers, and the next program knows the tree',
  async () => {
    await using rig = await Rig.create();
    const { child, worker, daemon, first, lost } = await withDaemon(rig, 'tree');
    assert.equal((await daemon.ctl('upgrade')).code, 0);
    await lost.trap('SIGTERM');
    await first.exit(1);
    assert.equal(await lost.nextSignal(), 'SIGTERM');
    const refused = await daemon.ctl('upgrade');
    assert.equal(refused.code, 1);
    assert.match(refused.stdout, /what 'x' has left behind is being ended/);
    await lost.exit(0);
    await Promise.all([child.nextRun(), worker.nextRun()]);
    assert.equal((await daemon.ctl('upgrade')).code, 0);
  },
);

difference(
  'kill_mode',
  'tree: what ignores the stop signal is killed with its program',
  async () => {
    await using rig = await Rig.create();
    const more = 'stopasgroup = true\nstopwaitsecs = 1\n';
    const { daemon, first, lost } = await withDaemon(rig, 'tree', { more });
    await lost.trap('SIGTERM');
    await first.trap('SIGTERM');
    const stopping = daemon.rpc('stopProcess', 'x');
    assert.equal(await lost.nextSignal(), 'SIGTERM');
    await Promise.all([first.ended, lost.ended]);
    assert.equal(await stopping, true);
  },
);

difference(
  'kill_mode',
  'tree: after a crash the program is started again when its rest has gone',
  async () => {
    await using rig = await Rig.create();
    const more = 'autorestart = true\nstartsecs = 0\n';
    const { child, daemon, first, lost } = await withDaemon(rig, 'tree', { more });
    await lost.trap('SIGTERM');
    await first.die('SIGKILL');
    assert.equal(await lost.nextSignal(), 'SIGTERM');
    const { pid, statename } = await daemon.info('x');
    assert.deepEqual([pid, statename], [0, 'STARTING']);
    await lost.exit(0);
    const again = await child.nextRun();
    assert.notEqual(again.pid, first.pid);
  },
);

difference('kill_mode', 'group: the rest of the process group goes with its program', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`[program:x]\ncommand = ${child.command}\nkill_mode = group\n`);
  const first = await child.nextRun();
  const worker = await first.fork();
  await worker.trap('SIGTERM');
  const stopping = daemon.rpc('stopProcess', 'x');
  await first.ended;
  assert.equal(await worker.nextSignal(), 'SIGTERM');
  await worker.exit(0);
  assert.equal(await stopping, true);
});

/** The control group that a process is in. */
function cgroupOf({ pid }: Run): string {
  return /^0::(.*)$/m.exec(read(`/proc/${pid}/cgroup`))?.[1] ?? '';
}

difference(
  'kill_mode',
  'cgroup: nothing that a program starts can leave its control group',
  async () => {
    await using rig = await Rig.create();
    const { daemon, first, lost } = await withDaemon(rig, 'cgroup', { cleared: true });
    const cgroup = cgroupOf(first);
    assert.match(cgroup, new RegExp(`/visord-${daemon.pid}:x:x$`));
    assert.equal(cgroupOf(lost), cgroup);
    await lost.trap('SIGTERM');
    const stopping = daemon.rpc('stopProcess', 'x');
    assert.equal(await lost.nextSignal(), 'SIGTERM');
    await lost.exit(0);
    assert.equal(await stopping, true);
    const mount =
      / (\/\S+) \S+ - cgroup2 /.exec(
        read('/proc/self/mountinfo').replace(/.* - (?!cgroup2).*\n/g, ''),
      )?.[1] ?? '';
    assert.ok(existsSync(mount));
    const left = readdirSync(path.join(mount, path.dirname(cgroup)));
    assert.ok(!left.includes(path.basename(cgroup)));
  },
  withCgroups(),
);

difference(
  'kill_mode',
  'cgroup: without control groups of our own a warning says that it is a tree',
  async () => {
    await using rig = await Rig.create();
    const child = rig.child();
    const daemon = await rig.daemon(
      `[program:x]\ncommand = ${child.command}\nkill_mode = cgroup\n`,
      {
        before: 'exec unshare --mount sh -c \'umount -a -t cgroup2; exec "$0" "$@"\' "$0" "$@"',
      },
    );
    const first = await child.nextRun();
    const worker = await first.fork();
    const text = 'version 2 of control groups is not mounted';
    await daemon.logLine(new RegExp(`WARN kill_mode=cgroup of 'x:x' is taken for tree: ${text}$`));
    await daemon.rpc('stopProcess', 'x');
    await worker.ended;
  },
  withCgroups(),
);
