import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configOf, groupConfig, processConfig } from '../../../test/rig/configs.ts';
import { FakeClock } from '../../../test/rig/fake-clock.ts';
import { FakeDaemon } from '../../../test/rig/fake-daemon.ts';
import { FakeFiles } from '../../../test/rig/fake-files.ts';
import type { WireValue } from '../../wire/value.ts';
import { METHODS } from '../methods.ts';
import { Registry } from '../registry.ts';

function setup(namespaces = ['supervisor']) {
  const daemon = new FakeDaemon(new FakeClock(), ['web', 'old'], {
    environment: { KEY: 'secret' },
  });
  const world = { daemon, files: new FakeFiles(), log: { trace() {} } };
  const registry = new Registry(METHODS, namespaces, world);
  const call = (name: string, ...values: WireValue[]) => registry.call(`visord.${name}`, values);
  return { daemon, registry, call };
}

test('pending changes are told by group, process and option, and no value of a variable', async () => {
  const { daemon, call } = setup();
  assert.deepEqual(await call('getPendingChanges'), []);
  const [web] = daemon.config.groups;
  const [process] = web?.processes ?? [];
  const next = { ...process, startsecs: 9, environment: { KEY: 'hidden', NEW: 'hidden' } };
  daemon.config = configOf(
    groupConfig('web', { kind: 'program' }, [processConfig('web', next)]),
    groupConfig('new'),
  );
  const plain = { replaced: false, reordered: false, options: [] as WireValue[] };
  assert.deepEqual(await call('getPendingChanges'), [
    { name: 'old', change: 'removed', ...plain, processes: [] },
    {
      name: 'web',
      change: 'changed',
      ...plain,
      processes: [
        {
          name: 'web',
          change: 'changed',
          restart: true,
          options: [
            { option: 'startsecs', restart: false, before: '1', after: '9' },
            {
              option: 'environment',
              restart: true,
              added: ['NEW'],
              changed: ['KEY'],
              removed: [],
            },
          ],
        },
      ],
    },
    { name: 'new', change: 'added', ...plain, processes: [] },
  ]);
});

test('an update of a group tells what became of it', async () => {
  const { daemon, call } = setup();
  daemon.groupUpdate = {
    kind: 'changed',
    processes: [{ name: 'a', kind: 'failed', reason: 'it could not be signalled' }],
  };
  assert.deepEqual(await call('updateGroup', 'web'), {
    change: 'changed',
    processes: [{ name: 'a', change: 'failed', reason: 'it could not be signalled' }],
  });
  assert.deepEqual(daemon.asked, ['update web']);
});

test('our own methods come with those of supervisor', async () => {
  const with_ = await setup().registry.call('system.listMethods', []);
  const without = await setup([]).registry.call('system.listMethods', []);
  const ours = (names: WireValue) => (names as string[]).filter((name) => /^visord\./.test(name));
  assert.deepEqual(ours(with_), [
    'visord.getEventPools',
    'visord.getLastUpgrade',
    'visord.getPendingChanges',
    'visord.getVersion',
    'visord.updateGroup',
    'visord.upgrade',
  ]);
  assert.deepEqual(ours(without), []);
});
