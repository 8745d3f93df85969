/** Every kind of warning in its exact words; and silence about what is as it should be. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { projectRoot } from '../../test/rig/commands.ts';
import { MAIN, requestFor, systemWith } from '../../test/rig/read-config.ts';
import { FINDINGS, type FindingId } from './findings.ts';
import { Notes } from './notes.ts';
import { readConfig, readWhole } from './read.ts';

const SECOND = '/etc/d/b.conf';
/** A main file that includes what is in `/etc/d`. */
const MAIN_LINES = '[supervisord]\n[include]\nfiles=d/*\n';

/** What is warned of in `/etc/d/a.conf`, and in `b.conf` beside it. */
function warnings(text: string, second = '', commandLine = {}): string[] {
  const files = { [MAIN]: MAIN_LINES, '/etc/d/a.conf': text, [SECOND]: second };
  const request = requestFor(systemWith(files), { commandLine });
  return textsOf(readConfig(request).notes);
}

function textsOf(notes: readonly { readonly level: string; readonly text: string }[]): string[] {
  return notes.filter(({ level }) => level === 'warn').map(({ text }) => text);
}

const X = '[program:x]\ncommand=cat\n';
const Y = '[program:y]\ncommand=cat\n';
const COMMENT = 'since that begins a comment when a blank is before it';

type Row = readonly [id: FindingId, text: string, expected: readonly string[], second?: string];

