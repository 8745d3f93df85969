/** `/metrics`, `/healthz` and `/readyz`, with real processes, logs, pools and Prometheus' own check. */
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import type { Daemon } from '../rig/daemon.ts';
import { difference, needs } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';
import { type Address, type Response, request } from '../rig/xmlrpc.ts';

const PROMTOOL = needs('promtool', 'apt-get install prometheus');

function ask(where: Daemon | Address, path: string, accept = '*/*'): Promise<Response> {
  const address = 'paths' in where ? { socketPath: where.paths.socket } : where;
  return request(address, { path, headers: { Accept: accept } });
}

/** The values of all metrics, by name and labels. */
async function metrics(daemon: Daemon): Promise<Map<string, number>> {
  const { status, body } = await ask(daemon, '/metrics');
  assert.equal(status, 200);
  const lines = body.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const space = line.lastIndexOf(' ');
      return [line.slice(0, space), Number(line.slice(space + 1))] as const;
    }),
  );
}

const of = (name: string, more = '') => `{name="${name}",group="${name}"${more}}`;

difference('metrics', 'metrics tell what processes and their logs have done', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const log = rig.path('web.log');
  const daemon = await rig.daemon(`
[program:web]
command = ${child.command}
startsecs = 0
stdout_logfile = ${log}
stderr_logfile = NONE
[program:off]
command = /bin/cat
autostart = false
`);
  const first = await child.nextRun();
  await first.write('hello\n');
  await first.exit(3);
  const run = await child.nextRun();
  await run.write('hello again\n');
  await run.fork();
  await rig.readUntil('web.log', /again\n/);
  await daemon.state('web', 'RUNNING');
  const told = await metrics(daemon);
  const value = (name: string) => told.get(name);
  assert.equal(value(`node_supervisord_up${of('web')}`), 1);
  assert.equal(value(`node_supervisord_state${of('web')}`), 20);
  const { start } = await daemon.info('web');
  assert.equal(value(`node_supervisord_start_time_seconds${of('web')}`), start);
  assert.equal(value(`node_supervisord_up${of('off')}`), 0);
  assert.equal(value(`node_supervisord_start_time_seconds${of('off')}`), undefined);
  assert.equal(value(`visord_process_restarts_total${of('web')}`), 1);
  assert.equal(value(`visord_process_processes${of('web')}`), 2);
  assert.ok((value(`visord_process_resident_memory_bytes${of('web')}`) ?? 0) > 1_000_000);
  assert.ok((value(`visord_process_cpu_seconds_total${of('web')}`) ?? 0) > 0);
  assert.ok((value(`visord_process_state_seconds${of('web')}`) ?? -1) >= 0);
  assert.equal(value(`visord_process_state_seconds${of('off')}`), undefined, 'it never has');
  const bytes = `visord_process_log_bytes_total${of('web', ',channel="stdout"')}`;
  assert.equal(value(bytes), statSync(log).size);
  assert.equal(value('visord_state'), 1);
  assert.ok((value('process_open_fds') ?? 0) > 5);
  assert.ok((value('visord_http_connections') ?? 0) >= 1);
  const later = await metrics(daemon);
  const cpu = 'process_cpu_seconds_total';
  assert.ok((later.get(cpu) ?? 0) >= (value(cpu) ?? 0));
  const requests = 'visord_http_requests_total';
  assert.equal(later.get(requests), (value(requests) ?? 0) + 2, 'a call, and this one');
});

difference('metrics', 'the pools of event listeners are counted', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[eventlistener:deaf]
command = /bin/cat
events = PROCESS_STATE
buffer_size = 2
[program:x]
command = /bin/cat
startsecs = 0
`);
  await daemon.state('x', 'RUNNING');
  const told = await until('events to be dropped', async () => {
    const now = await metrics(daemon);
    return (now.get('visord_event_pool_dropped_total{pool="deaf"}') ?? 0) > 0 && now;
  });
  assert.equal(told.get('visord_event_pool_buffered{pool="deaf"}'), 2);
  assert.equal(told.get('visord_event_pool_sent_total{pool="deaf"}'), 0);
});

difference(
  'metrics',
  'promtool finds nothing to criticise, in either format',
  async () => {
    await using rig = await Rig.create();
    const daemon = await rig.daemon(`
[program:we"ird\\name]
command = /bin/cat
[eventlistener:l]
command = /bin/cat
events = TICK_3600
`);
    const plain = await ask(daemon, '/metrics');
    assert.equal(plain.headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8');
    const checked = rig.start('promtool', ['check', 'metrics'], plain.body);
    assert.deepEqual(await checked.exited, { stdout: '', stderr: '', code: 0 });

    const open = await ask(daemon, '/metrics', 'application/openmetrics-text; version=1.0.0');
    assert.equal(
      open.headers['content-type'],
      'application/openmetrics-text; version=1.0.0; charset=utf-8',
    );
    assert.match(open.body, /\n# EOF\n$/);
    assert.match(
      open.body,
      /\n# TYPE visord_process_restarts counter\nvisord_process_restarts_total\{/,
    );
  },
  PROMTOOL,
);

difference('health', 'it is ready when everything that starts by itself is up', async () => {
  await using rig = await Rig.create();
  const [web, job] = [rig.child(), rig.child()];
  const daemon = await rig.daemon(`
[program:web]
command = ${web.command}
startsecs = 0
autorestart = false
[program:job]
command = ${job.command}
startsecs = 3600
startretries = 0
[program:off]
command = /bin/cat
autostart = false
`);
  const [run, starting] = [await web.nextRun(), await job.nextRun()];
  await daemon.state('web', 'RUNNING');
  const readiness = async () => {
    const { status, body } = await ask(daemon, '/readyz');
    return `${status} ${body}`;
  };
  assert.equal(await readiness(), '503 not ready: 1 STARTING\n');
  assert.equal((await ask(daemon, '/healthz')).body, 'ok\n');
  await starting.exit(1);
  await daemon.state('job', 'FATAL');
  assert.equal(await readiness(), '503 not ready: 1 FATAL\n');
  await daemon.rpc('removeProcessGroup', 'job');
  assert.equal(await readiness(), '200 ready\n');
  await run.exit(1);
  await daemon.state('web', 'EXITED');
  assert.equal(await readiness(), '503 not ready: 1 EXITED\n');
});

difference('health', 'without a password there is only what was opened', async () => {
  await using rig = await Rig.create();
  const [port, open] = [await rig.freePort(), await rig.freePort()];
  await rig.daemon(`
[inet_http_server]
port = 127.0.0.1:${port}
username = me
password = secret
[inet_http_server:open]
port = 127.0.0.1:${open}
username = me
password = secret
health_without_auth = true
`);
  const paths = ['/healthz', '/readyz', '/metrics', '/api/v1/events', '/api/v1/processes/x/usage'];
  const statuses = async (where: Address) => {
    const answers = await Promise.all(paths.map((path) => ask(where, path)));
    return answers.map(({ status }) => status);
  };
  assert.deepEqual(await statuses({ port }), [401, 401, 401, 401, 401]);
  assert.deepEqual(await statuses({ port: open }), [200, 200, 401, 401, 401]);
  assert.equal((await ask({ port, auth: 'me:secret' }, '/healthz')).status, 200);
});
