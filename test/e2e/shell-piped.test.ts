/** The shell with lines from a pipe or a file, as scripts use it. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { supervisorctl } from '../rig/commands.ts';
import { difference } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';

const CAT = '[program:cat]\ncommand = /bin/cat\nstartsecs = 0\n';

/** Takes out what differs from run to run. */
function neutral(text: string): string {
  return text.replace(/pid \d+, uptime \S+/g, 'pid N').replace(/: file: .*$/gm, ': file');
}

const STATUS = `${'cat'.padEnd(33)}RUNNING   pid N\n`;

test('lines from a pipe are run one by one, each behind a prompt [12.5-piped 12.5-exit-zero]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(CAT);
  await daemon.state('cat', 'RUNNING');
  const table: readonly [input: string, stdout: string][] = [
    ['', 'supervisor> \n'],
    ['\n', 'supervisor> supervisor> \n'],
    ['pid', `supervisor> ${daemon.pid}\nsupervisor> \n`],
    ['pid\r\n', `supervisor> ${daemon.pid}\nsupervisor> \n`],
    ['  status  cat \nquit\npid\n', `supervisor> ${STATUS}supervisor> \n`],
    ['nonsense\nexit', 'supervisor> *** Unknown syntax: nonsense\nsupervisor> \n'],
    ['status\nEOF\n', `supervisor> ${STATUS}supervisor> \n`],
    [
      'signal CONT cat\npid nope\n',
      'supervisor> cat: signalled\nsupervisor> No such process nope\nsupervisor> \n',
    ],
  ];
  for (const [input, stdout] of table) {
    const outcome = await daemon.shell(input);
    assert.deepEqual(
      [neutral(outcome.stdout), outcome.stderr, outcome.code],
      [STATUS + stdout, '', 0],
      JSON.stringify(input),
    );
  }
});

test('questions are answered by the next line; without one there is an error [12.4-question-end 12.4-reload-asks 12.4-shutdown-asks]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('');
  const shutdown = 'supervisor> Really shut the remote supervisord process down y/N? ';
  const restart = 'supervisor> Really restart the remote supervisord process y/N? ';
  const eof = "error: <class 'EOFError'>, EOF when reading a line: file\n";
  const table: readonly [input: string, stdout: string][] = [
    ['shutdown\nno\n', shutdown],
    ['reload\n\n', restart],
    ['reload\n', restart + eof],
    ['shutdown\nyes\n', `${shutdown}Shut down\n`],
  ];
  for (const [input, stdout] of table) {
    const outcome = await daemon.shell(input);
    assert.equal(neutral(outcome.stdout), `${stdout}supervisor> \n`);
    assert.equal(outcome.code, 0);
  }
  assert.equal((await daemon.exited).code, 0);
});

test('a shell without a server says so, and goes on [12.3-refused 12.5-exit-zero]', async () => {
  await using rig = await Rig.create();
  const url = `unix://${rig.path('nobody.sock')}`;
  const { stdout, code } = await rig.start(supervisorctl, ['-s', url], 'pid\nexit\n').exited;
  const missing = `${url} no such file\n`;
  assert.equal(stdout, `${missing}supervisor> ${missing}supervisor> \n`);
  assert.equal(code, 0);
});

difference(
  'silent reader',
  'the shell ends when nobody reads what it prints [12.5-nobody-reads]',
  async () => {
    await using rig = await Rig.create();
    const daemon = await rig.daemon(CAT);
    const ctl = `'${supervisorctl}' -c '${daemon.paths.config}'`;
    const line = `(yes version | ${ctl}; echo $? >status) | head -1 >first`;
    const { code } = await rig.run('/bin/sh', '-c', line);
    assert.equal(code, 0);
    assert.match(rig.read('first'), /^cat /);
    assert.equal(await rig.readUntil('status', /\n/), '0\n');
  },
);

difference('a full disk', 'a command says so in one line [12.2-full-disk]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(CAT);
  const ctl = `'${supervisorctl}' -c '${daemon.paths.config}'`;
  for (const command of ['status', 'version', 'help', 'maintail', 'status --json', '--help']) {
    const { code, stderr } = await rig.run('/bin/sh', '-c', `${ctl} ${command} >/dev/full`);
    const text = 'error: cannot write the output: [Errno 28] No space left on device\n';
    assert.deepEqual([command, code, stderr], [command, 1, text]);
  }
});
