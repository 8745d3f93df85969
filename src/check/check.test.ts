import assert from 'node:assert/strict';
import { constants } from 'node:fs';
import { test } from 'node:test';
import { checkRequestFor } from '../../test/rig/check-request.ts';
import type { FakeOs } from '../../test/rig/fake-os.ts';
import { MAIN, systemWith } from '../../test/rig/read-config.ts';
import { FINDINGS, type FindingId } from '../config/findings.ts';
import { type CheckRequest, checkConfig } from './check.ts';
import { reportLines } from './report.ts';

const X = '[program:x]\ncommand=/bin/cat\nstdout_logfile=/tmp/x\nstderr_logfile=NONE\n';

interface Case extends Partial<Omit<CheckRequest, 'permissions'>> {
  /** What nobody but root may do, as `write /tmp`; or only one may not, as `write /tmp 65534`. */
  readonly denied?: readonly string[];
  readonly prepare?: (os: FakeOs) => void;
}

/** Checks a main file on a system with `/bin/cat`, a script and a text file. */
async function check(text: string, { denied = [], prepare, ...changes }: Case = {}) {
  const os = systemWith({ [MAIN]: `[supervisord]\n${text}` });
  os.users.push({ name: 'ann', uid: 1000, gid: 1000, home: '/home/ann' });
  os.put('/bin/cat', '', 0o755);
  os.hosts.set('box', '192.0.2.1');
  os.put('/opt/tools/own', '', 0o755);
  os.put('/opt/tools/text', 'no program');
  for (const folder of ['/srv', '/var/run']) os.mkdir(folder);
  prepare?.(os);
  const permissions = {
    may: ({ uid }: { readonly uid: number }, right: string, path: string) =>
      !denied.includes(`${right} ${path} ${uid}`) &&
      (uid === 0 || !denied.includes(`${right} ${path}`)),
  };
  const cwd = '/tmp';
  const report = await checkConfig(checkRequestFor(os, { cwd, permissions, ...changes }));
  return { report, os };
}

/** What is found, as `LINE LEVEL: TEXT (ID)`. */
async function found(text: string, changes?: Case): Promise<string[]> {
  const { report } = await check(text, changes);
  const lines = reportLines(report);
  return lines.slice(0, -1).map((line) => line.replace(/^\/etc\/s\.conf:(\d+):/, '$1'));
}

const AS_ROOT = { uid: 0 };
const LIMITED: Case = {
  readLimit: (name) => ({ soft: 100, hard: name === 'openFiles' ? 4096 : 256 }),
};
/** `/proc/net/tcp` with 0.0.0.0:9001 and 127.0.0.1:9002, and a connection to port 9003. */
const LISTENING = `  sl  local_address rem_address   st
   0: 00000000:2329 00000000:0000 0A
   1: 0100007F:232A 00000000:0000 0A
   2: 0100007F:232B 0100007F:93C9 01
`;

function mountCgroups(os: FakeOs): void {
  os.put('/proc/self/cgroup', '0::/app\n');
  os.put('/proc/self/mountinfo', '30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n');
}

type Row = readonly [id: FindingId, text: string, expected: readonly string[], changes?: Case];

