/** Servers at addresses of IPv6, which the original does not have. */
import assert from 'node:assert/strict';
import { existsSync, rmSync } from 'node:fs';
import { difference } from '../rig/differences.ts';
import { RawClient } from '../rig/raw-client.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';

/** Whether something answers at an address. */
async function answers(port: number, host: string): Promise<boolean> {
  using client = new RawClient(port, host);
  client.send('GET /ok.html HTTP/1.1', 'Connection: close', '', '');
  return (await client.rest()).endsWith('OK');
}

difference(
  'IPv6',
  'a server at an address of IPv6 is reached there by supervisorctl [10.5-addresses]',
  async () => {
    await using rig = await Rig.create();
    const port = await rig.freePort();
    await rig.daemon(`[inet_http_server]\nport = [::1]:${port}\n`);
    const { stdout } = await rig.supervisorctl('-s', `http://[::1]:${port}`, 'version');
    assert.equal(stdout, '4.3.0\n');
    assert.deepEqual([await answers(port, '::1'), await answers(port, '127.0.0.1')], [true, false]);
  },
);

difference(
  'IPv6',
  'an address without brackets ends at its last colon [10.5-no-brackets]',
  async () => {
    await using rig = await Rig.create();
    const port = await rig.freePort();
    await rig.daemon(`[inet_http_server]\nport = ::1:${port}\n`);
    assert.deepEqual([await answers(port, '::1'), await answers(port, '127.0.0.1')], [true, false]);
    const { paths } = rig.configure('[inet_http_server]\nport = ::1\n');
    const { code, stderr } = await rig.supervisord('-n', '-c', paths.config);
    assert.equal(code, 2, 'a host called : at port 1');
    assert.match(stderr, /^Error: Cannot open an HTTP server: socket\.error reported -[23]$/m);
  },
);

difference(
  'IPv6',
  'a port alone is one of IPv4, unless ipv6 says otherwise [10.5-ipv6]',
  async () => {
    await using rig = await Rig.create();
    for (const [text, expected] of [
      ['port = *:PORT', [true, false]],
      ['port = *:PORT\nipv6 = true', [true, true]],
      ['port = [::]:PORT', [true, true]],
    ] as const) {
      const port = await rig.freePort();
      await rig.daemon(`[inet_http_server]\n${text.replace('PORT', String(port))}\n`);
      const found = [await answers(port, '127.0.0.1'), await answers(port, '::1')];
      assert.deepEqual(found, expected, text);
    }
  },
);

difference(
  'the socket comes back',
  'a removed socket is bound again without touching a program [10.4-removed]',
  async () => {
    await using rig = await Rig.create();
    const daemon = await rig.daemon('[program:x]\ncommand = /bin/cat\nstartsecs = 0\n');
    const { pid } = await daemon.state('x', 'RUNNING');
    rmSync(daemon.paths.socket);
    await until('the socket', () => existsSync(daemon.paths.socket));
    assert.equal((await daemon.info('x')).pid, pid);
  },
);
