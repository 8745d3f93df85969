/** The files of the dashboard, as the daemon serves them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../rig/commands.ts';
import type { Daemon } from '../rig/daemon.ts';
import { difference } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';
import { request } from '../rig/xmlrpc.ts';

const get = (daemon: Daemon, place: string, headers: Record<string, string> = {}, method = 'GET') =>
  request({ socketPath: daemon.paths.socket }, { path: place, headers, method });

difference(
  'dashboard',
  'files come compressed to whom that is welcome, with a type, and are asked for again each time',
  async () => {
    await using rig = await Rig.create();
    const daemon = await rig.daemon('');
    const types = [
      ['app.js', 'text/javascript;charset=utf-8'],
      ['app.css', 'text/css'],
    ] as const;
    for (const [name, type] of types) {
      const file = path.join(projectRoot, 'dist/web', name);
      const plain = await get(daemon, `/dashboard/${name}`);
      assert.equal(plain.status, 200);
      assert.equal(plain.body, readFileSync(file, 'utf8'));
      assert.equal(plain.headers['content-encoding'], undefined);
      const small = await get(daemon, `/dashboard/${name}`, { 'Accept-Encoding': 'br, gzip' });
      assert.equal(small.headers['content-encoding'], 'gzip');
      const { length } = readFileSync(`${file}.gz`);
      assert.equal(small.headers['content-length'], String(length));
      for (const { headers } of [plain, small]) {
        assert.equal(headers['content-type'], type);
        assert.equal(headers['cache-control'], 'no-cache');
        assert.equal(headers['x-content-type-options'], 'nosniff');
        assert.equal(headers.vary, 'Accept-Encoding');
      }
      const refused = await get(daemon, `/dashboard/${name}`, { 'Accept-Encoding': 'gzip;q=0' });
      assert.equal(refused.headers['content-encoding'], undefined);
      const since = String(plain.headers['last-modified']);
      const again = await get(daemon, `/dashboard/${name}`, { 'If-Modified-Since': since });
      assert.equal(again.status, 304);
      const head = await get(daemon, `/dashboard/${name}`, {}, 'HEAD');
      assert.deepEqual([head.status, head.body], [200, '']);
    }
  },
);

difference('dashboard', 'nothing else can be reached below the path of the dashboard', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('');
  const places = [
    ...['', 'nothing.js', 'app.js.gz', 'app.js/', '../supervisord.cjs', '%2e%2e/supervisord.cjs'],
    ...['..%2fsupervisord.cjs', '../../package.json', 'app.js%00', '/../../../etc/passwd.js'],
  ];
  for (const place of places) {
    assert.equal((await get(daemon, `/dashboard/${place}`)).status, 404, place);
  }
  assert.equal((await get(daemon, '/dashboard/app.js', {}, 'DELETE')).status, 400);
});
