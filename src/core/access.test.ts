import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Demand, type Principal, permits, seesGroup } from './access.ts';

const who = (role: Principal['role'], groups?: readonly string[]): Principal => ({
  name: 'x',
  role,
  groups,
  from: 'a test',
});

const PRINCIPALS = [
  who('viewer'),
  who('operator'),
  who('admin'),
  who('viewer', ['web']),
  who('operator', ['web']),
  who('admin', ['web']),
];

test('a role may do what the roles below it may, and who is limited to groups nothing of the whole', () => {
  const cases: [Demand, number[]][] = [
    [{ role: 'viewer' }, [1, 1, 1, 1, 1, 1]],
    [{ role: 'operator' }, [0, 1, 1, 0, 1, 1]],
    [{ role: 'admin' }, [0, 0, 1, 0, 0, 1]],
    [{ role: 'viewer', whole: true }, [1, 1, 1, 0, 0, 0]],
    [{ role: 'operator', whole: true }, [0, 1, 1, 0, 0, 0]],
    [{ role: 'admin', whole: true }, [0, 0, 1, 0, 0, 0]],
  ];
  for (const [demand, expected] of cases) {
    const answers = PRINCIPALS.map((principal) => Number(permits(principal, demand)));
    assert.deepEqual(answers, expected, JSON.stringify(demand));
  }
});

test('groups are named, or fit a pattern', () => {
  const sees = (groups: readonly string[] | undefined) =>
    ['web', 'web2', 'db'].filter((name) => seesGroup({ groups }, name));
  assert.deepEqual(sees(undefined), ['web', 'web2', 'db']);
  assert.deepEqual(sees(['web']), ['web']);
  assert.deepEqual(sees(['web*', 'x']), ['web', 'web2']);
  assert.deepEqual(sees([]), []);
});