const ROWS: readonly Row[] = [
  [
    'unknown-section',
    '[Program:x]\n[ program:y]\n[Supervisord ]\n[other]',
    [
      'unknown section [Program:x], did you mean [program:x]? [/etc/d/a.conf:1]',
      'unknown section [ program:y], did you mean [program:y]? [/etc/d/a.conf:2]',
      'unknown section [Supervisord ], did you mean [supervisord]? [/etc/d/a.conf:3]',
      'unknown section [other] [/etc/d/a.conf:4]',
    ],
  ],
  [
    'unknown-option',
    `${X}autostrat=no\nloglevel=info`,
    [
      "unknown option 'autostrat' in section 'program:x', did you mean 'autostart'? [/etc/d/a.conf:3]",
      "unknown option 'loglevel' in section 'program:x' [/etc/d/a.conf:4]",
    ],
  ],
  [
    'repeated-section',
    X,
    [
      "section 'program:x' is given twice, the first time at /etc/d/a.conf:1; both are read as one, in which the last of each option counts [/etc/d/b.conf:2]",
    ],
    '\n[program:x]\ncommand=b\n',
  ],
  [
    'repeated-section',
    `${X}${X}`,
    [
      "section 'program:x' is given twice, the first time at /etc/d/a.conf:1; both are read as one, in which the last of each option counts [/etc/d/a.conf:3]",
    ],
  ],
  [
    'repeated-option',
    `${X}startsecs=1\n;\nSTARTSECS=1`,
    [
      "option 'startsecs' in section 'program:x' is given twice, the first time at /etc/d/a.conf:3; this one counts [/etc/d/a.conf:5]",
    ],
  ],
  [
    'repeated-option',
    '[supervisord]\nidentifier=a',
    [
      "option 'identifier' in section 'supervisord' is given twice, the first time at /etc/d/a.conf:2; this one counts [/etc/d/b.conf:2]",
    ],
    '[supervisord]\nidentifier=b',
  ],
  [
    'repeated-group',
    `[program:g]\ncommand=c\n${X}[group:g]\nprograms=x`,
    [
      "[program:g] is ignored, since [group:g] makes a group of the same name 'g' [/etc/d/a.conf:1]",
    ],
  ],
  [
    'repeated-group',
    '[program: x]\ncommand=c\n[program:x]\ncommand=d',
    [
      "[program:x] is ignored, since [program: x] makes a group of the same name 'x' [/etc/d/a.conf:3]",
    ],
  ],
  [
    'indented-line',
    `${X}  autostart = false\n[program:y]\ncommand=cat\n [program:z]\n command=d`,
    [
      "option 'autostart' is indented, and so belongs to the value of 'command' above it [/etc/d/a.conf:3]",
      "section [program:z] is indented, and so belongs to the value of 'command' above it [/etc/d/a.conf:6]",
      "option 'command' is indented, and so belongs to the value of 'command' above it [/etc/d/a.conf:7]",
    ],
  ],
  [
    'cut-in-quotes',
    '[program:x]\ncommand=bash -c "foo ; bar"\n[program:y]\ncommand=sh -c \'a\n  b\t#\n  c\'',
    [
      `the value of 'command' in section 'program:x' ends before the ';' in its quotes, ${COMMENT} [/etc/d/a.conf:2]`,
      `the value of 'command' in section 'program:y' ends before the '#' in its quotes, ${COMMENT} [/etc/d/a.conf:5]`,
    ],
  ],
  [
    'cut-at-hash',
    '[program:x]\ncommand=foo --color #fff -v\n[unix_http_server]\nfile=/tmp/s\nusername=u\npassword=pass #word',
    [
      `the value of 'command' in section 'program:x' ends before '#', ${COMMENT} [/etc/d/a.conf:2]`,
      `the value of 'password' in section 'unix_http_server' ends before '#', ${COMMENT} [/etc/d/a.conf:6]`,
    ],
  ],
  [
    'cut-environment',
    `${X}environment=B="$ok",A=$HOME`,
    [
      "environment in section 'program:x': the value of A ends with '$', and 'HOME' behind it is lost; put the whole value in quotes [/etc/d/a.conf:3]",
    ],
  ],
  [
    'shared-log',
    `${X}stdout_logfile=/var/log/x\n${Y}stdout_logfile=/tmp/y\nstderr_logfile=/var/log/x\n`,
    [
      "stderr_logfile in section 'program:y' is a log of 'program:x', too (/etc/d/a.conf:3); when one of them rotates it, the other goes on writing to the old one [/etc/d/a.conf:7]",
    ],
  ],
  [
    'auto-log-unbounded',
    `${X}stderr_logfile_maxbytes=0`,
    [
      'For [program:x], AUTO logging used for stderr_logfile without rollover, set maxbytes > 0 to avoid filling up filesystem unintentionally [/etc/d/a.conf:3]',
    ],
  ],
  [
    'ignored-stderr-log',
    `${X}redirect_stderr=true\nstderr_logfile=/tmp/e`,
    [
      'For [program:x], redirect_stderr=true but stderr_logfile has also been set to a filename, the filename has been ignored [/etc/d/a.conf:4]',
    ],
  ],
  [
    'ignored-in-foreground',
    '[supervisord]\nnodaemon=true\ndirectory=/tmp\numask=077',
    [
      'directory of supervisord has no effect in the foreground [/etc/d/a.conf:3]',
      'umask of supervisord has no effect in the foreground [/etc/d/a.conf:4]',
    ],
  ],
  [
    'include-in-include',
    '[include]\nfiles=x',
    [
      '[include] has no effect in an included file [/etc/d/a.conf:2]',
      "option 'files' in section 'include' is given twice, the first time at /etc/s.conf:3; this one counts [/etc/d/a.conf:2]",
    ],
  ],
];

test('every warning names its file and its line', () => {
  for (const [id, text, expected, second] of ROWS) {
    assert.deepEqual(warnings(text, second), expected, `${id}: ${text}`);
  }
});

/** Those that other tests are about: `advice`, `files`, `read` and `daemon/pidfile`. */
const ELSEWHERE: readonly FindingId[] = [
  'include-without-match',
  'include-unreadable',
  'syslog-as-file',
  'taken-pidfile',
];

test('the table above has every kind of warning that a start logs', () => {
  const tested = new Set([...ROWS.map(([id]) => id), ...ELSEWHERE]);
  const logged = Object.entries(FINDINGS).filter(([, { checkOnly }]) => checkOnly !== true);
  assert.deepEqual([...tested].sort(), logged.map(([id]) => id).sort());
});

