/** Every command of supervisorctl: the lines that it prints, and what it exits with. */
import assert from 'node:assert/strict';
import test from 'node:test';
import type { Daemon } from '../rig/daemon.ts';
import { differs } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';

type Expected = readonly [line: string, stdout: string | RegExp, code: number];

/** Runs lines one after the other and compares what they print on stdout, and exit with. */
async function expectLines(daemon: Daemon, table: readonly Expected[]): Promise<void> {
  for (const [line, stdout, code] of table) {
    const outcome = await daemon.ctl(line);
    if (typeof stdout === 'string') assert.equal(outcome.stdout, stdout, line);
    else assert.match(outcome.stdout, stdout, line);
    assert.equal(outcome.code, code, line);
  }
}

/** A first line that is an error, with help below. */
function usage(error: string): RegExp {
  return new RegExp(`^${error}\n[^]+\n$`);
}

/** Two lines of processes that come to it at the same time. */
function inAnyOrder(one: string, other: string): RegExp {
  return new RegExp(`^(?:${one}\n${other}|${other}\n${one})\n$`);
}

const GROUPS = `
[program:web]
command = /bin/cat
startsecs = 0
autostart = false
[program:left]
command = /bin/cat
startsecs = 0
autostart = false
[program:right]
command = /bin/cat
startsecs = 0
autostart = false
[group:pair]
programs = left,right
[program:missing]
command = /no/such/command
autostart = false
[program:forbidden]
command = /etc/passwd
autostart = false
[program:brief]
command = /bin/false
autostart = false
startretries = 0
`;

