/** Logs, main log and pidfile on disks that are full, broken, write-protected or gone. */
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Run } from '../rig/child.ts';
import { read } from '../rig/commands.ts';
import type { Daemon } from '../rig/daemon.ts';
import { asAdmin } from '../rig/differences.ts';
import { until } from '../rig/until.ts';
import { fill } from './fill.ts';
import { Shim } from './shim.ts';
import { fault } from './stage.ts';

/** More than any pipe holds. */
const MUCH = 'y'.repeat(1_000_000);

function program(command: string, log: string): string {
  return `[program:x]
command = ${command}
autostart = false
stdout_logfile = ${log}
stdout_logfile_maxbytes = 0
`;
}

/** A supervisord whose main log and pidfile are in a folder, too. */
function withOwnFiles(folder: string): string {
  return `[supervisord]\nlogfile = ${folder}/main.log\npidfile = ${folder}/pid\n`;
}

/** Waits until the program's log takes what is written. @returns how many bytes were told as lost */
async function resumes(daemon: Daemon, run: Run, log: string): Promise<number> {
  await until('the log to be written again', async () => {
    await run.write('again\n');
    return read(log).endsWith('again\n');
  });
  const told = new RegExp(`writing ${log} again; lost (\\d+) bytes`);
  return Number(told.exec(await daemon.program.prints(told))?.[1]);
}

fault(
  'disk-full',
  async (stage) => {
    const disk = await stage.disk(64);
    const child = stage.rig.child();
    const log = path.join(disk, 'out');
    const daemon = await stage.start(program(child.command, log));
    const run = await stage.run('x', child);
    await run.write('before\n');
    await until('a line in the log', () => read(log) === 'before\n');
    const empty = fill(disk);
    await run.write(MUCH);
    await daemon.logLine(new RegExp(`cannot write ${log}: ENOSPC`));
    await stage.works();
    empty();
    const lost = await resumes(daemon, run, log);
    const again = read(log).split('again\n').length - 1;
    const written = statSync(log).size - 'before\n'.length - again * 'again\n'.length;
    assert.ok(lost >= MUCH.length - written, `${written} written, ${lost} lost`);
  },
  asAdmin(),
);

fault(
  'disk-full-daemon',
  async (stage) => {
    const disk = await stage.disk(64);
    const empty = fill(disk);
    const daemon = await stage.start(withOwnFiles(disk));
    await daemon.program.prints(new RegExp(`cannot write ${disk}/main.log: ENOSPC`));
    await stage.works();
    empty();
    await until('the main log to be written', () => {
      daemon.signal('SIGUSR2');
      return read(`${disk}/main.log`).includes('received SIGUSR2');
    });
  },
  asAdmin(),
);

for (const [id, code] of [
  ['disk-io-error', 'EIO'],
  ['disk-write-protected', 'EROFS'],
] as const) {
  fault(id, async (stage) => {
    const { rig } = stage;
    const folder = rig.path('broken');
    mkdirSync(folder);
    using shim = await Shim.create(rig);
    const child = rig.child();
    const log = path.join(folder, 'out');
    const text = withOwnFiles(folder) + program(child.command, log);
    const daemon = await stage.start(text, { env: shim.env });
    const run = await stage.run('x', child);
    shim.failWrites(code, folder);
    await run.write(MUCH);
    for (const file of [log, `${folder}/main.log`]) {
      await daemon.program.prints(new RegExp(`cannot write ${file}: ${code}`));
    }
    await stage.works();
    shim.mend();
    assert.ok((await resumes(daemon, run, log)) > 0);
    await until('the main log to go on', () => {
      daemon.signal('SIGUSR2');
      return read(`${folder}/main.log`).includes('received SIGUSR2');
    });
  });
}

fault(
  'disk-read-only',
  async (stage) => {
    const disk = await stage.disk(1024);
    const child = stage.rig.child();
    const log = path.join(disk, 'out');
    const daemon = await stage.start(program(child.command, log));
    const remount = async (how: string) => {
      const { code, stderr } = await stage.rig.run('mount', '-o', `remount,${how}`, disk);
      assert.equal(code, 0, stderr);
    };
    await remount('ro');
    const run = await stage.run('x', child);
    await run.write('nowhere to go\n');
    await daemon.logLine(new RegExp(`cannot write ${log}: EROFS`));
    await stage.works();
    await remount('rw');
    assert.ok((await resumes(daemon, run, log)) > 0);
  },
  asAdmin(),
);

fault('folder-gone', async (stage) => {
  const { rig } = stage;
  const folder = rig.path('folder');
  mkdirSync(folder);
  const child = rig.child();
  const log = path.join(folder, 'out');
  const daemon = await stage.start(withOwnFiles(folder) + program(child.command, log));
  const run = await stage.run('x', child);
  rmSync(folder, { recursive: true });
  await until('the loss to be noticed', async () => {
    await run.write('into the void\n');
    return daemon.program.printed.includes(`cannot write ${log}: ENOENT`);
  });
  await run.write(MUCH);
  await stage.works();
  mkdirSync(folder);
  assert.ok((await resumes(daemon, run, log)) > 0);
  await until('the main log to begin anew', () => {
    daemon.signal('SIGUSR2');
    return read(`${folder}/main.log`).includes('received SIGUSR2');
  });
});
