import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../../test/rig/fake-clock.ts';
import { FakeDaemon } from '../../../test/rig/fake-daemon.ts';
import { FakeFiles } from '../../../test/rig/fake-files.ts';
import { METHODS } from '../methods.ts';
import { Registry } from '../registry.ts';

function setup(upgrades: Partial<FakeDaemon['upgrades']> = {}) {
  const daemon = new FakeDaemon(new FakeClock(), []);
  Object.assign(daemon.upgrades, upgrades);
  const log = { trace() {} };
  return new Registry(METHODS, ['supervisor'], { daemon, files: new FakeFiles(), log });
}

const [from, to] = [
  { visord: '1.0.0', node: '20.19.0' },
  { visord: '2.0.0', node: '22.1.0' },
];

test('visord.upgrade answers which program takes the place of which', async () => {
  assert.deepEqual(await setup().call('visord.upgrade', []), {
    number: 1,
    from_visord: '1.0.0',
    from_node: '20.19.0',
    to_visord: '2.0.0',
    to_node: '22.1.0',
  });
});

test('visord.getLastUpgrade answers how it went, and 0 before there was one', async () => {
  assert.deepEqual(await setup().call('visord.getLastUpgrade', []), { number: 0 });
  const last = { number: 3, outcome: 'fell back', reason: 'why', from, to, tookMs: 12.6 } as const;
  assert.deepEqual(await setup({ last }).call('visord.getLastUpgrade', []), {
    number: 3,
    outcome: 'fell back',
    reason: 'why',
    took_ms: 13,
    from_visord: '1.0.0',
    from_node: '20.19.0',
    to_visord: '2.0.0',
    to_node: '22.1.0',
  });
});
