/** The JSON API on real processes: what is known of them, and what is done with them. */
import assert from 'node:assert/strict';
import type { Group } from '../../src/wire/api/group.ts';
import type { Outcome, ProcessInfo } from '../../src/wire/api/process.ts';
import { ApiClient } from '../rig/api-client.ts';
import type { Daemon } from '../rig/daemon.ts';
import { difference } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';

interface Outcomes {
  readonly results: readonly Outcome[];
}

function apiOf({ paths }: Daemon): Promise<ApiClient> {
  return ApiClient.of({ socketPath: paths.socket });
}

/** `namespec fault` of each outcome, sorted. */
function told({ body }: { readonly body: Outcomes }): string[] {
  return body.results.map(({ namespec, fault }) => `${namespec} ${fault?.name ?? 'OK'}`).sort();
}

/** Waits until what is known of a process is as wanted. */
function untilKnown(
  api: ApiClient,
  name: string,
  what: string,
  isSo: (process: ProcessInfo) => boolean,
): Promise<ProcessInfo> {
  return until(`${name} to be ${what}`, async () => {
    const { body } = await api.get<ProcessInfo>(`/processes/${name}`);
    return isSo(body) && body;
  });
}

difference('the JSON API', 'a process is started, known, signalled, and stopped', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:web]
command = ${child.command}
autostart = false
`);
  const api = await apiOf(daemon);
  const [started, run] = await Promise.all([
    api.post<ProcessInfo>('/processes/web/start'),
    child.nextRun(),
  ]);
  const { state, pid, uptime, lastExit, restarts } = started.body;
  assert.deepEqual([state.name, pid, lastExit, restarts], ['RUNNING', run.pid, null, 0]);
  assert.ok(uptime !== null && uptime >= 1, 'it has stayed up for startsecs');
  assert.equal((await api.problem('POST', '/processes/web/start')).fault?.name, 'ALREADY_STARTED');

  await run.trap('SIGUSR2');
  await api.post('/processes/web/signal', { signal: 'USR2' });
  assert.equal(await run.nextSignal(), 'SIGUSR2');
  await run.read();
  await api.post('/processes/web/stdin', { data: 'grüezi\n' });
  assert.equal(String(await run.nextInput()), 'grüezi\n');

  const stopped = await api.post<ProcessInfo>('/processes/web/stop');
  await run.ended;
  assert.equal(stopped.body.state.name, 'STOPPED');
  assert.equal(stopped.body.pid, null);
  assert.deepEqual(
    { ...stopped.body.lastExit, at: '' },
    { status: null, signal: 'SIGTERM', coreDumped: false, expected: true, at: '' },
  );
});

difference('the JSON API', 'restarts are counted, and the last exit is told', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:web]
command = ${child.command}
startsecs = 0
exitcodes = 0
`);
  const api = await apiOf(daemon);
  await (await child.nextRun()).exit(3);
  const run = await child.nextRun();
  const again = await untilKnown(api, 'web', 'restarted', ({ pid }) => pid === run.pid);
  assert.equal(again.restarts, 1);
  assert.deepEqual([again.lastExit?.status, again.lastExit?.expected], [3, false]);
  await run.exit(0);
  const ended = await untilKnown(api, 'web', 'EXITED', ({ state }) => state.name === 'EXITED');
  assert.deepEqual(
    [ended.restarts, ended.lastExit?.status, ended.lastExit?.expected],
    [1, 0, true],
  );
  const [restarted] = await Promise.all([
    api.post<ProcessInfo>('/processes/web/restart'),
    child.nextRun(),
  ]);
  assert.equal(restarted.body.restarts, 1, 'somebody has asked for that one');
});

