/** What a configuration that cannot be used is refused with, to the letter. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAIN, read, readText, refusal } from '../../test/rig/read-config.ts';

/** Options of a `[program:x]` with a command, and what they are refused with. */
const PROGRAM: readonly (readonly [options: string, reason: string])[] = [
  ['autostart=maybe', "not a valid boolean value: 'maybe'"],
  ['autorestart=Never', "invalid 'autorestart' value 'never'"],
  ['startsecs=5s', "invalid literal for int() with base 10: '5s'"],
  ['startretries=', "invalid literal for int() with base 10: ''"],
  ['stopsignal=FOO', "value 'FOO' is not a valid signal name"],
  ['stopsignal=99', "value '99' is not a valid signal number"],
  ['exitcodes=0,256', "not a valid list of exit codes: '0,256'"],
  ['exitcodes=0,x', "not a valid list of exit codes: '0,x'"],
  ['user=nosuch', 'Invalid user name nosuch'],
  ['user=4242', 'Invalid user id 4242'],
  ['umask=888', '888 can not be converted to an octal type'],
  ['process_name=a b', "Invalid name: 'a b' because of character: ' '"],
  ['process_name=a/b', "Invalid name: 'a/b' because of character: '/'"],
  [
    'stdout_logfile=/no/such.log',
    'The directory named as part of the path /no/such.log does not exist',
  ],
  ['stdout_logfile_maxbytes=1X', "invalid literal for int() with base 10: '1x'"],
  ['environment=A', "Unexpected end of key/value pairs in value 'A'"],
  ['environment=A="b', 'No closing quotation'],
  ['stderr_syslog=2', "not a valid boolean value: '2'"],
  [
    'umask=%(process_num)s',
    "Format string '%(process_num)s' for 'program:x.umask' contains names ('process_num') which " +
      'cannot be expanded. Available names: ENV_HOME, ENV_LANG, group_name, here, ' +
      'host_node_name, program_name',
  ],
  [
    'directory=%(zz)s',
    "Format string '%(zz)s' for 'program:x.directory' contains names ('zz') which cannot be " +
      'expanded. Available names: ENV_HOME, ENV_LANG, group_name, here, host_node_name, ' +
      'numprocs, process_num, program_name',
  ],
  [
    'directory=50%',
    "Format string '50%' for 'program:x.directory' is badly formatted: incomplete format",
  ],
  [
    'environment=A=%(b)s',
    "Format string 'A=%(b)s' for 'environment' contains names ('b') which cannot be expanded. " +
      'Available names: ENV_HOME, ENV_LANG, group_name, here, host_node_name, numprocs, ' +
      'process_num, program_name',
  ],
];

test('a bad option of a program is refused with reason, section, file and line [1.5-suffix 1.2-place]', () => {
  for (const [options, reason] of PROGRAM) {
    assert.equal(
      refusal(() => readText(`[program:x]\ncommand=cat\n${options}`)),
      `${reason} in section 'program:x' (file: '${MAIN}') [${MAIN}:3]`,
    );
  }
});

/** Options of `[supervisord]`. */
const SUPERVISORD: readonly (readonly [option: string, reason: string])[] = [
  ['minfds=1k', "invalid literal for int() with base 10: '1k'"],
  ['directory=/no', '/no is not an existing directory'],
  ['childlogdir=~/no', '~/no is not an existing directory'],
  ['logfile=/no/x', 'The directory named as part of the path /no/x does not exist'],
  ['loglevel=Foo', "bad logging level name 'Foo'"],
  ['user=nosuch', 'Invalid user name nosuch'],
  [
    'identifier=%(host_node_name)s',
    "Format string '%(host_node_name)s' for 'supervisord.identifier' contains names " +
      "('host_node_name') which cannot be expanded. Available names: ENV_HOME, ENV_LANG, here",
  ],
];

test('a bad option of [supervisord] is refused with reason, file and line [1.2-place 1.5-no-suffix]', () => {
  for (const [option, reason] of SUPERVISORD) {
    assert.equal(
      refusal(() => read({ [MAIN]: `[supervisord]\n${option}\n` })),
      `${reason} [${MAIN}:2]`,
    );
  }
});

test('a size with half a unit is refused with what may have been meant', () => {
  assert.equal(
    refusal(() => read({ [MAIN]: '[supervisord]\nlogfile_maxbytes=20M\n' })),
    `invalid literal for int() with base 10: '20m' [${MAIN}:2] (did you mean 20MB?)`,
  );
});

test('a value of the command line is refused without a place [3.1-user-later]', () => {
  assert.equal(
    refusal(() => readText('', { commandLine: { user: 'nosuch' } })),
    'Invalid user name nosuch',
  );
});

const refused = (text: string | Uint8Array) => refusal(() => read({ [MAIN]: text as string }));

test('a file needs a [supervisord] section [1.3-no-supervisord]', () => {
  assert.equal(refused('[x]\n'), '.ini file does not include supervisord section');
});

test('lines that are no option are refused all together [1.3-parse-errors 1.3-no-value]', () => {
  assert.equal(
    refused('[a]\nb\nc=d\n e\n=f\n'),
    `Source contains parsing errors: '${MAIN}' [${MAIN}:2]\n\t[line  2]: 'b\\n'\n\t[line  5]: '=f\\n'`,
  );
});

test('a file that begins without a section is refused [1.3-no-header]', () => {
  assert.equal(
    refused('; c\ncommand=x\n'),
    `File contains no section headers. [${MAIN}:2]\nfile: '${MAIN}', line: 2\n'command=x\\n'`,
  );
});

test('a byte order mark is no blank [1.3-bom]', () => {
  assert.equal(
    refused('\ufeff[supervisord]\n'),
    `File contains no section headers. [${MAIN}:1]\nfile: '${MAIN}', line: 1\n'\\ufeff[supervisord]\\n'`,
  );
});

test('bytes that are no UTF-8 are refused with their position [1.3-invalid-utf8]', () => {
  assert.equal(
    refused(Buffer.from('[supervisord]\nidentifier=\xe9t\n', 'latin1')),
    "'utf-8' codec can't decode byte 0xe9 in position 25: invalid continuation byte [/etc/s.conf:2]",
  );
});
