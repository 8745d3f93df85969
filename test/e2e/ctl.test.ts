/** supervisorctl as scripts use it: exact lines on stdout, exact exit codes. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { supervisorctl } from '../rig/commands.ts';
import { differs } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';

test('a session: status, stop, start, restart, signal, pid [3.2-one-line 3.2-status]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[program:web]
command = /bin/cat
startsecs = 0
[program:a-program-with-a-name-longer-than-thirty]
command = /bin/cat
startsecs = 0
autostart = false
`);
  const { pid } = await daemon.state('web', 'RUNNING');
  const long = 'a-program-with-a-name-longer-than-thirty';
  const status = await daemon.ctl('status');
  assert.match(
    status.stdout,
    new RegExp(
      `^${long}   STOPPED   Not started\nweb {40}RUNNING   pid ${pid}, uptime 0:00:\\d\\d\n$`,
    ),
  );
  assert.equal(status.code, 3);

  const session: [string[], string, number][] = [
    [['pid', 'web'], `${pid}\n`, 0],
    [['pid', long], '0\n', 7],
    [['pid'], `${daemon.pid}\n`, 0],
    [['pid', 'all'], `0\n${pid}\n`, 0],
    [['pid', 'nope'], 'No such process nope\n', 1],
    [['status', 'nope'], 'nope: ERROR (no such process)\n', 4],
    [['signal', 'CONT', 'web'], 'web: signalled\n', 0],
    [['signal CONT', 'web'], 'web: signalled\n', 0], // Ansible sends two words as one
    [['signal', 'NOPE', 'web'], 'web: ERROR (bad signal name)\n', 1],
    [['signal', 'CONT', 'nope'], 'nope: ERROR (no such process)\n', 1],
    [['stop', 'web', 'nope'], 'web: stopped\nnope: ERROR (no such process)\n', 1],
    [['start', 'nope', 'web'], 'nope: ERROR (no such process)\nweb: started\n', 1],
    [['restart', 'web'], 'web: stopped\nweb: started\n', 0],
    [['stop', 'all'], 'web: stopped\n', 0],
    [['stop', 'all'], '', 0],
    [['clear', 'nope'], 'nope: ERROR (no such process)\n', 1],
    [['tail', 'nope'], 'nope: ERROR (no such process name)\n', 1],
    [['tail'], 'Error: too few arguments\n', 1],
    [['bogus'], '*** Unknown syntax: bogus\n', 1],
    [['reread'], 'No config updates to processes\n', 0],
  ];
  for (const [args, stdout, code] of session) {
    const outcome = await daemon.ctl(...args);
    const said = args[0] === 'tail' ? outcome.stdout.slice(0, stdout.length) : outcome.stdout;
    assert.deepEqual([said, outcome.stderr, outcome.code], [stdout, '', code], args.join(' '));
  }
});

test('start and stop without a name say what they miss', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('');
  const cases: [string, string, number][] = [
    ['start', 'Error: start requires a process name\n', 2],
    ['stop', 'Error: stop requires a process name\n', 1],
    ['restart', 'Error: restart requires a process name\n', 1],
    ['clear', 'Error: clear requires a process name\n', 1],
    ['signal HUP', 'Error: signal requires a signal name and a process name\n', 1],
    ['reread now', 'Error: reread accepts no arguments\n', 1],
    ['version now', 'Error: version accepts no arguments\n', 1],
  ];
  for (const [line, first, code] of cases) {
    const outcome = await daemon.ctl(line);
    assert.equal(outcome.stdout.slice(0, first.length), first);
    assert.equal(outcome.code, code, line);
  }
});

test('version, avail and help', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[program:web]
command = /bin/cat
priority = 7
[program:idle]
command = /bin/cat
autostart = false
`);
  const version = await daemon.ctl('version');
  assert.equal(version.stdout, differs('#31', { original: '4.2.5\n', ours: '4.3.0\n' }));
  const avail = await daemon.ctl('avail');
  const row = (...[name = '', use = '', start = '', rest = '']: string[]) =>
    `${name.padEnd(32)} ${use.padEnd(9)} ${start.padEnd(9)} ${rest}\n`;
  assert.equal(
    avail.stdout,
    row('idle', 'in use', 'manual', '999:999') + row('web', 'in use', 'auto', '7:7'),
  );
  const help = await daemon.ctl('help');
  assert.match(help.stdout, /\ndefault commands \(type help <topic>\):\n=+\nadd +/);
  assert.match((await daemon.ctl('help', 'start')).stdout, /^start <name>/);
  assert.match((await daemon.ctl('help', 'nope')).stdout, /^\*\*\* No help on nope\n/);
});

test('starting a program that stops at once, or is missing, has its own words', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[program:missing]
command = /no/such/command
autostart = false
[program:dies]
command = /bin/false
autostart = false
startretries = 0
[program:ends]
command = ${rig.write('kill-me.sh', '#!/bin/sh\nkill -9 $$\n', 0o755)}
autostart = false
startretries = 0
`);
  const start = await daemon.ctl('start', 'missing', 'dies', 'ends');
  assert.equal(
    start.stdout,
    'missing: ERROR (no such file)\ndies: ERROR (spawn error)\nends: ERROR (spawn error)\n',
  );
  assert.equal(start.code, 7);
});

test('without a server it says so on stdout', async () => {
  await using rig = await Rig.create();
  const port = await rig.freePort();
  const socket = rig.path('nobody.sock');
  const refused = await rig.supervisorctl('-s', `http://127.0.0.1:${port}`, 'status');
  assert.equal(refused.stdout, `http://127.0.0.1:${port} refused connection\n`);
  assert.equal(refused.code, 4);
  const missing = await rig.supervisorctl('-s', `unix://${socket}`, 'status');
  assert.deepEqual([missing.stdout, missing.code], [`unix://${socket} no such file\n`, 4]);
  const start = await rig.supervisorctl('-s', `unix://${socket}`, 'start', 'x');
  assert.deepEqual([start.stdout, start.code], [`unix://${socket} no such file\n`, 7]);
  const shutdown = await rig.supervisorctl('-s', `unix://${socket}`, 'shutdown');
  assert.equal(shutdown.stdout, `ERROR: unix://${socket} no such file (already shut down?)\n`);
});

test('a wrong password is refused, the right one from flags or the file accepted', async () => {
  await using rig = await Rig.create();
  const text = (password: string) => `
[unix_http_server]
username = me
password = right
[supervisorctl]
username = me
password = ${password}
`;
  const { paths, rewrite } = rig.configure('');
  rewrite(text('right'));
  const daemon = await rig.foreground(paths, { auth: 'me:right' });
  assert.equal((await daemon.ctl('pid')).stdout, `${daemon.pid}\n`);
  rewrite(text('wrong'));
  const wrong = await daemon.ctl('status');
  assert.match(
    wrong.stdout,
    /^Server requires authentication\nerror: .*ProtocolError.*401 Unauthorized/,
  );
  assert.equal(wrong.code, 1);
  assert.equal((await daemon.ctl('-p', 'right', 'pid')).stdout, `${daemon.pid}\n`);
  const flags = ['-s', `unix://${paths.socket}`, '-u', 'me', '-p', 'right', 'pid'];
  assert.equal((await rig.supervisorctl(...flags)).stdout, `${daemon.pid}\n`);
});

test('shutdown ends the daemon', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('[program:x]\ncommand = /bin/cat\n');
  const { stdout, code } = await daemon.ctl('shutdown');
  assert.deepEqual([stdout, code], ['Shut down\n', 0]);
  assert.equal((await daemon.exited).code, 0);
});

test('the command line of supervisorctl is checked like that of supervisord [3.2-as-supervisord 3.2-serverurl]', async () => {
  await using rig = await Rig.create();
  const bad = await rig.supervisorctl('-s', 'bogus', 'status');
  assert.match(
    bad.stderr,
    /^Error: invalid value for -s 'bogus': value 'bogus' is not a URL\nFor help, use .*supervisorctl -h\n$/,
  );
  assert.equal(bad.code, 2);
  const missing = await rig.supervisorctl('-c', '/no/such/file', 'status');
  assert.match(missing.stderr, /^Error: could not find config file \/no\/such\/file\n/);
  assert.equal(missing.code, 2);
});

test('without an action it is a shell: status first, then what is typed [3.2-shell]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('[program:x]\ncommand = /bin/cat\nstartsecs = 0\n');
  const { pid } = await daemon.state('x', 'RUNNING');
  const { stdout, code } = await daemon.shell('pid x\nstop x\nbogus\nexit\n');
  assert.match(stdout, new RegExp(`^x +RUNNING +pid ${pid}, uptime .*\n`));
  assert.ok(stdout.includes(`${pid}\n`));
  assert.ok(stdout.includes('x: stopped\n'));
  assert.ok(stdout.includes('*** Unknown syntax: bogus\n'));
  assert.equal(code, 0);
  await until('the stop', async () => (await daemon.info('x')).statename === 'STOPPED');
});

test('-i alone is that shell, too; behind an action it opens one [3.2-shell 3.2-interactive]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('');
  const shell = (...args: string[]) =>
    rig.start(supervisorctl, ['-c', daemon.paths.config, ...args], 'bogus\nexit\n').exited;
  const said = '*** Unknown syntax: bogus\n';
  const alone = await shell('-i');
  assert.ok(alone.stdout.includes(said));
  assert.equal(alone.code, 0);
  const after = await shell('-i', 'pid', 'nope');
  assert.ok(after.stdout.startsWith('No such process nope\n'));
  assert.equal(after.stdout.includes(said), differs('#17', { original: false, ours: true }));
  assert.equal(after.code, differs('#17', { original: 1, ours: 0 }));
});
