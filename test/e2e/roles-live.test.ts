/** What users are told of what happens: nothing of groups that they do not know. */
import assert from 'node:assert/strict';
import { ApiClient } from '../rig/api-client.ts';
import { difference } from '../rig/differences.ts';
import { EventStreamClient } from '../rig/event-stream.ts';
import { Rig } from '../rig/rig.ts';
import { call, request } from '../rig/xmlrpc.ts';

interface UsageEvent {
  readonly processes: readonly { readonly namespec: string }[];
}

/** A daemon with two groups, one who sees both, and one who knows `web` alone. */
async function served(rig: Rig) {
  const port = await rig.freePort();
  const [web, db] = [rig.child(), rig.child()];
  const daemon = await rig.daemon(`
[inet_http_server]
port = 127.0.0.1:${port}
[user:vic]
password = look
[user:oscar]
password = work
role = operator
groups = web
[user:ada]
password = rule
role = admin
[program:web]
command = ${web.command}
startsecs = 0
[program:db]
command = ${db.command}
startsecs = 0
`);
  const runs = { web: await web.nextRun(), db: await db.nextRun() };
  for (const name of ['web', 'db']) await daemon.state(name, 'RUNNING');
  const as = (auth: string) => ({ port, auth });
  return { daemon, runs, vic: as('vic:look'), oscar: as('oscar:work'), ada: as('ada:rule') };
}

difference(
  'users',
  'a stream tells who is limited to a group of that group alone, before and after a pause',
  async () => {
    await using rig = await Rig.create();
    const { daemon, vic, oscar, ada } = await served(rig);
    const api = await ApiClient.of(vic);
    const query = '?types=state,group,config,usage,supervisor';
    using all = await api.stream(query);
    using own = await EventStreamClient.open(oscar, { query });
    const seen = await all.next<UsageEvent>('usage', ({ processes }) => processes.length > 1);
    assert.deepEqual(seen.data.processes.map(({ namespec }) => namespec).sort(), ['db', 'web']);
    await own.next<UsageEvent>('usage', ({ processes }) => processes.length > 0);
    const change = async () => {
      await call(ada, 'supervisor.stopProcess', ['db']);
      await call(ada, 'supervisor.removeProcessGroup', ['db']);
      await call(ada, 'supervisor.addProcessGroup', ['db']);
      await daemon.state('db', 'RUNNING');
      await call(ada, 'supervisor.stopProcess', ['web']);
      await call(ada, 'supervisor.removeProcessGroup', ['web']);
      await call(ada, 'supervisor.addProcessGroup', ['web']);
      await daemon.state('web', 'RUNNING');
    };
    const isRunning = ({ to }: { to?: unknown }) => to === 'RUNNING';
    await change();
    for (let n = 0; n < 2; n++) await all.next('state', isRunning);
    await own.next('state', isRunning);

    const { lastId } = own;
    own[Symbol.dispose]();
    await change();
    using later = await EventStreamClient.open(oscar, { query, lastEventId: lastId });
    await later.next('state', isRunning);
    const told = [...own.events, ...later.events];
    assert.doesNotMatch(JSON.stringify(told), /\bdb\b/);
    const groups = told.filter(({ type }) => type === 'group').map(({ data }) => data.change);
    assert.deepEqual(groups, ['removed', 'added', 'removed', 'added']);
    assert.match(JSON.stringify(all.events), /"name":"db","change":"removed"/);
    api.check([...all.events, ...told]);
  },
);

difference('users', 'logs and usage of other groups cannot be chosen for a stream', async () => {
  await using rig = await Rig.create();
  const { runs, vic, oscar } = await served(rig);
  for (const query of ['?log=db:stdout', '?log=web:stdout,db:stderr', '?usage=db']) {
    using refused = await EventStreamClient.open(oscar, { query });
    assert.equal(refused.status, 404, query);
    using served = await EventStreamClient.open(vic, { query });
    assert.equal(served.status, 200, query);
  }
  using stream = await EventStreamClient.open(oscar, { query: '?log=web:stdout' });
  await stream.next('log');
  await runs.db.write('secret\n');
  await runs.web.write('hello\n');
  await stream.next<{ text: string }>('log', ({ text }) => text.includes('hello'));
  assert.doesNotMatch(JSON.stringify(stream.events), /secret|\bdb\b/);
});

difference(
  'users',
  'metrics have the groups that one knows; health asks like the rest',
  async () => {
    await using rig = await Rig.create();
    const { vic, oscar } = await served(rig);
    const { port } = vic;
    const get = (address: Parameters<typeof request>[0], path: string) =>
      request(address, { path });
    assert.match(
      (await get(vic, '/metrics')).body,
      /node_supervisord_up\{name="db",group="db"\} 1/,
    );
    const { status, body } = await get(oscar, '/metrics');
    assert.equal(status, 200);
    assert.match(body, /node_supervisord_up\{name="web",group="web"\} 1/);
    assert.match(body, /^process_cpu_seconds_total /m);
    assert.doesNotMatch(body, /\bdb\b/);
    for (const path of ['/healthz', '/readyz', '/metrics', '/api/v1/events']) {
      assert.equal((await get({ port }, path)).status, 401, path);
    }
    for (const path of ['/healthz', '/readyz']) assert.equal((await get(oscar, path)).status, 200);
  },
);
