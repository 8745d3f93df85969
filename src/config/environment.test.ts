/** The grammar of `environment=`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { programWith, readText, refusal } from '../../test/rig/read-config.ts';
import { formatEnvironment, parseEnvironment } from './environment.ts';

type Case = readonly [text: string, variables: Record<string, string>];

/** Each rule, and texts with the variables they mean. */
const RULES: readonly (readonly [rule: string, cases: readonly Case[]])[] = [
  [
    'variables are KEY=VALUE with anything behind them that is one token [1.7-pairs]',
    [
      ['A=1,B=2', { A: '1', B: '2' }],
      ['A=1;B=2', { A: '1', B: '2' }],
      ['A=1 x B=2', { A: '1', B: '2' }],
      ['', {}],
    ],
  ],
  [
    'blanks and newlines stand anywhere between them [1.7-blanks]',
    [['A = 1 ,\n  B\t=\n2', { A: '1', B: '2' }]],
  ],
  ['the last one may have a separator, too [1.7-last-separator]', [['A=1,', { A: '1' }]]],
  [
    'without quotes a word is letters, digits and _ / . + - ( ) : [1.7-word-characters]',
    [
      ['A=az_AZ09/.+-():é', { A: 'az_AZ09/.+-():é' }],
      ['A-B=1', { 'A-B': '1' }],
      ['__proto__=1', JSON.parse('{"__proto__":"1"}')],
    ],
  ],
  [
    '# begins a comment up to the end of the line [1.7-comment]',
    [['A=a#b,\n,B=2', { A: 'a', B: '2' }]],
  ],
  [
    'quotes of both kinds take any character [1.7-quotes]',
    [
      ['A="x,y"', { A: 'x,y' }],
      ["A='x,y'", { A: 'x,y' }],
      [`A="'q'"`, { A: "'q'" }],
      ['A="a"b', { A: 'ab' }],
      ['A="a#b $c"', { A: 'a#b $c' }],
    ],
  ],
  [
    'a backslash takes quotes and itself within double quotes, anything outside [1.7-backslash]',
    [
      ['A="a\\"b"', { A: 'a"b' }],
      ['A="a\\\\b"', { A: 'a\\b' }],
      ['A="a\\nb"', { A: 'a\\nb' }],
      ['A=a\\$b', { A: 'a$b' }],
      ["A='a\\b'", { A: 'a\\b' }],
    ],
  ],
  [
    'without quotes a value ends at the first other character [1.7-cut]',
    [
      ['A=$HOME', { A: '$' }],
      ['A=~/x', { A: '~' }],
      ['A=@x', { A: '@' }],
      ['A=a b', { A: 'a' }],
    ],
  ],
];

for (const [rule, cases] of RULES) {
  test(rule, () => {
    for (const [text, variables] of cases) {
      const read = parseEnvironment(text);
      assert.deepEqual(read.variables, variables, text);
      const again = parseEnvironment(formatEnvironment(read.variables));
      assert.deepEqual(again, { variables, cuts: [] }, text);
    }
  });
}

test('what is no list of variables is refused [1.7-errors]', () => {
  for (const text of ['A', 'A="1" B="2"', 'A=', 'A=1,,B=2', 'A=a=b', 'A=x%y', 'A=a;b', 'A@B=1']) {
    assert.equal(
      refusal(() => parseEnvironment(text)),
      `Unexpected end of key/value pairs in value '${text}'`,
    );
  }
});

test('a quote that is never closed is refused [1.7-no-closing-quote]', () => {
  for (const text of ['A="b', "A='b"]) {
    assert.equal(
      refusal(() => parseEnvironment(text)),
      'No closing quotation',
    );
  }
});

test('names are replaced before the text is taken apart [1.7-names-first]', () => {
  const { environment } = programWith(
    'environment=%(ENV_PAIR)s,C="%%"',
    '[supervisord]\nenvironment=PAIR="A=1,B=2"',
  );
  assert.deepEqual(environment, { PAIR: 'A=1,B=2', A: '1', B: '2', C: '%' });
});

test('a value that was cut is warned of [1.7-cut-warning]', () => {
  const { notes } = readText('[program:x]\ncommand=c\nenvironment=A=$HOME');
  assert.match(
    notes[0]?.text ?? '',
    /the value of A ends with '\$', and 'HOME' behind it is lost;/,
  );
});
