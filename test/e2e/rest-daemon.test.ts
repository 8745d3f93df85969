/** The JSON API on the daemon as a whole: configuration, groups, shutdown, who it lets in. */
import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import type { Config, Pending, ProcessConfig, Update } from '../../src/wire/api/config.ts';
import type { Pool, Version } from '../../src/wire/api/daemon.ts';
import type { Group } from '../../src/wire/api/group.ts';
import type { ProcessInfo } from '../../src/wire/api/process.ts';
import { ApiClient } from '../rig/api-client.ts';
import type { Daemon } from '../rig/daemon.ts';
import { difference } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';

function apiOf({ paths }: Daemon): Promise<ApiClient> {
  return ApiClient.of({ socketPath: paths.socket });
}

difference(
  'the JSON API',
  'a changed configuration is read, explained, and made to run',
  async () => {
    await using rig = await Rig.create();
    const program = (name: string, options: string) =>
      `[program:${name}]\ncommand = /bin/cat\nstartsecs = 0\n${options}\n`;
    const { paths, rewrite } = rig.configure(
      program('same', '') + program('gone', '') + program('other', 'environment = KEY="secret"'),
    );
    const daemon = await rig.foreground(paths);
    const api = await apiOf(daemon);
    for (const name of ['same', 'gone', 'other']) await daemon.state(name, 'RUNNING');
    const { pid } = await daemon.info('same');
    rewrite(
      program('same', 'stopwaitsecs = 77') +
        program('other', 'environment = KEY="hidden",NEW="x"') +
        program('new', ''),
    );
    const nothing = { added: [], changed: [], removed: [] };
    assert.deepEqual((await api.get<Pending>('/config/pending')).body, nothing, 'no file was read');
    const reread = await api.post<Pending>('/config/reread');
    const { added, changed, removed } = reread.body;
    assert.deepEqual([added, removed], [['new'], ['gone']]);
    assert.deepEqual(
      changed.map(({ name }) => name),
      ['other', 'same'],
    );
    const other = (await api.get<ProcessConfig>('/processes/other/config')).body;
    assert.deepEqual(other.pending?.options[0]?.variables, {
      added: ['NEW'],
      changed: ['KEY'],
      removed: [],
    });
    assert.doesNotMatch(JSON.stringify([reread.body, other]), /secret|hidden/);

    const dry = await api.post<Update>('/update', { dryRun: true });
    assert.deepEqual(dry.body.pending, reread.body);
    assert.deepEqual(dry.body.groups, []);
    const one = await api.post<Update>('/update', { groups: ['new'] });
    assert.deepEqual(
      one.body.groups.map(({ name, change }) => [name, change]),
      [['new', 'added']],
    );
    const all = await api.post<Update>('/update');
    assert.deepEqual(
      all.body.groups.map(({ name, change, processes }) => [name, change, processes[0]?.change]),
      [
        ['gone', 'removed', undefined],
        ['other', 'changed', 'restarted'],
        ['same', 'changed', 'adopted'],
      ],
    );
    assert.equal((await daemon.state('same', 'RUNNING')).pid, pid, 'it needed no restart');
    assert.deepEqual((await api.get<Pending>('/config/pending')).body, nothing);
    const unknown = await api.problem('POST', '/update', { groups: ['nope'] });
    assert.equal(unknown.fault?.name, 'BAD_NAME');
    rewrite('[program:broken]\n');
    const broken = await api.problem('POST', '/config/reread');
    assert.equal(broken.fault?.name, 'CANT_REREAD');
    assert.match(broken.detail, /program:broken/);
  },
);

difference('the JSON API', 'the configuration is told without its secrets', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(
    `
[unix_http_server]
username = me
password = s3cret
[supervisord]
environment = OUTER="s3cret"
[program:web]
command = /bin/cat --token=s3cret
environment = INNER="s3cret"
`,
    { auth: 'me:s3cret' },
  );
  const address = { socketPath: daemon.paths.socket, auth: 'me:s3cret' };
  const api = await ApiClient.of(address);
  const config = (await api.get<Config>('/config')).body;
  const web = (await api.get<ProcessConfig>('/processes/web/config')).body;
  assert.doesNotMatch(JSON.stringify([config, web]), /s3cret/);
  assert.deepEqual(config.servers, [
    { section: 'unix_http_server', address: `unix://${daemon.paths.socket}`, authentication: true },
  ]);
  const optionOf = (options: ProcessConfig['options'], name: string) =>
    options.find(({ option }) => option === name)?.value;
  assert.equal(optionOf(config.supervisord, 'environment'), 'OUTER="***"');
  assert.equal(optionOf(web.options, 'command'), '/bin/cat --token=***');
  assert.equal(optionOf(web.options, 'environment'), 'OUTER="***",INNER="***"');
  await assert.rejects(ApiClient.of({ socketPath: daemon.paths.socket }), /"status":401/);
});