const ROWS: readonly Row[] = [
  [
    'kill-mode',
    `${X}kill_mode=cgroup`,
    [
      "6 warning: kill_mode in section 'program:x' would be tree: version 2 of control groups is not mounted",
    ],
  ],
  [
    'kill-mode',
    `${X}kill_mode=cgroup`,
    [
      "6 warning: kill_mode in section 'program:x' would be tree: 'root' may not make control groups in /sys/fs/cgroup/app",
    ],
    { prepare: mountCgroups, denied: ['write /sys/fs/cgroup/app 0'], uid: 0 },
  ],
  [
    'invalid',
    '[program:x]',
    [
      "2 error: program section program:x does not specify a command in section 'program:x' (file: '/etc/s.conf')",
    ],
  ],
  [
    'invalid',
    `${X}stdout_logfile_maxbytes=20M`,
    [
      "6 error: invalid literal for int() with base 10: '20m' in section 'program:x' (file: '/etc/s.conf') (did you mean 20MB?)",
    ],
  ],
  [
    'invalid',
    `${X}user=nosuch`,
    ["6 error: Invalid user name nosuch in section 'program:x' (file: '/etc/s.conf')"],
  ],
  ['invalid', '', ['error: could not find config file /etc/none.conf'], { file: '/etc/none.conf' }],
  [
    'user',
    `user=root\n${X}user=nobody`,
    [
      "2 error: user in section 'supervisord' is 'root', whom only root could become, and supervisord would be 'ann'",
      "7 error: user in section 'program:x' is 'nobody', whom only root could become, and supervisord would be 'ann'",
    ],
  ],
  [
    'user',
    `user=ann\n${X}user=nobody`,
    [
      "7 error: user in section 'program:x' is 'nobody', whom only root could become, and supervisord would be 'ann'",
    ],
    AS_ROOT,
  ],
  [
    'command',
    '[program:x]\ncommand=nosuch -v',
    ["3 error: command in section 'program:x': can't find command 'nosuch'"],
  ],
  [
    'command',
    '[program:x]\ncommand=/bin/nosuch',
    ["3 error: command in section 'program:x': can't find command '/bin/nosuch'"],
  ],
  [
    'command',
    '[program:x]\ncommand=/bin',
    ["3 error: command in section 'program:x': command at '/bin' is a directory"],
  ],
  [
    'command',
    '[program:x]\ncommand=/opt/tools/text',
    ["3 error: command in section 'program:x': command at '/opt/tools/text' is not executable"],
  ],
  [
    'command',
    '[program:x]\ncommand=',
    ["3 error: command in section 'program:x': command is empty"],
  ],
  [
    'command',
    '[program:x]\ncommand="a',
    ["3 error: command in section 'program:x': can't parse command '\"a': No closing quotation"],
  ],
  [
    'command',
    '[program:x]\ncommand=own',
    ["3 error: command in section 'program:x': no permission to run command '/opt/tools/own'"],
    { env: { PATH: '/bin:/opt/tools' }, denied: ['execute /opt/tools/own'] },
  ],
  [
    'command',
    '[program:x]\ncommand=/opt/tools/own\nuser=nobody',
    [
      "3 error: command in section 'program:x': no permission to run command '/opt/tools/own' as 'nobody'",
    ],
    { uid: 0, denied: ['execute /opt/tools/own 65534'] },
  ],
  [
    'command',
    '[program:x]\ncommand=./run\ndirectory=/srv',
    [
      "3 error: command in section 'program:x': can't find command './run' in /srv, the directory of the program",
    ],
    { prepare: (os) => os.put('/tmp/run', '', 0o755) },
  ],
  [
    'directory',
    `${X}directory=/none`,
    ["6 error: directory in section 'program:x': /none does not exist"],
  ],
  [
    'directory',
    `${X}directory=/bin/cat`,
    ["6 error: directory in section 'program:x': /bin/cat is no directory"],
  ],
  [
    'directory',
    `${X}directory=/srv\nuser=nobody`,
    ["6 error: directory in section 'program:x': /srv cannot be entered by 'nobody'"],
    { uid: 0, denied: ['execute /srv 65534'] },
  ],
  [
    'log',
    `logfile=/var/log/main\n${X}`,
    ["2 error: logfile: /var/log is not writable by 'ann'"],
    { denied: ['write /var/log'] },
  ],
  ['log', `logfile=/var/log\n${X}`, ['2 error: logfile: /var/log is a directory']],
  [
    'log',
    `[program:x]\ncommand=cat\nstdout_logfile=NONE\nstderr_logfile=/var/log/e\n`,
    ["5 error: stderr_logfile in section 'program:x': /var/log cannot be entered by 'ann'"],
    { denied: ['execute /var/log'] },
  ],
  [
    'log',
    '[program:x]\ncommand=cat\nnumprocs=2\nprocess_name=%(process_num)s',
    ["1 error: childlogdir: /tmp is not writable by 'ann'"],
    { denied: ['write /tmp'], commandLine: { logfile: '/var/log/l', pidfile: '/var/run/p' } },
  ],
  [
    'log-rotation',
    `logfile=/var/log/main\n${X}`,
    [
      "2 warning: logfile: /var/log/main cannot be rotated, since /var/log is not writable by 'ann'",
    ],
    { denied: ['write /var/log'], prepare: (os) => os.put('/var/log/main', '') },
  ],
  [
    'socket',
    `${X}[unix_http_server]\nfile=/none/s\n[unix_http_server:b]\nfile=/srv`,
    [
      "7 error: file in section 'unix_http_server': /none does not exist",
      "9 error: file in section 'unix_http_server:b': /srv is a directory",
    ],
  ],
  [
    'socket',
    '[fcgi-program:x]\ncommand=cat\nnumprocs=2\nprocess_name=%(process_num)s\nsocket=unix:///none/s',
    ["6 error: socket in section 'fcgi-program:x': /none does not exist"],
  ],
  ...['/opt/lost', 'opt/lost', ' /opt/lost -v'].map(
    (named): Row => [
      'interpreter',
      '[program:x]\ncommand=/opt/script',
      [
        "3 error: command in section 'program:x': /opt/script is a script, and its interpreter /opt/lost does not exist",
      ],
      { cwd: '/', prepare: (os) => os.put('/opt/script', `#!${named}\n`, 0o755) },
    ],
  ),
  ...(
    [
      [
        '#!/bin/cat\r\necho',
        'the first line of /opt/script ends with a carriage return, which is taken for a part of the name',
      ],
      ['#! \n', 'the first line of /opt/script names no interpreter'],
      ['#!/opt', '/opt/script is a script, and its interpreter /opt is a directory'],
      [
        '#!/opt/tools/own',
        '/opt/script is a script, and its interpreter /opt/tools/own cannot be executed',
      ],
      [
        '#!/usr/bin/env nosuch\n',
        '/opt/script is a script, and its interpreter nosuch is not in its PATH',
      ],
    ] as const
  ).map(
    ([text, why]): Row => [
      'interpreter',
      '[program:x]\ncommand=/opt/script',
      [`3 error: command in section 'program:x': ${why}`],
      {
        env: { PATH: '/bin' },
        denied: ['execute /opt/tools/own'],
        prepare(os) {
          os.put('/opt/script', text, 0o755);
          os.put('/usr/bin/env', '', 0o755);
        },
      },
    ],
  ),
  [
    'address',
    `${X}[inet_http_server]\nport=127.0.0.1:80\n[inet_http_server:b]\nport=localhost:90`,
    [
      "7 error: port in section 'inet_http_server': port 80 is not to be had by 'ann'",
      "9 error: port in section 'inet_http_server:b': port 90 is not to be had by 'ann'",
    ],
    { lookUp: async () => '127.0.0.1' },
  ],
  [
    'address',
    `user=ann\n${X}[inet_http_server]\nport=127.0.0.1:80`,
    ["8 error: port in section 'inet_http_server': port 80 is not to be had by 'ann'"],
    AS_ROOT,
  ],
  [
    'address',
    `${X}[inet_http_server]\nport=127.0.0.1:9001\n[inet_http_server:b]\nport=127.0.0.1:9002\n[inet_http_server:c]\nport=127.0.0.2:9002`,
    [
      "7 error: port in section 'inet_http_server': another program listens on port 9001",
      "9 error: port in section 'inet_http_server:b': another program listens on port 9002",
    ],
    { prepare: (os) => os.put('/proc/net/tcp', LISTENING) },
  ],
  [
    'address',
    `[fcgi-program:x]\ncommand=cat\nsocket=tcp://localhost:9002\n[fcgi-program:y]\ncommand=cat\nsocket=tcp://nowhere:9002`,
    [
      "4 error: socket in section 'fcgi-program:x': another program listens on port 9002",
      "7 error: socket in section 'fcgi-program:y': nowhere has no IPv4 address",
    ],
    {
      prepare(os) {
        os.put('/proc/net/tcp', LISTENING);
        os.hosts.set('localhost', '127.0.0.1');
      },
    },
  ],
  [
    'address',
    `${X}[unix_http_server]\nfile=/tmp/s`,
    ["7 error: file in section 'unix_http_server': another program listens at /tmp/s"],
    {
      prepare(os) {
        os.put('/tmp/s', '');
        os.put('/proc/net/unix', '0: 00000002 00000000 00010000 0001 01 12345 /tmp/s.77\n');
      },
    },
  ],
  [
    'address',
    `${X}[inet_http_server]\nport=9001\nclient_ca=/ca\ncertificate=/c`,
    [
      '7 error: port in section \'inet_http_server\': Could not determine IP address for hostname box, please try setting an explicit IP address in the "port" setting of your [inet_http_server] section.  For example, instead of "port = 9001", try "port = 127.0.0.1:9001."',
    ],
    { prepare: (os) => os.hosts.clear() },
  ],
  ['open-server', `${X}[inet_http_server]\nport=9001`, [openServer(7)]],
  [
    'open-server',
    `${X}[inet_http_server]\nport=10.0.0.1:9001\nusername=a\npassword=b`,
    [
      "7 warning: port in section 'inet_http_server': passwords and tokens go over it in clear: give it a certificate",
    ],
  ],
  [
    'limit',
    `minfds=5000\nminprocs=300\n${X}`,
    [
      '2 error: minfds is 5000, but no more than 4096 descriptors can be had',
      '3 error: minprocs is 300, but no more than 256 processes can be had',
    ],
    LIMITED,
  ],
  [
    'limit',
    `user=ann\nminfds=5000\n${X}`,
    ['3 error: minfds is 5000, but no more than 4096 descriptors can be had'],
    { ...LIMITED, ...AS_ROOT },
  ],
  [
    'limit',
    `minfds=5000\nminprocs=300\n${X}`,
    ['2 error: minfds is 5000, but no more than 4999 descriptors can be had'],
    { ...LIMITED, ...AS_ROOT, prepare: (os) => os.put('/proc/sys/fs/nr_open', '4999\n') },
  ],
  [
    'pidfile',
    `pidfile=/var/run/p\n${X}`,
    ['2 error: pidfile: /var/run/p is no plain file'],
    { prepare: (os) => os.addPipe('/var/run/p') },
  ],
  [
    'pidfile',
    `pidfile=/var/run/p\n${X}`,
    ["2 error: pidfile: /var/run is not writable by 'ann'"],
    { denied: ['write /var/run'] },
  ],
  [
    'taken-pidfile',
    `pidfile=/var/run/p\n${X}`,
    ['2 warning: pidfile /var/run/p belongs to another living supervisord (pid 7)'],
    {
      prepare(os) {
        os.put('/var/run/p', '7\n');
        os.put('/proc/7/comm', 'supervisord\n');
      },
    },
  ],
];

