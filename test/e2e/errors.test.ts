/** Configurations and command lines that cannot be used: the text, the place, and exit code 2. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import test from 'node:test';
import { cleanEnv, supervisord } from '../rig/commands.ts';
import { asAdmin, asRoot, differs } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';

/** What a bad file is answered with: the text, and the line of the file that ours points to. */
interface Bad {
  readonly text: string;
  readonly error: string;
  /** Counted from 1. Without it ours may point to whatever it holds to be the place. */
  readonly line?: number;
  /** What ours adds behind the place. */
  readonly hint?: string;
}

const inProgram = (options: string, error: string, line = 4): Bad => ({
  text: `[supervisord]\n[program:x]\ncommand = /bin/cat\n${options}\n`,
  error: `${error} in section 'program:x' (file: 'FILE')`,
  line,
});
const inSupervisord = (options: string, error: string): Bad => ({
  text: `[supervisord]\n${options}\n`,
  error,
  line: 2,
});
const elsewhere = (section: string, error: string, line = 2): Bad => ({
  text: `[supervisord]\n${section}\n`,
  error,
  line,
});

const VARIABLES = Object.keys(cleanEnv('')).map((name) => `ENV_${name}`);
const AVAILABLE = [...VARIABLES, 'group_name', 'here', 'host_node_name', 'program_name'].sort();
const INSIDE = [...AVAILABLE, 'numprocs', 'process_num'].sort();

// biome-ignore format: a table
const BAD: readonly Bad[] = [
  { text: '[supervisord]\n[program:x]\nautostart = true\n', line: 2,
    error: "program section program:x does not specify a command in section 'program:x' (file: 'FILE')" },
  inProgram('startsecs = 5s', "invalid literal for int() with base 10: '5s'"),
  { text: '[supervisord]\n[program:x]\ncommand = x\npriority =\n', line: 4,
    error: "invalid literal for int() with base 10: ''" }, // read as that of the group, which is named nowhere
  { ...inProgram('stdout_logfile_maxbytes = 20M', "invalid literal for int() with base 10: '20m'"), hint: ' (did you mean 20MB?)' },
  inProgram('autostart = maybe', "not a valid boolean value: 'maybe'"),
  inProgram('autorestart = never', "invalid 'autorestart' value 'never'"),
  inProgram('exitcodes = 0,256', "not a valid list of exit codes: '0,256'"),
  inProgram('stopsignal = FOO', "value 'FOO' is not a valid signal name"),
  inProgram('umask = 999', '999 can not be converted to an octal type'),
  inProgram('user = nosuchuser', 'Invalid user name nosuchuser'),
  inProgram('stdout_logfile = /no/such/dir/log', 'The directory named as part of the path /no/such/dir/log does not exist'),
  inProgram('numprocs = 2', '%(process_num) must be present within process_name when numprocs > 1'),
  inProgram('environment = A', "Unexpected end of key/value pairs in value 'A'"),
  inProgram('environment = A="b', 'No closing quotation'),
  inProgram('stopasgroup = true\nkillasgroup = false', 'Cannot set stopasgroup=true and killasgroup=false', 5),
  inProgram('directory = %(nope)s', `Format string '%(nope)s' for 'program:x.directory' contains names ('nope') which cannot be expanded. Available names: ${INSIDE.join(', ')}`),
  inProgram('umask = %(process_num)s', `Format string '%(process_num)s' for 'program:x.umask' contains names ('process_num') which cannot be expanded. Available names: ${AVAILABLE.join(', ')}`),
  inProgram('directory = 100%', "Format string '100%' for 'program:x.directory' is badly formatted: incomplete format"),
  inSupervisord('directory = /no/such', '/no/such is not an existing directory'),
  inSupervisord('childlogdir = /no/such', '/no/such is not an existing directory'),
  inSupervisord('logfile = /no/such/dir/log', 'The directory named as part of the path /no/such/dir/log does not exist'),
  inSupervisord('loglevel = loud', "bad logging level name 'loud'"),
  inSupervisord('umask = 9', '9 can not be converted to an octal type'),
  inSupervisord('user = nosuchuser', 'Invalid user name nosuchuser'),
  inSupervisord('minfds = many', "invalid literal for int() with base 10: 'many'"),
  elsewhere('[program:a b]\ncommand = x', "Invalid name: 'a b' because of character: ' '"),
  elsewhere('[unix_http_server]\nchmod = 0700', 'section [unix_http_server] has no file value'),
  elsewhere('[unix_http_server]\nfile = s\nusername = x', 'Section [unix_http_server] contains incomplete authentication: If a username or a password is specified, both the username and password must be specified'),
  elsewhere('[unix_http_server]\nfile = s\nchmod = rwx', 'Invalid chmod value rwx', 4),
  elsewhere('[unix_http_server]\nfile = s\nchown = nosuchuser', 'Invalid sockchown value nosuchuser', 4),
  elsewhere('[inet_http_server]', 'section [inet_http_server] has no port value'),
  elsewhere('[inet_http_server]\nport = 99999', "not a valid port number: '99999' ", 3),
  elsewhere('[group:g]\nprograms = zz', '[group:g] names unknown program or fcgi-program zz', 3),
  elsewhere('[eventlistener:l]\ncommand = x', '[eventlistener:l] section requires an "events" line'),
  elsewhere('[eventlistener:l]\ncommand = x\nevents = FOO', 'Unknown event type FOO in [eventlistener:l] events', 4),
  elsewhere('[fcgi-program:f]\ncommand = x', '[fcgi-program:f] section requires a "socket" line'),
  elsewhere('[rpcinterface:x]\na = b', 'section [rpcinterface:x] does not specify a supervisor.rpcinterface_factory'),
  elsewhere('[include]', '.ini file has [include] section, but no files setting'),
  { text: '[program:x]\ncommand = x\n', error: '.ini file does not include supervisord section' },
  { text: 'command = x\n', error: "File contains no section headers.\nfile: 'FILE', line: 1\n'command = x\\n'" },
  { text: '[supervisord]\nrubbish\nmore rubbish\n', error: "Source contains parsing errors: 'FILE'\n\t[line  2]: 'rubbish\\n'\n\t[line  3]: 'more rubbish\\n'" },
];

