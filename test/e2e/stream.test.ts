/** The stream of events, with real processes, logs and clients that come back or do not read. */
import assert from 'node:assert/strict';
import type { LogPart } from '../../src/wire/api/log.ts';
import type { StreamEvent } from '../../src/wire/api/stream.ts';
import type { UsageHistory } from '../../src/wire/api/usage.ts';
import { ApiClient } from '../rig/api-client.ts';
import type { Daemon } from '../rig/daemon.ts';
import { difference } from '../rig/differences.ts';
import type { EventStreamClient, Received } from '../rig/event-stream.ts';
import { MARGIN_KIB } from '../rig/memory.ts';
import { Proc } from '../rig/proc.ts';
import { RawClient } from '../rig/raw-client.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';
import { request } from '../rig/xmlrpc.ts';

function apiOf({ paths }: Daemon): Promise<ApiClient> {
  return ApiClient.of({ socketPath: paths.socket });
}

/** What states a process has gone through, by the events that came. */
function changes(events: readonly Received[], namespec: string): string[] {
  return events
    .filter(({ type }) => type === 'state')
    .map(({ data }) => data as unknown as StreamEvent<'state'>)
    .filter(({ process }) => process.namespec === namespec)
    .map(({ from, to }) => `${from}-${to}`);
}

const isIn = (state: string) => (data: StreamEvent<'state'>) => data.to === state;

difference(
  'the JSON API',
  'each change of a state is told, with all that is known then',
  async () => {
    await using rig = await Rig.create();
    const child = rig.child();
    const daemon = await rig.daemon(`
[program:web]
command = ${child.command}
startsecs = 0
autostart = false
autorestart = false
`);
    const api = await apiOf(daemon);
    using stream = await api.stream();
    await daemon.rpc('startProcess', 'web');
    const run = await child.nextRun();
    const { data: running } = await stream.next('state', isIn('RUNNING'));
    assert.equal(running.process.pid, run.pid);
    await run.exit(3);
    const { data: exited } = await stream.next('state', isIn('EXITED'));
    assert.deepEqual(
      [exited.process.state.name, exited.process.pid, exited.process.lastExit?.status],
      ['EXITED', null, 3],
    );
    const all = ['STOPPED-STARTING', 'STARTING-RUNNING', 'RUNNING-EXITED'];
    assert.deepEqual(changes(stream.events, 'web'), all);
    assert.equal(stream.headers['content-type'], 'text/event-stream');
    api.check(stream.events);
  },
);

difference(
  'the JSON API',
  'a client that comes back misses no change and is told none twice',
  async () => {
    await using rig = await Rig.create();
    const child = rig.child();
    const daemon = await rig.daemon(`
[program:web]
command = ${child.command}
startsecs = 0
`);
    let run = await child.nextRun();
    await daemon.state('web', 'RUNNING');
    const api = await apiOf(daemon);
    const told: string[] = [];
    let lastId: string | undefined;
    for (let round = 0; round < 5; round++) {
      using stream = await api.stream('?types=state', lastId);
      if (round > 0) await stream.next('state', isIn('STOPPING'));
      if (round > 0) await stream.next('state', isIn('RUNNING'));
      await run.exit(9);
      run = await child.nextRun();
      await stream.next('state', isIn('RUNNING'));
      told.push(...changes(stream.events, 'web'));
      lastId = stream.lastId;
      stream[Symbol.dispose]();
      await daemon.rpc('stopProcess', 'web'); // while nobody listens
      await daemon.rpc('startProcess', 'web');
      run = await child.nextRun();
    }
    const begun = ['RUNNING-EXITED', 'EXITED-STARTING', 'STARTING-RUNNING'];
    const missed = ['RUNNING-STOPPING', 'STOPPING-STOPPED', 'STOPPED-STARTING', 'STARTING-RUNNING'];
    const rounds = Array.from({ length: 5 }, (_, n) => (n === 0 ? begun : [...missed, ...begun]));
    assert.deepEqual(told, rounds.flat());
  },
);

