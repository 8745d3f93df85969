import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../test/rig/fake-clock.ts';
import { FakeLog } from '../../test/rig/fake-log.ts';
import { FakeTableOs } from '../../test/rig/fake-table.ts';
import type { Orphans } from '../config/codec-words.ts';
import { Children, type Named } from './children.ts';
import { openRecord } from './children-record.ts';

const PIDFILE = '/run/s.pid';

const CASES: readonly (readonly [string, (os: FakeTableOs) => unknown, Orphans, boolean])[] = [
  ['beside a pidfile', (os) => os.put(PIDFILE, '42\n'), 'report', true],
  ['where a pidfile could not be written', () => {}, 'report', true],
  ['not beside a device', (os) => os.addPipe(PIDFILE), 'report', false],
  ['not beside a folder', (os) => os.mkdir(PIDFILE), 'report', false],
  ['not if what is left behind is to be left', (os) => os.put(PIDFILE, '42\n'), 'leave', false],
];

for (const [where, prepare, orphans, isNoted] of CASES) {
  test(`children are noted ${where}`, () => {
    const clock = new FakeClock();
    const os = new FakeTableOs(clock, 42, '/run');
    os.put('/proc/sys/kernel/random/boot_id', 'b\n');
    prepare(os);
    const record = openRecord({ os, clock, pid: 42, uid: () => 0 });
    assert.ok(record);
    const children = new Children<Named>();
    record.begin({ orphans, pidfile: PIDFILE }, children, new FakeLog());
    children.set(100, { group: 'web', name: 'web' });
    clock.advance(0);
    assert.equal(os.exists(`${PIDFILE}.children`), isNoted);
    assert.equal(clock.pending, 0);
  });
}