/** What is said of a server that everybody can reach. */
function openServer(line: number): string {
  return `${line} warning: port in section 'inet_http_server': whoever reaches it controls the programs: give it a username and password, or users`;
}

test('what would not work is told with its line', async () => {
  for (const [id, text, expected, changes] of ROWS) {
    const withId = expected.map((line) => `${line} (${id})`);
    assert.deepEqual(await found(text, changes), withId, text);
  }
});

test('the table above has everything that only a check finds', () => {
  const tested = new Set(ROWS.map(([id]) => id));
  const known = Object.entries(FINDINGS).filter(([, { checkOnly }]) => checkOnly);
  assert.deepEqual(
    known.map(([id]) => id).filter((id) => !tested.has(id as FindingId)),
    [],
  );
});

test('commands are looked for along the PATH that the program would have', async () => {
  const own = '[program:x]\ncommand=own\n';
  assert.deepEqual(await found(own, { env: { PATH: '/opt/tools' } }), []);
  assert.deepEqual(await found(`${own}environment=PATH="/opt/tools"`), []);
  assert.deepEqual(await found(`environment=PATH="/opt/tools"\n${own}`), []);
  assert.equal(
    (await found(`${own}environment=PATH="/bin"`, { env: { PATH: '/opt/tools' } })).length,
    1,
  );
});

