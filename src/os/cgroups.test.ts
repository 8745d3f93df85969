import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { withCgroups } from '../../test/rig/differences.ts';
import { FakeFiles } from '../../test/rig/fake-files.ts';
import { until } from '../../test/rig/until.ts';
import { ControlGroup, ownCgroup } from './cgroups.ts';
import { files } from './files.ts';
import type { SpawnResult } from './port.ts';
import { createOs } from './system.ts';

function system(cgroup: string, ...mounts: readonly string[]): FakeFiles {
  const fake = new FakeFiles();
  fake.put('/proc/self/cgroup', cgroup);
  fake.put('/proc/self/mountinfo', `${mounts.join('\n')}\n`);
  return fake;
}

const UNIFIED = '30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw';
const OLD = '31 30 0:27 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu';
const PART = '32 23 0:26 /docker/7 /sys/fs/cgroup ro - cgroup2 cgroup2 rw';

test('our own control group is looked for where version 2 is mounted', () => {
  assert.equal(ownCgroup(system('0::/\n', UNIFIED)), '/sys/fs/cgroup');
  const hybrid = system('4:cpu:/x\n0::/user/app\n', OLD, UNIFIED);
  assert.equal(ownCgroup(hybrid), '/sys/fs/cgroup/user/app');
  assert.equal(ownCgroup(system('0::/docker/7/app\n', PART)), '/sys/fs/cgroup/app');
});

test('without version 2, or outside of what is mounted, there is none', () => {
  const error = { name: 'UserError', message: 'version 2 of control groups is not mounted' };
  assert.throws(() => ownCgroup(new FakeFiles()), error);
  assert.throws(() => ownCgroup(system('4:cpu:/x\n', OLD)), error);
  assert.throws(() => ownCgroup(system('0::/docker/77\n', PART)), error);
});

/** Starts a command in a control group. */
function spawn(entrance: string, ...argv: readonly string[]): Promise<SpawnResult> {
  const request = { paths: [argv[0] ?? ''], argv, env: [], fds: [], cgroup: entrance };
  return new Promise((resolve) => createOs().spawn(request, resolve));
}

test(
  'a program is in its control group from the first, with all that it starts, until all are killed',
  withCgroups(),
  async () => {
    const group = new ControlGroup(
      path.join(ownCgroup(files), `visord-test-${process.pid}`),
      files,
    );
    group.make();
    group.make(); // it may be there
    try {
      const result = await spawn(group.entrance, '/bin/sh', '-c', 'sleep 1000 & sleep 1000');
      assert.equal(result.kind, 'spawned');
      const pids = await until('both', () => group.pids().length >= 2 && group.pids());
      assert.ok(result.kind === 'spawned' && pids.includes(result.pid));
      group.remove();
      assert.ok(group.pids().length >= 2, 'one that somebody is in stays');
      assert.equal(group.kill(), true);
      await until('nobody to be there', () => group.pids().length === 0);
    } finally {
      group.kill();
      await until('the group to go', () => {
        group.remove();
        return !files.readDirectory(ownCgroup(files)).includes(`visord-test-${process.pid}`);
      });
    }
    assert.deepEqual([group.pids(), group.kill()], [[], false]);
  },
);

test('a control group that is not there is told as such', async () => {
  const result = await spawn('/nowhere/cgroup.procs', '/bin/true');
  assert.ok(result.kind === 'failed');
  assert.deepEqual([result.stage, result.code], ['cgroup', 'ENOENT']);
});
