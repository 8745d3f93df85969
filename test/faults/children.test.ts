/** The file in which supervisord notes who runs: it cannot be written, or is not to be believed. */
import assert from 'node:assert/strict';
import { chmodSync, chownSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Child, Run } from '../rig/child.ts';
import { read } from '../rig/commands.ts';
import type { Daemon, Paths } from '../rig/daemon.ts';
import { asAdmin, asRoot } from '../rig/differences.ts';
import { until } from '../rig/until.ts';
import { fill } from './fill.ts';
import { BECOME_USER, UID } from './other-user.ts';
import { Shim } from './shim.ts';
import { fault, type Stage } from './stage.ts';

/** Three programs, and the file of children in a folder of its own. */
function sections(folder: string, child: Child, options = ''): string {
  const programs = ['x', 'y', 'z'].map(
    (name) => `[program:${name}]\ncommand = ${child.command}\nautostart = false\n`,
  );
  return `[supervisord]\npidfile = ${folder}/pid\n${options}${programs.join('')}`;
}

function isNoted(file: string, run: Run): Promise<boolean> {
  return until(`${run.pid} in ${file}`, () => read(file).includes(`[${run.pid},`));
}

const NOT_NOTED = /^WARN cannot note in .* who runs: .*; trying again \(mend the folder, or /;
const NOTED_AGAIN = /^WARN who runs is noted in .* again$/;

/**
 * What is true while the file cannot be written, and afterwards.
 *
 * @param happen Lets it happen; what is answered mends it.
 */
async function cannotBeWritten(
  stage: Stage,
  daemon: Daemon,
  { file, child, code }: { file: string; child: Child; code: string },
  happen: () => Promise<() => Promise<void>>,
): Promise<void> {
  const first = await stage.run('x', child);
  await isNoted(file, first);
  const mend = await happen();
  const before = read(file);
  const second = await stage.run('y', child);
  await daemon.logLine(new RegExp(`cannot note in ${file} who runs: ${code}`));
  await stage.works();
  const third = await stage.run('z', child);
  await stage.works();
  assert.equal(read(file), before, 'what it said is whole');
  await mend();
  for (const run of [first, second, third]) await isNoted(file, run);
  await daemon.logLine(/who runs is noted/);
  assert.equal(daemon.messages(NOT_NOTED).length, 1);
  assert.equal(daemon.messages(NOTED_AGAIN).length, 1);
}

fault(
  'children-full',
  async (stage) => {
    const disk = await stage.disk(64);
    const [file, child] = [path.join(disk, 'pid.children'), stage.rig.child()];
    const daemon = await stage.start(sections(disk, child));
    await cannotBeWritten(stage, daemon, { file, child, code: 'ENOSPC' }, async () => {
      const empty = fill(disk);
      return async () => empty();
    });
  },
  asAdmin(),
);

fault('children-io-error', async (stage) => {
  const folder = stage.rig.path('broken');
  mkdirSync(folder);
  using shim = await Shim.create(stage.rig);
  const [file, child] = [path.join(folder, 'pid.children'), stage.rig.child()];
  const daemon = await stage.start(sections(folder, child), { env: shim.env });
  await cannotBeWritten(stage, daemon, { file, child, code: 'EIO' }, async () => {
    shim.failWrites('EIO', folder);
    return async () => shim.mend();
  });
});

fault(
  'children-read-only',
  async (stage) => {
    const disk = await stage.disk(1024);
    const [file, child] = [path.join(disk, 'pid.children'), stage.rig.child()];
    const daemon = await stage.start(sections(disk, child));
    const remount = async (how: string) => {
      // Busy as long as the file is open, which it is for a moment.
      await until(`${disk} to be ${how}`, async () => {
        return (await stage.rig.run('mount', '-o', `remount,${how}`, disk)).code === 0;
      });
    };
    await cannotBeWritten(stage, daemon, { file, child, code: 'EROFS' }, async () => {
      await remount('ro');
      return () => remount('rw');
    });
  },
  asAdmin(),
);

fault('children-folder-gone', async (stage) => {
  const folder = stage.rig.path('folder');
  mkdirSync(folder);
  const [file, child] = [path.join(folder, 'pid.children'), stage.rig.child()];
  const daemon = await stage.start(sections(folder, child));
  await cannotBeWritten(stage, daemon, { file, child, code: 'ENOENT' }, async () => {
    await until('the folder to be gone', () => {
      try {
        rmSync(folder, { recursive: true });
        return true;
      } catch {
        return false; // a new file came into it meanwhile
      }
    });
    return async () => void mkdirSync(folder);
  });
});

const NOT_BELIEVED = /^WARN cannot tell by .* what an earlier supervisord has left behind \(look/;

/**
 * What is true when supervisord starts with a file that it finds.
 *
 * @param put Puts the file there.
 */
async function isNotBelieved(
  stage: Stage,
  { paths, why, before }: { paths: Paths; why: RegExp; before?: string },
  put: () => void,
): Promise<void> {
  put();
  const daemon = await stage.begin(paths, before === undefined ? {} : { before });
  const [told = '', ...more] = daemon.messages(NOT_BELIEVED);
  assert.match(told, why);
  assert.deepEqual(more, []);
}

/** It is replaced as soon as there is something to say. */
async function isReplaced(stage: Stage, child: Child): Promise<void> {
  const run = await stage.run('x', child);
  await isNoted(stage.rig.path('pid.children'), run);
  await stage.works();
}

fault('children-garbage', async (stage) => {
  const child = stage.rig.child();
  const { paths } = stage.configure(sections(stage.rig.dir, child, 'orphans = kill\n'));
  await isNotBelieved(stage, { paths, why: /it is no list of children$/ }, () =>
    stage.rig.write(
      'pid.children',
      Buffer.alloc(100_000, '{"format":1,"children":[[\0\xff', 'latin1'),
    ),
  );
  await isReplaced(stage, child);
});

/** The list that a supervisord which has ended would have left, if it had started this process. */
function listOf(pid: number): string {
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop()?.split(' ') ?? [];
  const start = Number(fields[19]);
  const daemon = [2 ** 31 - 1, 1]; // no system gives this pid
  return JSON.stringify({ format: 1, boot, daemon, children: [[pid, start, 'x']] });
}

fault(
  'children-foreign',
  async (stage) => {
    const { rig } = stage;
    const child = rig.child();
    const { paths } = stage.configure(sections(rig.dir, child, 'orphans = kill\n'));
    const [command = '', ...words] = child.command.split(' ');
    const stranger = rig.start(command, words);
    const victim = await child.nextRun();
    await isNotBelieved(stage, { paths, why: /it belongs to the user 54321$/ }, () =>
      chownSync(rig.write('pid.children', listOf(stranger.pid)), UID, UID),
    );
    await victim.trap('SIGHUP'); // it lives
    await isReplaced(stage, child);
  },
  asRoot,
);

fault(
  'children-unreadable',
  async (stage) => {
    const { rig } = stage;
    const child = rig.child();
    const { paths } = stage.configure(sections(rig.dir, child, 'orphans = kill\n'));
    chownSync(rig.dir, UID, UID);
    const options = { paths, why: /EACCES: permission denied$/, before: BECOME_USER };
    await isNotBelieved(stage, options, () =>
      chmodSync(rig.write('pid.children', listOf(1)), 0o600),
    );
    await isReplaced(stage, child);
  },
  asRoot,
);
