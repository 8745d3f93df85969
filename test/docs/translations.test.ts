/** The README and the first page of the guide say the same in every language. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { projectRoot } from '../rig/commands.ts';
import { LANGUAGES, structureOf, translationOf } from './translation.ts';

const PAGES = ['README.md', 'docs/guide/first-program.md'];

/** Characters that a page in this language has many of. */
const OWN_SCRIPT = {
  'zh-CN': /\p{Script=Han}/gu,
  ja: /[\p{Script=Hiragana}\p{Script=Katakana}]/gu,
};

const textOf = (page: string) => readFileSync(path.join(projectRoot, page), 'utf8');

for (const page of PAGES) {
  for (const language of LANGUAGES) {
    const translation = translationOf(page, language);
    test(`${translation} has everything that ${page} has`, () => {
      const text = textOf(translation);
      assert.deepEqual(structureOf(text), structureOf(textOf(page)));
      assert.ok((text.match(OWN_SCRIPT[language]) ?? []).length > 300, 'it is translated');
    });
  }
}

test('a translation that lacks something is found', () => {
  const page = '# A\n\nSee [it](b.md#c).\n\n```ini\na = 1 ; one\n```\n\n| 1.5 s |\n\n- x\n';
  const good = '# B\n\n看 [它](b.ja.md#d)。\n\n```ini\na = 1 ; 一\n```\n\n| 1.5 秒 |\n\n- y\n';
  assert.deepEqual(structureOf(good), structureOf(page));
  const faults: readonly (readonly [string, string])[] = [
    ['# B', '## B'],
    ['b.ja.md', 'c.md'],
    ['a = 1', 'a = 2'],
    ['1.5', '1.6'],
    ['- y\n', ''],
  ];
  for (const [from, to] of faults) {
    assert.notDeepEqual(structureOf(good.replace(from, to)), structureOf(page), to);
  }
});
