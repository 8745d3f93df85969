/** More programs than there are descriptors for, as far as the limits of the system go. */
import assert from 'node:assert/strict';
import type { Daemon, ProcessInfo } from '../rig/daemon.ts';
import { difference } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';

const COUNT = 60;

/** Each takes five descriptors: three pipes and two logs. */
function programs(rig: Rig, command: string): string {
  return `
[supervisord]
minfds = 100
[program:x]
command = ${command}
numprocs = ${COUNT}
process_name = x%(process_num)02d
startsecs = 0
startretries = 0
autorestart = false
stdout_logfile = ${rig.dir}/%(process_num)02d.out
stderr_logfile = ${rig.dir}/%(process_num)02d.err
`;
}

const BROKEN: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE']);

/** Asks again when the connection broke: short of descriptors, supervisord closes those at rest. */
async function ask<T>(daemon: Daemon, method: string, ...params: readonly string[]): Promise<T> {
  const { answer } = await until(`an answer to ${method}`, async () => {
    try {
      return { answer: await daemon.rpc<T>(method, ...params) };
    } catch (error) {
      if (error instanceof Error && 'code' in error && BROKEN.has(error.code)) return undefined;
      throw error;
    }
  });
  return answer;
}

/** Those in a state, when all are in one of the two. */
async function settled(daemon: Daemon, state: string, other = state): Promise<ProcessInfo[]> {
  return until(`all to be ${state} or ${other}`, async () => {
    const all = await ask<ProcessInfo[]>(daemon, 'getAllProcessInfo');
    const isSettled = all.every(({ statename }) => statename === state || statename === other);
    return isSettled && all.filter(({ statename }) => statename === state);
  });
}

difference(
  'a low soft limit of descriptors',
  'a low soft limit of descriptors is one of the programs, not of supervisord [5-open-files]',
  async () => {
    await using rig = await Rig.create();
    const command = '/bin/sh -c "ulimit -Sn; exec cat"';
    const daemon = await rig.daemon(programs(rig, command), { before: 'ulimit -Sn 120' });
    assert.equal((await settled(daemon, 'RUNNING')).length, COUNT);
    for (const number of ['00', '59']) {
      await until('its limit', () => rig.read(`${number}.out`) === '120\n');
    }
  },
);

difference(
  'our own shortage',
  'of more programs than there are descriptors for, some run, the rest waits for its turn, and none is given up [5-open-files 5-shortage]',
  async () => {
    await using rig = await Rig.create();
    const daemon = await rig.daemon(programs(rig, '/bin/cat'), { before: 'ulimit -n 120' });
    const running = await settled(daemon, 'RUNNING', 'BACKOFF');
    assert.ok(running.length >= 10 && running.length < 24, `${running.length} run`);
    for (const { name, spawnerr } of await settled(daemon, 'BACKOFF', 'RUNNING')) {
      assert.equal(spawnerr, `too many open files to spawn '${name}'`);
    }
    const names = new Set(running.map(({ name }) => name));
    for (const name of names) await ask(daemon, 'signalProcess', `x:${name}`, 'KILL');
    await until('another to run', async () => {
      const all = await ask<ProcessInfo[]>(daemon, 'getAllProcessInfo');
      return all.some(({ name, statename }) => statename === 'RUNNING' && !names.has(name));
    });
    assert.deepEqual(daemon.messages(/gave up|CRIT bug/), []);
  },
);
