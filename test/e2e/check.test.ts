/** `supervisord --check` and `supervisorctl check`: what would not work is told beforehand. */
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { projectRoot, supervisord } from '../rig/commands.ts';
import { asRoot, difference } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';

difference('check', 'a configuration is checked, and nothing is started or written', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const { paths } = rig.configure(`[program:x]
command = ${child.command}
stdout_logfile = ${rig.path('out')}
`);
  const before = readdirSync(rig.dir);
  const good = { code: 0, stdout: `${paths.config}: 0 errors, 0 warnings\n`, stderr: '' };
  assert.deepEqual(await rig.supervisord('--check', '--strict', '-c', paths.config), good);
  assert.deepEqual(await rig.supervisorctl('check', '--strict', paths.config), good);
  assert.deepEqual(await rig.supervisorctl('-c', paths.config, 'check'), good);
  assert.deepEqual(readdirSync(rig.dir), before);
});

difference('check', 'findings name file and line, and decide on the exit status', async () => {
  await using rig = await Rig.create();
  const file = (lines: string) =>
    rig.write('c.conf', `[supervisord]\n[program:x]\ncommand = ${lines}\n`);
  const config = file('/bin/cat\nautostrat = no');
  const warning = `${config}:4: warning: unknown option 'autostrat' in section 'program:x', did you mean 'autostart'? (unknown-option)\n${config}: 0 errors, 1 warning\n`;
  const lenient = await rig.supervisord('--check', '-c', config);
  assert.deepEqual([lenient.code, lenient.stdout], [0, warning]);
  const strict = await rig.supervisorctl('check', '--strict', config);
  assert.deepEqual([strict.code, strict.stdout], [1, warning]);

  file('nosuch\ndirectory = /nonexistent');
  const wrong = await rig.supervisord('--check', '--json', '-c', config);
  assert.equal(wrong.code, 2);
  const report = JSON.parse(wrong.stdout);
  assert.deepEqual([report.file, report.errors, report.warnings], [config, 2, 0]);
  const place = { file: config, section: 'program:x' };
  assert.deepEqual(report.findings, [
    {
      id: 'command',
      level: 'error',
      text: "command in section 'program:x': can't find command 'nosuch'",
      ...place,
      line: 3,
    },
    {
      id: 'directory',
      level: 'error',
      text: "directory in section 'program:x': /nonexistent does not exist",
      ...place,
      line: 4,
    },
  ]);

  file('/bin/cat\nstartsecs = soon');
  const invalid = await rig.supervisorctl('-c', config, 'check');
  assert.equal(invalid.code, 2);
  assert.match(
    invalid.stdout,
    /c\.conf:4: error: invalid literal for int\(\) .*: 'soon' in section/,
  );
});

difference('check', '--strict and --json belong to --check', async () => {
  await using rig = await Rig.create();
  const { code, stderr } = await rig.supervisord('--strict');
  assert.equal(code, 2);
  assert.match(stderr, /^Error: --strict takes --check\n/);
});

difference(
  'check',
  'root checks with the eyes of the users that it would become',
  async () => {
    await using rig = await Rig.create();
    for (const folder of ['secret', 'logs']) mkdirSync(rig.path(folder));
    chmodSync(rig.path('secret'), 0o700);
    const config = rig.write(
      'c.conf',
      `[supervisord]
user = nobody
logfile = ${rig.path('logs/main')}
pidfile = ${rig.path('pid')}
childlogdir = /tmp
[program:x]
command = /bin/cat
directory = ${rig.path('secret')}
stdout_logfile = NONE
stderr_logfile = NONE
`,
    );
    const { stdout, code } = await rig.supervisord('--check', '-c', config);
    assert.deepEqual(stdout.split('\n').slice(0, -2), [
      `${config}:3: error: logfile: ${rig.path('logs')} is not writable by 'nobody' (log)`,
      `${config}:4: error: pidfile: ${rig.dir} is not writable by 'nobody' (pidfile)`,
      `${config}:8: error: directory in section 'program:x': ${rig.path('secret')} cannot be entered by 'nobody' (directory)`,
    ]);
    assert.equal(code, 2);
  },
  asRoot,
);

difference(
  'check',
  'what is taken, too low or cannot be executed is told of the system itself',
  async () => {
    await using rig = await Rig.create();
    await using taken = await listening();
    rig.write('script', '#!/bin/sh\r\necho\r\n', 0o755);
    rig.write('lost', '#!/no/such/shell\n', 0o755);
    const config = rig.write(
      'c.conf',
      `[supervisord]
minfds = 2000
logfile = ${rig.path('log')}
pidfile = ${rig.path('pid')}
[inet_http_server]
port = 127.0.0.1:${taken.port}
[program:x]
command = ${rig.path('script')}
[program:y]
command = ${rig.path('lost')}
directory = /
startsecs = soon
[program:z]
command = ${rig.path('lost')}
`,
    );
    const limited = ['--nofile=1000:1000', supervisord, '--check', '-c', config];
    const unable = ['--bounding-set=-sys_resource', '--reuid=65534', '--clear-groups', 'prlimit'];
    const asNobody = process.getuid?.() === 0 ? ['setpriv', ...unable] : ['prlimit'];
    chmodSync(rig.dir, 0o777);
    const [command = '', ...words] = [...asNobody, ...limited];
    const { stdout, code } = await rig.run(command, ...words);
    assert.deepEqual(stdout.split('\n').slice(0, -2), [
      `${config}:2: error: minfds is 2000, but no more than 1000 descriptors can be had (limit)`,
      `${config}:6: error: port in section 'inet_http_server': another program listens on port ${taken.port} (address)`,
      `${config}:8: error: command in section 'program:x': the first line of ${rig.path('script')} ends with a carriage return, which is taken for a part of the name (interpreter)`,
      `${config}:12: error: invalid literal for int() with base 10: 'soon' in section 'program:y' (file: '${config}') (invalid)`,
      `${config}:14: error: command in section 'program:z': ${rig.path('lost')} is a script, and its interpreter /no/such/shell does not exist (interpreter)`,
    ]);
    assert.equal(code, 2);
  },
);

