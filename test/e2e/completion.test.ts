/** Completion: what can come next, and the scripts in the shells that they are for. */
import assert from 'node:assert/strict';
import { supervisorctl } from '../rig/commands.ts';
import type { Daemon } from '../rig/daemon.ts';
import { difference, needs } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';

const PROGRAMS = `
[program:web]
command = /bin/cat
process_name = web_%(process_num)d
numprocs = 2
startsecs = 0
[program:db]
command = /bin/cat
`;

async function next(daemon: Daemon, ...words: string[]): Promise<string[]> {
  const { stdout, stderr, code } = await daemon.ctl('completion', 'next', ...words);
  assert.deepEqual([stderr, code], ['', 0]);
  return stdout.split('\n').flatMap((line) => line.split('\t')[0] || []);
}

difference('completion', 'what can come next follows from the table of commands', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(PROGRAMS);
  const config = ['-c', daemon.paths.config];
  const processes = ['db', 'web:web_0', 'web:web_1', 'web:*', 'all'];
  const table: readonly [words: string[], candidates: string[]][] = [
    [['start', ''], processes],
    [['start', 'db', '--no-wait', 'we'], processes],
    [
      ['signal', ''],
      ['HUP', 'INT', 'QUIT', 'KILL', 'USR1', 'USR2', 'TERM', 'CONT', 'STOP', 'WINCH'],
    ],
    [['signal', 'HUP', ''], processes],
    [
      ['tail', 'db', ''],
      ['stdout', 'stderr'],
    ],
    [
      ['tail', '-f', 'db', ''],
      ['stdout', 'stderr'],
    ],
    [
      ['import', ''],
      ['pm2', 'procfile', 'systemd', 'compose'],
    ],
    [['import', 'pm2', '--'], ['--output=']],
    [
      ['update', ''],
      ['db', 'web'],
    ],
    [
      ['stop', '--'],
      ['--no-wait', '--json'],
    ],
    [
      ['status', '--f'],
      ['--watch', '--exit-zero', '--fail-on=', '--json'],
    ],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['version', ''], []],
    [['bogus', ''], []],
    [['-c'], ['-c', '--configuration', '-h', '--help', '-?']],
  ];
  for (const [words, candidates] of table) {
    const found = await next(daemon, ...config, ...words);
    assert.deepEqual(words[0] === '-c' ? found.slice(0, 5) : found, candidates, words.join(' '));
  }
  const commands = await next(daemon, ...config, 'st');
  for (const name of ['status', 'start', 'logs', 'completion']) assert.ok(commands.includes(name));
  assert.deepEqual(await next(daemon, '-c', ''), [], 'a file, which the shell knows');
});

difference('completion', 'commands of plug-ins are offered', async () => {
  await using rig = await Rig.create();
  rig.write(
    'commands.mjs',
    `export const make = () => ({
      bounce: { summary: 'Up and down', forms: [['bounce', 'Up and down']], run() {} },
      hidden() {},
    });`,
  );
  const daemon = await rig.daemon(`
[ctlplugin:mine]
supervisor.ctl_factory = ./commands.mjs:make
[ctlplugin:wildcards]
supervisor.ctl_factory = supervisorwildcards.controllerplugin:make_wildcards_controllerplugin
`);
  for (const words of [[''], ['help', '']]) {
    const found = await next(daemon, ...words);
    assert.deepEqual(
      found.filter((name) => /^(?:status|bounce|hidden|m(?:start|stop|restart))$/.test(name)),
      ['status', 'bounce', 'mstop', 'mstart', 'mrestart'],
      words.join(' '),
    );
  }
  assert.deepEqual(await next(daemon, 'bounce', ''), []);
  rig.write('commands.mjs', 'throw new Error("no luck");');
  assert.deepEqual(await next(daemon, ''), [], 'no supervisorctl without it');
});

