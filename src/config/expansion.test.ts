/** `%(name)s` in values: which names each option may use, and what is said of others. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  MAIN,
  processesOf,
  programWith,
  read,
  readText,
  refusal,
  requestFor,
  systemWith,
} from '../../test/rig/read-config.ts';
import { readCtlConfig } from './ctl.ts';

const ENV = ['ENV_HOME', 'ENV_LANG'];
const ONCE = [...ENV, 'group_name', 'here', 'host_node_name', 'program_name'];
const INSIDE = [
  ...ENV,
  'group_name',
  'here',
  'host_node_name',
  'numprocs',
  'process_num',
  'program_name',
];

interface Scope {
  readonly rule: string;
  /** What stands before the option; its last section is the one of the option. */
  readonly before: string;
  readonly options: string;
  readonly names: readonly string[];
}

const PROGRAM = '[program:x]\ncommand=c\n';
const FCGI = '[fcgi-program:x]\ncommand=c\nsocket=unix:///s\n';
const UNIX = '[unix_http_server]\nfile=s\n';

// biome-ignore format: a table
const SCOPES: readonly Scope[] = [
  { rule: 'options of [supervisord] know the folder [1.5-names-supervisord]', before: '[supervisord]\n', names: [...ENV, 'here'],
    options: 'logfile logfile_maxbytes logfile_backups loglevel pidfile umask nodaemon silent minfds minprocs nocleanup childlogdir user directory strip_ansi identifier' },
  { rule: 'its environment knows the host, too [1.5-names-supervisord-environment]', before: '[supervisord]\n', names: [...ENV, 'here', 'host_node_name'],
    options: 'environment' },
  { rule: 'the path of a unix socket knows the folder [1.5-names-unix-file]', before: UNIX, names: [...ENV, 'here'], options: 'file' },
  { rule: 'other options of a unix server know the environment only [1.5-names-server]', before: UNIX, names: ENV, options: 'chmod chown username password' },
  { rule: 'options of a TCP server know the environment only [1.5-names-server]', before: '[inet_http_server]\nport=1\n', names: ENV,
    options: 'port username password' },
  { rule: 'options of a group know the folder [1.5-names-group]', before: `${PROGRAM}[group:g]\n`, names: [...ENV, 'here'], options: 'programs priority' },
  { rule: 'what only an event listener has knows the folder [1.5-names-listener]', before: '[eventlistener:x]\ncommand=c\nevents=EVENT\n', names: [...ENV, 'here'],
    options: 'priority buffer_size result_handler events redirect_stderr' },
  { rule: 'what only an fcgi-program has knows the folder [1.5-names-fcgi]', before: FCGI, names: [...ENV, 'here'],
    options: 'socket_owner socket_mode socket_backlog' },
  { rule: 'its socket knows the program, too [1.5-names-fcgi-socket]', before: FCGI, names: [...ENV, 'here', 'program_name'], options: 'socket' },
  { rule: 'what is read once for a program does not know the number [1.5-names-program]', before: PROGRAM, names: ONCE,
    options: 'autostart autorestart startsecs startretries stopsignal stopwaitsecs stopasgroup killasgroup exitcodes redirect_stderr numprocs numprocs_start stdout_capture_maxbytes stderr_capture_maxbytes stdout_events_enabled stderr_events_enabled serverurl user umask' },
  { rule: 'what is read for each process knows its number [1.5-names-process]', before: PROGRAM, names: INSIDE,
    options: 'command process_name environment directory stdout_logfile stderr_logfile stdout_logfile_maxbytes stderr_logfile_maxbytes stdout_logfile_backups stderr_logfile_backups stdout_syslog stderr_syslog' },
];

/** The names that an error offers for an option. */
function available(text: string): readonly string[] {
  return namesIn(refusal(() => read({ [MAIN]: `${text}=%(nope)s\n[supervisord]\n` })));
}

