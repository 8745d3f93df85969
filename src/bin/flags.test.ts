import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusal, requestFor, systemWith } from '../../test/rig/read-config.ts';
import { supervisordOptions } from '../config/sections/supervisord.ts';
import { helpText } from './flags.ts';
import { parseSupervisorctlFlags, SUPERVISORCTL } from './supervisorctl-flags.ts';
import { parseSupervisordFlags, SUPERVISORD } from './supervisord-flags.ts';

const SURROUNDINGS = requestFor(systemWith({}));
const words = (line: string) => line.split(' ').filter((word) => word !== '');
const daemon = (line: string) => parseSupervisordFlags(words(line), SURROUNDINGS);
const ctl = (line: string) => parseSupervisorctlFlags(words(line), SURROUNDINGS);

test('every flag of supervisord hands its value to its option [3.1-flags]', () => {
  const commandLine = {
    nodaemon: 'true',
    silent: 'true',
    nocleanup: 'true',
    strip_ansi: 'true',
    user: 'nosuch',
    umask: '077',
    directory: '/tmp',
    logfile: '/tmp/l',
    logfile_maxbytes: '1KB',
    logfile_backups: '3',
    loglevel: 'debug',
    pidfile: 'p',
    identifier: 'id',
    childlogdir: '/tmp',
    minfds: '9',
    minprocs: '8',
  };
  assert.deepEqual(
    daemon(
      '-nskt -cf -u nosuch -m 077 -d/tmp --logfile=/tmp/l -y 1KB -z 3 -e debug -j p -i id -q /tmp ' +
        '-a 9 --minprocs 8 --profile_options=calls',
    ),
    { kind: 'run', file: 'f', commandLine },
  );
  const missing = Object.entries(supervisordOptions)
    .filter(([option, { since }]) => !(option in commandLine) && !since.startsWith('visord'))
    .map(([option]) => option);
  assert.deepEqual(missing, ['environment'], 'options without a flag');
});

// biome-ignore format: a table
const SPELLINGS: readonly (readonly [short: string | undefined, long: string, argument?: string])[] = [
  ['n', 'nodaemon'], ['s', 'silent'], ['u', 'user', 'nosuch'], ['m', 'umask', '077'],
  ['d', 'directory', '/tmp'], ['l', 'logfile', '/tmp/l'], ['y', 'logfile_maxbytes', '1KB'],
  ['z', 'logfile_backups', '3'], ['e', 'loglevel', 'debug'], ['j', 'pidfile', 'p'],
  ['i', 'identifier', 'id'], ['q', 'childlogdir', '/tmp'], ['k', 'nocleanup'], ['a', 'minfds', '9'],
  ['t', 'strip_ansi'], [undefined, 'minprocs', '8'],
];

test('each has its letter, but for one, and the name of its option [3.1-flags]', () => {
  for (const [short, long, argument] of SPELLINGS) {
    const behind = argument === undefined ? '' : ` ${argument}`;
    const commandLine = { [long]: argument ?? 'true' };
    const expected = { kind: 'run', file: undefined, commandLine };
    assert.deepEqual(daemon(`--${long}${behind}`), expected);
    if (short !== undefined) assert.deepEqual(daemon(`-${short}${behind}`), expected);
  }
  for (const file of ['-c f', '-cf', '--configuration f', '--configuration=f']) {
    assert.deepEqual(daemon(file), { kind: 'run', file: 'f', commandLine: {} });
  }
});

test('long flags can be shortened [3-prefix]', () => {
  assert.deepEqual(daemon('--conf=x --nod'), {
    kind: 'run',
    file: 'x',
    commandLine: { nodaemon: 'true' },
  });
});

test('--check starts nothing, and takes two flags of its own', () => {
  const run = { kind: 'run', file: 'f', commandLine: { nodaemon: 'true' } };
  const plain = { strict: false, json: false };
  assert.deepEqual(daemon('-nc f --check'), { ...run, check: plain });
  assert.deepEqual(daemon('--check -n -c f --strict'), {
    ...run,
    check: { ...plain, strict: true },
  });
  assert.deepEqual(daemon('--check -n -c f --json'), { ...run, check: { ...plain, json: true } });
  assert.deepEqual(daemon('-nc f --st'), {
    ...run,
    commandLine: { nodaemon: 'true', strip_ansi: 'true' },
  });
});