difference('the JSON API', 'groups come and go', async () => {
  await using rig = await Rig.create();
  const program = (name: string) => `[program:${name}]\ncommand = /bin/cat\nstartsecs = 0\n`;
  const { paths, rewrite } = rig.configure(program('a'));
  const daemon = await rig.foreground(paths);
  const api = await apiOf(daemon);
  await daemon.state('a', 'RUNNING');
  rewrite(program('a') + program('b'));
  assert.equal((await api.problem('POST', '/groups', { name: 'b' })).fault?.name, 'BAD_NAME');
  await api.post('/config/reread');
  const { body } = await api.post<Group>('/groups', { name: 'b' });
  assert.deepEqual([body.name, body.kind, body.processes.length], ['b', 'program', 1]);
  assert.equal((await api.problem('POST', '/groups', { name: 'b' })).fault?.name, 'ALREADY_ADDED');
  await daemon.state('b', 'RUNNING');
  assert.equal((await api.problem('DELETE', '/groups/b')).fault?.name, 'STILL_RUNNING');
  await api.post('/groups/b/stop');
  await api.delete('/groups/b');
  assert.equal((await api.problem('GET', '/groups/b')).fault?.name, 'BAD_NAME');
});

difference(
  'the JSON API',
  'pools of listeners are told with what became of their events',
  async () => {
    await using rig = await Rig.create();
    const daemon = await rig.daemon(`
[eventlistener:ears]
command = /bin/cat
events = TICK_3600,PROCESS_COMMUNICATION
buffer_size = 7
`);
    const api = await apiOf(daemon);
    const { body } = await api.get<{ pools: Pool[] }>('/pools');
    const [{ name, bufferSize, events, listeners } = assert.fail('no pool')] = body.pools;
    assert.deepEqual(
      [name, bufferSize, [...events].sort()],
      ['ears', 7, ['PROCESS_COMMUNICATION', 'TICK_3600']],
    );
    assert.deepEqual(
      listeners.map((each) => each.name),
      ['ears'],
    );
  },
);

difference('the JSON API', 'logs that somebody has moved away are opened anew', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:web]
command = ${child.command}
stdout_logfile = ${rig.path('out')}
`);
  const api = await apiOf(daemon);
  const run = await child.nextRun();
  await run.write('before\n');
  await rig.holds('out', 'before\n');
  renameSync(rig.path('out'), rig.path('moved'));
  await api.post('/reopen-logs');
  await run.write('after\n');
  await rig.holds('out', 'after\n');
  assert.equal(rig.read('moved'), 'before\n');
});

difference('the JSON API', 'a reload starts over, and a shutdown ends everything', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('[program:web]\ncommand = /bin/cat\nstartsecs = 0\n');
  const api = await apiOf(daemon);
  const first = (await api.get<Version>('/version')).body;
  const { pid } = await daemon.state('web', 'RUNNING');
  const { body } = await api.post('/reload');
  assert.deepEqual(body, { state: { code: 0, name: 'RESTARTING' } });
  await until('another start', async () => {
    // While it begins anew, there is a problem instead of a process, or nobody.
    const answer = await api.get<Partial<ProcessInfo>>('/processes/web').catch(() => undefined);
    return answer?.body.state?.name === 'RUNNING' && answer.body.pid !== pid;
  });
  const second = (await api.get<Version>('/version')).body;
  assert.equal(second.pid, first.pid);
  assert.ok(second.startedAt > first.startedAt);
  assert.deepEqual((await api.post('/shutdown')).body, { state: { code: -1, name: 'SHUTDOWN' } });
  assert.equal((await daemon.exited).code, 0);
});