function namesIn(message: string): readonly string[] {
  const [, names] = /Available names: ([\w, ]+?)(?: in section .*)? \[/.exec(message) ?? [];
  assert.ok(names, message);
  return names.split(', ');
}

for (const { rule, before, options, names } of SCOPES) {
  test(rule, () => {
    for (const option of options.split(' ')) {
      assert.deepEqual(available(before + option), names, option);
    }
  });
}

test('the priority of a program, as that of its group, knows the folder only [1.5-names-priority]', () => {
  assert.deepEqual(available(`${PROGRAM}priority`), [...ENV, 'here']);
  assert.deepEqual(available(`[group:g]\nprograms=x\n${PROGRAM}priority`), ONCE);
});

test('serverurl and history_file of supervisorctl know the folder [1.5-names-ctl]', () => {
  const ctl = (option: string) => {
    const os = systemWith({ [MAIN]: `[supervisorctl]\n${option}=%(nope)s\n` });
    return namesIn(refusal(() => readCtlConfig(requestFor(os))));
  };
  for (const option of ['serverurl', 'history_file'])
    assert.deepEqual(ctl(option), [...ENV, 'here']);
  for (const option of ['username', 'password', 'prompt']) assert.deepEqual(ctl(option), ENV);
});

test('a value is formatted as % does it in Python [1.5-format]', () => {
  const command = (text: string) => programWith(`command=${text}`).command;
  assert.equal(command('%(process_num)02d|%(program_name)4s|%(numprocs)x|%%'), '00|   x|1|%');
});

test('group_name is the group a process is in, its program if it is in none [1.5-group-name]', () => {
  const config = readText(
    '[program:a]\ncommand=%(group_name)s %(program_name)s\n' +
      '[program:b]\ncommand=%(group_name)s\n[group:g]\nprograms=a',
  );
  assert.deepEqual(
    processesOf(config).map(({ command }) => command),
    ['b', 'g a'],
  );
});

test('host_node_name is the name of this host [1.5-host]', () => {
  assert.equal(programWith('command=%(host_node_name)s').command, 'box');
});

test('a sibling option is no name, and [DEFAULT] makes none [1.5-no-siblings]', () => {
  const message = refusal(() => readText('[DEFAULT]\nbase=1\n[program:x]\ncommand=%(base)s'));
  assert.match(message, /contains names \('base'\) which cannot be expanded/);
});

test('every reading begins with the environment of the start [1.5-read-afresh]', () => {
  const environment = '[supervisord]\nenvironment=A=1\n';
  const files = (more: string) => ({ [MAIN]: `${more}${PROGRAM}directory=%(ENV_A)s\n` });
  assert.equal(processesOf(read(files(environment)))[0]?.directory, '1');
  assert.match(
    refusal(() => read(files('[supervisord]\n'))),
    /^Format string '%\(ENV_A\)s' for 'program:x\.directory' contains names \('ENV_A'\)/,
  );
});

const IN_PROGRAM = ` in section 'program:x' (file: '${MAIN}') [${MAIN}:3]`;
const OFFERED = `Available names: ${INSIDE.join(', ')}`;
/** A configuration, and the whole error. */
const ERRORS: readonly (readonly [rule: string, text: string, error: string])[] = [
  [
    'a name that is not there is refused with those that are [1.5-unknown-name]',
    `${PROGRAM}directory=%(b)s`,
    `Format string '%(b)s' for 'program:x.directory' contains names ('b') which cannot be expanded. ${OFFERED}${IN_PROGRAM}`,
  ],
  [
    'a bare percent sign is refused with the reason [1.5-bad-format]',
    `${PROGRAM}directory=50%`,
    `Format string '50%' for 'program:x.directory' is badly formatted: incomplete format${IN_PROGRAM}`,
  ],
  [
    'environment is called by its bare name [1.5-bare-label]',
    `${PROGRAM}environment=A=%(b)s`,
    `Format string 'A=%(b)s' for 'environment' contains names ('b') which cannot be expanded. ${OFFERED}${IN_PROGRAM}`,
  ],
  [
    'so is process_name [1.5-bare-label]',
    `${PROGRAM}process_name=%(b)s`,
    `Format string '%(b)s' for 'process_name' contains names ('b') which cannot be expanded. ${OFFERED}${IN_PROGRAM}`,
  ],
  [
    'files of [include] is called include.files [1.5-bare-label]',
    '[include]\nfiles=%(b)s',
    `Format string '%(b)s' for 'include.files' contains names ('b') which cannot be expanded. Available names: ENV_HOME, ENV_LANG, here, host_node_name [${MAIN}:2]`,
  ],
];

for (const [rule, text, error] of ERRORS) {
  test(rule, () => {
    assert.equal(
      refusal(() => readText(text)),
      error,
    );
  });
}

test('a program sees the environment of supervisord, of [supervisord] and its own [1.5-env 1.5-supervisord-environment 1.5-supervisord-environment-once 1.5-own-environment]', () => {
  const process = programWith(
    'environment=C="%(ENV_B)s+"\ncommand=%(ENV_HOME)s %(ENV_A)s %(ENV_C)s',
    '[supervisord]\nenvironment=A="1",B="%(host_node_name)s%%"',
  );
  assert.equal(process.command, '/home/ann 1 box%+');
  assert.deepEqual(process.environment, { A: '1', B: 'box%', C: 'box%+' });
});

test('variables of one process are not seen by the next [1.5-no-leak]', () => {
  const message = refusal(() =>
    readText(
      '[program:x]\ncommand=cat\nnumprocs=2\nprocess_name=%(process_num)d%(ENV_V1)s\n' +
        'environment=V%(process_num)d=a',
    ),
  );
  assert.match(message, /contains names \('ENV_V1'\) which cannot be expanded/);
});

test('log files are expanded twice, and %% once is enough [1.5-logfile-twice]', () => {
  const path = (text: string) => programWith(`stdout_logfile=/tmp/${text}`).stdout.file;
  for (const [written, meant] of [
    ['%(program_name)s.log', 'x.log'],
    ['a%%%%b', 'a%b'],
    ['a%%b', 'a%b'],
    ['a%%(program_name)s', 'ax'],
    ['a%%(nosuch)s', 'a%(nosuch)s'],
    ['100%%', '100%'],
  ]) {
    assert.deepEqual(path(written ?? ''), { kind: 'file', path: `/tmp/${meant}` }, written);
  }
});
