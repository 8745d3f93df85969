/** The interactive shell on a real terminal. */
import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import test from 'node:test';
import { supervisorctl } from '../rig/commands.ts';
import type { Daemon } from '../rig/daemon.ts';
import { difference, differs } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';
import { KEY, onTerminal, Screen } from '../rig/screen.ts';

const CATS = `
[program:cat]
command = /bin/cat
startsecs = 0
[program:num]
command = /bin/cat
process_name = %(program_name)s_%(process_num)d
numprocs = 2
startsecs = 0
[program:off-line]
command = /bin/cat
autostart = false
`;

const PROMPT = /supervisor> $/;

/** A shell that has shown the status and waits at its prompt. */
async function openShell(rig: Rig, daemon: Daemon, ...args: string[]): Promise<Screen> {
  const screen = Screen.start(rig, supervisorctl, ['-c', daemon.paths.config, ...args]);
  await screen.shows(PROMPT);
  return screen;
}

/** Types a line; answers what came until the next prompt, without the echo of the line. */
async function ask(screen: Screen, line: string): Promise<string> {
  screen.type(line + KEY.enter);
  const shown = await screen.shows(/\n(?:.*\n)*supervisor> $/);
  return shown.slice(shown.indexOf('\n') + 1).replace(PROMPT, '');
}

/** Types keys at an empty prompt; answers what is shown once that matches, and takes them back. */
async function tap(screen: Screen, keys: string, shown: RegExp): Promise<void> {
  screen.type(keys);
  await screen.shows(shown);
  screen.type(KEY.ctrlU);
}

test(
  'it shows the status, then a prompt; each line is answered [12.5-status 12.5-prompt 12.5-empty 12.5-exit-zero]',
  onTerminal,
  async () => {
    await using rig = await Rig.create();
    const daemon = await rig.daemon(CATS);
    const { pid } = await daemon.state('cat', 'RUNNING');
    const screen = Screen.start(rig, supervisorctl, ['-c', daemon.paths.config]);
    const greeting = await screen.shows(PROMPT);
    assert.match(
      greeting,
      new RegExp(
        `^cat +RUNNING +pid ${pid}, .*\nnum:num_0 .*\nnum:num_1 .*\noff-line +STOPPED .*\nsupervisor> $`,
      ),
    );
    assert.equal(await ask(screen, 'pid cat'), `${pid}\n`);
    assert.equal(await ask(screen, ''), '');
    assert.equal(await ask(screen, '   '), '');
    assert.equal(await ask(screen, '!ls'), '*** Unknown syntax: !ls\n');
    assert.equal(await ask(screen, 'nonsense'), '*** Unknown syntax: nonsense\n');
    assert.equal(await ask(screen, '?nope'), '*** No help on nope\n');
    screen.type(`exit${KEY.enter}`);
    assert.equal(await screen.ends(), 0);
    assert.match(screen.text, /supervisor> exit\n\n$/);
  },
);

test(
  'what is typed ahead, or pasted in several lines, is run line by line [12.5-typed-ahead]',
  onTerminal,
  async () => {
    await using rig = await Rig.create();
    const daemon = await rig.daemon(CATS);
    const screen = await openShell(rig, daemon);
    screen.type(['version', 'pid', 'help nope', 'nonsense', 'quit', ''].join(KEY.enter));
    assert.equal(await screen.ends(), 0);
    const version = differs('#31', { original: '4.2.5', ours: '4.3.0' });
    const answers = [version, daemon.pid, '*** No help on nope', '*** Unknown syntax: nonsense'];
    for (const answer of answers) assert.ok(screen.text.includes(`\n${answer}\n`), String(answer));
  },
);

test(
  'the prompt is that of the configuration; arrows move, the line can be mended [12.5-prompt 12.5-edit]',
  onTerminal,
  async () => {
    await using rig = await Rig.create();
    const daemon = await rig.daemon('[supervisorctl]\nprompt = here\n');
    const screen = Screen.start(rig, supervisorctl, ['-c', daemon.paths.config]);
    await screen.shows(/here> $/);
    screen.type(`pd${KEY.left}i${KEY.enter}`);
    await screen.shows(new RegExp(`\n${daemon.pid}\nhere> $`));
    screen.type(KEY.up + KEY.enter);
    await screen.shows(new RegExp(`\n${daemon.pid}\nhere> $`));
    screen.type(`pid${KEY.ctrlU}quit${KEY.enter}`);
    assert.equal(await screen.ends(), 0);
  },
);