difference(
  'the JSON API',
  'a log and its stream fit together, over rotations and while nobody is connected',
  async () => {
    await using rig = await Rig.create();
    const child = rig.child();
    const log = rig.path('web.log');
    const daemon = await rig.daemon(`
[program:web]
command = ${child.command}
stdout_logfile = ${log}
stdout_logfile_maxbytes = 300
stdout_logfile_backups = 50
`);
    const run = await child.nextRun();
    await run.write('before the stream\n');
    await rig.readUntil('web.log', /stream\n/);
    const api = await apiOf(daemon);
    let lastId: string | undefined;
    let text = '';
    let written = 'before the stream\n';
    for (let round = 0; round < 4; round++) {
      using stream = await api.stream('?log=web:stdout', lastId);
      if (round === 0) {
        const { data } = await stream.next<StreamEvent<'log'>>('log');
        const query = `?offset=0&length=${data.offset}`;
        const { body } = await api.get<LogPart>(`/processes/web/log/stdout${query}`);
        assert.equal(body.id, data.id);
        text = body.text;
      }
      const line = `${round} é ${'x'.repeat(120)}\n`;
      await run.write(line);
      written += line;
      await until('the text to come', () => text + textOf(stream) === written);
      text += textOf(stream);
      api.check(stream.events);
      lastId = stream.lastId;
      stream[Symbol.dispose]();
      await run.write(`${round} while nobody looks\n`);
      written += `${round} while nobody looks\n`;
      await until('the log to hold it', () => allOf(rig).endsWith('nobody looks\n'));
    }
    using last = await api.stream('?log=web:stdout', lastId);
    await until('the rest to come', () => text + textOf(last) === written);
    assert.equal(
      last.events.some(({ data }) => data.gap === true),
      false,
    );
  },
);

/** What the log in the folder holds now. */
function allOf(rig: Rig): string {
  return rig.read('web.log') || rig.read('web.log.1');
}

function textOf(stream: EventStreamClient): string {
  return stream.events.flatMap(({ type, data }) => (type === 'log' ? [data.text] : [])).join('');
}

difference(
  'the JSON API',
  'what an update does to the groups is told, and that something is pending',
  async () => {
    await using rig = await Rig.create();
    const program = (name: string, options = '') =>
      `[program:${name}]\ncommand = /bin/cat\nstartsecs = 0\n${options}\n`;
    const { paths, rewrite } = rig.configure(program('same') + program('gone'));
    const daemon = await rig.foreground(paths);
    const api = await apiOf(daemon);
    for (const name of ['same', 'gone']) await daemon.state(name, 'RUNNING');
    using stream = await api.stream('?types=group,config');
    rewrite(program('same', 'stopwaitsecs = 77') + program('new'));
    await api.post('/config/reread');
    await stream.next('config');
    await api.post('/update', {});
    const told: Record<string, string> = {};
    while (Object.keys(told).length < 3) {
      const { data } = await stream.next<StreamEvent<'group'>>('group');
      told[data.name] = data.change;
    }
    assert.deepEqual(told, { same: 'updated', gone: 'removed', new: 'added' });
    api.check(stream.events);
  },
);

difference(
  'the JSON API',
  'the end of the daemon is told, and where a stream cannot go on',
  async () => {
    await using rig = await Rig.create();
    const daemon = await rig.daemon('[program:web]\ncommand = /bin/cat\n');
    const api = await apiOf(daemon);
    using stream = await api.stream();
    await daemon.rpc('restart');
    const { data } = await stream.next<StreamEvent<'supervisor'>>('supervisor');
    assert.equal(data.state.name, 'RESTARTING');
    assert.equal(await stream.ended, '');
    await daemon.ready();
    using next = await api.stream('', stream.lastId);
    assert.deepEqual((await next.next('reset')).data, { reason: 'restarted' });
    await daemon.rpc('shutdown');
    const { data: end } = await next.next<StreamEvent<'supervisor'>>('supervisor');
    assert.equal(end.state.name, 'SHUTDOWN');
    await daemon.exited;
    api.check([...stream.events, ...next.events]);
  },
);

difference(
  'the JSON API',
  'who does not read is told so and dropped, and the daemon keeps little of it',
  async () => {
    await using rig = await Rig.create();
    const daemon = await rig.daemon(`
[program:x]
command = /bin/cat
numprocs = 50
process_name = %(process_num)02d
startsecs = 0
autostart = false
stdout_logfile = NONE
stderr_logfile = NONE
`);
    const api = await apiOf(daemon);
    using stream = await api.stream('?types=state');
    stream.pause();
    for (let round = 0; round < 14; round++) {
      await daemon.rpc('startProcessGroup', 'x');
      await daemon.rpc('stopProcessGroup', 'x');
    }
    stream.resume();
    const { data } = await stream.next<StreamEvent<'dropped'>>('dropped');
    assert.ok(data.lost > 0);
    assert.equal(await stream.ended, '');
    api.check(stream.events);
    using again = await api.stream('?types=state', stream.lastId);
    assert.deepEqual((await again.next('reset')).data, { reason: 'too old' });
  },
);

