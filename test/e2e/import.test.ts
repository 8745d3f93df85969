/** `supervisorctl import`: files of other supervisors become sections that supervisord accepts. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { splitWords } from '../../src/base/shell-words.ts';
import { Ini } from '../../src/config/ini.ts';
import { projectRoot, supervisord } from '../rig/commands.ts';
import { asRoot, difference } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';

/** Files in the shape of those of well-known projects, and what is made of them. */
const GOLDEN: readonly (readonly [folder: string, format: string, file: string])[] = [
  ['procfile', 'procfile', 'Procfile'],
  ['pm2', 'pm2', 'ecosystem.config.js'],
  ['pm2-json', 'pm2', 'api.json'],
  ['systemd', 'systemd', 'gunicorn.service'],
  ['systemd-template', 'systemd', 'sidekiq@critical.service'],
  ['systemd-forking', 'systemd', 'proxy.service'],
  ['compose', 'compose', 'compose.yaml'],
];

const EXPECTED = 'expected.conf';

/** Copies the files of a case: modules of the project itself would be taken for ES modules. */
function copyCase(rig: Rig, folder: string): void {
  const from = path.join(projectRoot, 'test/golden/import', folder);
  for (const name of readdirSync(from).filter((each) => each !== EXPECTED)) {
    cpSync(path.join(from, name), rig.path('app', name));
  }
}

for (const [folder, format, file] of GOLDEN) {
  difference('import', `${folder}: ${file} becomes the sections that are expected`, async () => {
    await using rig = await Rig.create();
    copyCase(rig, folder);
    const { stdout, stderr, code } = await rig.supervisorctl(
      'import',
      format,
      rig.path('app', file),
    );
    assert.deepEqual([stderr, code], ['', 0], stdout);
    const expected = path.join(projectRoot, 'test/golden/import', folder, EXPECTED);
    assert.equal(stdout.replaceAll(rig.path('app'), '/srv/app'), readFileSync(expected, 'utf8'));
  });

  difference(
    'import',
    `${folder}: a check finds nothing wrong with them where their commands are installed`,
    async () => {
      await using rig = await Rig.create();
      copyCase(rig, folder);
      const imported = rig.path('programs.conf');
      const words = ['import', format, rig.path('app', file), `--output=${imported}`];
      const written = await rig.supervisorctl(...words);
      assert.deepEqual(written, { stdout: '', stderr: '', code: 0 });
      rig.write('programs.conf', rig.read('programs.conf').replaceAll('/srv/', rig.path('srv/')));
      installCommands(rig, rig.read('programs.conf'));
      const main = rig.write(
        'main.conf',
        `[supervisord]\nnodaemon = true\nchildlogdir = ${rig.dir}\nlogfile = ${rig.path('log')}\n` +
          `pidfile = ${rig.path('pid')}\n[include]\nfiles = programs.conf\n`,
      );
      const folders = [path.dirname(process.execPath), '/usr/bin', '/bin', rig.path('bin')];
      const check = [supervisord, '--check', '--strict', '-c', main];
      const checked = await rig.run('env', `PATH=${folders.join(':')}`, ...check);
      assert.deepEqual(checked, {
        stdout: `${main}: 0 errors, 0 warnings\n`,
        stderr: '',
        code: 0,
      });
    },
    asRoot,
  );
}

/** Puts an empty script wherever a program expects its command, and makes the folders it names. */
function installCommands(rig: Rig, text: string): void {
  const ini = new Ini();
  ini.add(Buffer.from(text), 'programs.conf');
  for (const { options } of ini.sections) {
    const value = (name: string) => options.get(name)?.text.replaceAll('%%', '%');
    const [command = 'sh'] = splitWords(value('command') ?? '');
    const isOurs = command.startsWith(rig.dir);
    const file = isOurs ? path.relative(rig.dir, command) : path.join('bin', command);
    if (isOurs || !command.includes('/')) rig.write(file, '#!/bin/sh\n', 0o755);
    const log = value('stdout_logfile') ?? 'NONE';
    const errors = value('stderr_logfile') ?? 'NONE';
    const logs = [log, errors].filter((each) => each !== 'NONE').map(path.dirname);
    for (const folder of [value('directory') ?? rig.dir, ...logs]) {
      mkdirSync(folder, { recursive: true });
    }
  }
}