for (const { text, error, line, hint = '' } of BAD) {
  test(`refused: ${text.trim().split('\n').slice(-2).join(' | ')} [1.2-usage-error 1.2-place]`, async () => {
    await using rig = await Rig.create();
    const file = rig.write('bad.conf', text);
    const { code, stderr, stdout } = await rig.supervisord('-n', '-c', file);

    // The place stands at the end of the first line, which may not be the last one.
    const [, place = ''] = /( \[[^[\]\n]*:\d+\](?: \(did you mean [^)]*\))?)$/m.exec(stderr) ?? [];
    const said = `Error: ${error.replaceAll('FILE', file)}\nFor help, use ${supervisord} -h\n`;
    assert.equal(stderr.replace(place, ''), said);
    const ours = line === undefined ? place : ` [${file}:${line}]${hint}`;
    assert.equal(place, differs('#34', { original: '', ours }));
    assert.deepEqual([code, stdout], [2, '']);
    assert.deepEqual(
      readdirSync(rig.dir).sort(),
      ['bad.conf', 'child.cjs', 'test.sock'],
      'nothing is left behind',
    );
  });
}

// biome-ignore format: a table
const COMMAND_LINES: readonly { args: readonly string[]; error: string }[] = [
  { args: ['-c', '/no/such/file'], error: 'could not find config file /no/such/file' },
  { args: ['-c', 'CONF', 'extra'], error: "positional arguments are not supported: ['extra']" },
  { args: ['-c', 'CONF', '-x'], error: 'option -x not recognized' },
  { args: ['-c', 'CONF', '--bogus'], error: 'option --bogus not recognized' },
  { args: ['-n', '-c'], error: 'option -c requires argument' },
  { args: ['--min=3'], error: 'option --min not a unique prefix' },
  { args: ['--nodaemon=3'], error: 'option --nodaemon must not have an argument' },
  { args: ['-c', 'CONF', '-e', 'foo'], error: "invalid value for -e 'foo': bad logging level name 'foo'" },
  { args: ['-c', 'CONF', '--logfile_backups=x'], error: "invalid value for --logfile_backups 'x': invalid literal for int() with base 10: 'x'" },
  { args: ['-c', 'CONF', '-n', '-n'], error: "conflicting command line option '-n'" },
  { args: ['-c', 'CONF', '-d', '/no/such'], error: "invalid value for -d '/no/such': /no/such is not an existing directory" },
];

for (const { args, error } of COMMAND_LINES) {
  test(`refused: supervisord ${args.join(' ')} [1.2-usage-error 3-errors]`, async () => {
    await using rig = await Rig.create();
    const file = rig.write('good.conf', '[supervisord]\n');
    const words = args.map((arg) => (arg === 'CONF' ? file : arg));
    const { code, stderr, stdout } = await rig.supervisord(...words);
    assert.equal(stderr, `Error: ${error}\nFor help, use ${supervisord} -h\n`);
    assert.deepEqual([code, stdout], [2, '']);
  });
}

