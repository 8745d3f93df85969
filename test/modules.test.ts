/** What the daemon loads into its memory, by Node's own list. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Rig } from './rig/rig.ts';

test('a daemon that has answered requests has not loaded undici, which costs 10 MiB', async () => {
  await using rig = await Rig.create();
  const hook = rig.write(
    'hook.cjs',
    `process.on('exit', () => require('node:fs').writeFileSync(process.env.MODULES,
      process.moduleLoadList.join('\\n')))`,
  );
  const env = { NODE_OPTIONS: `--require=${hook}`, MODULES: rig.path('modules') };
  const daemon = await rig.daemon('[program:x]\ncommand = sleep 60\n', { env });
  await daemon.state('x', 'RUNNING');
  await daemon.stop();

  const modules = rig.read('modules').split('\n');
  assert.ok(modules.includes('NativeModule http'), 'the list is there');
  assert.deepEqual(
    modules.filter((name) => name.includes('undici')),
    [],
  );
});