difference(
  'import',
  'what was imported runs: variables, quotes and files as they were meant',
  async () => {
    await using rig = await Rig.create();
    rig.write('app/env', 'FROM_FILE="read by a shell"\n');
    rig.write(
      'app/show.service',
      `[Service]
WorkingDirectory=${rig.path('app')}
EnvironmentFile=${rig.path('app/env')}
Environment="QUOTED=100%% 'ours' ; truly"
ExecStart=/bin/sh -c 'echo "$$0|$$1|$$FROM_FILE|$$QUOTED|$$PWD"; exec sleep 1000' "\${QUOTED}" "; #x"
Restart=always
`,
    );
    const words = ['import', 'systemd', rig.path('app/show.service')];
    const daemon = await rig.daemon(
      `${(await rig.supervisorctl(...words)).stdout}stdout_logfile=${rig.path('out')}\n`,
    );
    const quoted = "100% 'ours' ; truly";
    await rig.holds('out', `${quoted}|; #x|read by a shell|${quoted}|${rig.path('app')}\n`);
    await daemon.state('show', 'RUNNING');
  },
);

difference('import', 'what cannot be imported is refused in a line', async () => {
  await using rig = await Rig.create();
  const refuses = async (pattern: RegExp, code: number, ...words: string[]) => {
    const outcome = await rig.supervisorctl('import', ...words);
    assert.match(outcome.stdout, pattern);
    assert.deepEqual([outcome.stderr, outcome.code], ['', code]);
  };
  const file = (name: string, text: string) => rig.write(name, text);
  await refuses(/^Error: import requires a format and a file\nimport procfile <file>/, 2);
  await refuses(/^Error: import requires/, 2, 'pm2', 'a', 'b');
  await refuses(/^Error: import: docker is none of pm2, procfile/, 1, 'docker', file('x', ''));
  await refuses(
    /cannot read: .*No such file or directory: '\S+none'/,
    1,
    'procfile',
    rig.path('none'),
  );
  await refuses(/has no line like web: command\n$/, 1, 'procfile', file('Procfile', 'nothing\n'));
  await refuses(/c\.yml: .* at line 2, column 1\n$/, 1, 'compose', file('c.yml', 'a: [\nb: 1\n'));
  await refuses(/d\.yml has no services\n$/, 1, 'compose', file('d.yml', 'a: 1\n'));
  await refuses(/has no section \[Service\]/, 1, 'systemd', file('a.service', '[Unit]\nA=b\n'));
  await refuses(/a\.json: .*JSON/, 1, 'pm2', file('a.json', '{'));
  await refuses(/b\.json has no apps with a script/, 1, 'pm2', file('b.json', '{"apps": []}'));
  const twins = '[{"script": "a b.js"}, {"script": "a_b.js"}]';
  await refuses(/c\.json: two programs would be called a_b\n$/, 1, 'pm2', file('c.json', twins));
  const throwing = file('throws.config.cjs', 'throw new Error("not today")');
  await refuses(/^Error: import: cannot run \S+: not today\n$/, 1, 'pm2', throwing);
  const there = ['procfile', file('Procfile', 'web: cat\n'), `--output=${rig.path('Procfile')}`];
  await refuses(/cannot write: .*File exists: '\S+Procfile'/, 1, ...there);
  assert.equal(rig.read('Procfile'), 'web: cat\n');
});

/** Pages that show a file and what is made of it. */
const PAGES = ['from-pm2.md', 'from-systemd.md'];

for (const name of PAGES) {
  difference('import', `the example of docs/${name} is what import makes`, async () => {
    await using rig = await Rig.create();
    const page = readFileSync(path.join(projectRoot, 'docs', name), 'utf8');
    const example = page.slice(page.indexOf('## An example'));
    const [, file = '', before = ''] = /this `(\S+)`:\n\n```\w+\n(.*?)```/s.exec(example) ?? [];
    const [, words = '', after] =
      /`supervisorctl ([^`]+)` makes:\n\n```ini\n(.*?)```/s.exec(example) ?? [];
    assert.equal(words.split(' ').at(-1), file);
    const place = rig.write(file, before);
    const { stdout } = await rig.supervisorctl(...words.split(' ').slice(0, -1), place);
    assert.equal(stdout, after);
  });
}
