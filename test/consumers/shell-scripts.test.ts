/**
 * What shell scripts, Nagios, Zabbix, Puppet and Monit do with the output of supervisorctl: the
 * pipelines that are found on the net, run by the shell as they are.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { type Outcome, supervisorctl } from '../rig/commands.ts';
import { Rig } from '../rig/rig.ts';

/** A supervisord with one program in each of the usual states, and a shell in its folder. */
async function setUp(rig: Rig) {
  const daemon = await rig.daemon(`
[program:web]
command = /bin/cat
startsecs = 0
[program:test]
command = /bin/cat
startsecs = 0
[program:test2]
command = /bin/cat
startsecs = 0
[program:off]
command = /bin/cat
startsecs = 0
autostart = false
[program:broken]
command = /bin/false
startretries = 0
[program:job]
command = /bin/true
startsecs = 0
autorestart = false
`);
  for (const name of ['web', 'test', 'test2']) await daemon.state(name, 'RUNNING');
  await daemon.state('broken', 'FATAL');
  await daemon.state('job', 'EXITED');
  return daemon;
}

/** Runs a line of shell in which `supervisorctl` is the one under test. */
function sh(rig: Rig, line: string): Promise<Outcome> {
  const where = `PATH=${path.dirname(supervisorctl)}:$PATH`;
  return rig.run('/bin/sh', '-c', `${where}; ${line}`);
}

/** A pipeline, what it prints, and its status. */
type Script = readonly [line: string, stdout: string | RegExp, code: number];

async function assertAll(rig: Rig, scripts: readonly Script[]): Promise<void> {
  for (const [line, stdout, code] of scripts) {
    const outcome = await sh(rig, line);
    if (typeof stdout === 'string') assert.equal(outcome.stdout, stdout, line);
    else assert.match(outcome.stdout, stdout, line);
    assert.equal(outcome.code, code, line);
  }
}

const UPTIME = String.raw`pid \d+, uptime \d:\d\d:\d\d`;

test('columns are counted, cut and searched', async () => {
  await using rig = await Rig.create();
  const daemon = await setUp(rig);
  const pids = [];
  for (const name of ['test', 'test2', 'web']) pids.push((await daemon.info(name)).pid);
  await assertAll(rig, [
    ['supervisorctl status | grep RUNNING | wc -l', '3\n', 0],
    ['supervisorctl status | grep -vq RUNNING', '', 0],
    ["supervisorctl status | grep -P '(EXITED|STOPPED|FATAL)' | wc -l", '3\n', 0],
    ["supervisorctl status | awk '{print $1}'", 'broken\njob\noff\ntest\ntest2\nweb\n', 0],
    [
      "supervisorctl status | awk '{print $2}'",
      'FATAL\nEXITED\nSTOPPED\nRUNNING\nRUNNING\nRUNNING\n',
      0,
    ],
    ["supervisorctl status | grep RUNNING | awk '{print $4}'", `${pids.join(',\n')},\n`, 0],
    [
      `supervisorctl status web | awk '{print $4" "$1" "$2" "$6}'`,
      new RegExp(`^${pids[2]}, web RUNNING \\d:\\d\\d:\\d\\d\n$`),
      0,
    ],
    ["supervisorctl status | awk '/^test[: ]/{print $2}' | grep '^RUNNING$'", 'RUNNING\n', 0],
    [`supervisorctl status | awk 'NF && $2 != "RUNNING" {exit 1}'`, '', 1],
    [`supervisorctl status web test | awk 'NF && $2 != "RUNNING" {exit 1}'`, '', 0],
    ['supervisorctl pid web', `${pids[2]}\n`, 0],
    ['supervisorctl status web', new RegExp(`^web {30}RUNNING {3}${UPTIME}\n$`), 0],
  ]);
});

test('exit codes decide: Nagios, and scripts with if', async () => {
  await using rig = await Rig.create();
  const daemon = await setUp(rig);
  await assertAll(rig, [
    ['supervisorctl status >/dev/null', '', 3],
    ['supervisorctl status web >/dev/null', '', 0],
    ['supervisorctl status nobody', 'nobody: ERROR (no such process)\n', 4],
    ['if supervisorctl status web 2>&1 >/dev/null && echo $?; then echo up; fi', '0\nup\n', 0],
    ['supervisorctl pid off', '0\n', 7],
    ['supervisorctl start web', 'web: ERROR (already started)\n', 0],
    ['supervisorctl start broken', 'broken: ERROR (spawn error)\n', 7],
    ['supervisorctl stop off', 'off: ERROR (not running)\n', 0],
    ['supervisorctl reread', 'No config updates to processes\n', 0],
    ['supervisorctl update', '', 0],
  ]);
  await daemon.stop();
  const refused =
    "supervisorctl status 2>&1 | grep -qiE 'refused|no such file|SHUTDOWN_STATE|not running'";
  await assertAll(rig, [
    [refused, '', 0],
    ['supervisorctl status', `unix://${daemon.paths.socket} no such file\n`, 4],
    ['supervisorctl start web', `unix://${daemon.paths.socket} no such file\n`, 7],
  ]);
});

test('what Python, Perl and Zabbix match stands in every line of status', async () => {
  await using rig = await Rig.create();
  await setUp(rig);
  const { stdout } = await sh(rig, 'supervisorctl status');
  const lines = stdout.trimEnd().split('\n');
  assert.equal(lines.length, 6);
  for (const line of lines) assert.match(line, /^\s*(\S+)\s+(\S+)\s+/); // Zabbix
  const running = lines.filter((line) => /RUNNING(?:\s+)pid\s(\d+)/.test(line));
  assert.equal(running.length, 3);
  assert.equal(stdout.includes('\x1b'), false);
});

test('the main log has the lines that people search for', async () => {
  await using rig = await Rig.create();
  const daemon = await setUp(rig);
  await daemon.rpc('stopProcess', 'web');
  const lines = daemon.messages(/spawned|exited|entered|gave up|stopped/);
  for (const pattern of [
    /^INFO spawned: 'web' with pid \d+$/,
    /^INFO success: web entered RUNNING state, process has stayed up for > than 0 seconds \(startsecs\)$/,
    /^WARN exited: broken \(exit status 1; not expected\)$/,
    /^INFO exited: job \(exit status 0; expected\)$/,
    /^INFO gave up: broken entered FATAL state, too many start retries too quickly$/,
    /^(WARN|INFO) stopped: web \(terminated by SIGTERM\)$/,
  ]) {
    assert.ok(
      lines.some((line) => pattern.test(line)),
      `${pattern} in\n${lines.join('\n')}`,
    );
  }
});
