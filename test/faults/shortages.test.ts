/** Descriptors, processes and memory run out, for supervisord or for everybody. */
import assert from 'node:assert/strict';
import { chownSync, readdirSync } from 'node:fs';
import { asRoot, needs } from '../rig/differences.ts';
import { until } from '../rig/until.ts';
import { AS_USER, BECOME_USER, UID } from './other-user.ts';
import { Shim } from './shim.ts';
import { fault, type Stage } from './stage.ts';

const CAT = 'command = /bin/cat\nautostart = false\nstartsecs = 0\nstartretries = 0\n';
const FIVE = `[program:x]\n${CAT}numprocs = 5\nprocess_name = %(process_num)d\n`;

const NAME_X = '<param><value>x</value></param>';
const NOT_WAITING = '<param><value><boolean>0</boolean></value></param>';

interface Info {
  readonly group: string;
  readonly statename: string;
  readonly spawnerr: string;
}

/** The processes of x, when all of them are in one of these states. */
async function settled(stage: Stage, ...states: string[]): Promise<Info[]> {
  return until(`x to be ${states}`, async () => {
    const all = await stage.ask<Info[]>('getAllProcessInfo');
    const own = all.filter(({ group }) => group === 'x');
    return own.every(({ statename }) => states.includes(statename)) && own;
  });
}

/** Sets a soft limit of supervisord, as its own user if it is not ours. */
async function limit(stage: Stage, what: string, as: readonly string[] = []): Promise<void> {
  const [command = '', ...words] = [...as, 'prlimit', '--pid', String(stage.pid), what];
  const { code, stderr } = await stage.rig.run(command, ...words);
  assert.equal(code, 0, stderr);
}

fault(
  'no-descriptors',
  async (stage) => {
    await stage.start(FIVE);
    const used = readdirSync(`/proc/${stage.pid}/fd`).length;
    // One start takes eight for a moment, and keeps five.
    await limit(stage, `--nofile=${used + 12}:`);
    await stage.ask('startProcessGroup', 'x', false);
    const waiting = (await settled(stage, 'RUNNING', 'BACKOFF')).filter(
      ({ statename }) => statename === 'BACKOFF',
    );
    assert.ok(waiting.length >= 3, `${waiting.length} wait`);
    for (const { spawnerr } of waiting) assert.match(spawnerr, /^too many open files to spawn/);
    await stage.works();
    await limit(stage, `--nofile=${used + 1000}:`);
    await settled(stage, 'RUNNING');
  },
  needs('prlimit', 'apt-get install util-linux'),
);

fault('no-files', async (stage) => {
  using shim = await Shim.create(stage.rig);
  const daemon = await stage.start(FIVE, { env: shim.env });
  await stage.onOneConnection(async (ask) => {
    shim.fail('open', 'ENFILE');
    await ask('startProcessGroup', NAME_X + NOT_WAITING);
    await daemon.logLine(/spawnerr: .*ENFILE/);
    await stage.witnessesAreHeard();
    await daemon.logLine(/cannot rotate .*witness-rotated: ENFILE.*it grows on/);
    await ask('getState');
  });
  const late = stage.answers();
  shim.mend();
  await late;
  await settled(stage, 'RUNNING');
});

for (const [id, code, text] of [
  ['no-process', 'EAGAIN', /^Too many processes in process table to spawn/],
  ['no-memory', 'ENOMEM', /^unknown error during fork for '\d': ENOMEM$/],
] as const) {
  fault(id, async (stage) => {
    using shim = await Shim.create(stage.rig);
    await stage.start(FIVE, { env: shim.env });
    shim.fail('clone', code);
    await stage.ask('startProcessGroup', 'x', false);
    for (const { spawnerr } of await settled(stage, 'BACKOFF')) assert.match(spawnerr, text);
    await stage.works();
    shim.mend();
    await settled(stage, 'RUNNING');
  });
}

fault(
  'process-table-full',
  async (stage) => {
    chownSync(stage.rig.dir, UID, UID);
    await stage.start(FIVE, { before: BECOME_USER });
    await limit(stage, '--nproc=1:', AS_USER);
    await stage.ask('startProcessGroup', 'x', false);
    for (const { spawnerr } of await settled(stage, 'BACKOFF')) {
      assert.match(spawnerr, /^Too many processes in process table to spawn/);
    }
    await stage.works();
    await limit(stage, '--nproc=20000:', AS_USER);
    await settled(stage, 'RUNNING');
  },
  asRoot,
);