difference('hints', 'a start logs the same warnings, with file and line', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`[supervisord]
umask = 022
[program:x]
command = /bin/cat ; "quoted"
  autostart = false
[program:x]
startsecs = 0
startsecs = 0
`);
  const lines = rig.read('supervisord.conf').split('\n');
  const at = (text: string, from = 0) =>
    `[${daemon.paths.config}:${lines.indexOf(text, from) + 1}]`;
  const section = '[program:x]';
  const first = lines.indexOf(section);
  assert.deepEqual(daemon.messages(/^WARN (section|option|umask)/), [
    `WARN option 'autostart' is indented, and so belongs to the value of 'command' above it ${at('  autostart = false')}`,
    `WARN section 'program:x' is given twice, the first time at ${daemon.paths.config}:${first + 1}; both are read as one, in which the last of each option counts ${at(section, first + 1)}`,
    `WARN option 'startsecs' in section 'program:x' is given twice, the first time at ${daemon.paths.config}:${first + 5}; this one counts [${daemon.paths.config}:${first + 6}]`,
    `WARN umask of supervisord has no effect in the foreground ${at('umask = 022')}`,
  ]);
});

difference('check', 'the quick start has no findings', async () => {
  await using rig = await Rig.create();
  const file = path.join(projectRoot, 'examples/quickstart/supervisord.conf');
  const { stdout } = await rig.supervisord('--check', '-c', file);
  const others = stdout.split('\n').filter((line) => !/taken-pidfile|^$/.test(line));
  assert.equal(others.length, 1, stdout);
  assert.match(others[0] ?? '', /: 0 errors, [01] warnings?$/);
});

/** A program that has a port. */
async function listening(): Promise<{ readonly port: number } & AsyncDisposable> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return {
    port: address.port,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

difference('check', 'modules that sections name are loaded, as a start would', async () => {
  await using rig = await Rig.create();
  rig.write('broken.mjs', 'throw new Error("not today");\n');
  rig.write('empty.mjs', 'export const x = 1;\n');
  rig.write('good.mjs', 'export const make = () => { throw new Error("called"); };\n');
  rig.write('late.mjs', 'await null;\nexport const make = () => ({});\n');
  const plugin = (name: string, spec: string) =>
    `[rpcinterface:${name}]\nsupervisor.rpcinterface_factory = ${spec}\n`;
  const listener = (name: string, spec: string) =>
    `[eventlistener:${name}]\ncommand = /bin/cat\nevents = TICK_5\nresult_handler = ${spec}\n`;
  const config = rig.write(
    'c.conf',
    '[supervisord]\n' +
      plugin('a', './broken.mjs:make') +
      plugin('b', './empty.mjs:make') +
      plugin('c', './good.mjs:make') +
      plugin('d', './late.mjs:make') +
      listener('e', './broken.mjs:make') +
      listener('f', './nowhere.mjs:make') +
      listener('g', './good.mjs:make'),
  );
  const { code, stdout } = await rig.supervisord('--check', '-c', config);
  const other = await rig.supervisorctl('-c', config, 'check', config);
  const why = (section: string, spec: string, reason: string) =>
    `error: ${spec}:make cannot be resolved within [${section}]: ${reason} (invalid)`;
  const expected = [
    `${config}:2: ${why('rpcinterface:a', './broken.mjs', 'not today')}`,
    `${config}:4: ${why('rpcinterface:b', './empty.mjs', `module '${rig.path('empty.mjs')}' has no function 'make'`)}`,
    `${config}:10: ${why('eventlistener:e', './broken.mjs', 'not today')}`,
    `${config}:14: ${why('eventlistener:f', './nowhere.mjs', "No module named './nowhere.mjs'")}`,
    `${config}: 4 errors, 0 warnings`,
    '',
  ];
  assert.deepEqual(stdout.split('\n'), expected);
  assert.deepEqual([other.code, other.stdout], [code, stdout]);
  assert.equal(code, 2);
  const started = await rig.supervisord('-n', '-c', config);
  const first = 'Error: ./broken.mjs:make cannot be resolved within [eventlistener:e]: not today';
  assert.ok(started.stderr.includes(first), started.stderr);
});
