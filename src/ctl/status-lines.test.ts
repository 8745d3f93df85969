import assert from 'node:assert/strict';
import test from 'node:test';
import { selectProcesses, statusLines } from './status-lines.ts';

function info(group: string, name: string) {
  return { group, name, statename: 'RUNNING', description: 'pid 1, uptime 0:00:01' };
}

test('names are padded to 33 characters, or to the longest and three more [12.4-status-line]', () => {
  assert.deepEqual(statusLines([info('cat', 'cat')]), [
    'cat                              RUNNING   pid 1, uptime 0:00:01',
  ]);
  const [long = '', short = ''] = statusLines([info('g', 'x'.repeat(38)), info('é', 'é')]);
  assert.equal(long.indexOf('RUNNING'), 43);
  assert.equal(short.indexOf('RUNNING'), 43);
  const [astral = ''] = statusLines([info('𝒳', '𝒳')]);
  assert.equal([...astral].indexOf('R'), 33, 'a character is one column, however it is stored');
});

test('a line without description keeps the padding of its state', () => {
  const [line] = statusLines([{ ...info('g', 'n'), statename: 'STARTING', description: '' }]);
  assert.equal(line, `g:n${' '.repeat(30)}STARTING  `);
});

test('names select processes in the order of the words', () => {
  const infos = [info('cat', 'cat'), info('web', 'a'), info('web', 'b')];
  const table: readonly [words: string, selected: string, errors: string][] = [
    ['', 'cat:cat web:a web:b', ''],
    ['nope all', 'cat:cat web:a web:b', ''],
    ['web:b cat', 'web:b cat:cat', ''],
    ['web:* web:a', 'web:a web:b web:a', ''],
    ['web:', 'web:a web:b', ''],
    ['web', '', 'web: ERROR (no such process)'],
    ['cat:dog cat', 'cat:cat', 'cat:dog: ERROR (no such process)'],
    ['dog:*', '', 'dog: ERROR (no such group)'],
  ];
  for (const [words, selected, errors] of table) {
    const result = selectProcesses(infos, words === '' ? [] : words.split(' '));
    const names = result.selected.map(({ group, name }) => `${group}:${name}`);
    assert.equal(names.join(' '), selected, words);
    assert.equal(result.errors.join('\n'), errors, words);
  }
});
