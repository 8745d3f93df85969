import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expandSpecifiers, parseUnit, unitNames, unitWords } from './unit-file.ts';

test('a unit has sections, repeated keys, continued lines and values that are taken back', () => {
  const unit = parseUnit(
    `# a comment
[Service]
Environment=A=1
Environment = B=2
ExecStart=/bin/a \\
  # in between
; and another
  b
Restart=always
Restart=
[Install]
[Service]
User=ann
`,
    'a.service',
  );
  const service = unit.get('Service');
  assert.deepEqual(service?.get('Environment'), ['A=1', 'B=2']);
  assert.deepEqual(service?.get('ExecStart')?.flatMap(unitWords), ['/bin/a', 'b']);
  assert.equal(service?.has('Restart'), false);
  assert.deepEqual(service?.get('User'), ['ann']);
  assert.deepEqual([...unit.keys()], ['Service', 'Install']);
});

test('what is no unit is refused with the line', () => {
  const wrong = '[Service]\nUser=ann\nnonsense\n';
  assert.throws(() => parseUnit(wrong, 'a.service'), /^UserError: a.service:3: neither a section/);
  assert.throws(() => parseUnit('User=ann\n', 'b'), /b:1: neither/);
});

test('words have quotes in places, and escapes as in C', () => {
  const table: readonly [value: string, words: string[]][] = [
    [`a "b c" 'd e'`, ['a', 'b c', 'd e']],
    [`"A=b c" D='e f'g`, ['A=b c', 'D=e fg']],
    ['a\\x20b \\s \\104\\t|', ['a b', ' ', 'D\t|']],
    [`"it's" 'say \\'x\\''`, ["it's", "say 'x'"]],
    ['""', ['']],
    ['', []],
  ];
  for (const [value, words] of table) assert.deepEqual(unitWords(value), words, value);
  assert.throws(() => unitWords('a "b'), /a quote is not closed in: a "b/);
});

test('specifiers stand for the unit and the folders of the system', () => {
  const expand = (value: string, file: string) => {
    const unknown: string[] = [];
    const text = expandSpecifiers(value, unitNames(file), (what) => unknown.push(what));
    return [text, ...unknown];
  };
  assert.deepEqual(expand('%n %N %p %i %t/x 5%%', 'a-b@c.service'), [
    'a-b@c.service a-b@c a-b c /run/x 5%',
  ]);
  assert.deepEqual(expand('-q %i %h', 'a@.service'), ['-q INSTANCE %h', '%i', '%h']);
  assert.deepEqual(expand('[%i]', 'a.service'), ['[]']);
});
