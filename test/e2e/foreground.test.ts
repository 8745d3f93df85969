/** `fg`: a process in the foreground, on a terminal and with lines from a pipe. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { supervisorctl } from '../rig/commands.ts';
import { difference } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';
import { KEY, onTerminal, Screen } from '../rig/screen.ts';

const BANNER = '==> Press Ctrl-C to exit <==\n';

/** Answers what it reads on stdin, in capitals, and complains of it on stderr. */
const ECHO = `[program:echo]
command = /bin/sh -c 'while read line; do echo "got $line"; echo "no $line" >&2; done'
startsecs = 0
autorestart = false
[program:idle]
command = /bin/cat
autostart = false
`;

test('fg says what is wrong with a name [12.4-fg-name 12.4-fg-not-running]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(ECHO);
  const table: readonly [line: string, error: string][] = [
    ['fg', 'no process name supplied'],
    ['fg echo idle', 'too many process names supplied'],
    ['fg nope', 'bad process name supplied'],
    ['fg idle', 'process not running'],
  ];
  for (const [line, error] of table) {
    const { stdout, code } = await daemon.ctl(line);
    assert.equal(stdout.split('\n')[0], `ERROR: ${error}`);
    assert.equal(stdout.split('\n').length > 2, line === 'fg', 'help for who gives no name');
    assert.equal(code, 1, line);
  }
});

test(
  'fg sends what is typed and shows both logs, until Ctrl-C; the shell goes on [12.4-fg 12.4-fg-interrupt]',
  onTerminal,
  async () => {
    await using rig = await Rig.create();
    const daemon = await rig.daemon(ECHO);
    await daemon.state('echo', 'RUNNING');
    const screen = Screen.start(rig, supervisorctl, ['-c', daemon.paths.config]);
    await screen.shows(/supervisor> $/);
    screen.type(`fg echo${KEY.enter}`);
    await screen.shows(/fg echo\n==> Press Ctrl-C to exit <==\n$/);
    screen.type(`hello you${KEY.enter}`);
    await screen.shows(/(?=.*got hello you\n)(?=.*no hello you\n)/s);
    screen.type(`bye${KEY.enter}`);
    await screen.shows(/(?=.*got bye\n)(?=.*no bye\n)/s);
    screen.type(KEY.ctrlC);
    await screen.shows(/Exiting foreground\nsupervisor> $/);
    screen.type(`version${KEY.enter}`);
    await screen.shows(/\n4\.\d\.\d\nsupervisor> $/);
    assert.equal((await daemon.info('echo')).statename, 'RUNNING');
  },
);

test(
  'fg notices the end of its process at the next line [12.4-fg-killed]',
  onTerminal,
  async () => {
    await using rig = await Rig.create();
    const daemon = await rig.daemon(ECHO);
    await daemon.state('echo', 'RUNNING');
    const screen = Screen.start(rig, supervisorctl, ['-c', daemon.paths.config]);
    await screen.shows(/supervisor> $/);
    screen.type(`fg echo${KEY.enter}`);
    await screen.shows(/exit <==\n$/);
    await daemon.rpc('stopProcess', 'echo');
    screen.type(`anybody?${KEY.enter}`);
    await screen.shows(/anybody\?\nProcess got killed\nExiting foreground\nsupervisor> $/);
  },
);

test(
  'a log that fg cannot read is told on stderr, and the other is shown [12.4-fg-log]',
  onTerminal,
  async () => {
    await using rig = await Rig.create();
    const child = rig.child();
    const daemon = await rig.daemon(`
[program:x]
command = ${child.command}
stdout_logfile = ${rig.path('out')}
stderr_logfile = NONE
startsecs = 0
`);
    const run = await child.nextRun();
    await run.write('a line\n');
    await rig.holds('out', 'a line\n');
    const screen = Screen.start(rig, supervisorctl, ['-c', daemon.paths.config, 'fg', 'x']);
    await screen.shows(
      /(?=.*\na line\n)(?=.*\/logtail\/x\/stderr Cannot read, status code \d+\n)/s,
    );
  },
);

test('fg sends the lines of a pipe and leaves at its end [12.4-fg-end]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(ECHO);
  await daemon.state('echo', 'RUNNING');
  const args = ['-c', daemon.paths.config, 'fg', 'echo'];
  const program = rig.start(supervisorctl, args, 'one\ntwo');
  await program.prints(/Exiting foreground\n/);
  await daemon.rpc<string>('readProcessStdoutLog', 'echo', 0, 0);
  const log = (await daemon.info('echo')).stdout_logfile;
  await rig.readUntil(log.slice(rig.dir.length + 1), /got one\ngot two\n/);
  assert.ok(program.printed.startsWith(BANNER));
});

difference(
  'end of fg',
  'fg ends when its server does, and leaves nothing behind [12.4-fg-server-end]',
  async () => {
    await using rig = await Rig.create();
    const daemon = await rig.daemon(ECHO);
    await daemon.state('echo', 'RUNNING');
    const screen = Screen.start(rig, supervisorctl, ['-c', daemon.paths.config, 'fg', 'echo']);
    await screen.shows(/exit <==\n$/);
    screen.type(`hello${KEY.enter}`);
    await screen.shows(/got hello\n/);
    await daemon.stop();
    await screen.shows(/Exiting foreground\n$/);
    assert.equal(await screen.ends(), 0);
  },
  onTerminal,
);

difference(
  'end of fg',
  'Ctrl-C ends fg as a command of its own, with status 0 [12.4-fg-interrupt]',
  async () => {
    await using rig = await Rig.create();
    const daemon = await rig.daemon(ECHO);
    await daemon.state('echo', 'RUNNING');
    const screen = Screen.start(rig, supervisorctl, ['-c', daemon.paths.config, 'fg', 'echo']);
    await screen.shows(/exit <==\n$/);
    screen.type(KEY.ctrlC);
    assert.equal(await screen.ends(), 0);
    assert.match(screen.text, /Exiting foreground\n$/);
  },
  onTerminal,
);
