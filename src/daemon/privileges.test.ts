import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configOf } from '../../test/rig/configs.ts';
import { systemError } from '../../test/rig/system-error.ts';
import { UserError } from '../base/errors.ts';
import type { Limit, LimitName } from '../os/limits.ts';
import type { Credentials } from '../os/port.ts';
import { dropPrivileges, type Privileges, raiseLimits } from './privileges.ts';

const WEB = { name: 'web', uid: 1000, gid: 100, home: '/home/web' };
const OPTIONS = configOf().supervisord;

class FakePrivileges implements Privileges {
  became: Partial<Credentials> | undefined;
  forbidden = '';
  readonly limits: Record<LimitName, Limit> = {
    openFiles: { soft: 4096, hard: 4096 },
    processes: { soft: 1000, hard: 1000 },
  };
  readonly #uid: number;

  constructor(uid: number) {
    this.#uid = uid;
  }

  uid(): number {
    return this.#uid;
  }

  setGroups(groups: readonly number[]): void {
    this.#become('setgroups', { groups });
  }

  setGid(gid: number): void {
    this.#become('setgid', { gid });
  }

  setUid(uid: number): void {
    this.#become('setuid', { uid });
  }

  readLimit(name: LimitName): Limit {
    return this.limits[name];
  }

  setLimit(name: LimitName, limit: Limit): void {
    const hardRises = limit.hard > this.limits[name].hard;
    if (hardRises && this.#uid !== 0) throw systemError('EPERM', 'setrlimit');
    this.limits[name] = limit;
  }

  #become(call: string, part: Partial<Credentials>): void {
    if (call === this.forbidden) throw systemError('EPERM', call);
    this.became = { ...this.became, ...part };
  }
}

test('root without a user is warned about, and stays root [4.1-root-without-user]', () => {
  const privileges = new FakePrivileges(0);
  const [note] = dropPrivileges(undefined, () => [], privileges);
  assert.equal(note?.level, 'critical');
  assert.match(note?.text ?? '', /^Supervisor is running as root\. {2}Privileges were not dropped/);
  assert.equal(privileges.became, undefined);
});

test('root with a user takes on its ids and all its groups [4.1-note 4.1-take-on-user]', () => {
  const privileges = new FakePrivileges(0);
  const notes = dropPrivileges(WEB, () => [100, 4, 27], privileges);
  assert.deepEqual(notes, [{ level: 'info', text: 'Set uid to user 1000 succeeded' }]);
  assert.deepEqual(privileges.became, { uid: 1000, gid: 100, groups: [100, 4, 27] });
  assert.deepEqual(Object.keys(privileges.became), ['groups', 'gid', 'uid'], 'in this order');
});

test('somebody else can be only who he is [4.1-not-root 4.1-note]', () => {
  const own = new FakePrivileges(1000);
  assert.deepEqual(
    dropPrivileges(WEB, () => [], own),
    [{ level: 'info', text: 'Set uid to user 1000 succeeded' }],
  );
  assert.equal(own.became, undefined);
  const refusal = new UserError("Can't drop privilege as nonroot user");
  assert.throws(() => dropPrivileges(WEB, () => [], new FakePrivileges(5)), refusal);
  assert.deepEqual(
    dropPrivileges(undefined, () => [], new FakePrivileges(5)),
    [],
  );
});

test('a root without the right to change says what it could not change [4.1-groups-refused]', () => {
  const cases = [
    ['setgroups', 'Could not set groups of effective user'],
    ['setgid', 'Could not set group id of effective user'],
    ['setuid', 'Could not set user id of effective user to 1000'],
  ] as const;
  for (const [call, message] of cases) {
    const privileges = new FakePrivileges(0);
    privileges.forbidden = call;
    assert.throws(() => dropPrivileges(WEB, () => [], privileges), { name: 'UserError', message });
  }
});

test('programs get the limit the user had, raised to minfds [4.3-enough 4.3-inherited]', () => {
  const enough = raiseLimits({ ...OPTIONS, minfds: 1024 }, 2048, new FakePrivileges(0));
  assert.deepEqual(enough, { openFiles: 2048, notes: [] });
  const raised = raiseLimits({ ...OPTIONS, minfds: 1024 }, 256, new FakePrivileges(0));
  assert.deepEqual(raised, {
    openFiles: 1024,
    notes: [{ level: 'info', text: 'Increased RLIMIT_NOFILE limit to 1024' }],
  });
  const unlimited = new FakePrivileges(0);
  const none = { soft: Number.POSITIVE_INFINITY, hard: Number.POSITIVE_INFINITY };
  Object.assign(unlimited.limits, { openFiles: none, processes: none });
  const left = raiseLimits({ ...OPTIONS, minfds: 1024 }, none.soft, unlimited);
  assert.deepEqual(left, { openFiles: none.soft, notes: [] });
  assert.deepEqual(unlimited.limits, { openFiles: none, processes: none });
});

test('only root can raise a hard limit; anybody else is told what to do [4.3-raised]', () => {
  const root = new FakePrivileges(0);
  const { notes } = raiseLimits({ ...OPTIONS, minfds: 10_000, minprocs: 2000 }, 1024, root);
  assert.deepEqual(notes, [
    { level: 'info', text: 'Increased RLIMIT_NOFILE limit to 10000' },
    { level: 'info', text: 'Increased RLIMIT_NPROC limit to 2000' },
  ]);
  assert.deepEqual(root.limits.openFiles, { soft: 10_000, hard: 10_000 });
  assert.deepEqual(root.limits.processes, { soft: 2000, hard: 2000 });

  const raise = (changes: object) => () =>
    raiseLimits({ ...OPTIONS, ...changes }, 1024, new FakePrivileges(1000));
  assert.throws(
    raise({ minfds: 10_000 }),
    /is 10000 as per the "minfds".*only allow you to open 4096 file/,
  );
  assert.throws(
    raise({ minprocs: 2000 }),
    /is 2000 as per the "minprocs".*only allow you to open 1000 proc/,
  );
});
