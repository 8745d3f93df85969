/** The quick start, as `npm start` runs it, with free ports and in a folder of its own. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { projectRoot } from './rig/commands.ts';
import { Rig } from './rig/rig.ts';
import { until } from './rig/until.ts';

test('the quick start shows a program in each of its states', async () => {
  await using rig = await Rig.create();
  const folder = path.join(projectRoot, 'examples/quickstart');
  const page = await rig.freePort();
  const config = readFileSync(path.join(folder, 'supervisord.conf'), 'utf8')
    .replaceAll('%(here)s', folder)
    .replaceAll('/tmp/visord-quickstart', rig.path('quickstart'))
    .replaceAll('childlogdir = /tmp', `childlogdir = ${rig.dir}`)
    .replaceAll('9101', `${await rig.freePort()}`)
    .replaceAll('9180', `${page}`);
  const paths = {
    config: rig.write('quickstart.conf', config),
    socket: rig.path('quickstart.sock'),
    logfile: rig.path('quickstart.log'),
    pidfile: rig.path('quickstart.pid'),
  };
  const daemon = await rig.foreground(paths, { auth: 'demo:demo' });

  await daemon.state('broken', 'FATAL');
  for (const name of ['web', 'worker:worker_00', 'worker:worker_01']) {
    await daemon.state(name, 'RUNNING');
  }
  await daemon.state('once', 'EXITED');
  const { stdout } = await daemon.ctl('status');
  const names = stdout.split('\n').map((line) => line.split(' ')[0]);
  const all = ['broken', 'flaky', 'once', 'web', 'worker:worker_00', 'worker:worker_01', ''];
  assert.deepEqual(names, all);

  const { pid } = await daemon.info('web');
  assert.equal(await get(page), `Hello from web, pid ${pid}\n`);
  assert.match((await daemon.ctl('tail', 'broken', 'stderr')).stdout, /^cannot read settings.ini/);
});

/** The page, once the server listens. */
function get(port: number): Promise<string> {
  return until('the web page', () =>
    fetch(`http://127.0.0.1:${port}/`).then(
      (answer) => answer.text(),
      () => undefined,
    ),
  );
}