test(
  'the history is read from its file and written to it, which only its owner can read [12.5-history 12.5-history-mode]',
  onTerminal,
  async () => {
    await using rig = await Rig.create();
    const daemon = await rig.daemon(`${CATS}[supervisorctl]\nhistory_file = %(here)s/history\n`);
    const first = await openShell(rig, daemon);
    for (const line of ['pid cat', 'pid cat', '', 'version']) await ask(first, line);
    first.type(KEY.ctrlD);
    assert.equal(await first.ends(), 0);
    assert.equal(rig.read('history'), 'pid cat\nversion\n');
    assert.equal(statSync(rig.path('history')).mode & 0o777, 0o600);

    const second = await openShell(rig, daemon);
    second.type(KEY.up + KEY.up);
    await second.shows(/pid cat$/);
    second.type(KEY.enter);
    await second.shows(/\n\d+\nsupervisor> $/);
    second.type(KEY.ctrlC);
    assert.equal(await second.ends(), 0);
    assert.equal(rig.read('history'), 'pid cat\nversion\npid cat\n');
  },
);

test(
  'a history file that cannot be used is done without [12.5-history-unusable]',
  onTerminal,
  async () => {
    await using rig = await Rig.create();
    const daemon = await rig.daemon('[supervisorctl]\nhistory_file = /no/such/folder/history\n');
    const screen = await openShell(rig, daemon);
    assert.equal(await ask(screen, 'pid'), `${daemon.pid}\n`);
    screen.type(`exit${KEY.enter}`);
    assert.equal(await screen.ends(), 0);
    assert.match(screen.text, /supervisor> exit\n\n$/);
  },
);

difference(
  '#17',
  '-r names the history file, instead of the one in the configuration [3.2-history-file]',
  async () => {
    await using rig = await Rig.create();
    const daemon = await rig.daemon('[supervisorctl]\nhistory_file = %(here)s/history\n');
    const screen = await openShell(rig, daemon, '-r', rig.path('mine'));
    await ask(screen, 'version');
    screen.type(`exit${KEY.enter}`);
    assert.equal(await screen.ends(), 0);
    assert.equal(rig.read('mine'), 'version\nexit\n');
    assert.equal(existsSync(rig.path('history')), false);
  },
  onTerminal,
);

difference(
  'history',
  'answers to questions are not kept in the history [12.5-history-answers]',
  async () => {
    await using rig = await Rig.create();
    const daemon = await rig.daemon('[supervisorctl]\nhistory_file = %(here)s/history\n');
    const screen = await openShell(rig, daemon);
    screen.type(`shutdown${KEY.enter}`);
    await screen.shows(/N\? $/);
    await ask(screen, 'no');
    screen.type(KEY.ctrlD);
    assert.equal(await screen.ends(), 0);
    assert.equal(rig.read('history'), 'shutdown\n');
  },
  onTerminal,
);

test(
  'Tab completes commands, help topics, groups and processes [12.5-complete 12.5-complete-actions 12.5-complete-help 12.5-complete-groups 12.5-complete-processes 12.5-complete-words]',
  onTerminal,
  async () => {
    await using rig = await Rig.create();
    const daemon = await rig.daemon(CATS);
    const screen = await openShell(rig, daemon);
    const { tab } = KEY;
    await tap(screen, `mai${tab}x`, /maintail x$/);
    await tap(screen, `st${tab}${tab}`, /start +status +stop *\n/);
    await tap(screen, `help mai${tab}x`, /help maintail x$/);
    await tap(screen, `update c${tab}x`, /update cat x$/);
    await tap(screen, `remove n${tab}x`, /remove num x$/);
    await tap(screen, `stop c${tab}off${tab}x`, /stop cat off-line x$/);
    await tap(screen, `start n${tab}${tab}${tab}`, /num:\*.*num:num_0.*num:num_1 *\n/s);
    await tap(screen, `tail -f num:num_1${tab}x`, /tail -f num:num_1 x$/);
    await tap(screen, `signal c${tab}x`, /signal cat x$/);
    await tap(screen, `fg cat:${tab}${tab}${tab}`, /cat:\*.*cat:cat *\n/s);
    await tap(screen, `maintail c${tab}x`, /maintail cx$/);
    screen.type(KEY.ctrlD);
    assert.equal(await screen.ends(), 0);
  },
);

test(
  'the names that Tab offers are those of before, until the next command [12.5-complete-cache]',
  onTerminal,
  async () => {
    await using rig = await Rig.create();
    const daemon = await rig.daemon(CATS);
    const screen = await openShell(rig, daemon);
    await tap(screen, `pid off${KEY.tab}x`, /pid off-line x$/);
    assert.equal(await daemon.rpc('removeProcessGroup', 'off-line'), true);
    await tap(screen, `pid off${KEY.tab}x`, /pid off-line x$/);
    await ask(screen, 'version');
    await tap(screen, `pid off${KEY.tab}x`, /pid offx$/);
    screen.type(KEY.ctrlD);
    assert.equal(await screen.ends(), 0);
  },
);