/** What supervisord is called with, and what it refuses it with. */
// biome-ignore format: a table
const REFUSED: readonly (readonly [rule: string, line: string, message: string])[] = [
  ['a flag lacks its argument [3-missing-argument]', '-z', 'option -z requires argument'],
  ['a flag lacks its argument [3-missing-argument]', '-n -c', 'option -c requires argument'],
  ['a long flag lacks its argument [3-missing-argument]', '--configuration', 'option --configuration requires argument'],
  ['a flag is unknown [3-unknown]', '-Z', 'option -Z not recognized'],
  ['a flag in a bundle is unknown [3-unknown]', '-nZ', 'option -Z not recognized'],
  ['a long flag is unknown [3-unknown]', '--bogus', 'option --bogus not recognized'],
  ['a prefix is that of several flags [3-prefix]', '--no', 'option --no not a unique prefix'],
  ['a switch has an argument [3.1-switches]', '--nodaemon=1', 'option --nodaemon must not have an argument'],
  ['a switch cannot be turned off [3.1-switches]', '--no-nodaemon', 'option --no-nodaemon not recognized'],
  ['--strict stands alone', '--strict', '--strict takes --check'],
  ['--json stands alone', '-n --json', '--json takes --check'],
  ['there are other words [3.1-no-positionals]', '-n extra b', "positional arguments are not supported: ['extra', 'b']"],
  ['there are other words beside the help [3.1-no-positionals]', '-h extra', "positional arguments are not supported: ['extra']"],
  ['flags behind the first other word are words, too [3.1-no-positionals]', 'extra -n', "positional arguments are not supported: ['extra', '-n']"],
  ['a flag is given twice [3-twice]', '-z 1 -z 2', "conflicting command line option '-z'"],
  ['a flag is given in both spellings [3-twice]', '-n --nodaemon', "conflicting command line option '--nodaemon'"],
  ['the file is given twice [3-twice]', '-c a -c b', "conflicting command line option '-c'"],
  ['a level is bad [3-bad-value]', '-e foo', "invalid value for -e 'foo': bad logging level name 'foo'"],
  ['a level is bad behind a long flag [3-bad-value]', '--loglevel foo', "invalid value for --loglevel 'foo': bad logging level name 'foo'"],
  ['a number is bad [3-bad-value]', '-z x', "invalid value for -z 'x': invalid literal for int() with base 10: 'x'"],
  ['a size is bad [3-bad-value]', '-y 20M', "invalid value for -y '20M': invalid literal for int() with base 10: '20m' (did you mean 20MB?)"],
  ['a directory is not there [3-bad-value]', '-d /no', "invalid value for -d '/no': /no is not an existing directory"],
  ['a umask is bad [3-bad-value]', '-m 8', "invalid value for -m '8': 8 can not be converted to an octal type"],
];

for (const [rule, line, message] of REFUSED) {
  test(`refused: ${rule}`, () => {
    assert.equal(
      refusal(() => daemon(line)),
      message,
    );
  });
}

test('what is asked for instead of running wins over what follows [1.2-help 1.2-version]', () => {
  assert.deepEqual(daemon('-n -v -e foo'), { kind: 'version' });
  assert.deepEqual(daemon('-?'), { kind: 'help' });
  assert.deepEqual(daemon('--help'), { kind: 'help' });
  assert.deepEqual(daemon('--about'), { kind: 'about' });
  assert.deepEqual(ctl('-h'), { kind: 'help' });
});

test('the flags of supervisorctl end where its action begins [3.2-flags 3.2-action]', () => {
  const commandLine = {
    serverurl: 'http://x',
    username: 'ann',
    password: 'secret',
    history_file: 'h',
  };
  const action = ['tail', '-f', 'web'];
  const expected = { kind: 'run', file: 'f', interactive: true, commandLine, action };
  for (const flags of [
    '-c f -i -s http://x -u ann -p secret -r h',
    '-icf -shttp://x -uann -psecret -rh',
    '--configuration f --interactive --serverurl http://x --username ann --password secret --history_file h',
    '--conf=f --int --server=http://x --user=ann --pass=secret --history_f=h',
  ]) {
    assert.deepEqual(ctl(`${flags} tail -f web`), expected, flags);
  }
  const nothing = { kind: 'run', file: undefined, interactive: false, commandLine: {}, action: [] };
  assert.deepEqual(ctl(''), nothing);
  for (const help of ['-h', '-?', '--help']) assert.deepEqual(ctl(help), { kind: 'help' });
});

// biome-ignore format: a table
const CTL_REFUSED: readonly (readonly [rule: string, line: string, message: string])[] = [
  ['a URL is none [3.2-serverurl]', '-s bogus', "invalid value for -s 'bogus': value 'bogus' is not a URL"],
  ['a URL is none behind the long flag [3.2-serverurl]', '--serverurl=bogus', "invalid value for --serverurl 'bogus': value 'bogus' is not a URL"],
  ['the history file has a hyphen [3.2-history-file]', '--history-file h', 'option --history-file not recognized'],
  ['a flag is one of supervisord [3.2-as-supervisord]', '-v', 'option -v not recognized'],
  ['a flag lacks its argument [3.2-as-supervisord]', '-s', 'option -s requires argument'],
  ['a flag is given twice [3.2-as-supervisord]', '-i --interactive', "conflicting command line option '--interactive'"],
];

for (const [rule, line, message] of CTL_REFUSED) {
  test(`refused by supervisorctl: ${rule}`, () => {
    assert.equal(
      refusal(() => ctl(line)),
      message,
    );
  });
}

test('the help names every flag', () => {
  for (const command of [SUPERVISORD, SUPERVISORCTL]) {
    const help = helpText(command, '/usr/bin/x');
    assert.match(help, /^Usage: \/usr\/bin\/x \[options\]/);
    for (const { short, long, doc } of command.flags) {
      const line = help
        .split('\n')
        .find((each) => each.endsWith(`  ${doc}`) && each.includes(`-${short ?? long}`));
      assert.ok(line?.includes(long === undefined ? `-${short}` : `--${long}`), doc);
    }
  }
});
