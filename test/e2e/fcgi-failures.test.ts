/** Sockets of FastCGI programs that cannot be had. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import test from 'node:test';
import { difference, differs } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';
import { Fault } from '../rig/xmlrpc.ts';

test('a socket that cannot be had ends supervisord at its start [4-fcgi-sockets 2.6-failure]', async () => {
  await using rig = await Rig.create();
  const taken = createServer();
  const port = await rig.freePort();
  await new Promise<void>((resolve) => taken.listen(port, '127.0.0.1', resolve));
  rig.write('folder/x', '');
  const failures = [
    [`tcp://127.0.0.1:${port}`, '[Errno 98] Address already in use'],
    ['tcp://192.0.2.1:9000', '[Errno 99] Cannot assign requested address'],
    [`tcp://*:${port}`, '[Errno -2] Name or service not known'],
    [`unix://${rig.path('no/f.sock')}`, '[Errno 2] No such file or directory'],
    [`unix://${rig.path('folder')}`, `[Errno 21] Is a directory: '${rig.path('folder')}'`],
    [`unix://${rig.path('x'.repeat(100))}`, 'AF_UNIX path too long'],
  ];
  for (const [url, reason] of failures) {
    const { paths } = rig.configure(`
[fcgi-program:f]
command = /bin/cat
socket = ${url}
autostart = false
`);
    const text = `Could not create FastCGI socket ${url}: ${reason}`;
    for (const flags of [['-n'], []]) {
      const outcome = await rig.supervisord(...flags, '-c', paths.config);
      const expected = differs('FastCGI sockets that cannot be had', {
        original: { code: 1, line: `ValueError: ${text}\n` },
        ours: { code: 2, line: `Error: ${text}\nFor help, use ` },
      });
      assert.equal(outcome.code, expected.code);
      assert.ok(outcome.stderr.includes(expected.line), outcome.stderr);
      assert.ok(!existsSync(paths.pidfile));
    }
  }
  await new Promise((resolve) => taken.close(resolve));
});

/** A daemon with a program `f` that is not started, and something that takes and frees its port. */
async function contested(rig: Rig, options = '') {
  const port = await rig.freePort();
  const { paths, rewrite } = rig.configure('');
  const text = `[fcgi-program:f]
command = /bin/sleep 1000
socket = tcp://127.0.0.1:${port}
startsecs = 0
${options}`;
  const error = `Could not create FastCGI socket tcp://127.0.0.1:${port}: [Errno 98] Address already in use`;
  const server = createServer();
  return {
    paths,
    error,
    write: () => rewrite(text),
    take: () => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve)),
    free: () => new Promise((resolve) => server.close(resolve)),
  };
}

difference(
  'FastCGI sockets that cannot be had',
  'a socket that is taken later is a spawn error, and is tried again',
  async () => {
    await using rig = await Rig.create();
    const { paths, error, write, take, free } = await contested(rig, 'autostart = false');
    write();
    const daemon = await rig.foreground(paths);
    await take();
    const start = await daemon.ctl('start', 'f');
    assert.deepEqual([start.stdout, start.code], ['f: ERROR (spawn error)\n', 7]);
    const info = await daemon.state('f', 'BACKOFF');
    assert.equal(info.spawnerr, error);
    assert.ok(daemon.messages().includes(`INFO spawnerr: ${error}`));
    await free();
    await daemon.state('f', 'RUNNING');
  },
);

difference(
  'FastCGI sockets that cannot be had',
  'a group whose socket is taken is not added, and the reason is the answer',
  async () => {
    await using rig = await Rig.create();
    const { paths, error, write, take, free } = await contested(rig);
    const daemon = await rig.foreground(paths);
    write();
    await take();
    assert.equal((await daemon.ctl('reread')).stdout, 'f: available\n');
    await assert.rejects(daemon.rpc('addProcessGroup', 'f'), new Fault(30, `FAILED: ${error}`));
    assert.deepEqual(await daemon.rpc('getAllProcessInfo'), []);
    await free();
    assert.equal((await daemon.ctl('add', 'f')).stdout, 'f: added process group\n');
    await daemon.state('f', 'RUNNING');
  },
);

difference(
  'FastCGI sockets that cannot be had',
  'a restart goes on without a socket that is taken',
  async () => {
    await using rig = await Rig.create();
    const { paths, error, write, take, free } = await contested(rig);
    const daemon = await rig.foreground(paths);
    write();
    await take();
    daemon.signal('SIGHUP');
    await daemon.logLine(/CRIT Could not create FastCGI socket/);
    assert.ok(daemon.messages().includes(`CRIT ${error}`));
    await daemon.ready();
    await daemon.state('f', 'BACKOFF');
    await free();
    await daemon.state('f', 'RUNNING');
  },
);