test(
  'Ctrl-C leaves the shell: at the prompt, at a question, while a command waits [12.5-interrupt]',
  onTerminal,
  async () => {
    await using rig = await Rig.create();
    const child = rig.child();
    const daemon = await rig.daemon(`[program:x]\ncommand = ${child.command}\nstartsecs = 0\n`);
    const run = await child.nextRun();
    await run.trap('SIGTERM');

    const prompt = await openShell(rig, daemon);
    prompt.type('pid');
    await prompt.shows(/pid$/);
    prompt.type(KEY.ctrlC);
    assert.equal(await prompt.ends(), 0);
    assert.match(prompt.text, /supervisor> pid\n$/);

    const question = await openShell(rig, daemon);
    question.type(`reload${KEY.enter}`);
    await question.shows(/N\? $/);
    question.type(KEY.ctrlC);
    assert.equal(await question.ends(), 0);
    assert.match(question.text, /y\/N\? \n$/);

    const command = await openShell(rig, daemon);
    command.type(`stop x${KEY.enter}`);
    assert.equal(await run.nextSignal(), 'SIGTERM');
    command.type(KEY.ctrlC);
    assert.equal(await command.ends(), 0);
    const said = differs('progress', {
      original: '',
      ours: 'interrupted: x is still being stopped\n',
    });
    assert.ok(command.text.endsWith(`stop x\n^C${said}\n`), command.text);
  },
);

test(
  'Ctrl-C ends a log that is followed, and the shell goes on [12.4-follow-interrupt]',
  onTerminal,
  async () => {
    await using rig = await Rig.create();
    const child = rig.child();
    const daemon = await rig.daemon(`[program:x]\ncommand = ${child.command}\nstartsecs = 0\n`);
    const run = await child.nextRun();
    const screen = await openShell(rig, daemon);
    screen.type(`tail -f x${KEY.enter}`);
    await screen.shows(/==> Press Ctrl-C to exit <==\n$/);
    await run.write('one line\n');
    await screen.shows(/one line\n$/);
    screen.type(KEY.ctrlC);
    await screen.shows(/\^C\nsupervisor> $/);
    screen.type(`maintail -f${KEY.enter}`);
    await screen.shows(/==> Press Ctrl-C to exit <==\n(?:.*\n)*.*spawned: 'x' .*\n/);
    screen.type(KEY.ctrlC);
    await screen.shows(/\^C\nsupervisor> $/);
    assert.equal(await ask(screen, 'pid'), `${daemon.pid}\n`);
  },
);

test(
  'shutdown and reload ask first; only y is yes, and the end of the input an error [12.4-reload-asks 12.4-shutdown-asks 12.4-question-end]',
  onTerminal,
  async () => {
    await using rig = await Rig.create();
    const daemon = await rig.daemon('');
    const screen = await openShell(rig, daemon);
    const questions = [
      ['shutdown', 'Really shut the remote supervisord process down y/N? '],
      ['reload', 'Really restart the remote supervisord process y/N? '],
    ] as const;
    for (const [command, question] of questions) {
      for (const answer of ['', 'n', 'maybe y']) {
        screen.type(command + KEY.enter);
        const asked = await screen.shows(/N\? $/);
        assert.ok(asked.endsWith(`${command}\n${question}`));
        assert.equal(await ask(screen, answer), '');
      }
      screen.type(command + KEY.enter);
      await screen.shows(/N\? $/);
      screen.type(KEY.ctrlD);
      await screen.shows(/error: <class 'EOFError'>, .*: file: .* line: \d+\nsupervisor> $/);
    }
    screen.type(`shutdown${KEY.enter}`);
    await screen.shows(/N\? $/);
    assert.equal(await ask(screen, 'Yes'), 'Shut down\n');
    assert.equal((await daemon.exited).code, 0);
    const status = await ask(screen, 'status');
    const [said, advice, ...more] = status.split('\n');
    assert.match(said ?? '', /^unix:\/\/\S+ no such file$/);
    differs('advice', {
      original: () => assert.equal(advice, ''),
      ours: () => assert.match(advice ?? '', /^start supervisord/),
    })();
    assert.equal(more.join(''), '');
  },
);

