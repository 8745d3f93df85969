import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseLanguage, message } from './language.ts';
import { LANGUAGES, MESSAGES } from './messages.ts';

test('every message has words in every language, with the same places for values', () => {
  const places = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort();
  for (const [key, row] of Object.entries(MESSAGES)) {
    assert.equal(row.length, LANGUAGES.length, key);
    for (const [index, text] of row.entries()) {
      assert.notEqual(text.trim(), '', `${key} in ${LANGUAGES[index]}`);
      assert.deepEqual(places(text), places(row[0]), `${key} in ${LANGUAGES[index]}`);
    }
  }
});

test('the first language that a browser wants and we speak is chosen', () => {
  const cases = [
    [['ja-JP', 'en'], 'ja'],
    [['fr', 'zh-Hans-CN', 'en'], 'zh-CN'],
    [['zh'], 'zh-CN'],
    [['zh-TW', 'ja'], 'ja'],
    [['zh-Hant-HK'], 'en'],
    [['EN-gb'], 'en'],
    [['fr', 'de'], 'en'],
    [[], 'en'],
  ] as const;
  for (const [wanted, chosen] of cases) assert.equal(chooseLanguage(wanted), chosen, `${wanted}`);
});

test('values take their places, and one is not many', () => {
  assert.equal(message('en', 'count', { n: 1 }), '1 process');
  assert.equal(message('en', 'count', { n: 2 }), '2 processes');
  assert.equal(message('ja', 'count', { n: 2 }), '2 件のプロセス');
  assert.equal(message('en', 'progress', { done: 3, n: 5 }), '3 of 5');
  assert.equal(message('en', 'oneFailed', { name: '$&', reason: '{name}' }), '$&: {name}');
});
