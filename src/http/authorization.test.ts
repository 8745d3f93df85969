import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAuthorization } from './authorization.ts';

const basic = (account: string) => `Basic ${Buffer.from(account).toString('base64')}`;

test('what a request says about who sends it, and what is wrong with it [10.3-basic 10.3-base64 10.3-colon]', () => {
  const account = (name: string, password: string) => ({ kind: 'account', name, password });
  const unreadable = (status: number) => ({ kind: 'unreadable', status });
  const cases: [string | undefined, object][] = [
    [undefined, { kind: 'none' }],
    [basic('user:se:cret'), account('user', 'se:cret')],
    [basic('user:se:cret').replace('Basic', 'bAsIc'), account('user', 'se:cret')],
    [basic('user:se:cret').replace(' ', '  '), account('user', 'se:cret')],
    [basic('ü:é'), account('ü', 'é')],
    [basic(':'), account('', '')],
    ['Bearer abc', { kind: 'token', token: 'abc' }],
    ['bearer  abc ', { kind: 'token', token: 'abc' }],
    ['', unreadable(401)],
    ['Bearer', unreadable(401)],
    ['Bearer a b', unreadable(401)],
    ['Basic', unreadable(401)],
    ['Digest username="u"', unreadable(401)],
    [basic('user'), unreadable(500)],
    ['Basic !!!', unreadable(500)],
    ['Basic dTp', unreadable(400)],
    [`${basic('user:se:cret')} x`, unreadable(400)],
  ];
  for (const [header, expected] of cases) {
    assert.deepEqual(readAuthorization(header), expected, header);
  }
});
