/** supervisord as the first process of a container, and as the parent of orphans elsewhere. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { sendSignal } from '../rig/commands.ts';
import { asAdmin, difference } from '../rig/differences.ts';
import { contained, firstProcess } from '../rig/first-process.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';

test(
  'a container that is stopped stops its programs, and ends with 0 [7.3-causes 7.3-leaves 7.5-exit]',
  asAdmin(),
  async () => {
    await using rig = await Rig.create();
    const child = rig.child();
    const daemon = await rig.daemon(`[program:x]\ncommand = ${child.command}\n`, contained);
    const run = await child.nextRun();
    await run.trap('SIGTERM');
    sendSignal(await firstProcess(daemon), 'SIGTERM');
    assert.equal(await run.nextSignal(), 'SIGTERM');
    await run.exit(0);
    assert.equal((await daemon.exited).code, 0);
    assert.deepEqual(daemon.messages(/received|stopped/), [
      'WARN received SIGTERM indicating exit request',
      'INFO stopped: x (exit status 0)',
    ]);
  },
);

difference(
  'asking again',
  'whoever goes on asking gets the end, whatever the programs do [7.3-again]',
  async () => {
    await using rig = await Rig.create();
    const child = rig.child();
    const daemon = await rig.daemon(
      `[program:x]\ncommand = ${child.command}\nstopwaitsecs = 1000\n`,
      contained,
    );
    const run = await child.nextRun();
    await run.trap('SIGTERM');
    const first = await firstProcess(daemon);
    sendSignal(first, 'SIGTERM');
    await run.nextSignal();
    await until('the end', () => {
      sendSignal(first, 'SIGINT');
      return daemon.messages(/stopped: x/).length > 0;
    });
    assert.equal((await daemon.exited).code, 0);
    const messages = daemon.messages(/asked twice|killing|stopped: x/);
    assert.deepEqual(messages.slice(0, 2), [
      'WARN asked twice: everything is stopped at once, and killed after 2 seconds',
      'WARN killing everything that still runs',
    ]);
    assert.equal(messages.at(-1), 'WARN stopped: x (terminated by SIGKILL)');
  },
  asAdmin(),
);

difference(
  'shutdown_timeout',
  'with shutdown_timeout the end comes before whoever waits for it loses patience',
  async () => {
    await using rig = await Rig.create();
    const child = rig.child();
    const daemon = await rig.daemon(
      `[supervisord]\nshutdown_timeout = 2\n
[program:last]\ncommand = ${child.command}\nstopwaitsecs = 1000\npriority = 1\n
[program:first]\ncommand = ${child.command}\nstopwaitsecs = 1000\npriority = 2\n`,
      contained,
    );
    const runs = await child.nextRuns(2);
    for (const run of runs.values()) await run.trap('SIGTERM');
    sendSignal(await firstProcess(daemon), 'SIGTERM');
    for (const name of ['first', 'last']) await runs.get(name)?.nextSignal();
    assert.equal((await daemon.exited).code, 0);
    for (const run of runs.values()) await run.ended;
    // Whether they are reaped before the limit is a matter of how busy the machine is.
    assert.deepEqual(daemon.messages(/shutdown_timeout/).slice(0, 2), [
      'WARN half of shutdown_timeout (2 s) has passed: everything is stopped at once',
      'WARN shutdown_timeout (2 s) is nearly over',
    ]);
  },
  asAdmin(),
);

difference('subreaper', 'with subreaper=true orphans that end are reaped anywhere', async () => {
  await using rig = await Rig.create();
  rig.write('orphan.sh', 'until grep -q "^PPid:.$1$" /proc/$$/status; do :; done\n');
  rig.write('parent.sh', `(sh ${rig.path('orphan.sh')} $PPID &)\nexec cat\n`);
  const daemon = await rig.daemon(
    `[supervisord]\nsubreaper = true\n[program:x]\ncommand = /bin/sh ${rig.path('parent.sh')}\n`,
  );
  await daemon.logLine(/INFO reaped unknown pid \d+ \(exit status 0\)$/);
});
