/** A check tells every error of a configuration, and none that only follows from another. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkRequestFor } from '../../test/rig/check-request.ts';
import { fileFrom, STEPS } from '../../test/rig/errors-in-order.ts';
import { MAIN, readText, refusal, systemWith } from '../../test/rig/read-config.ts';
import { checkConfig } from './check.ts';

/** What is wrong, as `FILE:LINE TEXT`, or `LINE TEXT` for the main file. */
async function errors(
  text: string,
  files: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  const os = systemWith({ [MAIN]: text, ...files });
  os.put('/bin/cat', '', 0o755);
  const { findings } = await checkConfig(checkRequestFor(os));
  return findings
    .filter(({ id }) => id === 'invalid')
    .map(({ text, origin }) => `${origin?.file}:${origin?.line} ${text}`)
    .map((line) => line.replace(`${MAIN}:`, ''));
}

/** Without what errors of programs have at their end. */
const brief = (line: string): string => line.replace(/ in section .*| Available names: .*/, '');

/** `[group:g g]` is what its errors name, where its name is wrong, too. */
const withGoodName = (line: string): string => line.replace(/:(\w)[ /]\1/, ':$1');

test('all options that are wrong are told, each once', async () => {
  const text = fileFrom(0);
  const found = (await errors(text)).map(brief).map(withGoodName);
  const keys = STEPS.map(({ section, option }) => `${section} ${option}`);
  const expected = STEPS.filter((_, index) => keys.indexOf(keys[index] ?? '') === index);
  for (const { error, bad } of expected) {
    const [start = ''] = error.split(' in section ');
    assert.equal(found.filter((line) => line.includes(` ${start}`)).length, 1, `${bad}: ${error}`);
  }
  assert.equal(found.length, expected.length, found.join('\n'));
});

test('a start tells the first of them', async () => {
  const os = systemWith({ [MAIN]: fileFrom(0) });
  const { findings } = await checkConfig(checkRequestFor(os));
  const lines = findings.map(({ origin }) => origin?.line ?? 0);
  assert.ok(lines.length > 50);
  const first = fileFrom(0).split('\n').indexOf('minfds=n1') + 1;
  assert.notEqual(Math.min(...lines), first, 'that is not the first line');
  const said = refusal(() => readText(fileFrom(0)));
  assert.equal(said, `invalid literal for int() with base 10: 'n1' [${MAIN}:${first}]`);
});

type Row = readonly [rule: string, text: string, expected: readonly string[]];

const S = '[supervisord]\n';
const X = '[program:x]\n';
const NUMBER = "invalid literal for int() with base 10: 'n'";

const ROWS: readonly Row[] = [
  [
    'each line that is nothing, and what else is wrong',
    `${S}rubbish\n${X}command=c\nstartsecs=n`,
    [
      `2 Source contains parsing errors: '${MAIN}'\n\t[line  2]: 'rubbish\\n'`,
      `5 ${NUMBER} in section 'program:x' (file: '${MAIN}')`,
    ],
  ],
  [
    'what is not there may stand in a line that is nothing',
    `${S}${X}command cat\n[group:g]\nprograms=y\n[inet_http_server]\nport=1\nusername=u`,
    [`3 Source contains parsing errors: '${MAIN}'\n\t[line  3]: 'command cat\\n'`],
  ],
  [
    'two options of one program, one of them of each process',
    `${S}${X}command=c\nstdout_logfile_backups=n\nstartsecs=n\nnumprocs=9\nprocess_name=%(process_num)s`,
    [4, 5].map((line) => `${line} ${NUMBER} in section 'program:x' (file: '${MAIN}')`),
  ],
  [
    'a copy that is wrong speaks for the others',
    `${S}${X}command=c\nnumprocs=9\nprocess_name=%(process_num)s\nstdout_logfile=/no/%(process_num)s/log`,
    [
      `6 The directory named as part of the path /no/0/log does not exist in section 'program:x' (file: '${MAIN}')`,
    ],
  ],
  [
    'a variable of an environment that cannot be read is not missing',
    `${S}environment=A\n${X}command=%(ENV_A)s\nstartsecs=n`,
    [
      "2 Unexpected end of key/value pairs in value 'A'",
      `5 ${NUMBER} in section 'program:x' (file: '${MAIN}')`,
    ],
  ],
  [
    'nor is one of the program itself',
    `${S}${X}environment=B\ncommand=%(ENV_B)s`,
    [`3 Unexpected end of key/value pairs in value 'B' in section 'program:x' (file: '${MAIN}')`],
  ],
  [
    'an environment can be read beside options that cannot',
    `${S}environment=A=1\nloglevel=n\n${X}command=%(ENV_A)s`,
    ["3 bad logging level name 'n'"],
  ],
  [
    'a program in two groups is wrong once',
    `${S}${X}command=c\nstartsecs=n\n[group:a]\nprograms=x\n[group:b]\nprograms=x,y,z`,
    [
      `4 ${NUMBER} in section 'program:x' (file: '${MAIN}')`,
      '8 [group:b] names unknown program or fcgi-program y',
      '8 [group:b] names unknown program or fcgi-program z',
    ],
  ],
  [
    'without the section that must be there, the others are looked at',
    `${X}command=c\nstartsecs=n`,
    [
      'undefined:undefined .ini file does not include supervisord section',
      `3 ${NUMBER} in section 'program:x' (file: '${MAIN}')`,
    ],
  ],
];

for (const [rule, text, expected] of ROWS) {
  test(`told: ${rule}`, async () => assert.deepEqual(await errors(text), expected));
}

test('errors in several files are told in the order of the files', async () => {
  const files = {
    '/etc/d/a.conf': 'rubbish',
    '/etc/d/b.conf': `${X}startsecs=n`,
    '/etc/d/c.conf': '[program:y]\ncommand=c\nnumprocs=n',
  };
  const found = await errors(`${S}[include]\nfiles=d/*\n[group:g]\nprograms=lost`, files);
  assert.deepEqual(found.map(brief), [
    "/etc/d/a.conf:1 File contains no section headers.\nfile: '/etc/d/a.conf', line: 1\n'rubbish'",
    `/etc/d/b.conf:2 ${NUMBER}`,
    `/etc/d/c.conf:3 ${NUMBER}`,
  ]);
});

test('what the good parts name is looked at beside the errors', async () => {
  const os = systemWith({ [MAIN]: `${S}${X}command=c\nstartsecs=n\n[program:y]\ncommand=/no` });
  const { findings } = await checkConfig(checkRequestFor(os));
  assert.deepEqual(
    findings.map(({ id, origin }) => [id, origin?.line]),
    [
      ['invalid', 4],
      ['command', 6],
    ],
  );
});