difference('the JSON API', 'a log that nobody reads from its stream takes no memory', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:web]
command = ${child.command}
stdout_logfile = ${rig.path('web.log')}
stdout_logfile_maxbytes = 0
`);
  const run = await child.nextRun();
  const api = await apiOf(daemon);
  using stream = await api.stream('?log=web:stdout');
  await stream.next('log');
  const piece = `${'z'.repeat(1023)}\n`.repeat(1024);
  const flood = async (mebibytes: number) => {
    for (let written = 0; written < mebibytes; written++) await run.write(piece);
  };
  await flood(16); // what is loaded and grows for it is there now
  stream.pause();
  const before = rssKib(daemon);
  await flood(64);
  const grown = rssKib(daemon) - before;
  assert.ok(grown <= MARGIN_KIB, `RSS has grown by ${grown} KiB`);
  stream.resume();
  await run.write('the end\n');
  await stream.next<StreamEvent<'log'>>('log', ({ text }) => text.endsWith('the end\n'));
  assert.ok(
    stream.events.some(({ data }) => data.gap === true),
    'it was taken on to the end',
  );
});

function rssKib(daemon: Daemon): number {
  return Number.parseInt(new Proc(daemon.pid).status('VmRSS'), 10);
}

difference(
  'the JSON API',
  'what a process uses is told with its descendants, while somebody looks',
  async () => {
    await using rig = await Rig.create();
    const child = rig.child();
    const daemon = await rig.daemon(`[program:web]\ncommand = ${child.command}\n`);
    const run = await child.nextRun();
    const api = await apiOf(daemon);
    using stream = await api.stream('?types=usage&usage=web');
    const usageOf = ({ processes }: StreamEvent<'usage'>, count: number) =>
      processes.find((each) => each.namespec === 'web' && each.processes === count);
    const { data } = await stream.next<StreamEvent<'usage'>>('usage', (it) => !!usageOf(it, 1));
    const alone = usageOf(data, 1);
    assert.equal(alone?.pid, run.pid);
    assert.ok((alone?.details?.openFiles ?? 0) > 2);
    await run.fork();
    const both = await stream.next<StreamEvent<'usage'>>('usage', (it) => !!usageOf(it, 2));
    assert.ok((usageOf(both.data, 2)?.rss ?? 0) > (alone?.rss ?? 0));
    api.check(stream.events);
    const { body } = await api.get<UsageHistory>('/processes/web/usage');
    assert.ok((body.now.cpu ?? -1) >= 0 && body.history.length > 1);
    assert.deepEqual([body.now.pid, body.now.processes], [run.pid, 2]);
  },
);

difference('the JSON API', 'a stream of what is not there is refused', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('[program:web]\ncommand = /bin/cat\n', {});
  const api = await apiOf(daemon);
  const problem = async (query: string) => {
    const { status, detail, field } = await api.problem('GET', `/events?${query}`);
    return [status, detail, field];
  };
  assert.deepEqual(await problem('types=state,lgo'), [
    400,
    'types/1 must be one of state, group, config, supervisor, log, usage',
    'types/1',
  ]);
  assert.deepEqual((await problem('log=nobody:stdout'))[0], 404);
  assert.deepEqual((await problem('usage=nobody'))[0], 404);
  assert.deepEqual(await problem('log=web'), [
    400,
    'log must be like web:stdout or group:name:stderr',
    'log',
  ]);
  assert.equal((await problem(`log=${Array(17).fill('web:stdout').join()}`))[0], 400);
  const where = { socketPath: daemon.paths.socket };
  const head = { method: 'HEAD', path: '/api/v1/events' };
  const { status, body } = await request(where, head);
  assert.deepEqual([status, body], [200, '']);
});

difference(
  'idle connections',
  'more idle streams than there is room for lock nobody out',
  async () => {
    await using rig = await Rig.create();
    const daemon = await rig.daemon(
      '[program:web]\ncommand = /bin/cat\nautostart = false\nstartsecs = 0\n',
    );
    const streams: RawClient[] = [];
    for (let n = 0; n < 1050; n++) {
      const client = new RawClient(daemon.paths.socket);
      streams.push(client);
      await client.send('GET /api/v1/events HTTP/1.1', '', '').until(/retry: 2000/);
    }
    await until('the oldest to make room', () => streams[0]?.socket.closed);
    const last = streams.at(-1);
    assert.ok(last);
    await daemon.rpc('startProcess', 'web');
    await last.until(/"to":"RUNNING"/);
    const { stdout } = await daemon.ctl('pid');
    assert.equal(stdout, `${daemon.pid}\n`);
    for (const client of streams) client[Symbol.dispose]();
  },
);