difference('completion', 'a server that is down has no names, and nothing is said', async () => {
  await using rig = await Rig.create();
  const url = `unix://${rig.path('nobody.sock')}`;
  const none = { stdout: '', stderr: '', code: 0 };
  const ask = (...words: string[]) => rig.supervisorctl('completion', 'next', ...words, '');
  assert.deepEqual(await ask('-s', url, 'start'), none);
  assert.deepEqual(await ask('-c', rig.path('nothing.conf'), 'start'), none);
  const unknown = await rig.supervisorctl('completion', 'tcsh');
  assert.match(unknown.stdout, /^Error: completion : no script for tcsh\ncompletion bash /);
  assert.equal(unknown.code, 2);
});

/** Writes a script beside the completion of a shell and runs it there. */
async function inShell(shell: string, ...script: string[]): Promise<string[]> {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(PROGRAMS);
  const { stdout, code } = await rig.supervisorctl('completion', shell);
  assert.equal(code, 0);
  rig.write('completion', stdout);
  const text = script.join('\n').replaceAll('CTL', `${supervisorctl} -c ${daemon.paths.config}`);
  const flags = shell === 'bash' ? ['--norc'] : shell === 'zsh' ? ['-f'] : ['--no-config'];
  const outcome = await rig.run(shell, ...flags, rig.write('script', text));
  assert.equal(outcome.stderr, '');
  return outcome.stdout.split('\n').filter((line) => line !== '');
}

/** Completes a line in bash as its Tab key does. */
const BASH = [
  'source ./completion',
  'try() {',
  `  COMP_LINE=$1 COMP_POINT=\${#1}`,
  `  _supervisorctl ${supervisorctl}`,
  `  echo "$1: \${COMPREPLY[*]}" | sed "s|.*\\\\.conf ||"`,
  '}',
];

difference('completion', 'bash completes commands, flags and names with colons', async () => {
  const lines = await inShell(
    'bash',
    ...BASH,
    "try 'CTL rest'",
    "try 'CTL stop web:web'",
    "try 'CTL stop d'",
    "try 'CTL restart --r'",
    'complete -p supervisorctl',
  );
  assert.deepEqual(lines, [
    'rest: restart',
    'stop web:web: web_0 web_1',
    'stop d: db',
    'restart --r: --rolling',
    'complete -o default -F _supervisorctl supervisorctl',
  ]);
});

/** Stands in for the line editor: it says what would be offered for the words. */
const ZSH = [
  'autoload -Uz compinit && compinit -u -D',
  'source ./completion',
  '[[ $_comps[supervisorctl] == _supervisorctl ]] && print registered',
  `compadd() { print -r -- "$PREFIX:" "\${(@M)names:#$PREFIX*}" }`,
  `try() { words=("$@"); CURRENT=$#; PREFIX=\${@[-1]}; _supervisorctl }`,
];

difference(
  'completion',
  'zsh completes commands, flags and names',
  async () => {
    const lines = await inShell(
      'zsh',
      ...ZSH,
      'try CTL rest',
      'try CTL stop web:',
      'try CTL stop --',
    );
    assert.deepEqual(lines, [
      'registered',
      'rest: restart',
      'web:: web:web_0 web:web_1 web:*',
      '--: --no-wait --json',
    ]);
  },
  needs('zsh', 'apt-get install zsh'),
);

difference(
  'completion',
  'fish completes commands, flags and names, with their descriptions',
  async () => {
    const lines = await inShell(
      'fish',
      'source ./completion',
      "complete -C 'CTL rest'",
      "complete -C 'CTL stop web:web'",
      "complete -C 'CTL stop --no'",
    );
    assert.deepEqual(lines, [
      'restart\tStop processes, then start them again',
      'web:web_0\tRUNNING',
      'web:web_1\tRUNNING',
      '--no-wait\tDo not wait until they have ended',
    ]);
  },
  needs('fish', 'apt-get install fish'),
);