test('relative paths begin where the daemon would be', async () => {
  const relative = `directory=/srv\n[program:x]\ncommand=./run\ndirectory=.\nstdout_logfile=log\n`;
  const prepare = (os: FakeOs) => os.put('/srv/run', '', 0o755);
  assert.deepEqual(await found(relative, { prepare }), []);
  const foreground = await found(relative, { prepare, commandLine: { nodaemon: 'true' } });
  assert.deepEqual(
    foreground.map((line) => /\((.*)\)$/.exec(line)?.[1]),
    ['ignored-in-foreground', 'command'],
  );
});

test('where supervisord may run already, its pidfile is nothing to warn of', async () => {
  const prepare = (os: FakeOs) => {
    os.put('/tmp/supervisord.pid', '7\n');
    os.put('/proc/7/comm', 'supervisord\n');
  };
  assert.equal((await found(X, { prepare })).length, 1);
  assert.deepEqual(await found(X, { prepare, mayRun: true }), []);
});

test('its addresses are its own', async () => {
  const text = `${X}[inet_http_server]\nport=127.0.0.1:9001\n`;
  const taken = (os: FakeOs) => os.put('/proc/net/tcp', LISTENING);
  assert.equal((await found(text, { prepare: taken })).length, 1);
  assert.deepEqual(await found(text, { prepare: taken, mayRun: true }), []);
  const running = (os: FakeOs) => {
    taken(os);
    os.put('/tmp/supervisord.pid', '7\n');
    os.put('/proc/7/comm', 'supervisord\n');
  };
  assert.deepEqual(
    (await found(text, { prepare: running })).map((line) => /\((.*)\)$/.exec(line)?.[1]),
    ['pid 7) (taken-pidfile'],
  );
});

