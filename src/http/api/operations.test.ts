/** Every operation once, with an answer that is checked against the OpenAPI document. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { ApiClient } from '../../../test/rig/api-client.ts';
import { groupConfig, processConfig } from '../../../test/rig/configs.ts';
import { FakeClock } from '../../../test/rig/fake-clock.ts';
import type { FakeDaemon } from '../../../test/rig/fake-daemon.ts';
import { serve } from '../../../test/rig/fake-server.ts';
import type { GroupConfig } from '../../config/config.ts';
import type { Config, Pending, ProcessConfig, Update } from '../../wire/api/config.ts';
import type { Host, Version } from '../../wire/api/daemon.ts';
import type { Group } from '../../wire/api/group.ts';
import type { LogLines, LogPart } from '../../wire/api/log.ts';
import type { Outcome, ProcessInfo, Timeline } from '../../wire/api/process.ts';
import type { StreamEvent } from '../../wire/api/stream.ts';
import type { UsageHistory } from '../../wire/api/usage.ts';
import { OPERATIONS } from './operations.ts';

interface Scene {
  readonly api: ApiClient;
  readonly daemon: FakeDaemon;
  readonly clock: FakeClock;
  readonly folder: string;
}

interface Outcomes {
  readonly results: readonly Outcome[];
}

/** `namespec fault` of each outcome, sorted. */
function told({ results }: Outcomes): string[] {
  return results.map(({ namespec, fault }) => `${namespec} ${fault?.name ?? 'OK'}`).sort();
}

/** Asks for something that ends when processes have changed their states. */
async function during<T>(asked: Promise<T>, daemon: FakeDaemon, changes: () => void): Promise<T> {
  const count = daemon.asked.length;
  while (daemon.asked.length === count) await new Promise((resolve) => setImmediate(resolve));
  changes();
  return asked;
}

function writeLog({ daemon, folder }: Scene, name: string, text: string): void {
  const file = path.join(folder, `${name}.log`);
  writeFileSync(file, text);
  daemon.process(name).stdout.path = file;
}

function withGroup(daemon: FakeDaemon, ...groups: readonly GroupConfig[]): void {
  daemon.config = { ...daemon.config, groups: [...daemon.config.groups, ...groups] };
}

const NEW = groupConfig('new', { kind: 'program' }, [processConfig('new', { group: 'new' })]);

