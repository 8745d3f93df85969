import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusal } from './auth.ts';

const basic = (account: string) => `Basic ${Buffer.from(account).toString('base64')}`;

test('who may pass, and what the others are told [10.3-basic 10.3-base64 10.3-colon]', () => {
  const cases: [string | undefined, number | undefined][] = [
    [basic('user:se:cret'), undefined],
    [basic('user:se:cret').replace('Basic', 'bAsIc'), undefined],
    [undefined, 401],
    ['', 401],
    ['Bearer abc', 401],
    [basic('user:secret'), 401],
    [basic('User:se:cret'), 401],
    [basic('user:'), 401],
    [basic(':'), 401],
    [basic('user'), 500],
    ['Basic', 401],
    ['Basic !!!', 500],
    ['Basic dTp', 400],
    [`${basic('user:se:cret')} x`, 400],
    [basic('user:se:cret').replace(' ', '  '), undefined],
  ];
  for (const [header, status] of cases) {
    assert.equal(refusal(header, { username: 'user', password: 'se:cret' }), status, header);
  }
});

test('a password may be given as its SHA-1, in lower case [2.1-password 10.3-sha 19-sha]', () => {
  const digest = '82ab876d1387bfafe46cc1c8a2ef074eae50cb1d';
  const passes = (given: string, password: string) =>
    refusal(basic(`u:${given}`), { username: 'u', password }) === undefined;
  assert.ok(passes('thepassword', `{SHA}${digest}`));
  assert.ok(!passes('other', `{SHA}${digest}`));
  assert.ok(!passes('thepassword', `{SHA}${digest.toUpperCase()}`));
  assert.ok(!passes(digest, `{SHA}${digest}`));
  assert.ok(passes('pässword', 'pässword'));
});