test(
  'a name and a password are asked for, hidden, and kept for what follows [12.3-asks 12.5-credentials]',
  onTerminal,
  async () => {
    await using rig = await Rig.create();
    const child = rig.child();
    const { paths } = rig.configure(`[unix_http_server]
username = me
password = right
[program:x]
command = ${child.command}
startsecs = 0
`);
    const daemon = await rig.foreground(paths, { auth: 'me:right' });
    const run = await child.nextRun();
    await run.write('a line\n');
    await rig.readUntil('supervisord.log', /spawned/);
    const screen = Screen.start(rig, supervisorctl, ['-c', paths.config]);
    await screen.shows(/^Server requires authentication\nUsername:$/);
    for (const password of ['wrong', 'right']) {
      screen.type(`me${KEY.enter}`);
      await screen.shows(/^me\nPassword:$/);
      screen.type(password + KEY.enter);
      if (password === 'wrong')
        await screen.shows(/^\n\nServer requires authentication\nUsername:$/);
    }
    await screen.shows(/^\n\nx +RUNNING .*\nsupervisor> $/);
    assert.equal(await ask(screen, 'pid'), `${daemon.pid}\n`);
    screen.type(`tail -f x${KEY.enter}`);
    await screen.shows(/a line\n$/);
    assert.doesNotMatch(screen.text, /right|wrong/);
  },
);

test('open goes to another server, whose status is shown [12.4-open]', onTerminal, async () => {
  await using rig = await Rig.create();
  const one = await rig.daemon('[program:one]\ncommand = /bin/cat\nautostart = false\n');
  const two = await rig.daemon('[program:two]\ncommand = /bin/cat\nautostart = false\n');
  const screen = await openShell(rig, one);
  assert.match(screen.text, /^one /);
  assert.match(await ask(screen, `open unix://${two.paths.socket}`), /^two +STOPPED .*\n$/);
  assert.equal(await ask(screen, 'pid'), `${two.pid}\n`);
  await tap(screen, `start t${KEY.tab}x`, /start two x$/);
  assert.equal(await ask(screen, 'open bogus'), 'ERROR: url must be http:// or unix://\n');
  assert.equal(await ask(screen, 'pid'), `${two.pid}\n`);
  const nobody = `unix://${rig.path('nobody.sock')}`;
  const said = await ask(screen, `open ${nobody}`);
  const missing = `${nobody} no such file\n`;
  assert.equal(said.slice(0, missing.length), missing);
  differs('advice', {
    original: () => assert.equal(said, missing),
    ours: () => assert.match(said.slice(missing.length), /^start supervisord.*\n$/),
  })();
});

test(
  'what is typed while a command runs waits for its end [12.5-typed-ahead]',
  onTerminal,
  async () => {
    await using rig = await Rig.create();
    const child = rig.child();
    const daemon = await rig.daemon(`[program:x]\ncommand = ${child.command}\nstartsecs = 0\n`);
    const run = await child.nextRun();
    await run.trap('SIGTERM');
    const screen = await openShell(rig, daemon);
    screen.type(`stop x${KEY.enter}`);
    assert.equal(await run.nextSignal(), 'SIGTERM');
    screen.type(`pid${KEY.enter}`);
    await screen.shows(/pid\n$/); // the echo of the terminal
    run.release();
    await screen.shows(new RegExp(`^x: stopped\nsupervisor> pid\n${daemon.pid}\nsupervisor> $`));
  },
);

test('Ctrl-Z stops the shell, and it comes back [12.5-suspend]', onTerminal, async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('');
  const screen = Screen.start(rig, '/bin/bash', ['--norc', '--noprofile', '-i']);
  screen.type(`PS1='$ '; '${supervisorctl}' -c '${daemon.paths.config}'${KEY.enter}`);
  await screen.shows(/supervisor> $/);
  screen.type(KEY.ctrlZ);
  await screen.shows(/Stopped .*\n\$ $/);
  screen.type(`fg${KEY.enter}`);
  await screen.shows(/fg\n[^\n]*supervisorctl[^\n]*\n/);
  screen.type(`pid${KEY.enter}`);
  await screen.shows(new RegExp(`\n${daemon.pid}\nsupervisor> $`));
  screen.type(`exit${KEY.enter}`);
  await screen.shows(/\n\$ $/);
  screen.type(`exit $?${KEY.enter}`);
  assert.equal(await screen.ends(), 0);
});

difference(
  'slow Tab',
  'Ctrl-C leaves the shell, too, while Tab waits for the server [12.5-interrupt]',
  async () => {
    await using rig = await Rig.create();
    const daemon = await rig.daemon('');
    const screen = await openShell(rig, daemon);
    daemon.signal('SIGSTOP');
    screen.type(`stop ${KEY.tab}${KEY.ctrlC}`);
    assert.equal(await screen.ends(), 0);
  },
  onTerminal,
);
