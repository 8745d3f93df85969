/** How a page is read, and how what it shows is compared. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPage } from './page.ts';
import { patternOf } from './shown.ts';

const PAGE = `<!-- needs nginx: apt-get install nginx-light -->

# Title

Save this as \`a.conf\`:

\`\`\`ini
[x]
\`\`\`

Add to \`a.conf\`:

\`\`\`ini
y = 1
\`\`\`

Now type:

\`\`\`console
$ one \\
> two
said
$ three
$ four
said
^C
\`\`\`

<!-- not run: it takes a day -->
\`\`\`sh
sleep 86400
\`\`\`

Then:

\`\`\`sh
# a comment
five   # another
\`\`\`
`;

test('a page is what its reader does', () => {
  const { steps, needs } = readPage(PAGE);
  assert.deepEqual(needs, [['nginx', 'apt-get install nginx-light']]);
  assert.deepEqual(steps, [
    { kind: 'write', file: 'a.conf', text: '[x]\n', append: false, line: 7 },
    { kind: 'write', file: 'a.conf', text: 'y = 1\n', append: true, line: 13 },
    { kind: 'type', command: 'one \\\ntwo', shown: 'said\n', interrupted: false, line: 20 },
    { kind: 'type', command: 'three', shown: '', interrupted: false, line: 23 },
    { kind: 'type', command: 'four', shown: 'said\n', interrupted: true, line: 24 },
    { kind: 'skip', text: 'sleep 86400\n', reason: 'it takes a day', line: 30 },
    { kind: 'type', command: 'five   # another', shown: undefined, interrupted: false, line: 38 },
  ]);
});

test('a block that nobody could check is an error', () => {
  const faults: readonly (readonly [string, RegExp])[] = [
    ['See:\n```ini\na = 1\n```\n', /line 2: it is not said what this block is for/],
    ['```console\nsaid\n```\n', /line 2: a terminal begins with what is typed/],
    ['```sh\ntrue\n', /line 1: a block without an end/],
  ];
  for (const [page, error] of faults) assert.throws(() => readPage(page), error);
});

test('what varies is compared by its form, everything else by its letters', () => {
  const same: readonly (readonly [string, string])[] = [
    [
      'web   RUNNING   pid 47, uptime 0:00:03\n',
      'web   RUNNING   pid 123, uptime 1 day, 2:03:04\n',
    ],
    ['web   STOPPED   Nov 22 09:43 AM\n', 'web   STOPPED   Jan 02 11:00 PM\n'],
    ['2026-11-22 09:41:12,110 INFO a (b)\n', '2031-01-02 00:00:00,000 INFO a (b)\n'],
    ['a\n...\nb\n', 'a\nb\n'],
    ['a\n...\nb\n', 'a\nx\ny\nb\n'],
    ['a ... b\n', 'a x b\n'],
    ['a\n', 'a   \n\n'],
    ['', ''],
  ];
  for (const [shown, printed] of same) assert.match(printed, patternOf(shown));
  const different: readonly (readonly [string, string])[] = [
    ['web   RUNNING   pid 47, uptime 0:00:03\n', 'web   RUNNING   pid -, uptime 0:00:03\n'],
    ['web   RUNNING   pid 47, uptime 0:00:03\n', 'mail  RUNNING   pid 47, uptime 0:00:03\n'],
    ['exit status 7\n', 'exit status 8\n'],
    ['a.b\n', 'axb\n'],
    ['a\n', 'a\nb\n'],
    ['', 'a\n'],
  ];
  for (const [shown, printed] of different) assert.doesNotMatch(printed, patternOf(shown));

  const [shown, mixed] = ['...\na\nc\n', 'x\na\nb\nc\ny\n'];
  assert.doesNotMatch(mixed, patternOf(shown));
  assert.match(mixed, patternOf(shown, { gaps: true }));
  assert.doesNotMatch('c\na\n', patternOf(shown, { gaps: true }));
});