test('rights and limits that the system has granted are no trouble', async () => {
  const text = `minfds=5000\n${X}[inet_http_server]\nport=127.0.0.1:80\n`;
  const granted = (effective: string) => (os: FakeOs) =>
    os.put('/proc/self/status', `CapEff:\t${effective}\n`);
  assert.deepEqual(await found(text, { ...LIMITED, ...AS_ROOT }), []);
  assert.deepEqual(await found(text, { ...LIMITED, prepare: granted('0000000001000400') }), []);
  const bare = await found(text, { ...LIMITED, ...AS_ROOT, prepare: granted('0000000000000000') });
  assert.equal(bare.length, 2);
  const low = (os: FakeOs) => os.put('/proc/sys/net/ipv4/ip_unprivileged_port_start', '80\n');
  assert.deepEqual(
    await found(`${X}[inet_http_server]\nport=127.0.0.1:80\n`, { prepare: low }),
    [],
  );
});

test('scripts that can be executed are none to talk about', async () => {
  const scripts = [
    '#!/bin/cat -v\n',
    '#! /usr/bin/env cat',
    '#!/usr/bin/env -S a=1 nosuch',
    '\r\n',
  ];
  for (const text of scripts) {
    const prepare = (os: FakeOs) => {
      os.put('/opt/script', text, 0o755);
      os.put('/usr/bin/env', '', 0o755);
    };
    assert.deepEqual(await found('[program:x]\ncommand=/opt/script', { prepare }), [], text);
  }
  const unreadable = (os: FakeOs) => {
    os.put('/opt/script', '#!/none', 0o711);
    os.fail('open', 'EACCES', '/opt/script');
  };
  assert.deepEqual(await found('[program:x]\ncommand=/opt/script', { prepare: unreadable }), []);
});