test('the foreground is also one that the command line asks for [2.3-foreground]', () => {
  const text = 'of supervisord has no effect in the foreground';
  const file = '[supervisord]\numask=077';
  assert.deepEqual(warnings(file, '', { nodaemon: 'true', directory: '/tmp' }), [
    `directory ${text}`,
    `umask ${text} [/etc/d/a.conf:2]`,
  ]);
  assert.deepEqual(warnings(file, '', { directory: '/tmp' }), []);
});

/** What people write, and mean so. */
const GOOD: readonly (readonly [text: string, second?: string])[] = [
  // An overlay, as container images have it; the same value again.
  ['[supervisord]\nidentifier=x\nnodaemon=false', '[supervisord]\nidentifier=x\nminfds=9'],
  // Comments behind values.
  [`${X}autostart=true ; it's on\nstartsecs=1 #fast\ndirectory=/tmp # "here"\nuser=root #根`],
  ['[program:x]\ncommand=/bin/cat            ; 启动命令\n'],
  ['[program:x]\ncommand=/bin/cat #启动命令\nstartsecs=0 #立即\n'],
  ['[program:x]\ncommand=/bin/cat # the command\n'],
  ['[program:x]\ncommand=echo "a;b" \'#c\' "d" ; "e"\n'],
  ['[program:x]\ncommand=sh -c "echo \\"a\\"" ; "b"\n'],
  [`${X}environment=A="a;b#c",B="x=y:z",  # 环境变量\n    C="中文"\t; 注释\n`],
  // Values of several lines.
  [`${X}environment=\n  user="a",\n  DIRECTORY=b,\n  ; a comment\n  command="c"\n`],
  ['[program:x]\ncommand=dd\n  if=/tmp/a\n  --user=b of=c\n'],
  [`[program:x]\n  command=cat\n  autostart=no\n`],
  // Copies of one program that share a log; logs that nobody rotates; what is no plain file.
  [`${X}numprocs=8\nprocess_name=%(process_num)s\nstdout_logfile=/tmp/x\nredirect_stderr=true`],
  [
    `${X}stdout_logfile=/tmp/x\nstdout_logfile_maxbytes=0\n` +
      `${Y}stdout_logfile=/tmp/x\nstdout_logfile_maxbytes=0\n`,
  ],
  [`${X}stdout_logfile=/dev/fd/1\n${Y}stdout_logfile=/dev/fd/1\n`],
  // One program in two groups, both of them written to the same log.
  [`${X}stdout_logfile=/tmp/x\n[group:a]\nprograms=x\n[group:b]\nprograms=x\n`],
  ['[DEFAULT]\nanything=%(here)s\n[program:x]\ncommand=cat\n'],
];

test('what is as it should be is nothing to talk about', () => {
  for (const [text, second] of GOOD) assert.deepEqual(warnings(text, second), [], text);
});

test('a file that two patterns name is read twice, and told of once', () => {
  const files = { [MAIN]: '[supervisord]\n[include]\nfiles=d/* d/a.conf', '/etc/d/a.conf': X + X };
  const { notes } = readConfig(requestFor(systemWith(files)));
  assert.equal(textsOf(notes).length, 1);
});

test('the quick start is silent', () => {
  const file = path.join(projectRoot, 'examples/quickstart/supervisord.conf');
  const os = systemWith({ [MAIN]: readFileSync(file, 'utf8') });
  assert.deepEqual(textsOf(readConfig(requestFor(os)).notes), []);
});

test('what was odd is known although an error follows it', () => {
  const odd = (options: string) => {
    const notes = new Notes();
    const os = systemWith({ [MAIN]: `[supervisord]\n${X}${options}\n` });
    assert.equal(readWhole(requestFor(os), notes).errors.length, 1);
    return notes.findings.map(({ id, origin }) => [id, origin?.line]);
  };
  assert.deepEqual(odd('startsecs=1\n  autostart=no'), [['indented-line', 5]]);
  assert.deepEqual(odd('environment=A="1"\n  user=nobody'), [['indented-line', 5]]);
});