test('names: a process, group:process, group:* and group:, all [12.1-name 12.1-group 12.1-all 12.1-shown]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[program:web]
command = /bin/cat
startsecs = 0
autostart = false
[program:left]
command = /bin/cat
startsecs = 0
autostart = false
[group:pair]
programs = left
`);
  await expectLines(daemon, [
    ['start web', 'web: started\n', 0],
    ['stop web:web', 'web: stopped\n', 0],
    ['start web:*', 'web: started\n', 0],
    ['start pair:left', 'pair:left: started\n', 0],
    ['stop pair:*', 'pair:left: stopped\n', 0],
    ['start pair:', 'pair:left: started\n', 0],
    [
      'restart pair: web',
      'pair:left: stopped\nweb: stopped\npair:left: started\nweb: started\n',
      0,
    ],
    ['signal CONT nope all', 'pair:left: signalled\nweb: signalled\n', 0],
    ['stop nope all', inAnyOrder('pair:left: stopped', 'web: stopped'), 0],
    ['pid nope all', '0\n0\n', 0],
    ['clear nope all', 'pair:left: cleared\nweb: cleared\n', 0],
    ['start left', 'left: ERROR (no such process)\n', 1],
  ]);
});

test('status: columns, order, unknown names and its exit codes [12.4-status-line 12.4-status-order 12.4-status-unknown 12.2-status-stopped 12.2-status-unknown]', async () => {
  await using rig = await Rig.create();
  const long = 'a-name-of-more-than-thirty-characters';
  const daemon = await rig.daemon(`
[program:web]
command = /bin/cat
startsecs = 0
[program:ever]
command = /bin/cat
startsecs = 3600
[program:${long}]
command = /bin/cat
autostart = false
`);
  const { pid } = await daemon.state('web', 'RUNNING');
  const up = `RUNNING   pid ${pid}, uptime \\d:\\d\\d:\\d\\d`;
  const down = 'STOPPED   Not started';
  const [idle, wide, web] = [`${long} {3}`, ' {36}', 'web {30}'];
  await expectLines(daemon, [
    ['status web', new RegExp(`^${web}${up}\n$`), 0],
    ['status ever', `${'ever'.padEnd(33)}STARTING  \n`, 0],
    ['status', new RegExp(`^${idle}${down}\never${wide}STARTING  \nweb {37}${up}\n$`), 3],
    ['status all', new RegExp(`^${idle}${down}\never${wide}STARTING  \nweb {37}${up}\n$`), 3],
    ['status web ever', new RegExp(`^${web}${up}\never {29}STARTING  \n$`), 0],
    ['status nope web', new RegExp(`^nope: ERROR \\(no such process\\)\n${web}${up}\n$`), 4],
    ['status web nope', new RegExp(`^nope: ERROR \\(no such process\\)\n${web}${up}\n$`), 4],
    ['status nope:*', 'nope: ERROR (no such group)\n', 4],
    ['status nope:x', 'nope:x: ERROR (no such process)\n', 4],
    [`status nope ${long}`, new RegExp(`^nope: .*\n${idle}${down}\n$`), 3],
  ]);
});

test('start: every outcome has its words and its exit code [12.4-start 12.4-start-group 12.4-start-usage 12.2-ok 12.2-invalid 12.2-dead 12.2-ignored]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(GROUPS);
  await expectLines(daemon, [
    ['start web', 'web: started\n', 0],
    ['start web', 'web: ERROR (already started)\n', 0],
    ['start nope', 'nope: ERROR (no such process)\n', 1],
    ['start missing', 'missing: ERROR (no such file)\n', 1],
    ['start forbidden', /^forbidden: ERROR \((?:file is not executable|no such file)\)\n$/, 1],
    ['start brief', 'brief: ERROR (spawn error)\n', 7],
    ['start pair:*', inAnyOrder('pair:left: started', 'pair:right: started'), 0],
    ['start pair:*', '', 0],
    ['start nope:*', 'nope: ERROR (no such group)\n', 2],
    ['start', usage('Error: start requires a process name'), 2],
  ]);
});

test('stop and restart: their words and exit codes [12.4-stop 12.4-stop-usage 12.4-restart 12.4-restart-usage 12.2-generic 12.2-ignored]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(GROUPS);
  const unknown = 'nope: ERROR (no such process)\n';
  await expectLines(daemon, [
    ['stop web', 'web: ERROR (not running)\n', 0],
    ['stop nope', unknown, 1],
    ['stop nope:*', 'nope: ERROR (no such group)\n', 1],
    ['stop', usage('Error: stop requires a process name'), 1],
    ['restart web', 'web: ERROR (not running)\nweb: started\n', 0],
    ['restart nope web', `${unknown}web: stopped\n${unknown}web: started\n`, 1],
    [
      'restart pair:* web',
      /^web: stopped\n(?:pair:(?:left|right): started\n){2}web: started\n$/,
      0,
    ],
    ['restart nope:*', 'nope: ERROR (no such group)\nnope: ERROR (no such group)\n', 2],
    ['restart', usage('Error: restart requires a process name'), 1],
    ['stop web', 'web: stopped\n', 0],
  ]);
});

test('signal, pid and clear: their words and exit codes [12.4-signal 12.4-signal-usage 12.4-pid 12.4-pid-unknown 12.4-clear 12.4-clear-usage 12.2-dead 12.2-last]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(GROUPS);
  await daemon.rpc('startProcess', 'web');
  const { pid } = await daemon.state('web', 'RUNNING');
  await expectLines(daemon, [
    ['signal CONT web', 'web: signalled\n', 0],
    ['signal sigcont web', 'web: signalled\n', 0],
    ['signal 18 web', 'web: signalled\n', 0],
    ['signal NOPE web', 'web: ERROR (bad signal name)\n', 1],
    ['signal CONT pair:left', 'pair:left: ERROR (not running)\n', 7],
    ['signal CONT nope web', 'nope: ERROR (no such process)\nweb: signalled\n', 1],
    ['signal CONT nope:*', 'nope: ERROR (no such group)\n', 1],
    ['signal', usage('Error: signal requires a signal name and a process name'), 1],
    ['signal HUP', usage('Error: signal requires a signal name and a process name'), 1],
    ['pid', `${daemon.pid}\n`, 0],
    ['pid web', `${pid}\n`, 0],
    ['pid web brief', `${pid}\n0\n`, 7],
    ['pid brief nope', '0\nNo such process nope\n', 1],
    ['pid nope brief', 'No such process nope\n0\n', 7],
    ['clear web', 'web: cleared\n', 0],
    ['clear nope web', 'nope: ERROR (no such process)\nweb: cleared\n', 1],
    ['clear', usage('Error: clear requires a process name'), 1],
  ]);
});

test('tail and maintail: how they are typed, and what is wrong [12.4-tail-usage 12.4-tail-errors 12.4-maintail]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[program:silent]
command = /bin/cat
stdout_logfile = NONE
`);
  await daemon.logLine(/spawned/);
  await expectLines(daemon, [
    ['tail', usage('Error: too few arguments'), 1],
    ['tail a b c d', usage('Error: too many arguments'), 1],
    ['tail silent stdin', "Error: bad channel 'stdin'\n", 1],
    ['tail -x silent', 'Error: bad argument -x\n', 1],
    ['tail -5', 'Error: tail requires process name\n', 1],
    ['tail silent', 'silent: ERROR (no log file)\n', 1],
    ['tail nope', 'nope: ERROR (no such process name)\n', 1],
    ['maintail x', 'Error: bad argument x\n', 1],
    ['maintail -x', 'Error: bad argument -x\n', 1],
    ['maintail a b', usage('Error: too many arguments'), 1],
    ['maintail -4', /^\d{3}\n\n$|^.{3}\n\n$/, 0],
    ['maintail', /INFO spawned: 'silent' with pid \d+\n/, 0],
  ]);
});

