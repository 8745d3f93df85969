import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  hashPassword,
  isScrypt,
  makeToken,
  passwordMatches,
  tokenMatches,
} from './password-hash.ts';

test('a hash fits its password and no other, and never comes twice', async () => {
  const [hash, again] = [await hashPassword('pässword'), await hashPassword('pässword')];
  assert.match(hash, /^\{SCRYPT\}14\$8\$5\$[\w-]{22}\$[\w-]{43}$/);
  assert.notEqual(hash, again);
  assert.equal(await passwordMatches('pässword', hash), true);
  assert.equal(await passwordMatches('passw\u00f6rd', hash), false);
  assert.equal(await passwordMatches(hash, hash), false);
});

test('scrypt is what RFC 7914 says it is', async () => {
  const key =
    '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2' +
    'd5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887';
  const [salt, hash] = [Buffer.from('SodiumChloride'), Buffer.from(key, 'hex')];
  const stored = `{SCRYPT}14$8$1$${salt.toString('base64url')}$${hash.toString('base64url')}`;
  assert.equal(await passwordMatches('pleaseletmein', stored), true);
  assert.equal(await passwordMatches('pleaseletmeout', stored), false);
});

test('what is no hash is a password in clear, also one that asks for too much', () => {
  for (const stored of [
    '{SCRYPT}',
    '{SCRYPT}x',
    '{SCRYPT}14$8$5$short$short',
    `{SCRYPT}30$8$1$${'a'.repeat(22)}$${'b'.repeat(43)}`,
    `{SCRYPT}0$8$1$${'a'.repeat(22)}$${'b'.repeat(43)}`,
    '{scrypt}',
  ]) {
    assert.equal(isScrypt(stored), false, stored);
    assert.equal(passwordMatches(stored, stored), true, stored);
    assert.equal(passwordMatches('x', stored), false, stored);
  }
});

test('a token fits itself and the hash of it', () => {
  const { token, hash } = makeToken();
  assert.match(token, /^[\w-]{43}$/);
  assert.match(hash, /^\{SHA256\}[0-9a-f]{64}$/);
  assert.ok(tokenMatches(token, hash));
  assert.ok(tokenMatches(token, token));
  assert.ok(!tokenMatches(hash, hash));
  assert.ok(!tokenMatches(makeToken().token, hash));
  const digest = 'BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD';
  assert.ok(tokenMatches('abc', `{SHA256}${digest}`));
});
