import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configOf, groupConfig, processConfig } from '../../test/rig/configs.ts';
import { FakeClock } from '../../test/rig/fake-clock.ts';
import { FakeLog } from '../../test/rig/fake-log.ts';
import { FakeTableOs } from '../../test/rig/fake-table.ts';
import type { Orphans } from '../config/codec-words.ts';
import type { ProcessConfig } from '../config/config.ts';
import { openProcessTable } from '../os/procfs.ts';
import { settleLeftovers } from './leftovers.ts';

const PATH = '/run/s.pid.children';
const UID = 1000;
const ROW = [500, 9, 'web'] as const;

/** A file that tells of web, which runs. */
function setup(written: object = {}) {
  const clock = new FakeClock();
  const os = new FakeTableOs(clock, 42, '/run');
  const log = new FakeLog();
  const file = { format: 1, boot: 'b', daemon: [41, 5], children: [ROW], ...written };
  os.put(PATH, JSON.stringify(file));
  os.chown(PATH, UID, UID);
  const table = openProcessTable(os);
  assert.ok(table);
  const web = os.stranger(500, { parent: 1, startTicks: 9 });
  let isSettled = false;
  const settle = (orphans: Orphans, changes: Partial<ProcessConfig> = {}): Promise<void> => {
    const config = configOf(groupConfig('web', {}, [processConfig('web', changes)]));
    const supervisord = { ...config.supervisord, orphans };
    const tools = { os, clock, log, table, boot: 'b', uid: UID };
    return settleLeftovers(PATH, { ...config, supervisord }, tools).then(() => {
      isSettled = true;
    });
  };
  return { clock, os, log, web, settle, isSettled: () => isSettled };
}

const FOUND = 'warn web (pid 500) was left behind by an earlier supervisord';

test('report: it is named, and nothing is done', async () => {
  const { log, web, settle } = setup();
  await settle('report');
  assert.deepEqual([log.lines, web.signals], [[FOUND], []]);
});

test('kill: it gets its stop signal, and its end is waited for', async () => {
  const { clock, os, log, web, settle, isSettled } = setup();
  web.ignores.add(3);
  const settled = settle('kill', { stopsignal: 3, stopwaitsecs: 5 });
  clock.advance(4999);
  await Promise.resolve();
  assert.deepEqual([web.signals, isSettled()], [[3], false]);
  os.vanish(500);
  clock.advance(0);
  await settled;
  assert.equal(log.lines.at(-1), 'info stopped web (pid 500), which was left behind');
  assert.equal(clock.pending, 0);
});

test('kill: when it takes longer than stopwaitsecs it is killed', async () => {
  const { clock, web, settle } = setup();
  web.ignores.add(15);
  const settled = settle('kill', { stopwaitsecs: 5 });
  clock.advance(5000);
  await settled;
  assert.deepEqual(web.signals, [15, 9]);
});

test('kill: one that nothing ends does not keep the new supervisord from its start', async () => {
  const { clock, os, log, settle } = setup();
  os.kill = () => {}; // it is stuck in the kernel
  const settled = settle('kill', { stopwaitsecs: 5 });
  clock.advance(10_000);
  await settled;
  const text = 'info going on without the end of web (pid 500), which was left behind';
  assert.equal(log.lines.at(-1), text);
  assert.equal(clock.pending, 0);
});

test('kill: neither does one of another user', async () => {
  const { log, web, settle } = setup();
  web.isForeign = true;
  await settle('kill');
  assert.match(log.lines.at(-1) ?? '', /^info cannot signal web \(pid 500\), .*EPERM/);
});

test('kill: a program that the configuration knows no more gets SIGTERM', async () => {
  const { clock, web, settle } = setup({ children: [[500, 9, 'old:one']] });
  const settled = settle('kill');
  clock.advance(0);
  await settled;
  assert.deepEqual(web.signals, [15]);
});

const NOTHING: readonly (readonly [string, object])[] = [
  ['of another boot', { boot: 'a' }],
  ['whose number has been given again', { children: [[500, 8, 'web']] }],
  ['that has ended', { children: [[501, 9, 'web']] }],
  ['of a supervisord that lives', { daemon: [500, 9] }],
];

for (const [what, written] of NOTHING) {
  test(`nothing is done about a process ${what}`, async () => {
    const { log, web, settle } = setup(written);
    await settle('kill');
    assert.deepEqual([log.lines, web.signals], [[], []]);
  });
}

const UNREADABLE: readonly (readonly [string, RegExp, (os: FakeTableOs) => void])[] = [
  ['of somebody else', /it belongs to the user 1001$/, (os) => os.chown(PATH, UID + 1, UID)],
  ['that may not be read', /EACCES: /, (os) => os.fail('open', 'EACCES', PATH)],
  ['on a broken disk', /EIO: /, (os) => os.fail('read', 'EIO', PATH)],
  ['that is torn', /it is no list of children$/, (os) => os.put(PATH, '{"format":1,')],
  ['that is empty', /it is no list of children$/, (os) => os.put(PATH, '')],
];

for (const [what, why, spoil] of UNREADABLE) {
  test(`a file ${what} is not believed, which is told`, async () => {
    const { os, log, web, settle } = setup();
    spoil(os);
    await settle('kill');
    assert.deepEqual([log.lines.length, web.signals], [1, []]);
    const told = `warn cannot tell by ${PATH} what an earlier supervisord has left behind (look with ps): `;
    assert.ok(log.lines[0]?.startsWith(told), log.lines[0]);
    assert.match(log.lines[0] ?? '', why);
    assert.deepEqual(os.openPaths, []);
  });
}

test('a file of root is believed', async () => {
  const { os, log, settle } = setup();
  os.chown(PATH, 0, 0);
  await settle('report');
  assert.deepEqual(log.lines, [FOUND]);
});
