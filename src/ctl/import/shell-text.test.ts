import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { programWith } from '../../../test/rig/read-config.ts';
import { splitWords } from '../../base/shell-words.ts';
import { Draft } from './draft.ts';
import { commandText, environmentText, joinWords } from './shell-text.ts';
import { sectionsText } from './write.ts';

/** What a program of these options becomes when supervisord reads the section. */
function readBack(program: Draft) {
  const text = sectionsText({ programs: [program], notes: [] }, 'a test');
  const options = text.slice(text.indexOf(']') + 1);
  return programWith(options);
}

function draft(option: 'command' | 'environment' | 'stdout_logfile', value: string): Draft {
  const program = new Draft('x');
  if (option !== 'command') program.set('command', 'cat');
  program.set(option, value);
  return program;
}

/** Everything that is special to shells, to INI files or to Python's formats, and more. */
const word = fc.oneof(
  fc.string({ unit: fc.constantFrom(...`'"\\;#%($)= \tab,`), maxLength: 8 }),
  fc.string({ unit: 'grapheme', maxLength: 8 }).filter((text) => !/[\r\n]/.test(text)),
  fc.string({ unit: fc.constantFrom('\u3000', '\u2028', '\x1f', '\x85', ';', '#'), maxLength: 4 }),
);

test('any words are read back as they were', () => {
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (words) => {
      const { command } = readBack(draft('command', joinWords(words)));
      assert.deepEqual(splitWords(command), words);
    }),
  );
});

test('any values of variables are read back as they were', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[A-Z_]{1,5}$/), word), (variables) => {
      const text = environmentText(Object.entries(variables));
      const { environment } = readBack(draft('environment', text));
      assert.deepEqual({ ...environment }, { ...variables });
    }),
  );
});

test('a percent sign in a log file, whose names are replaced twice, stays one', () => {
  const { stdout } = readBack(draft('stdout_logfile', '/tmp/50%d %(x)s.log'));
  assert.deepEqual(stdout.file, { kind: 'file', path: '/tmp/50%d %(x)s.log' });
});

test('a line becomes words where a shell is not needed, and else one that leaves if it can', () => {
  const table: readonly [line: string, text: string, shellStays: boolean][] = [
    ['bundle exec puma -C config/puma.rb', 'bundle exec puma -C config/puma.rb', false],
    [`node "my app.js" --name='a b'`, "node 'my app.js' '--name=a b'", false],
    ['puma -p $PORT', "/bin/sh -c 'exec puma -p $PORT'", false],
    ['bin/web --now', '/srv/bin/web --now', false],
    ['A=b puma', "/bin/sh -c 'exec env A=b puma'", false],
    ['cd app && puma', "/bin/sh -c 'cd app && puma'", true],
    ['a | b', "/bin/sh -c 'a | b'", true],
    ['exec puma *.rb', "/bin/sh -c 'exec puma *.rb'", true],
    [`it's`, `/bin/sh -c "exec it's"`, false],
  ];
  for (const [line, text, shellStays] of table) {
    assert.deepEqual(commandText({ kind: 'line', line }, '/srv'), { text, shellStays }, line);
  }
});

test('files of variables are read by a shell, words stay what they are', () => {
  const files = [
    { path: '/etc/my app', optional: false },
    { path: '/etc/more', optional: true },
  ];
  const { text } = commandText({ kind: 'words', words: ['run', '$x', "it's"] }, '/srv', files);
  assert.equal(
    splitWords(text).at(-1),
    `set -a; . '/etc/my app'; [ ! -r /etc/more ] || . /etc/more; set +a; exec run '$x' 'it'\\''s'`,
  );
});

test('a command of several lines keeps them, without their indentation, and says so', () => {
  const lines = "echo a\n  echo ' b'\n# c\nexec d";
  const program = draft('command', joinWords(['/bin/sh', '-c', lines]));
  assert.match(program.notes.join('\n'), /lines of command lose their indentation/);
  const script = splitWords(readBack(program).command).at(-1);
  assert.equal(script, "echo a\necho ' b'\n# c\nexec d");
});
