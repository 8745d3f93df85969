/** What people see when something fails stands on the page of messages, as they see it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHAPTERS } from '../scripts/messages/chapters.ts';
import { supervisorctl } from './rig/commands.ts';
import { Rig } from './rig/rig.ts';

/** What may stand behind a message: its section, its place, a hint. */
const BEHIND = [
  String.raw`(?: in \[[^\]]+\] (?:events|socket))?`,
  String.raw`(?: in section '[^']+'(?: \(file: '[^']+'\))?)?`,
  String.raw`(?: \[[^\]]+:\d+\])?`,
  String.raw`(?: \(.+\))?`,
].join('');

/** So many letters tell a message from others. */
const ENOUGH_LETTERS = 6;

/** Every line of every message of the page. */
const PATTERNS: readonly RegExp[] = CHAPTERS.flatMap(({ answers }) => answers)
  .flatMap(({ says }) => says.flatMap((text) => text.split('\n')))
  .filter((line) => line.replace(/\{[^{}]*\}|[^A-Za-z]/g, '').length >= ENOUGH_LETTERS)
  .map((line) => {
    const pieces = line.trim().split(/\{[^{}]*\}/);
    return new RegExp(`^${pieces.map((piece) => escaped(piece)).join('.*?')}${BEHIND}$`);
  });

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function isOnPage(line: string): boolean {
  return PATTERNS.some((pattern) => pattern.test(line.trim()));
}

function assertOnPage(lines: readonly string[]): void {
  assert.deepEqual(
    lines.filter((line) => !isOnPage(line)),
    [],
  );
}

test('a line that the page does not have is told from one that it has', () => {
  assert.ok(isOnPage("can't find command 'x'"));
  assert.ok(isOnPage("Invalid user name x in section 'program:x' (file: 'y') [y:3]"));
  assert.ok(!isOnPage("cannot find command 'x'"));
  assert.ok(!isOnPage('ERROR: something else'));
});

const COMPLETE = '[supervisord]\n';

const STARTS: Readonly<Record<string, { flags?: string[]; config?: string }>> = {
  'a file that is not there': { flags: ['-c', 'nowhere.conf'] },
  'no file': { flags: ['-c', '/dev'] },
  'a flag that is not there': { flags: ['--nothing'] },
  'a word': { flags: ['start'] },
  'a flag without its argument': { flags: ['-l'] },
  'a level that is not there': { flags: ['-e', 'loud'] },
  'no section': { config: '' },
  'text before a section': { config: 'x = y\n' },
  'a line that is nothing': { config: `${COMPLETE}nothing\n` },
  'Latin-1': { config: `${COMPLETE}#\xe4\n` },
  'an include without files': { config: `${COMPLETE}[include]\n` },
  'an unknown event': { config: `${COMPLETE}[eventlistener:x]\ncommand=x\nevents=X\n` },
  'a socket in no folder': { config: `${COMPLETE}[unix_http_server]\nfile=/no/such/x.sock\n` },
};

for (const [what, { flags = [], config }] of Object.entries(STARTS)) {
  test(`a start that fails because of ${what} is explained on the page`, async () => {
    await using rig = await Rig.create();
    if (config !== undefined) rig.write('x.conf', Buffer.from(config, 'latin1'));
    const file = config === undefined ? [] : ['-c', 'x.conf'];
    const { stderr, code } = await rig.supervisord('-n', ...file, ...flags);
    assert.equal(code, 2);
    const [, error = ''] = /^Error: (.*)$/m.exec(stderr) ?? [];
    assertOnPage([error]);
  });
}

const BROKEN = `[supervisord]
loglevel = loud
childlogdir = /no/such/folder
minfds = many
nonsense = 1
[supervisor]
[unix_http_server]
file = x.sock
username = ann
[inet_http_server]
port = 99999
[program:a]
command = echo %Y
user = nobody-like-that
stdout_logfile = /no/such/folder/x
startsecs = 10s
autorestart = maybe
exitcodes = 1000
stopsignal = WINK
umask = 999
environment = A=1 2 3
 numprocs = 2
[program:b]
[program:b]
command = x
numprocs = 2
[program:c]
command = "x
stopasgroup = true
killasgroup = false
[program:d]
command = x
redirect_stderr = true
stderr_logfile = y
stdout_logfile = syslog
[group:g]
programs = a,nothing
[eventlistener:l]
command = x
[fcgi-program:f]
command = x
socket = tcp:nothing
[rpcinterface:r]
supervisor.rpcinterface_factory = some.python:thing
[user:]
role = king
[include]
files = nowhere/*.conf
`;