test('a configuration that may not be read is refused [1.1-unreadable]', asRoot, async () => {
  await using rig = await Rig.create();
  mkdirSync(rig.path('home'));
  const file = rig.write('secret.conf', '[supervisord]\n', 0o600);
  const { code, stderr } = await rig.run(
    'setpriv',
    '--reuid=65534',
    '--clear-groups',
    '--',
    supervisord,
    '-n',
    '-c',
    file,
  );
  const [said] = stderr.split('\n');
  assert.equal(said, `Error: could not read config file ${file}`);
  assert.equal(code, 2);
});

test('an error in an included file names that file [1.4-errors 1.5-suffix-file]', async () => {
  await using rig = await Rig.create();
  const included = rig.write('conf.d/a.conf', '\n[program:x]\ncommand = x\nnumprocs = a few\n');
  const file = rig.write('main.conf', '[supervisord]\n[include]\nfiles = conf.d/*\n');
  const { code, stderr } = await rig.supervisord('-n', '-c', file);
  const text = `invalid literal for int() with base 10: 'a few' in section 'program:x' (file: '${included}')`;
  const place = differs('#34', { original: '', ours: ` [${included}:4]` });
  assert.equal(stderr, `Error: ${text}${place}\nFor help, use ${supervisord} -h\n`);
  assert.equal(code, 2);
});

test('bytes that are no UTF-8 are refused [1.3-invalid-utf8]', async () => {
  await using rig = await Rig.create();
  const file = rig.write('latin1.conf', Buffer.from('[supervisord]\n; caf\xe9\n', 'latin1'));
  const { code, stderr } = await rig.supervisord('-n', '-c', file);
  const text = "'utf-8' codec can't decode byte 0xe9 in position 19: invalid continuation byte";
  assert.ok(stderr.startsWith(`Error: ${text}`), stderr);
  assert.equal(code, 2);
});

test(
  'without any configuration file the places that were searched are named [1.1-nothing-found]',
  asAdmin(),
  async () => {
    await using rig = await Rig.create();
    const hidden = 'mount -t tmpfs tmpfs /etc && exec "$0" -n';
    const { code, stderr } = await rig.run('unshare', '--mount', 'sh', '-c', hidden, supervisord);
    assert.match(
      stderr,
      /^Error: No config file found at default paths \(\S*\/etc\/supervisord\.conf, \S*\/supervisord\.conf, supervisord\.conf, etc\/supervisord\.conf, \/etc\/supervisord\.conf, \/etc\/supervisor\/supervisord\.conf\); use the -c option to specify a config file at a different path$/m,
    );
    assert.equal(code, 2);
  },
);

test('-h, -? and --help explain the usage on stdout [1.2-help]', async () => {
  await using rig = await Rig.create();
  for (const flag of ['-h', '-?', '--help']) {
    const help = await rig.supervisord(flag);
    assert.deepEqual([help.code, help.stderr], [0, '']);
    for (const word of ['-c', '--configuration', '-n', '--nodaemon', '--minfds', supervisord]) {
      assert.ok(help.stdout.includes(word), word);
    }
  }
});

test('-v and --version print the version and nothing else [1.2-version]', async () => {
  await using rig = await Rig.create();
  const number = differs('#31', { original: '4.2.5', ours: '4.3.0' });
  for (const flag of ['-v', '--version']) {
    const { code, stdout, stderr } = await rig.supervisord(flag);
    assert.deepEqual([code, stdout, stderr], [0, `${number}\n`, '']);
  }
});

test(
  'root who leaves the search to it is warned, and it goes on [1.1-root 19-search]',
  asRoot,
  async () => {
    await using rig = await Rig.create();
    rig.write('supervisord.conf', '[supervisord]\nnocleanup = true\n');
    const daemon = rig.start(supervisord, ['-n']);
    await daemon.prints(/supervisord started with pid/);
    const { code, stderr } = await daemon.end('SIGTERM');
    const warning =
      /^(?:\S+ )?UserWarning: Supervisord is running as root and it is searching for its configuration file in default locations \(including its current working directory\); you probably want to specify a "-c" argument specifying an absolute path to a configuration file for improved security\.$/m;
    assert.match(stderr, warning);
    assert.equal(code, 0);
  },
);
