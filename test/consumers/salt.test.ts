/** SaltStack's supervisord module, by what it types and how it reads what is printed. */
import assert from 'node:assert/strict';
import test from 'node:test';
import type { Daemon } from '../rig/daemon.ts';
import { Rig } from '../rig/rig.ts';

/** `supervisord.status`: three fields a line. */
async function status(daemon: Daemon, ...name: string[]): Promise<Record<string, object>> {
  const { stdout } = await daemon.ctl('status', ...name);
  const lines = stdout.split('\n').filter((line) => line !== '');
  return Object.fromEntries(
    lines.map((line) => {
      const [, process = '', state, reason] = /^(\S+)\s+(\S+)\s*(.*)$/.exec(line) ?? [];
      return [process, { state, reason }];
    }),
  );
}

/** `_get_return`: standard output, marked if the status says failure and the text does not. */
async function action(daemon: Daemon, ...words: string[]): Promise<string> {
  const { code, stdout } = await daemon.ctl(...words);
  return code !== 0 && !stdout.includes('ERROR') ? `ERROR: ${stdout}` : stdout.trimEnd();
}

test('Salt reads states, and finds out that a process is not there', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[program:web]
command = /bin/cat
startsecs = 0
[program:left]
command = /bin/cat
startsecs = 0
autostart = false
[group:pair]
programs = left
`);
  await daemon.state('web', 'RUNNING');
  const all = await status(daemon);
  assert.deepEqual(Object.keys(all), ['pair:left', 'web']);
  assert.deepEqual(all['pair:left'], { state: 'STOPPED', reason: 'Not started' });
  assert.deepEqual(await status(daemon, 'nobody'), {
    'nobody:': { state: 'ERROR', reason: '(no such process)' },
  });

  // `group:*` is typed as `group:`, and a custom command is one word.
  assert.equal(await action(daemon, 'start', 'pair:'), 'pair:left: started');
  assert.equal(await action(daemon, 'restart', 'pair:'), 'pair:left: stopped\npair:left: started');
  assert.equal(await action(daemon, 'stop', 'pair:'), 'pair:left: stopped');
  assert.equal(await action(daemon, 'start', 'nobody'), 'nobody: ERROR (no such process)');
  assert.match(await action(daemon, 'status web'), /^web +RUNNING +pid \d+, uptime \d:\d\d:\d\d$/);
  assert.equal(await action(daemon, 'update'), '');
});