/** By the names of the operations; processes are `web`, `g:a` and `g:b`. */
const CASES: Readonly<Record<string, (scene: Scene) => Promise<void>>> = {
  async getVersion({ api, daemon }) {
    const { body } = await api.get<Version>('/version');
    assert.equal(body.pid, daemon.pid);
    assert.deepEqual(body.state, { code: 1, name: 'RUNNING' });
    assert.equal(body.startedAt, new Date(daemon.startedAt).toISOString());
  },
  async getHost({ api }) {
    const { body } = await api.get<Host>('/host');
    assert.ok(body.memory.available <= body.memory.total);
    assert.equal(body.load.length, 3);
  },
  async listPools({ api, daemon }) {
    const counts = { sent: 5, acknowledged: 3, rejected: 1, buffered: 0, dropped: 2 };
    const listeners = [{ name: 'l', state: 'READY' }];
    daemon.eventPools = [
      { name: 'pool', events: ['TICK_5'], bufferSize: 10, listeners, ...counts },
    ];
    assert.deepEqual((await api.get('/pools')).body, { pools: daemon.eventPools });
  },
  async shutdown({ api, daemon }) {
    const { body } = await api.post('/shutdown');
    assert.deepEqual(body, { state: { code: -1, name: 'SHUTDOWN' } });
    assert.deepEqual(daemon.asked, ['shutdown']);
  },
  async reload({ api }) {
    const { body } = await api.post('/reload');
    assert.deepEqual(body, { state: { code: 0, name: 'RESTARTING' } });
  },
  async upgrade({ api, daemon }) {
    const { body } = await api.post('/upgrade');
    const from = { visord: '1.0.0', node: '20.19.0' };
    assert.deepEqual(body, { number: 1, from, to: { visord: '2.0.0', node: '22.1.0' } });
    assert.deepEqual(daemon.asked, ['upgrade']);
  },
  async reopenLogs({ api, daemon }) {
    await api.post('/reopen-logs');
    assert.deepEqual(daemon.asked, ['reopen logs']);
  },
  async listProcesses({ api, daemon }) {
    const names = async (query: string) => {
      const { body } = await api.get<{ processes: ProcessInfo[] }>(`/processes${query}`);
      return body.processes.map(({ namespec }) => namespec);
    };
    daemon.process('g:b').becomes('RUNNING');
    daemon.process('web').becomes('FATAL');
    assert.deepEqual(await names(''), ['g:a', 'g:b', 'web']);
    assert.deepEqual(await names('?group=g'), ['g:a', 'g:b']);
    assert.deepEqual(await names('?state=RUNNING,FATAL'), ['g:b', 'web']);
    assert.deepEqual(await names('?name=*:b'), ['g:b']);
    assert.deepEqual(await names('?group=g&state=FATAL'), []);
  },
  async getProcess({ api, daemon, clock }) {
    const process = daemon.process('g:a');
    process.becomes('BACKOFF');
    process.spawnError = 'Exited too quickly (process log may have details)';
    process.startedAt = clock.wall() - 5000;
    process.stoppedAt = clock.wall() - 4000;
    process.deadline = clock.monotonic() + 1500;
    const ending = { kind: 'signal', signal: 11, coreDumped: true } as const;
    const lastExit = { ending, expected: false, at: process.stoppedAt };
    process.history = { lastExit, restarts: 3, changes: [] };
    const { body } = await api.get<ProcessInfo>('/processes/g%3Aa');
    const at = new Date(process.stoppedAt).toISOString();
    assert.deepEqual(body, {
      group: 'g',
      name: 'a',
      namespec: 'g:a',
      program: 'a',
      state: { code: 30, name: 'BACKOFF' },
      pid: null,
      description: 'Exited too quickly (process log may have details)',
      now: new Date(clock.wall()).toISOString(),
      startedAt: new Date(process.startedAt).toISOString(),
      stoppedAt: at,
      uptime: null,
      restarts: 3,
      lastExit: { status: null, signal: 'SIGSEGV', coreDumped: true, expected: false, at },
      spawnError: 'Exited too quickly (process log may have details)',
      deadline: { kind: 'retry', at: new Date(clock.wall() + 1500).toISOString(), in: 1.5 },
      logs: { stdout: null, stderr: null },
      autostart: true,
      priority: 999,
    });
  },
  async startProcess({ api, daemon }) {
    const asked = api.post<ProcessInfo>('/processes/web/start');
    const { body } = await during(asked, daemon, () => daemon.process('web').becomes('RUNNING'));
    assert.equal(body.state.name, 'RUNNING');
  },
  async stopProcess({ api, daemon }) {
    daemon.process('web').becomes('RUNNING');
    const { body } = await api.post<ProcessInfo>('/processes/web/stop', { wait: false });
    assert.equal(body.state.name, 'STOPPING');
  },
  async restartProcess({ api, daemon }) {
    const web = daemon.process('web');
    web.becomes('RUNNING');
    const asked = api.post<ProcessInfo>('/processes/web/restart', { wait: false });
    const { body } = await during(asked, daemon, () => web.becomes('STOPPED'));
    assert.deepEqual(daemon.asked, ['stop web', 'start web']);
    assert.equal(body.state.name, 'STARTING');
  },
  async signalProcess({ api, daemon }) {
    daemon.process('web').becomes('RUNNING');
    await api.post('/processes/web/signal', { signal: 'HUP' });
    assert.deepEqual(daemon.process('web').signals, [1]);
  },
  async sendStdin({ api, daemon }) {
    const web = daemon.process('web');
    web.becomes('RUNNING');
    web.pid = 7;
    await api.post('/processes/web/stdin', { data: 'grüezi\n' });
    assert.equal(web.received, 'grüezi\n');
  },
  async startProcesses({ api, daemon }) {
    daemon.process('web').becomes('RUNNING');
    const body = { names: ['g:*', 'web', 'nobody'], wait: false };
    const answer = await api.post<Outcomes>('/processes/start', body);
    const expected = ['g:a OK', 'g:b OK', 'nobody BAD_NAME', 'web ALREADY_STARTED'];
    assert.deepEqual(told(answer.body), expected);
    assert.deepEqual(daemon.asked, ['start g:a', 'start g:b']);
  },
  async stopProcesses({ api, daemon }) {
    for (const name of ['web', 'g:b']) daemon.process(name).becomes('RUNNING');
    const answer = await api.post<Outcomes>('/processes/stop', { names: ['*'], wait: false });
    assert.deepEqual(told(answer.body), ['g:b OK', 'web OK']);
  },
  async restartProcesses({ api, daemon }) {
    daemon.process('web').becomes('RUNNING');
    const asked = api.post<Outcomes>('/processes/restart', { names: ['w?b', 'g:a'], wait: false });
    const change = () => daemon.process('web').becomes('STOPPED');
    assert.deepEqual(told((await during(asked, daemon, change)).body), ['g:a OK', 'web OK']);
    assert.deepEqual(daemon.asked, ['stop web', 'start web', 'start g:a']);
  },
  async signalProcesses({ api, daemon }) {
    daemon.process('g:a').becomes('RUNNING');
    const body = { names: ['g:*', 'web'], signal: '15' };
    const answer = await api.post<Outcomes>('/processes/signal', body);
    assert.deepEqual(told(answer.body), ['g:a OK', 'web NOT_RUNNING']);
    assert.deepEqual(daemon.process('g:a').signals, [15]);
  },
  async clearProcesses({ api, daemon }) {
    const answer = await api.post<Outcomes>('/processes/clear', { names: ['g:a', 'g:b'] });
    assert.deepEqual(told(answer.body), ['g:a OK', 'g:b OK']);
    assert.equal(daemon.process('g:b').stderr.cleared, 1);
  },
  async startGroup({ api, daemon }) {
    daemon.process('g:a').becomes('RUNNING');
    const answer = await api.post<Outcomes>('/groups/g/start', { wait: false });
    assert.deepEqual(told(answer.body), ['g:b OK']);
  },
  async stopGroup({ api, daemon }) {
    daemon.process('g:a').becomes('RUNNING');
    const answer = await api.post<Outcomes>('/groups/g/stop', { wait: false });
    assert.deepEqual(told(answer.body), ['g:a OK']);
  },
  async restartGroup({ api }) {
    const answer = await api.post<Outcomes>('/groups/g/restart', { wait: false });
    assert.deepEqual(told(answer.body), ['g:a OK', 'g:b OK']);
  },
  async signalGroup({ api, daemon }) {
    daemon.process('g:a').becomes('RUNNING');
    const answer = await api.post<Outcomes>('/groups/g/signal', { signal: 'nonsense' });
    assert.deepEqual(told(answer.body), ['g:a BAD_SIGNAL']);
  },
  async clearGroup({ api, daemon }) {
    await api.post('/groups/g/clear');
    assert.equal(daemon.process('g:a').stdout.cleared, 1);
  },
  async listGroups({ api }) {
    const { body } = await api.get<{ groups: Group[] }>('/groups');
    const shown = body.groups.map(({ name, processes }) => [name, processes.length]);
    assert.deepEqual(shown, [
      ['g', 2],
      ['web', 1],
    ]);
  },
  async getGroup({ api }) {
    const { body } = await api.get<Group>('/groups/g');
    assert.deepEqual(
      body.processes.map(({ namespec }) => namespec),
      ['g:a', 'g:b'],
    );
  },
  async addGroup({ api, daemon }) {
    withGroup(daemon, NEW);
    const { body } = await api.post<Group>('/groups', { name: 'new' });
    assert.equal(body.name, 'new');
    assert.ok(daemon.groups.has('new'));
  },
  async removeGroup({ api, daemon }) {
    assert.deepEqual((await api.delete('/groups/g')).body, { name: 'g' });
    assert.ok(!daemon.groups.has('g'));
  },
  async readLog(scene) {
    writeLog(scene, 'web', 'one\ntwo\nthree\n');
    const read = async (query: string) =>
      (await scene.api.get<LogPart>(`/processes/web/log/stdout${query}`)).body;
    const whole = await read('');
    assert.deepEqual(
      { ...whole, id: '' },
      { id: '', size: 14, offset: 0, length: 14, text: 'one\ntwo\nthree\n' },
    );
    assert.equal((await read('?offset=4&length=3')).text, 'two');
    assert.equal((await read('?offset=-6&length=2')).text, 'th');
  },
  async readLogLines(scene) {
    writeLog(scene, 'web', 'one\ntwo\nthree\n');
    writeFileSync(path.join(scene.folder, 'web.log.1'), 'zero\n');
    const read = async (query: string) =>
      (await scene.api.get<LogLines>(`/processes/web/log/stdout/lines${query}`)).body;
    const { lines, older, more } = await read('?count=2');
    assert.deepEqual(
      lines.map(({ text }) => text),
      ['two', 'three'],
    );
    assert.deepEqual([older, more], [null, true]);
    const first = await read('?before=4');
    assert.deepEqual([first.lines[0]?.text, first.older, first.more], ['one', 1, false]);
    assert.equal((await read('?backup=1')).lines[0]?.text, 'zero');
    assert.equal((await read('?search=T&ignoreCase=true&after=5')).lines[0]?.text, 'three');
  },
  async downloadLog(scene) {
    writeLog(scene, 'web', 'all\nof it\n');
    const { body, headers } = await scene.api.get('/processes/web/log/stdout/download');
    assert.equal(body, 'all\nof it\n');
    const name = "attachment; filename*=UTF-8''web-stdout.log";
    assert.equal(headers['content-disposition'], name);
  },
  async clearLog({ api, daemon }) {
    await api.delete('/processes/g:a/log');
    assert.equal(daemon.process('g:a').stdout.cleared, 1);
  },
  async readMainLog({ api, daemon, folder }) {
    daemon.mainLog.path = path.join(folder, 'main.log');
    writeFileSync(daemon.mainLog.path, 'a line\n');
    assert.equal((await api.get<LogPart>('/log?length=6')).body.text, 'a line');
  },
  async readMainLogLines({ api, daemon, folder }) {
    daemon.mainLog.path = path.join(folder, 'main.log');
    writeFileSync(daemon.mainLog.path, 'a line\n');
    assert.equal((await api.get<LogLines>('/log/lines')).body.lines[0]?.text, 'a line');
  },
  async downloadMainLog({ api, daemon, folder }) {
    daemon.mainLog.path = path.join(folder, 'main.log');
    writeFileSync(daemon.mainLog.path, '');
    assert.equal((await api.get('/log/download')).body, '');
  },
  async clearMainLog({ api, daemon }) {
    assert.deepEqual((await api.delete('/log')).body, { path: null });
    assert.equal(daemon.mainLog.cleared, 1);
  },
  async getConfig({ api, daemon }) {
    withGroup(daemon, NEW);
    const { body } = await api.get<Config>('/config');
    const shown = body.groups.map(({ name, active, processes }) => [name, active, ...processes]);
    assert.deepEqual(shown, [
      ['web', true, 'web'],
      ['g', true, 'a', 'b'],
      ['new', false, 'new'],
    ]);
    assert.ok(body.supervisord.some(({ option }) => option === 'identifier'));
  },
  async getTimeline({ api, daemon, clock }) {
    const process = daemon.process('g:a');
    const at = clock.wall() - 1000;
    const exit = { ending: { kind: 'exit', code: 3 }, expected: true, at } as const;
    process.history = {
      lastExit: exit,
      restarts: 0,
      changes: [
        { at: at - 1, state: 'STARTING', pid: 0, exit: undefined, error: 'no memory' },
        { at, state: 'EXITED', pid: 7, exit, error: '' },
      ],
    };
    const { body } = await api.get<Timeline>('/processes/g%3Aa/timeline');
    const time = new Date(at).toISOString();
    assert.deepEqual(body.changes, [
      {
        at: new Date(at - 1).toISOString(),
        state: { code: 10, name: 'STARTING' },
        pid: null,
        exit: null,
        error: 'no memory',
      },
      {
        at: time,
        state: { code: 100, name: 'EXITED' },
        pid: 7,
        exit: { status: 3, signal: null, coreDumped: false, expected: true, at: time },
        error: null,
      },
    ]);
  },
  async getProcessConfig({ api, daemon }) {
    const [first, ...others] = daemon.config.groups;
    assert.ok(first);
    const processes = first.processes.map((process) => ({ ...process, startsecs: 9 }));
    daemon.config = { ...daemon.config, groups: [{ ...first, processes }, ...others] };
    const { body } = await api.get<ProcessConfig>('/processes/web/config');
    const now = body.options.find(({ option }) => option === 'startsecs');
    const change = { option: 'startsecs', restart: false, before: now?.value, after: '9' };
    assert.deepEqual(body.pending?.options, [{ ...change, variables: null }]);
  },
  async getPending({ api, daemon }) {
    withGroup(daemon, NEW);
    const { body } = await api.get<Pending>('/config/pending');
    assert.deepEqual(body, { added: ['new'], changed: [], removed: [] });
  },
  async reread({ api }) {
    const { body } = await api.post<Pending>('/config/reread');
    assert.deepEqual(body, { added: [], changed: [], removed: [] });
  },
  async update({ api, daemon }) {
    withGroup(daemon, NEW);
    const dry = await api.post<Update>('/update', { dryRun: true });
    assert.deepEqual([dry.body.pending.added, dry.body.groups], [['new'], []]);
    assert.deepEqual(daemon.asked, []);
    daemon.groupUpdate = { kind: 'added', processes: [] };
    const { body } = await api.post<Update>('/update', { groups: ['new'] });
    assert.deepEqual(body.groups, [
      { name: 'new', change: 'added', processes: [], fault: null, description: 'OK' },
    ]);
    assert.deepEqual(daemon.asked, ['update new']);
  },
  async followEvents({ api, daemon, clock }) {
    using stream = await api.stream('?types=state,group');
    daemon.process('web').becomes('RUNNING');
    const facts = { processname: 'web', groupname: 'web', from_state: 'STARTING', pid: 7 };
    daemon.bus.publish('PROCESS_STATE_RUNNING', facts);
    daemon.bus.publish('PROCESS_GROUP_ADDED', { groupname: 'g' });
    clock.advance(100);
    const { data } = await stream.next<StreamEvent<'state'>>('state');
    assert.deepEqual(
      [data.from, data.to, data.process.state.name],
      ['STARTING', 'RUNNING', 'RUNNING'],
    );
    await stream.next<StreamEvent<'group'>>('group', ({ name }) => name === 'g');
    api.check(stream.events);
  },
  async getUsage({ api, daemon, clock }) {
    daemon.process('web').pid = process.pid;
    const asked = api.get<UsageHistory>('/processes/web/usage');
    const measuring = setInterval(() => clock.advance(500), 5);
    const { body } = await asked;
    clearInterval(measuring);
    assert.equal(body.now.namespec, 'web');
    assert.ok(body.now.rss > 0 && (body.now.details?.openFiles ?? 0) > 0);
    assert.equal(body.history.length, 2);
    assert.deepEqual((await api.get<UsageHistory>('/processes/g:a/usage')).body.now.pid, null);
  },
  async getOpenApi({ api }) {
    assert.equal((await api.get<{ openapi: string }>('/openapi.json')).body.openapi, '3.1.0');
  },
};

test('every operation has a case here', () => {
  assert.deepEqual(Object.keys(CASES).sort(), OPERATIONS.map(({ name }) => name).sort());
});

for (const { name, doc } of OPERATIONS) {
  test(`${name}: ${doc}`, async () => {
    const clock = new FakeClock({ wall: 1_800_000_000_000 });
    await using server = await serve(['web', 'g:a', 'g:b'], {}, clock);
    const api = await ApiClient.of({ socketPath: server.socket });
    await CASES[name]?.({ api, daemon: server.world.daemon, clock, folder: server.folder });
    assert.ok(api.covered.has(name), `nothing has called ${name}`);
  });
}