test('reread, update, add, remove and avail: their lines and exit codes [12.4-reread 12.4-update 12.4-update-unknown 12.4-update-config 12.4-add 12.4-remove 12.4-avail 12.2-ignored]', async () => {
  await using rig = await Rig.create();
  const { paths, rewrite } = rig.configure('');
  const program = (name: string, more = '') =>
    `[program:${name}]\ncommand = /bin/cat\nstartsecs = 0\n${more}`;
  rewrite(program('gone') + program('web', 'priority = 5\n'));
  const daemon = await rig.foreground(paths);
  await daemon.state('web', 'RUNNING');
  await daemon.state('gone', 'RUNNING');
  await expectLines(daemon, [
    ['reread', 'No config updates to processes\n', 0],
    ['update', '', 0],
    ['add', '', 0],
    ['remove', '', 0],
    ['add web', 'ERROR: process group already active\n', 0],
    ['add nope', 'ERROR: no such process/group: nope\n', 1],
    ['remove nope', 'ERROR: no such process/group: nope\n', 1],
    ['remove web', 'ERROR: process/group still running: web\n', 1],
  ]);
  rewrite(program('web', 'priority = 7\n') + program('fresh', 'autostart = false\n'));
  const row = (name: string, use: string, start: string, priority: string) =>
    `${name.padEnd(32)} ${use.padEnd(9)} ${start.padEnd(9)} ${priority}\n`;
  await expectLines(daemon, [
    ['reread', 'fresh: available\ngone: disappeared\nweb: changed\n', 0],
    ['avail', row('fresh', 'avail', 'manual', '999:999') + row('web', 'in use', 'auto', '7:7'), 0],
    ['update nope', 'ERROR: no such group: nope\n', 1],
    ['update fresh nope', /^ERROR: no such group: nope\nfresh: added process group\n$/, 1],
    ['remove fresh', 'fresh: removed process group\n', 0],
    ['add fresh', 'fresh: added process group\n', 0],
    [
      'update all',
      'gone: stopped\ngone: removed process group\nweb: stopped\nweb: updated process group\n',
      0,
    ],
  ]);
  rewrite('[program:bad]\n');
  await expectLines(daemon, [
    ['reread', /^ERROR: CANT_REREAD: .*\n$/, 1],
    [
      'update',
      /^error: <class 'xmlrpc\.client\.Fault'>, <Fault 92: ['"]CANT_REREAD: .*: file: .* line: \d+\n$/,
      1,
    ],
  ]);
});

test('commands without arguments refuse them [12.4-no-arguments]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('');
  const commands = ['avail', 'reread', 'reload', 'shutdown', 'version'];
  await expectLines(
    daemon,
    commands.map(
      (name): Expected => [`${name} x`, usage(`Error: ${name} accepts no arguments`), 1],
    ),
  );
});

test('help, version, quit, and lines that are none [12.4-help 12.4-help-unknown 12.4-version 12.4-quit 12.3-unknown-syntax]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('');
  const title = 'default commands (type help <topic>):';
  const help = new RegExp(
    `^\n${title.replace(/[()]/g, '\\$&')}\n={${title.length}}\nadd +.*\n[^]*\n$`,
  );
  await expectLines(daemon, [
    ['help', help, 0],
    ['?', help, 0],
    ['help fg', /^fg <\w+>/, 0],
    ['?fg', /^fg <\w+>/, 0],
    ['help nope', '*** No help on nope\n', 0],
    ['version', differs('#31', { original: '4.2.5\n', ours: '4.3.0\n' }), 0],
    ['quit', '\n', 0],
    ['exit', '\n', 0],
    ['EOF', '\n', 0],
    ['nonsense with words', '*** Unknown syntax: nonsense with words\n', 1],
    ['!ls', '*** Unknown syntax: !ls\n', 1],
  ]);
  const topics = (await daemon.ctl('help')).stdout.split(/\s+/);
  const names =
    'add avail clear exit fg maintail open pid quit reload remove reread restart shutdown signal start status stop tail update version';
  for (const name of names.split(' ')) assert.ok(topics.includes(name), name);
});

test('reload and shutdown tell what they did; then nobody is there [12.4-reload 12.4-shutdown 12.3-shutdown]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('');
  await expectLines(daemon, [['reload', 'Restarted supervisord\n', 0]]);
  await daemon.ready();
  await expectLines(daemon, [['shutdown', 'Shut down\n', 0]]);
  await daemon.exited;
  const url = `unix://${daemon.paths.socket}`;
  await expectLines(daemon, [['shutdown', `ERROR: ${url} no such file (already shut down?)\n`, 1]]);
});

