import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  MAIN,
  processesOf,
  programWith,
  read,
  readText,
  refusal,
} from '../../test/rig/read-config.ts';

test('a program that only says its command gets the defaults', () => {
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
      redirect_stderr: false,
      stdout: target,
      stderr: target,
      serverurl: undefined,
      serverurl_auto: true,
      origin: { file: MAIN, line: 1, section: 'program:web' },
    },
  ]);
});

test('supervisord gets its defaults, with paths relative to where it was started', () => {
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
    environment: {},
  });
});

test('the command line is laid over the file', () => {
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

test('numprocs makes processes with numbers, sorted by name', () => {
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

test('a program sees the environment of supervisord, of [supervisord] and its own', () => {
  const process = programWith(
    'environment=C="%(ENV_B)s+"\ncommand=%(ENV_HOME)s %(ENV_A)s %(ENV_C)s',
    '[supervisord]\nenvironment=A="1",B="%(host_node_name)s%%"',
  );
  assert.equal(process.command, '/home/ann 1 box%+');
  assert.deepEqual(process.environment, { A: '1', B: 'box%', C: 'box%+' });
});

test('variables of one process are not seen by the next', () => {
  const message = refusal(() =>
    readText(
      '[program:x]\ncommand=cat\nnumprocs=2\nprocess_name=%(process_num)d%(ENV_V1)s\n' +
        'environment=V%(process_num)d=a',
    ),
  );
  assert.match(message, /contains names \('ENV_V1'\) which cannot be expanded/);
});

test('log files are expanded twice, and %% once is enough', () => {
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

test('killasgroup follows stopasgroup', () => {
  const { killasgroup } = programWith('stopasgroup=yes');
  assert.equal(killasgroup, true);
});

test('a server url is computed, given, or refused with an empty value', () => {
  const server = '[unix_http_server]\nfile=run.sock\n[inet_http_server]\nport=*:9001';
  const url = (options: string, servers: string) => programWith(options, servers).serverurl;
  assert.equal(url('', server), 'unix:///var/run.sock');
  assert.equal(url('serverurl= auto', server), 'unix:///var/run.sock');
  assert.equal(url('', '[inet_http_server]\nport=9001'), 'http://localhost:9001');
  assert.equal(url('', '[inet_http_server]\nport=Box:81'), 'http://box:81');
  assert.equal(url('serverurl=http://x:1', server), 'http://x:1');
  assert.equal(url('serverurl=', server), undefined);
  assert.equal(url('', ''), undefined);
});

test('every section whose name begins with that of a server is one', () => {
  const { servers } = readText(
    '[unix_http_server]\nfile=%(here)s/a.sock\nchmod=0770\nchown=root:root\n' +
      '[inet_http_server:b]\nport=127.0.0.1:9001\nusername=ann\npassword={SHA}00\n' +
      '[unix_http_server:c]\nfile=~/c.sock',
  );
  assert.deepEqual(
    servers.map(({ origin, ...server }) => [origin.line, server]),
    [
      [
        5,
        {
          family: 'inet',
          section: 'inet_http_server:b',
          host: '127.0.0.1',
          port: 9001,
          username: 'ann',
          password: '{SHA}00',
        },
      ],
      [
        1,
        {
          family: 'unix',
          section: 'unix_http_server',
          file: '/etc/a.sock',
          chmod: 0o770,
          uid: 0,
          gid: 0,
          username: undefined,
          password: undefined,
        },
      ],
      [
        9,
        {
          family: 'unix',
          section: 'unix_http_server:c',
          file: '/home/ann/c.sock',
          chmod: 0o700,
          uid: -1,
          gid: -1,
          username: undefined,
          password: undefined,
        },
      ],
    ],
  );
});

test('groups are sorted by priority and name, and hold their programs in the order given', () => {
  const config = readText(
    '[program:b]\ncommand=b\n[program:a]\ncommand=a\npriority=5\n[program:z]\ncommand=z\n' +
      '[program:c]\ncommand=c\n[group:g]\nprograms=z, b\npriority=998\n' +
      '[eventlistener:l]\ncommand=l\nevents=tick_5,EVENT,TICK_5\n[group:empty]\n',
  );
  assert.deepEqual(
    config.groups.map(({ kind, name, priority, processes }) => [
      `${kind} ${name} ${priority}`,
      ...processes.map((process) => `${process.group}:${process.name}`),
    ]),
    [
      ['eventlistener l -1', 'l:l'],
      ['program a 5', 'a:a'],
      ['group g 998', 'g:z', 'g:b'],
      ['program c 999', 'c:c'],
      ['group empty 999'],
    ],
  );
  assert.deepEqual(config.groups[0]?.pool, {
    buffer_size: 10,
    events: ['TICK_5', 'EVENT'],
    result_handler: 'supervisor.dispatchers:default_handler',
  });
  assert.equal(config.groups[0]?.processes[0]?.priority, 999);
});

test('a program can be in several groups, and knows in which', () => {
  const config = readText(
    '[program:p]\ncommand=%(group_name)s\n[group:a]\nprograms=p\n[group:b]\nprograms=p',
  );
  assert.deepEqual(
    processesOf(config).map(({ command }) => command),
    ['a', 'b'],
  );
});

test('fcgi-programs share a socket, also in a group', () => {
  const config = readText(
    '[fcgi-program:f]\ncommand=f\nsocket=unix:///run/%(program_name)s.sock\nuser=root\n' +
      '[group:g]\nprograms=f\n[fcgi-program:t]\ncommand=t\nsocket=tcp://Host:9000\nsocket_backlog=5',
  );
  assert.deepEqual(
    processesOf(config).map(({ socket }) => socket),
    [
      {
        url: 'unix:///run/f.sock',
        address: { path: '/run/f.sock' },
        backlog: undefined,
        mode: 0o700,
        owner: { uid: 0, gid: 0 },
      },
      {
        url: 'tcp://host:9000',
        address: { host: 'host', port: 9000 },
        backlog: 5,
        mode: undefined,
        owner: undefined,
      },
    ],
  );
});

test('[DEFAULT] holds for every section', () => {
  const config = read({
    [MAIN]: '[DEFAULT]\ncommand=cat\nidentifier=d\n[supervisord]\n[program:a]\n[program:b]\n',
  });
  assert.equal(config.supervisord.identifier, 'd');
  assert.deepEqual(
    processesOf(config).map(({ command }) => command),
    ['cat', 'cat'],
  );
});

test('an rpcinterface keeps its own options; one whose factory we have not is left out', () => {
  const factory = 'supervisor.rpcinterface:make_main_rpcinterface';
  const { rpcinterfaces } = readText(
    `[rpcinterface:x]\nsupervisor.rpcinterface_factory=${factory}\nKey=%(ENV_LANG)s\n` +
      '[rpcinterface:y]\nsupervisor.rpcinterface_factory=my:plugin',
  );
  assert.deepEqual(rpcinterfaces, [
    {
      name: 'x',
      factory,
      options: { key: 'C' },
      origin: { file: MAIN, line: 1, section: 'rpcinterface:x' },
    },
  ]);
});
