import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAIN, processesOf, programWith, read, readText } from '../../test/rig/read-config.ts';

test('a program that only says its command gets the defaults [2.5-defaults]', () => {
  const config = readText('[program:web]\ncommand=/bin/web --port 80');
  const [group] = config.groups;
  assert.equal(config.groups.length, 1);
  assert.equal(group?.kind, 'program');
  const target = {
    file: { kind: 'auto' },
    maxbytes: 52_428_800,
    backups: 10,
    capture_maxbytes: 0,
    events_enabled: false,
    syslog: false,
    syslog_priority: 'info',
  };
  assert.deepEqual(group?.processes, [
    {
      name: 'web',
      group: 'web',
      program: 'web',
      command: '/bin/web --port 80',
      directory: undefined,
      umask: undefined,
      user: undefined,
      environment: {},
      priority: 999,
      autostart: true,
      startsecs: 1,
      startretries: 3,
      autorestart: 'unexpected',
      exitcodes: [0],
      stopsignal: 15,
      stopwaitsecs: 10,
      stopasgroup: false,
      killasgroup: false,
      kill_mode: undefined,
      redirect_stderr: false,
      stdout: target,
      stderr: target,
      syslog_facility: 'user',
      syslog_tag: undefined,
      serverurl: undefined,
      serverurl_auto: true,
      origin: { file: MAIN, line: 1, section: 'program:web' },
    },
  ]);
});

test('supervisord gets its defaults, with paths relative to where it was started [2.3-defaults]', () => {
  assert.deepEqual(readText('').supervisord, {
    minfds: 1024,
    minprocs: 200,
    directory: undefined,
    user: undefined,
    umask: 0o022,
    logfile: '/var/supervisord.log',
    logfile_maxbytes: 52_428_800,
    logfile_backups: 10,
    loglevel: 'info',
    pidfile: '/var/supervisord.pid',
    identifier: 'supervisor',
    nodaemon: false,
    silent: false,
    childlogdir: '/tmp',
    nocleanup: false,
    strip_ansi: false,
    syslog_socket: '/dev/log',
    syslog_facility: 'user',
    syslog_priority: 'info',
    syslog_tag: 'supervisord',
    environment: {},
    audit: undefined,
    shutdown_timeout: 0,
    subreaper: false,
    orphans: 'report',
  });
});

test('the command line is laid over the file [3-precedence 3.1-user-in-file]', () => {
  const { supervisord } = read(
    { [MAIN]: '[supervisord]\nloglevel=warn\nuser=nosuch\nlogfile=~/s.log\nminfds=5\n' },
    { commandLine: { loglevel: 'DEBUG', nodaemon: 'true', user: 'root', pidfile: 'p.pid' } },
  );
  assert.equal(supervisord.loglevel, 'debug');
  assert.equal(supervisord.nodaemon, true);
  assert.equal(supervisord.user?.uid, 0);
  assert.equal(supervisord.pidfile, '/var/p.pid');
  assert.equal(supervisord.logfile, '/home/ann/s.log');
  assert.equal(supervisord.minfds, 5);
});

test('logfile=syslog is not made a path', () => {
  assert.equal(read({ [MAIN]: '[supervisord]\nlogfile=syslog\n' }).supervisord.logfile, 'syslog');
});

test('everything in a configuration is frozen', () => {
  const config = readText('[program:x]\ncommand=cat\nexitcodes=1,2');
  const [process] = processesOf(config);
  assert.throws(() => Object.assign(config, { file: '' }), TypeError);
  assert.throws(() => Object.assign(process?.stdout ?? {}, { maxbytes: 1 }), TypeError);
  assert.throws(() => Object.assign(process?.exitcodes ?? [], [3]), TypeError);
});

test('numprocs makes processes with numbers, sorted by name [2.11-processes]', () => {
  const names = (options: string) =>
    processesOf(readText(`[program:x]\ncommand=cat %(process_num)d of %(numprocs)d\n${options}`));
  const three = names(
    'numprocs=3\nnumprocs_start=9\nprocess_name=%(program_name)s_%(process_num)s',
  );
  assert.deepEqual(
    three.map(({ name, command }) => [name, command]),
    [
      ['x_10', 'cat 10 of 3'],
      ['x_11', 'cat 11 of 3'],
      ['x_9', 'cat 9 of 3'],
    ],
  );
  assert.deepEqual(names('numprocs=0'), []);
  assert.deepEqual(names('numprocs=-3'), []);
});

test('the words for log files are read in any case', () => {
  const kind = (text: string) => programWith(`stdout_logfile=${text}`).stdout.file.kind;
  assert.deepEqual(['None', 'OFF', 'auto', '/dev/fd/1'].map(kind), [
    'none',
    'none',
    'auto',
    'file',
  ]);
});

