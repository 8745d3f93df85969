// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how compose writes references
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { interpolate, readDotEnv } from './compose-variables.ts';

test('a file .env has variables, quoted or not, and comments', () => {
  const text = `# first
A=plain # comment
export B="two words" # comment
C='#1'
D=a#b
E=
 nothing
`;
  assert.deepEqual(Object.fromEntries(readDotEnv(text)), {
    A: 'plain',
    B: 'two words',
    C: '#1',
    D: 'a#b',
    E: '',
  });
});

test("compose's references are replaced in every text, as their operators say", () => {
  const variables = new Map([
    ['SET', 'set'],
    ['EMPTY', ''],
  ]);
  const missing = new Set<string>();
  const table: readonly [text: string, replaced: string][] = [
    ['$SET-${SET}', 'set-set'],
    ['$$SET $${SET}', '$SET ${SET}'],
    ['${EMPTY:-x} ${EMPTY-x}', 'x '],
    ['${NONE:-${SET}y}', 'sety'],
    ['${SET:+yes} ${NONE+yes}', 'yes '],
    ['${NEEDED:?say it}${OTHER}', ''],
    ['5$ and $', '5$ and $'],
  ];
  for (const [text, replaced] of table) {
    assert.equal(interpolate(text, variables, missing), replaced, text);
  }
  assert.deepEqual([...missing], ['NEEDED', 'OTHER']);
  const deep = { a: ['$SET', 1, { b: '${SET}' }], c: null };
  assert.deepEqual(interpolate(deep, variables, missing), { a: ['set', 1, { b: 'set' }], c: null });
});
