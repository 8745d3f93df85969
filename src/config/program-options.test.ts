/** Every option of a `[program:x]`: its default, a value that it takes, and one that it refuses. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAIN, processesOf, programWith, readText, refusal } from '../../test/rig/read-config.ts';
import type { ProcessConfig } from './config.ts';

const NUMBER = "invalid literal for int() with base 10: 'x'";
const BOOLEAN = "not a valid boolean value: 'x'";
const ROOT = { name: 'root', uid: 0, gid: 0, home: '/root' };

interface Option {
  readonly rule: string;
  readonly option: string;
  readonly of: (process: ProcessConfig) => unknown;
  readonly fallback: unknown;
  readonly values: readonly (readonly [text: string, value: unknown])[];
  readonly refused?: readonly [text: string, message: string];
}

// biome-ignore format: a table
const OPTIONS: readonly Option[] = [
  { rule: 'priority is a number, 999 [2.5-priority]', option: 'priority', of: (p) => p.priority, fallback: 999, values: [['5', 5], ['-1', -1]] },
  { rule: 'autostart is a boolean, true [2.5-autostart]', option: 'autostart', of: (p) => p.autostart, fallback: true, values: [['no', false]], refused: ['x', BOOLEAN] },
  { rule: 'startsecs is a number, 1 [2.5-startsecs]', option: 'startsecs', of: (p) => p.startsecs, fallback: 1, values: [['0', 0], ['-1', -1]], refused: ['x', NUMBER] },
  { rule: 'startretries is a number, 3 [2.5-startretries]', option: 'startretries', of: (p) => p.startretries, fallback: 3, values: [['8640', 8640]], refused: ['x', NUMBER] },
  { rule: 'autorestart is unexpected or a boolean, unexpected [2.5-autorestart]', option: 'autorestart', of: (p) => p.autorestart, fallback: 'unexpected', values: [['true', true], ['false', false]], refused: ['x', "invalid 'autorestart' value 'x'"] },
  { rule: 'exitcodes is a list of exit codes, 0 [2.5-exitcodes]', option: 'exitcodes', of: (p) => p.exitcodes, fallback: [0], values: [['0,2', [0, 2]], ['', []]], refused: ['x', "not a valid list of exit codes: 'x'"] },
  { rule: 'stopsignal is a signal, TERM [2.5-stopsignal]', option: 'stopsignal', of: (p) => p.stopsignal, fallback: 15, values: [['QUIT', 3]], refused: ['x', "value 'x' is not a valid signal name"] },
  { rule: 'stopwaitsecs is a number, 10 [2.5-stopwaitsecs]', option: 'stopwaitsecs', of: (p) => p.stopwaitsecs, fallback: 10, values: [['3600', 3600]], refused: ['x', NUMBER] },
  { rule: 'stopasgroup is a boolean, false [2.5-stopasgroup]', option: 'stopasgroup', of: (p) => p.stopasgroup, fallback: false, values: [['yes', true]], refused: ['x', BOOLEAN] },
  { rule: 'killasgroup is a boolean, false [2.5-killasgroup]', option: 'killasgroup', of: (p) => p.killasgroup, fallback: false, values: [['yes', true]], refused: ['x', BOOLEAN] },
  { rule: 'user is a user, none [2.5-user]', option: 'user', of: (p) => p.user, fallback: undefined, values: [['root', ROOT], ['0', ROOT]], refused: ['x', 'Invalid user name x'] },
  { rule: 'redirect_stderr is a boolean, false [2.5-redirect-stderr]', option: 'redirect_stderr', of: (p) => p.redirect_stderr, fallback: false, values: [['on', true]], refused: ['x', BOOLEAN] },
  { rule: 'stdout_logfile is a log file, AUTO [2.5-logfile]', option: 'stdout_logfile', of: (p) => p.stdout.file, fallback: { kind: 'auto' }, values: [['NONE', { kind: 'none' }], ['/tmp/l', { kind: 'file', path: '/tmp/l' }]], refused: ['/no/x', 'The directory named as part of the path /no/x does not exist'] },
  { rule: 'stderr_logfile is a log file, AUTO [2.5-logfile]', option: 'stderr_logfile', of: (p) => p.stderr.file, fallback: { kind: 'auto' }, values: [['off', { kind: 'none' }], ['l', { kind: 'file', path: 'l' }]], refused: ['/no/x', 'The directory named as part of the path /no/x does not exist'] },
  { rule: 'stdout_logfile_maxbytes is a size, 50MB [2.5-logfile-maxbytes]', option: 'stdout_logfile_maxbytes', of: (p) => p.stdout.maxbytes, fallback: 50 * 1024 ** 2, values: [['1KB', 1024], ['0', 0]], refused: ['x', NUMBER] },
  { rule: 'stderr_logfile_maxbytes is a size, 50MB [2.5-logfile-maxbytes]', option: 'stderr_logfile_maxbytes', of: (p) => p.stderr.maxbytes, fallback: 50 * 1024 ** 2, values: [['1KB', 1024], ['0', 0]], refused: ['x', NUMBER] },
  { rule: 'stdout_logfile_backups is a number, 10 [2.5-logfile-backups]', option: 'stdout_logfile_backups', of: (p) => p.stdout.backups, fallback: 10, values: [['0', 0]], refused: ['x', NUMBER] },
  { rule: 'stderr_logfile_backups is a number, 10 [2.5-logfile-backups]', option: 'stderr_logfile_backups', of: (p) => p.stderr.backups, fallback: 10, values: [['0', 0]], refused: ['x', NUMBER] },
  { rule: 'stdout_capture_maxbytes is a size, 0 [2.5-capture-maxbytes]', option: 'stdout_capture_maxbytes', of: (p) => p.stdout.capture_maxbytes, fallback: 0, values: [['1KB', 1024]], refused: ['x', NUMBER] },
  { rule: 'stderr_capture_maxbytes is a size, 0 [2.5-capture-maxbytes]', option: 'stderr_capture_maxbytes', of: (p) => p.stderr.capture_maxbytes, fallback: 0, values: [['1KB', 1024]], refused: ['x', NUMBER] },
  { rule: 'stdout_events_enabled is a boolean, false [2.5-events-enabled]', option: 'stdout_events_enabled', of: (p) => p.stdout.events_enabled, fallback: false, values: [['on', true]], refused: ['x', BOOLEAN] },
  { rule: 'stderr_events_enabled is a boolean, false [2.5-events-enabled]', option: 'stderr_events_enabled', of: (p) => p.stderr.events_enabled, fallback: false, values: [['on', true]], refused: ['x', BOOLEAN] },
  { rule: 'stdout_syslog is a boolean, false [2.5-syslog]', option: 'stdout_syslog', of: (p) => p.stdout.syslog, fallback: false, values: [['on', true]], refused: ['x', BOOLEAN] },
  { rule: 'stderr_syslog is a boolean, false [2.5-syslog]', option: 'stderr_syslog', of: (p) => p.stderr.syslog, fallback: false, values: [['on', true]], refused: ['x', BOOLEAN] },
  { rule: 'environment is a list of variables, empty [2.5-environment]', option: 'environment', of: (p) => p.environment, fallback: {}, values: [['A="1",B=2', { A: '1', B: '2' }]], refused: ['x', "Unexpected end of key/value pairs in value 'x'"] },
  { rule: 'directory is text that is not checked, none [2.5-directory]', option: 'directory', of: (p) => p.directory, fallback: undefined, values: [['/no/such', '/no/such'], ['~/x', '~/x']] },
  { rule: 'umask is an octal number, none [2.5-umask]', option: 'umask', of: (p) => p.umask, fallback: undefined, values: [['027', 0o27]], refused: ['x', 'x can not be converted to an octal type'] },
  { rule: 'process_name is a name, that of the program [2.5-process-name]', option: 'process_name', of: (p) => p.name, fallback: 'x', values: [['y', 'y'], ['%(program_name)s-%(process_num)d', 'x-0']], refused: ['a/b', "Invalid name: 'a/b' because of character: '/'"] },
];

for (const { rule, option, of, fallback, values, refused } of OPTIONS) {
  test(rule, () => {
    assert.deepEqual(of(programWith('')), fallback);
    for (const [text, value] of values) {
      assert.deepEqual(of(programWith(`${option}=${text}`)), value, text);
    }
    if (refused === undefined) return;
    assert.equal(
      refusal(() => programWith(`${option}=${refused[0]}`)),
      `${refused[1]} in section 'program:x' (file: '${MAIN}') [${MAIN}:3]`,
    );
  });
}

const error = (text: string) => refusal(() => readText(text));

test('a program needs a command, which may be empty [2.5-command 1.3-empty-value]', () => {
  assert.equal(
    error('[program:x]'),
    `program section program:x does not specify a command in section 'program:x' (file: '${MAIN}') [${MAIN}:1]`,
  );
  assert.equal(processesOf(readText('[program:x]\ncommand='))[0]?.command, '');
});

test('numprocs processes are counted from numprocs_start [2.5-numprocs 2.5-numprocs-start]', () => {
  const names = (options: string) =>
    processesOf(readText(`[program:x]\ncommand=c\nprocess_name=%(process_num)d\n${options}`)).map(
      ({ name }) => name,
    );
  assert.deepEqual(names(''), ['0']);
  assert.deepEqual(names('numprocs=3'), ['0', '1', '2']);
  assert.deepEqual(names('numprocs=2\nnumprocs_start=7'), ['7', '8']);
  assert.deepEqual(names('numprocs=0'), []);
  assert.deepEqual(names('numprocs=-3'), []);
});

test('several processes need their number in process_name [2.5-numprocs-name]', () => {
  assert.equal(
    error('[program:x]\ncommand=c\nnumprocs=2'),
    `%(process_num) must be present within process_name when numprocs > 1 in section 'program:x' (file: '${MAIN}') [${MAIN}:3]`,
  );
});

test('a process_name is checked before names are replaced in it [1.6-name-unexpanded]', () => {
  assert.equal(programWith('process_name=%(ENV_HOME)s').name, '/home/ann');
  assert.match(error('[program:x]\ncommand=c\nprocess_name=%(ENV_HOME) s'), /^Invalid name: /);
});

test('killasgroup follows stopasgroup, and cannot be switched off beside it [2.5-killasgroup]', () => {
  assert.equal(programWith('stopasgroup=true').killasgroup, true);
  assert.equal(
    error('[program:x]\ncommand=c\nstopasgroup=true\nkillasgroup=false'),
    `Cannot set stopasgroup=true and killasgroup=false in section 'program:x' (file: '${MAIN}') [${MAIN}:4]`,
  );
});

const warnings = (options: string) =>
  readText(`[program:x]\ncommand=c\n${options}`).notes.map(({ text }) => text);

test('with redirect_stderr a file for stderr is ignored, with a warning [2.5-redirect-stderr-file]', () => {
  const options = 'redirect_stderr=true\nstderr_logfile=/tmp/e';
  assert.deepEqual(programWith(options).stderr.file, { kind: 'none' });
  assert.deepEqual(warnings(options), [
    `For [program:x], redirect_stderr=true but stderr_logfile has also been set to a filename, the filename has been ignored [${MAIN}:4]`,
  ]);
  for (const word of ['AUTO', 'NONE']) {
    const options = `redirect_stderr=true\nstderr_logfile=${word}`;
    assert.deepEqual(programWith(options).stderr.file, { kind: 'none' });
    assert.deepEqual(warnings(options), [], word);
  }
});

test('syslog as a log file is an old way to say so, which is warned of [2.5-syslog-as-file]', () => {
  for (const output of ['stdout', 'stderr'] as const) {
    const options = `${output}_logfile=Syslog`;
    const { file, syslog } = programWith(options)[output];
    assert.deepEqual([file, syslog], [{ kind: 'none' }, true]);
    assert.equal(
      warnings(options)[0],
      `For [program:x], ${output}_logfile=syslog but this is deprecated and will be removed.  Use ${output}_syslog=true to enable syslog instead. [${MAIN}:3]`,
    );
  }
});

test('an AUTO log that is never rotated is warned of [2.5-auto-without-rollover]', () => {
  for (const [line, output] of ['stdout', 'stderr'].entries()) {
    const other = output === 'stdout' ? '' : 'autostart=true\n';
    assert.deepEqual(warnings(`${other}${output}_logfile_maxbytes=0`), [
      `For [program:x], AUTO logging used for ${output}_logfile without rollover, set maxbytes > 0 to avoid filling up filesystem unintentionally [${MAIN}:${line + 3}]`,
    ]);
  }
  assert.deepEqual(warnings('stdout_logfile=/tmp/l\nstdout_logfile_maxbytes=0'), []);
});