test('what the original warns about is noted in its words, and with the place', () => {
  const { notes } = readText(
    '[program:x]\ncommand=cat\nredirect_stderr=true\nstderr_logfile=/tmp/e\n' +
      'stdout_logfile_maxbytes=0\n[program:y]\ncommand=cat\nstdout_logfile=syslog',
  );
  assert.deepEqual(notes.slice(0, 3), [
    {
      level: 'warn',
      text: 'For [program:x], AUTO logging used for stdout_logfile without rollover, set maxbytes > 0 to avoid filling up filesystem unintentionally [/etc/s.conf:5]',
    },
    {
      level: 'warn',
      text: 'For [program:x], redirect_stderr=true but stderr_logfile has also been set to a filename, the filename has been ignored [/etc/s.conf:4]',
    },
    {
      level: 'warn',
      text: 'For [program:y], stdout_logfile=syslog but this is deprecated and will be removed.  Use stdout_syslog=true to enable syslog instead. [/etc/s.conf:8]',
    },
  ]);
});

test('redirected stderr has no file of its own, and syslog as a file means the option', () => {
  const redirected = programWith('redirect_stderr=true\nstderr_logfile=/tmp/e');
  assert.deepEqual(redirected.stderr.file, { kind: 'none' });
  const { stdout } = programWith('stdout_logfile=syslog');
  assert.deepEqual([stdout.file.kind, stdout.syslog], ['none', true]);
});

test('[DEFAULT] holds for every section, those of plug-ins included [1.3-default-section]', () => {
  const factory = 'supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface';
  const config = read({
    [MAIN]: `[DEFAULT]\ncommand=cat\nidentifier=d\n[supervisord]\n[program:a]\n[program:b]\n[rpcinterface:x]\n${factory}\n`,
  });
  assert.deepEqual(config.rpcinterfaces[0]?.options, { command: 'cat', identifier: 'd' });
  assert.equal(config.supervisord.identifier, 'd');
  assert.deepEqual(
    processesOf(config).map(({ command }) => command),
    ['cat', 'cat'],
  );
});

test('an rpcinterface keeps its own options [2.10-own-options 2.10-other-factory]', () => {
  const factory = 'supervisor.rpcinterface:make_main_rpcinterface';
  const { rpcinterfaces } = readText(
    `[rpcinterface:x]\nsupervisor.rpcinterface_factory=${factory}\nKey=%(ENV_LANG)s\n` +
      '[rpcinterface:y]\nsupervisor.rpcinterface_factory=./my.mjs:plugin',
    { findModule: (name, folder) => `${folder}/${name}` },
  );
  assert.deepEqual(rpcinterfaces, [
    {
      name: 'x',
      factory: { spec: factory, file: undefined, name: 'make_main_rpcinterface' },
      options: { key: 'C' },
      origin: { file: MAIN, line: 1, section: 'rpcinterface:x' },
    },
    {
      name: 'y',
      factory: { spec: './my.mjs:plugin', file: '/etc/./my.mjs', name: 'plugin' },
      options: {},
      origin: { file: MAIN, line: 4, section: 'rpcinterface:y' },
    },
  ]);
});

test('sections and options that nobody knows are ignored [1.3-unknown 1.3-section-name]', () => {
  const config = readText(
    '[Program:a]\ncommand=a\n[ program:b ]\ncommand=b\n[whatever]\nx=1\n' +
      '[program:c]\ncommand=c\nloglevel=info\nautostrat=no',
  );
  assert.deepEqual(
    processesOf(config).map(({ name, autostart }) => [name, autostart]),
    [['c', true]],
  );
  const warned = config.notes.map(({ text }) => text.split(/,| \[\//)[0]);
  assert.deepEqual(warned, [
    'unknown section [Program:a]',
    'unknown section [ program:b ]',
    'unknown section [whatever]',
    "unknown option 'loglevel' in section 'program:c'",
    "unknown option 'autostrat' in section 'program:c'",
  ]);
});

test('[supervisord] and the programs can be spread over several sections and files [2-continued]', () => {
  const config = read({
    [MAIN]:
      '[supervisord]\nminfds=1\n[program:x]\ncommand=x\n[include]\nfiles=d/*\n[supervisord]\nminprocs=2\n',
    '/etc/d/a': '[supervisord]\nidentifier=i\n[program:x]\npriority=3\n',
  });
  const { minfds, minprocs, identifier } = config.supervisord;
  assert.deepEqual([minfds, minprocs, identifier], [1, 2, 'i']);
  assert.equal(processesOf(config)[0]?.priority, 3);
});