test('every error and every warning about a file is explained on the page', async () => {
  await using rig = await Rig.create();
  rig.write('x.conf', BROKEN);
  const { stdout, code } = await rig.supervisord('--check', '-c', 'x.conf');
  assert.equal(code, 2);
  const found = [...stdout.matchAll(/^x\.conf:\d+: (?:error|warning): (.*) \([a-z-]+\)$/gm)];
  assert.ok(found.length >= 25, stdout);
  assertOnPage(found.map(([, text = '']) => text));
});

test('what a check finds in the system is explained on the page', async () => {
  await using rig = await Rig.create();
  rig.write('windows.sh', '#!/bin/sh\r\n', 0o755);
  rig.write('other.sh', '#!/no/such/interpreter\n', 0o755);
  rig.write('plain', '', 0o644);
  const programs = {
    gone: 'command = no-such-command',
    plain: `command = ${rig.path('plain')}`,
    windows: `command = ${rig.path('windows.sh')}`,
    other: `command = ${rig.path('other.sh')}`,
    folder: 'command = /bin/cat\ndirectory = /no/such/folder',
    file: `command = /bin/cat\ndirectory = ${rig.path('plain')}`,
    log: `command = /bin/cat\nstdout_logfile = ${rig.dir}`,
  };
  const sections = Object.entries(programs).map(([name, text]) => `[program:${name}]\n${text}\n`);
  const open = `[inet_http_server]\nport = *:${await rig.freePort()}\n`;
  rig.write('x.conf', `${COMPLETE}minfds = 100000000\n${open}${sections.join('')}`);
  const { stdout } = await rig.supervisord('--check', '-c', 'x.conf');
  const found = [...stdout.matchAll(/^x\.conf:\d+: (?:error|warning): (.*) \([a-z-]+\)$/gm)];
  assert.ok(found.length >= Object.keys(programs).length + 2, stdout);
  // What a command lacks is told behind its section.
  assertOnPage(found.map(([, text = '']) => text.replace(/^command in section '[^']+': /, '')));
});

const PROGRAMS = `
[program:gone]
command = /no/such/command
startretries = 0
[program:dies]
command = /bin/sh -c 'exit 3'
startretries = 0
[program:misplaced]
command = /bin/cat
directory = /no/such/folder
startretries = 0
[program:stubborn]
command = /bin/sh -c 'trap "" TERM; echo ready; while :; do read x; done'
stdout_logfile = %(here)s/stubborn.log
startsecs = 0
stopwaitsecs = 1
[program:quick]
command = /bin/sh -c 'exit 2'
startsecs = 0
autorestart = false
[eventlistener:liar]
command = /bin/sh -c 'echo nonsense; exec cat'
events = TICK_3600
`;

test('every line of the log, and every complaint of supervisorctl, is on the page', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(PROGRAMS);
  for (const name of ['gone', 'dies', 'misplaced']) await daemon.state(name, 'FATAL');
  await daemon.state('quick', 'EXITED');
  await daemon.logLine(/liar: has entered the UNKNOWN state/);
  await rig.readUntil('stubborn.log', /ready/);

  const said = [
    await daemon.ctl('start', 'nosuch'),
    await daemon.ctl('start', 'gone'),
    await daemon.ctl('start', 'dies'),
    await daemon.ctl('start', 'stubborn'),
    await daemon.ctl('stop', 'quick'),
    await daemon.ctl('signal', 'WINK', 'stubborn'),
    await daemon.ctl('tail', 'nosuch'),
    await daemon.ctl('stop', 'stuborn'),
    await daemon.ctl('start', 'x*'),
    await daemon.ctl('remove', 'stubborn'),
    await daemon.ctl('add', 'stubborn'),
    await daemon.ctl('pid', 'nosuch'),
    await rig.run(supervisorctl, '-s', 'unix:///no/such/x.sock', 'status'),
    await rig.run(supervisorctl, '-s', `http://127.0.0.1:${await rig.freePort()}`, 'status'),
  ];
  for (const outcome of said) {
    const lines = `${outcome.stdout}${outcome.stderr}`.split('\n').filter((line) => line !== '');
    assert.ok(lines.length > 0, JSON.stringify(outcome));
    assertOnPage(lines);
  }

  await daemon.stop();
  const logged = daemon.messages(/^(?:CRIT|ERRO|WARN|INFO) /);
  assert.ok(
    logged.some((line) => line.includes('SIGKILL')),
    daemon.log(),
  );
  assertOnPage(logged.map((line) => line.slice('WARN '.length)));
});
