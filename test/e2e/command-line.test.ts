/** The command line of supervisord: how flags are read, and the status it exits with. */
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import test from 'node:test';
import { supervisord } from '../rig/commands.ts';
import { difference } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';
import { call } from '../rig/xmlrpc.ts';

test('flags are bundled and shortened, and arguments stand behind them in three ways [3-bundles 3-prefix 3-precedence]', async () => {
  await using rig = await Rig.create();
  const { paths } = rig.configure('[supervisord]\nidentifier = file\nloglevel = error\n');
  const other = { ...paths, logfile: rig.path('other.log'), pidfile: rig.path('other.pid') };
  const daemon = await rig.foreground(other, {
    flags: ['-skedebug', '-l', other.logfile, `--pid=${other.pidfile}`, '--ident', 'flag'],
  });
  assert.equal(await daemon.rpc('getIdentification'), 'flag');
  await daemon.logLine(/ INFO supervisord started with pid /);
  assert.equal(daemon.program.printed, '');
});

for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const) {
  test(`after ${signal} the status is 0, whatever became of the programs [3.1-status-0]`, async () => {
    await using rig = await Rig.create();
    const daemon = await rig.daemon('[program:x]\ncommand = /no/such\nstartretries = 0\n');
    await daemon.state('x', 'FATAL');
    const { code } = await daemon.program.end(signal);
    assert.equal(code, 0);
  });
}

test('after shutdown by a client the status is 0 [3.1-status-0]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('');
  await daemon.rpc('shutdown');
  assert.equal((await daemon.exited).code, 0);
});

test('an address that is taken ends it with status 2 [3.1-status-2]', async () => {
  await using rig = await Rig.create();
  const taken = createServer();
  const port = await rig.freePort();
  await new Promise<void>((resolve) => taken.listen(port, '127.0.0.1', resolve));
  const { paths } = rig.configure(`[inet_http_server]\nport = 127.0.0.1:${port}\n`);
  const { code, stderr } = await rig.supervisord('-n', '-c', paths.config);
  assert.equal(code, 2);
  assert.match(stderr, /^Error: Another program is already listening on a port /);
  await new Promise((resolve) => taken.close(resolve));
});

test('the command that starts a daemon ends with 0, whatever becomes of the programs [3.1-status-of-command]', async () => {
  await using rig = await Rig.create();
  const { paths } = rig.configure('[program:x]\ncommand = /no/such\nstartretries = 0\n');
  const { code, stdout, stderr } = await rig.supervisord('-c', paths.config);
  assert.deepEqual([code, stdout, stderr], [0, '', '']);
  const daemon = await rig.detached(paths);
  await daemon.state('x', 'FATAL');
});

difference(
  '#37',
  'when the command ends, the daemon has read its configuration and answers [3.1-command-waits]',
  async () => {
    await using rig = await Rig.create();
    const { paths } = rig.configure('');
    const { code } = await rig.supervisord('-c', paths.config);
    assert.equal(code, 0);
    const { statename } = (await call({ socketPath: paths.socket }, 'supervisor.getState', [])) as {
      statename: string;
    };
    assert.equal(statename, 'RUNNING');
    const again = await rig.supervisord('-c', paths.config);
    assert.equal(again.code, 2);
    assert.ok(again.stderr.endsWith(`For help, use ${supervisord} -h\n`), again.stderr);
  },
);

test('supervisorctl refuses addresses that it does not speak to when it would [2.4-https]', async () => {
  await using rig = await Rig.create();
  const file = rig.write('ctl.conf', '[supervisorctl]\nserverurl = ftp://localhost:1\n');
  for (const flags of [
    ['-c', file],
    ['-s', 'ftp://localhost:1'],
  ]) {
    const { code, stdout } = await rig.supervisorctl(...flags, 'status');
    assert.match(stdout, /Unknown protocol for serverurl ftp:\/\/localhost:1/);
    assert.equal(code, 1);
    assert.match((await rig.supervisorctl(...flags, 'help')).stdout, /start/);
  }
});
