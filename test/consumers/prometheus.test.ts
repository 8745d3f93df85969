/** Prometheus itself, scraping our metrics; and what node_exporter would have told it. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { reference } from '../rig/commands.ts';
import { needs } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';
import { request } from '../rig/xmlrpc.ts';

const PROMETHEUS = reference
  ? { skip: 'difference metrics' }
  : needs('prometheus', 'apt-get install prometheus');
const EXPORTER = reference
  ? { skip: 'difference metrics' }
  : needs('prometheus-node-exporter', 'apt-get install prometheus-node-exporter');

interface Result {
  readonly data: {
    readonly result: readonly {
      readonly metric: Readonly<Record<string, string>>;
      readonly value: readonly [time: number, value: string];
    }[];
  };
}

interface Targets {
  readonly data: { readonly activeTargets: readonly { readonly health: string }[] };
}

/** What a server answers that does not listen yet. */
const NOBODY = { status: 0 };

test('Prometheus scrapes what every process does, with a password', PROMETHEUS, async () => {
  await using rig = await Rig.create();
  const [port, own] = [await rig.freePort(), await rig.freePort()];
  const daemon = await rig.daemon(`
[inet_http_server]
port = 127.0.0.1:${port}
username = prometheus
password = secret
[program:web]
command = /bin/cat
numprocs = 2
process_name = web_%(process_num)d
startsecs = 0
[program:off]
command = /bin/cat
autostart = false
`);
  for (const name of ['web:web_0', 'web:web_1']) await daemon.state(name, 'RUNNING');
  const config = rig.write(
    'prometheus.yml',
    `
scrape_configs:
  - job_name: visord
    scrape_interval: 5s
    basic_auth: { username: prometheus, password: secret }
    static_configs: [{ targets: ['127.0.0.1:${port}'] }]
`,
  );
  const prometheus = rig.start('prometheus', [
    `--config.file=${config}`,
    `--storage.tsdb.path=${rig.path('data')}`,
    `--web.listen-address=127.0.0.1:${own}`,
  ]);
  await until('Prometheus to be ready', async () => {
    const { status } = await request({ port: own }, { path: '/-/ready' }).catch(() => NOBODY);
    return status === 200;
  });
  const query = async (text: string) => {
    const path = `/api/v1/query?query=${encodeURIComponent(text)}`;
    const { body } = await request({ port: own }, { path });
    return (JSON.parse(body) as Result).data.result;
  };
  // It takes its time: some seconds to know whom to ask, and some more until it asks.
  const target = async () => {
    const { body } = await request({ port: own }, { path: '/api/v1/targets' });
    return (JSON.parse(body) as Targets).data.activeTargets[0];
  };
  await until('Prometheus to know of us', async () => (await target()) !== undefined);
  await until('Prometheus to have asked', async () => (await target())?.health !== 'unknown');
  await until('Prometheus to have got an answer', async () => (await target())?.health === 'up');
  const up = await until('Prometheus to know our processes', async () => {
    const result = await query('node_supervisord_up');
    return result.length === 3 && result;
  });
  const values = up.map(({ metric, value }) => `${metric.group}:${metric.name} ${value[1]}`);
  assert.deepEqual(values.sort(), ['off:off 0', 'web:web_0 1', 'web:web_1 1']);
  const [scrape] = await query('up{job="visord"}');
  assert.equal(scrape?.value[1], '1');
  const [state] = await query('visord_state');
  assert.equal(state?.value[1], '1');
  await prometheus.end('SIGTERM');
});

test('what node_exporter tells of us we tell ourselves, in the same words', EXPORTER, async () => {
  await using rig = await Rig.create();
  const [port, own] = [await rig.freePort(), await rig.freePort()];
  const daemon = await rig.daemon(`
[inet_http_server]
port = 127.0.0.1:${port}
[program:web]
command = /bin/cat
startsecs = 0
[program:slow]
command = /bin/cat
startsecs = 3600
[program:job]
command = /bin/sh -c 'exit 3'
startsecs = 0
autorestart = false
[program:broken]
command = /nonexistent
startretries = 0
[program:off]
command = /bin/cat
autostart = false
`);
  for (const [name, state] of [
    ['web', 'RUNNING'],
    ['slow', 'STARTING'],
    ['job', 'EXITED'],
    ['broken', 'FATAL'],
  ] as const) {
    await daemon.state(name, state);
  }
  const exporter = rig.start('prometheus-node-exporter', [
    `--web.listen-address=127.0.0.1:${own}`,
    '--collector.disable-defaults',
    '--collector.supervisord',
    `--collector.supervisord.url=http://127.0.0.1:${port}/RPC2`,
  ]);
  const theirs = await until('the exporter to answer', () =>
    request({ port: own }, { path: '/metrics' }).catch(() => undefined),
  );
  const ours = await request({ port }, { path: '/metrics' });
  assert.deepEqual(seriesOf(ours.body), seriesOf(theirs.body));
  assert.equal(seriesOf(ours.body).length, 5 * 3 + 2);
  await exporter.end('SIGTERM');
});

/** The lines about supervisord, with their labels in one order and their numbers in one form. */
function seriesOf(text: string): string[] {
  const lines = [...text.matchAll(/^(node_supervisord_\w+)\{(.*)\} (\S+)$/gm)];
  return lines
    .map(([, name, labels = '', value]) => {
      return `${name} ${labels.split(',').sort().join()} ${Number(value)}`;
    })
    .sort();
}
