/** The supervisord collector of Prometheus' node_exporter, run for real. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { needs } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';
import { request } from '../rig/xmlrpc.ts';

const EXPORTER = needs('prometheus-node-exporter', 'apt-get install prometheus-node-exporter');

/** What the exporter says of supervisord, without comments. */
async function metrics(rig: Rig, url: string): Promise<string[]> {
  const port = await rig.freePort();
  const exporter = rig.start('prometheus-node-exporter', [
    `--web.listen-address=127.0.0.1:${port}`,
    '--collector.disable-defaults',
    '--collector.supervisord',
    `--collector.supervisord.url=${url}`,
  ]);
  const answer = await until('the exporter to answer', () =>
    request({ port }, { path: '/metrics' }).catch(() => undefined),
  );
  await exporter.end('SIGTERM');
  return answer.body.split('\n').filter((line) => /^node_(supervisord|scrape)_/.test(line));
}

test(
  'node_exporter reads states, exit codes and starts over TCP and the unix socket',
  EXPORTER,
  async () => {
    await using rig = await Rig.create();
    const child = rig.child();
    const port = await rig.freePort();
    const daemon = await rig.daemon(`
[inet_http_server]
port = 127.0.0.1:${port}
[program:web]
command = ${child.command}
startsecs = 0
[program:job]
command = /bin/sh -c 'exit 3'
startsecs = 0
autorestart = false
[program:off]
command = ${child.command}
autostart = false
`);
    await child.nextRun();
    await daemon.state('web', 'RUNNING');
    const job = await daemon.state('job', 'EXITED');
    const web = await daemon.info('web');
    for (const url of [`http://127.0.0.1:${port}/RPC2`, `unix://${daemon.paths.socket}`]) {
      const lines = await metrics(rig, url);
      const value = (name: string) => {
        const line = lines.find((each) => each.startsWith(`${name} `));
        return Number(line?.split(' ').pop());
      };
      const of = (metric: string, name: string) =>
        value(`node_supervisord_${metric}{group="${name}",name="${name}"}`);
      assert.deepEqual(
        ['web', 'job', 'off'].map((name) => [of('up', name), of('state', name)]),
        [
          [1, 20],
          [0, 100],
          [0, 0],
        ],
        url,
      );
      assert.deepEqual([of('exit_status', 'job'), of('exit_status', 'web')], [3, 0]);
      assert.equal(of('start_time_seconds', 'web'), web.start);
      assert.ok(job.start > 0);
      assert.equal(value('node_scrape_collector_success{collector="supervisord"}'), 1);
    }
  },
);