test('a good configuration has no findings, whoever checks it', async () => {
  const good = `${X}user=ann\n[unix_http_server]\nfile=/tmp/s\n`;
  for (const uid of [0, 1000]) {
    const { report } = await check(good, { uid });
    assert.deepEqual(reportLines(report), ['/etc/s.conf: 0 errors, 0 warnings']);
  }
  const special = '[program:y]\ncommand=cat\nstdout_logfile=/dev/fd/1\nstderr_logfile=/dev/fd/2\n';
  assert.deepEqual(await found(`logfile=/dev/fd/1\n${special}`, { denied: ['write /dev/fd'] }), []);
});

test('an error does not hide what was found before it', async () => {
  assert.deepEqual(await found('[program:x]\ncommand=a\nautostrat=1\nstartsecs=1\n numprocs=2'), [
    "4 warning: unknown option 'autostrat' in section 'program:x', did you mean 'autostart'? (unknown-option)",
    "5 error: invalid literal for int() with base 10: '1\\nnumprocs=2' in section 'program:x' (file: '/etc/s.conf') (invalid)",
    "6 warning: option 'numprocs' is indented, and so belongs to the value of 'startsecs' above it (indented-line)",
  ]);
});

test('findings come in the order of the files and lines, those without a place first', async () => {
  const { report } = await check('[include]\nfiles=none d/*\n[x]\n', {
    prepare: (os) => os.put('/etc/d/a', '[y]\n[program:z]\ncommand=nosuch'),
  });
  assert.deepEqual(
    report.findings.map(({ id, origin }) => [id, origin?.file, origin?.line]),
    [
      ['include-without-match', undefined, undefined],
      ['unknown-section', MAIN, 4],
      ['unknown-section', '/etc/d/a', 1],
      ['command', '/etc/d/a', 3],
    ],
  );
  assert.deepEqual([report.errors, report.warnings], [1, 3]);
});

test('nothing is written or started, and what is opened is read', async () => {
  const prepare = (os: FakeOs) => {
    const { open } = os;
    os.open = (path, flags, mode) => {
      assert.equal(flags, constants.O_RDONLY, path);
      return open.call(os, path, flags, mode);
    };
  };
  const { os } = await check(`${X}[unix_http_server]\nfile=/tmp/s\n`, { ...AS_ROOT, prepare });
  const writing = ['write', 'rename', 'unlink', 'truncateFd'] as const;
  assert.deepEqual(
    writing.map((call) => os.calls.get(call) ?? 0),
    [0, 0, 0, 0],
  );
  assert.deepEqual([os.children, os.openPaths], [[], []]);
});

test('a server that strangers cannot reach, or that asks who they are in secret, is nothing to warn of', async () => {
  const tls = 'certificate=/c.pem\nkey=/c.key\n';
  for (const server of [
    'port=127.0.0.1:9001',
    'port=localhost:9001',
    'port=[::1]:9001',
    `port=10.0.0.1:9001\nusername=a\npassword=b\n${tls}`,
    `port=10.0.0.1:9001\nclient_ca=/ca.pem\n${tls}`,
    `port=10.0.0.1:9001\n${tls}[user:a]\ntokens=t`,
  ]) {
    const report = await checkConfig(
      checkRequestFor(systemWith({ [MAIN]: `[supervisord]\n[inet_http_server]\n${server}\n` })),
    );
    assert.deepEqual(
      report.findings.filter(({ id }) => id === 'open-server'),
      [],
      server,
    );
  }
});
