import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashPassword } from '../os/password-hash.ts';
import { PasswordCheck } from './password-check.ts';

test('who was right once is right at once', async () => {
  const check = new PasswordCheck();
  const stored = await hashPassword('secret');
  const first = check.check('secret', stored, 'a');
  assert.ok(first instanceof Promise);
  assert.equal(await first, true);
  assert.equal(check.check('secret', stored, 'b'), true);
  const wrong = check.check('other', stored, 'a');
  assert.ok(wrong instanceof Promise);
  assert.equal(await wrong, false);
  const other = check.check('secret', await hashPassword('different'), 'a');
  assert.equal(await other, false, 'right for one hash is not right for another');
});

test('many guesses from one place do not keep another place waiting', async () => {
  const check = new PasswordCheck();
  const stored = await hashPassword('secret');
  const order: string[] = [];
  const ask = async (source: string, password: string) => {
    await check.check(password, stored, source);
    order.push(source);
  };
  const guesses = Array.from({ length: 6 }, (_, n) => ask('attacker', `guess ${n}`));
  await Promise.all([...guesses, ask('other', 'secret'), ask('third', 'secret')]);
  assert.ok(order.indexOf('other') <= 2, String(order));
  assert.ok(order.indexOf('third') <= 4, String(order));
});

test('what is in clear is checked at once', () => {
  const check = new PasswordCheck();
  assert.equal(check.check('a', 'a', 'x'), true);
  assert.equal(check.check('b', 'a', 'x'), false);
});