test('while it shuts down, faults have their lines [12.4-shutting-down]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`[program:x]\ncommand = ${child.command}\nstopwaitsecs = 3600\n`);
  const run = await child.nextRun();
  await run.trap('SIGTERM');
  await daemon.rpc('shutdown');
  assert.equal(await run.nextSignal(), 'SIGTERM');
  await expectLines(daemon, [
    ['reread', 'ERROR: supervisor shutting down\n', 1],
    ['avail', 'ERROR: supervisor shutting down\n', 1],
    ['update', 'ERROR: already shutting down\n', 1],
    ['add x', 'ERROR: shutting down\n', 1],
    ['reload', 'ERROR: already shutting down\n', 1],
    ['shutdown', 'ERROR: already shutting down\n', 0],
    [
      'pid',
      /^error: <class 'xmlrpc\.client\.Fault'>, <Fault 6: 'SHUTDOWN_STATE'>: file: .* line: \d+\n$/,
      1,
    ],
  ]);
  run.release();
  await daemon.exited;
});

test('nobody there: what every command says of it [12.3-refused 12.3-missing 12.3-no-upcheck 12.3-shutdown 12.2-status-nobody 12.2-refused 12.2-missing]', async () => {
  await using rig = await Rig.create();
  const port = await rig.freePort();
  const tcp = `http://127.0.0.1:${port}`;
  const unix = `unix://${rig.path('nobody.sock')}`;
  const run = async (url: string, line: string) => {
    const { stdout, code } = await rig.supervisorctl('-s', url, line);
    return [stdout, code];
  };
  for (const line of [
    'pid',
    'version',
    'start x',
    'stop x',
    'restart x',
    'signal HUP x',
    'tail x',
    'tail -f x',
    'maintail',
    'clear x',
    'fg x',
  ]) {
    assert.deepEqual(await run(tcp, line), [`${tcp} refused connection\n`, 4], line);
    assert.deepEqual(await run(unix, line), [`${unix} no such file\n`, 7], line);
  }
  assert.deepEqual(await run(tcp, 'status'), [`${tcp} refused connection\n`, 4]);
  assert.deepEqual(await run(unix, 'status'), [`${unix} no such file\n`, 4]);
  for (const line of ['avail', 'reread', 'update', 'add x', 'remove x', 'reload']) {
    const [refused, refusedCode] = await run(tcp, line);
    assert.match(
      String(refused),
      /^error: <class 'ConnectionRefusedError'>, \[Errno 111\] Connection refused: file: .* line: \d+\n$/,
    );
    const [missing, missingCode] = await run(unix, line);
    assert.match(
      String(missing),
      /^error: <class 'FileNotFoundError'>, \[Errno 2\] No such file or directory: file: .* line: \d+\n$/,
    );
    assert.deepEqual([refusedCode, missingCode], [1, 1], line);
  }
  const gone = (url: string, why: string) => [`ERROR: ${url} ${why} (already shut down?)\n`, 1];
  assert.deepEqual(await run(tcp, 'shutdown'), gone(tcp, 'refused connection'));
  assert.deepEqual(await run(unix, 'shutdown'), gone(unix, 'no such file'));
  assert.match(
    String((await run('ftp://x', 'pid'))[0]),
    /^error: <class 'ValueError'>, Unknown protocol for serverurl ftp:\/\/x: file: /,
  );
});

test('a server that wants a password is told both, name and password [12.3-unauthorized 12-credentials]', async () => {
  await using rig = await Rig.create();
  const { paths } = rig.configure('[unix_http_server]\nusername = me\npassword = right\n');
  const daemon = await rig.foreground(paths, { auth: 'me:right' });
  const unauthorized =
    /^Server requires authentication\nerror: <class 'xmlrpc\.client\.ProtocolError'>, <ProtocolError for 127\.0\.0\.1\/RPC2: 401 Unauthorized>: file: .* line: \d+\n$/;
  await expectLines(daemon, [['status', unauthorized, 1]]);
  const login = (...flags: string[]) => rig.supervisorctl('-c', paths.config, ...flags, 'pid');
  for (const flags of [
    ['-u', 'me'],
    ['-p', 'right'],
    ['-u', 'me', '-p', 'wrong'],
  ]) {
    assert.match((await login(...flags)).stdout, unauthorized);
  }
  assert.equal((await login('-u', 'me', '-p', 'right')).stdout, `${daemon.pid}\n`);
});
