/** What a service manager hears of supervisord: systemd's protocol, with a test in its place. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { supervisord } from '../rig/commands.ts';
import { Datagrams } from '../rig/datagrams.ts';
import { difference } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';

const ROW = 'a service manager';

/** Waits for a datagram, which goes from the list with all before it. */
function next(manager: Datagrams, pattern: RegExp): Promise<string> {
  return until(`${pattern} among ${JSON.stringify(manager.messages)}`, () => {
    const index = manager.messages.findIndex((message) => pattern.test(message));
    return index >= 0 && manager.messages.splice(0, index + 1).at(-1);
  });
}

difference(ROW, 'it hears when supervisord is ready, begins anew and ends', async () => {
  await using rig = await Rig.create();
  using manager = new Datagrams(rig.path('notify'));
  const child = rig.child();
  const daemon = await rig.daemon(
    `[program:x]\ncommand = ${child.command}\nstartsecs = 0\nstopwaitsecs = 7\n`,
    { env: { NOTIFY_SOCKET: rig.path('notify') } },
  );
  assert.equal(
    await next(manager, /READY/),
    'READY=1\nSTATUS=0 of 1 process running\n',
    'its main process is the one that was started',
  );
  await next(manager, /^STATUS=1 of 1 process running\n$/);
  const before = Number(process.hrtime.bigint() / 1000n);
  daemon.signal('SIGHUP');
  const reloading = await next(manager, /^RELOADING=1\n/);
  const at = Number(/MONOTONIC_USEC=(\d+)\n/.exec(reloading)?.[1]);
  assert.ok(at >= before && at <= Number(process.hrtime.bigint() / 1000n), reloading);
  await next(manager, /^READY=1\n/);
  await next(manager, /^STATUS=1 of 1 process running\n$/);
  daemon.signal('SIGTERM');
  const stopping = await next(manager, /^STOPPING=1\n/);
  assert.match(stopping, /\nEXTEND_TIMEOUT_USEC=17000000\n/);
  assert.equal((await daemon.exited).code, 0);
});

difference(ROW, 'an abstract socket is as good, and a daemon gives its own pid', async () => {
  await using rig = await Rig.create();
  const name = `${rig.dir}/notify`;
  using manager = new Datagrams(`\0${name}`);
  const { paths } = rig.configure('');
  const variable = `NOTIFY_SOCKET=@${name}`;
  const started = await rig.run('env', variable, supervisord, '-c', paths.config);
  assert.deepEqual(started, { stdout: '', stderr: '', code: 0 });
  const daemon = await rig.detached(paths);
  assert.equal(
    await next(manager, /READY/),
    `MAINPID=${daemon.pid}\nREADY=1\nSTATUS=no programs\n`,
  );
});

difference(ROW, 'a watchdog hears of it again and again', async () => {
  await using rig = await Rig.create();
  using manager = new Datagrams(rig.path('notify'));
  const env = { NOTIFY_SOCKET: rig.path('notify'), WATCHDOG_USEC: '200000' };
  await rig.daemon('', { env });
  for (let time = 0; time < 3; time++) await next(manager, /^WATCHDOG=1\n$/);
});

difference(ROW, 'programs cannot speak for supervisord, unless they are told how', async () => {
  await using rig = await Rig.create();
  using manager = new Datagrams(rig.path('notify'));
  const env = { NOTIFY_SOCKET: rig.path('notify'), WATCHDOG_USEC: '60000000', KEPT: 'yes' };
  const [plain, told] = [rig.child(), rig.child()];
  await rig.daemon(
    `[program:plain]
command = ${plain.command}
[program:told]
command = ${told.command}
environment = NOTIFY_SOCKET="%(ENV_NOTIFY_SOCKET)s"
`,
    { env },
  );
  const variables = async (child: typeof plain) =>
    readFileSync(`/proc/${(await child.nextRun()).pid}/environ`, 'utf8')
      .split('\0')
      .filter((variable) => /^(NOTIFY|WATCHDOG|KEPT)/.test(variable))
      .sort();
  assert.deepEqual(await variables(plain), ['KEPT=yes']);
  assert.deepEqual(await variables(told), ['KEPT=yes', `NOTIFY_SOCKET=${rig.path('notify')}`]);
  await next(manager, /^READY=1/);
});

difference(ROW, 'a socket that nobody reads from is a warning and nothing more', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('', { env: { NOTIFY_SOCKET: rig.path('nobody') } });
  await daemon.logLine(/ WARN cannot notify the service manager at .*nobody: /);
  assert.equal(await daemon.rpc('getIdentification'), 'supervisor');
});