difference('the JSON API', 'what happens next is told: a retry, RUNNING, a kill', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:bad]
command = /nowhere/at/all
startretries = 100
[program:slow]
command = ${child.command}
startsecs = 3600
stopwaitsecs = 3600
`);
  const api = await apiOf(daemon);
  const bad = await untilKnown(
    api,
    'bad',
    'in BACKOFF',
    ({ deadline }) => deadline?.kind === 'retry',
  );
  assert.ok((bad.deadline?.in ?? -1) >= 0);
  assert.match(bad.spawnError ?? '', /can't find command/);
  const run = await child.nextRun();
  await run.trap('SIGTERM');
  const slow = await untilKnown(api, 'slow', 'STARTING', ({ pid }) => pid === run.pid);
  assert.equal(slow.deadline?.kind, 'running');
  const { body } = await api.post<ProcessInfo>('/processes/slow/stop', { wait: false });
  assert.equal(body.deadline?.kind, 'kill');
  assert.equal(await run.nextSignal(), 'SIGTERM');
});

difference('the JSON API', 'a start that fails says why', async () => {
  await using rig = await Rig.create();
  const file = rig.write('no-program', 'text', 0o644);
  const daemon = await rig.daemon(`
[program:none]
command = /nowhere/at/all
autostart = false
[program:text]
command = ${file}
autostart = false
[program:quick]
command = /bin/false
autostart = false
startretries = 0
`);
  const api = await apiOf(daemon);
  const outcomes = ['none', 'text', 'quick'].map(async (name) => {
    const { status, fault } = await api.problem('POST', `/processes/${name}/start`);
    return [status, fault?.name];
  });
  assert.deepEqual(await Promise.all(outcomes), [
    [404, 'NO_FILE'],
    [409, 'NOT_EXECUTABLE'],
    [409, 'SPAWN_ERROR'],
  ]);
  const all = await api.post<Outcomes>('/processes/start', { names: ['*', 'nobody'] });
  assert.deepEqual(told(all), [
    'nobody BAD_NAME',
    'none NO_FILE',
    'quick SPAWN_ERROR',
    'text NOT_EXECUTABLE',
  ]);
});

difference('the JSON API', 'many are handled at once, by name, pattern and group', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[program:w]
command = /bin/cat
process_name = w_%(process_num)d
numprocs = 3
startsecs = 0
[group:web]
programs = w
[program:db]
command = /bin/cat
startsecs = 0
autostart = false
`);
  const api = await apiOf(daemon);
  for (const number of [0, 1, 2]) await daemon.state(`web:w_${number}`, 'RUNNING');
  const stopped = await api.post<Outcomes>('/processes/stop', { names: ['web:*_1', 'db'] });
  assert.deepEqual(told(stopped), ['db NOT_RUNNING', 'web:w_1 OK']);
  const started = await api.post<Outcomes>('/processes/start', { names: ['*'] });
  assert.deepEqual(told(started), ['db OK', 'web:w_1 OK']);
  const before = (await api.get<Group>('/groups/web')).body.processes.map(({ pid }) => pid);
  const restarted = await api.post<Outcomes>('/groups/web/restart');
  assert.deepEqual(told(restarted), ['web:w_0 OK', 'web:w_1 OK', 'web:w_2 OK']);
  const after = (await api.get<Group>('/groups/web')).body.processes.map(({ pid }) => pid);
  assert.ok(after.every((pid) => pid !== null && !before.includes(pid)));
  const groupStopped = await api.post<Outcomes>('/groups/web/stop');
  assert.deepEqual(told(groupStopped), ['web:w_0 OK', 'web:w_1 OK', 'web:w_2 OK']);
  const { body } = await api.get<{ processes: ProcessInfo[] }>('/processes?state=RUNNING');
  assert.deepEqual(
    body.processes.map(({ namespec }) => namespec),
    ['db'],
  );
});

difference('the JSON API', 'an answer that waits holds up nobody', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:slow]
command = ${child.command}
autostart = false
startsecs = 3600
`);
  const api = await apiOf(daemon);
  const waiting = api.post<ProcessInfo>('/processes/slow/start');
  const run = await child.nextRun();
  const slow = await untilKnown(api, 'slow', 'STARTING', ({ pid }) => pid === run.pid);
  assert.equal(slow.state.name, 'STARTING');
  await api.post('/processes/slow/stop');
  // The start has come to its end with that; what it was asked for has not happened.
  const { status, body } = await waiting.catch((error: unknown) => assert.fail(String(error)));
  assert.deepEqual(
    [status, (body as unknown as { title: string }).title],
    [409, 'ABNORMAL_TERMINATION'],
  );
});
