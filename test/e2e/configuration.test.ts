/** Configuration files: what they may look like, and how changes of them are taken over. */
import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import test from 'node:test';
import type { Daemon } from '../rig/daemon.ts';
import { difference, differs } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';

/** A daemon with this configuration, and a way to change it. */
async function changeable(rig: Rig, text: string) {
  const { paths, rewrite } = rig.configure(text);
  return { daemon: await rig.foreground(paths), rewrite };
}

const program = (name: string, options = '') =>
  `[program:${name}]\ncommand = /bin/cat\nstartsecs = 0\n${options}\n`;

/** The pids by namespec, as `supervisorctl status` lists them. */
async function pids(daemon: Daemon): Promise<Record<string, string>> {
  const { stdout } = await daemon.ctl('status');
  const lines = stdout.matchAll(/^(\S+) +RUNNING +pid (\d+),/gm);
  return Object.fromEntries([...lines].map(([, name = '', pid = '']) => [name, pid]));
}

test('reread tells what differs, sorted by name, and changes nothing [14-by-name 14-changes-nothing]', async () => {
  await using rig = await Rig.create();
  const { daemon, rewrite } = await changeable(
    rig,
    program('keeps') + program('changes') + program('goes'),
  );
  await daemon.state('goes', 'RUNNING');
  const none = await daemon.ctl('reread');
  assert.deepEqual([none.stdout, none.code], ['No config updates to processes\n', 0]);

  rewrite(program('keeps') + program('changes', 'priority = 5') + program('comes'));
  const before = await pids(daemon);
  const reread = await daemon.ctl('reread');
  assert.equal(reread.stdout, 'changes: changed\ncomes: available\ngoes: disappeared\n');
  assert.equal(reread.code, 0);
  assert.deepEqual(await daemon.rpc('reloadConfig'), [[['comes'], ['changes'], ['goes']]]);
  assert.deepEqual(await pids(daemon), before);
});

test('update restarts what changed, adds and removes, and leaves the rest alone [14-update]', async () => {
  await using rig = await Rig.create();
  const { daemon, rewrite } = await changeable(
    rig,
    program('keeps') + program('changes') + program('goes'),
  );
  for (const name of ['keeps', 'changes', 'goes']) await daemon.state(name, 'RUNNING');
  const before = await pids(daemon);
  rewrite(program('keeps') + program('changes', 'environment = A="1"') + program('comes'));
  const update = await daemon.ctl('update');
  assert.deepEqual(update.stdout.split('\n').sort(), [
    '',
    'changes: stopped',
    'changes: updated process group',
    'comes: added process group',
    'goes: removed process group',
    'goes: stopped',
  ]);
  assert.equal(update.code, 0);
  for (const name of ['changes', 'comes']) await daemon.state(name, 'RUNNING');
  const after = await pids(daemon);
  assert.deepEqual(Object.keys(after), ['changes', 'comes', 'keeps']);
  assert.equal(after.keeps, before.keeps);
  assert.notEqual(after.changes, before.changes);
  assert.deepEqual(await daemon.ctl('update'), { stdout: '', stderr: '', code: 0 });
});

test('update takes the names of groups [14-update-names]', async () => {
  await using rig = await Rig.create();
  const { daemon, rewrite } = await changeable(rig, '');
  rewrite(program('a') + program('b'));
  const update = await daemon.ctl('update', 'b', 'zz');
  assert.equal(update.stdout, 'ERROR: no such group: zz\nb: added process group\n');
  await daemon.state('b', 'RUNNING');
  assert.equal((await daemon.ctl('status', 'a')).stdout, 'a: ERROR (no such process)\n');
  assert.equal((await daemon.ctl('update', 'all')).stdout, 'a: added process group\n');
});

test('more processes of one program restart its whole group [14-whole-group]', async () => {
  await using rig = await Rig.create();
  const workers = (count: number) =>
    program('w', `process_name = %(process_num)d\nnumprocs = ${count}`);
  const { daemon, rewrite } = await changeable(rig, workers(1));
  const first = await daemon.state('w:0', 'RUNNING');
  rewrite(workers(2));
  const update = await daemon.ctl('update');
  assert.equal(update.stdout, 'w: stopped\nw: updated process group\n');
  assert.notEqual((await daemon.state('w:0', 'RUNNING')).pid, first.pid);
  await daemon.state('w:1', 'RUNNING');
});

test('only what changes a program makes it changed [14-same 14-options 14-global-environment]', async () => {
  await using rig = await Rig.create();
  const { daemon, rewrite } = await changeable(
    rig,
    program('a', `stdout_logfile = ${rig.path('a')}`),
  );
  rewrite(`; a comment\n\n${program('a')}unknown = 1\nautostart: TRUE\n[somewhere else]\nx = 1\n`);
  assert.equal((await daemon.ctl('reread')).stdout, 'No config updates to processes\n');
  rewrite(program('a', `stdout_logfile = ${rig.path('b')}`));
  assert.equal((await daemon.ctl('reread')).stdout, 'a: changed\n');
  rewrite(
    `[supervisord]\nenvironment = X="1"\n${program('a', `stdout_logfile = ${rig.path('a')}`)}`,
  );
  assert.equal((await daemon.ctl('reread')).stdout, 'a: changed\n');
});

test('add and remove work on what reread has found [14-stored]', async () => {
  await using rig = await Rig.create();
  const { daemon, rewrite } = await changeable(rig, program('a'));
  await daemon.state('a', 'RUNNING');
  rewrite(program('a') + program('b'));
  const unread = await daemon.ctl('add', 'b');
  assert.deepEqual([unread.stdout, unread.code], ['ERROR: no such process/group: b\n', 1]);
  await daemon.ctl('reread');
  assert.equal((await daemon.ctl('add', 'b')).stdout, 'b: added process group\n');
  const twice = await daemon.ctl('add', 'b');
  assert.deepEqual([twice.stdout, twice.code], ['ERROR: process group already active\n', 0]);
  await daemon.state('b', 'RUNNING');
  const running = await daemon.ctl('remove', 'b');
  assert.deepEqual([running.stdout, running.code], ['ERROR: process/group still running: b\n', 1]);
  await daemon.ctl('stop', 'b');
  assert.equal((await daemon.ctl('remove', 'b')).stdout, 'b: removed process group\n');
  const unknown = await daemon.ctl('remove', 'zz');
  assert.deepEqual([unknown.stdout, unknown.code], ['ERROR: no such process/group: zz\n', 1]);
});

test('a file that cannot be read leaves everything as it was [14-failed-reread]', async () => {
  await using rig = await Rig.create();
  const { daemon, rewrite } = await changeable(rig, program('a'));
  const { pid } = await daemon.state('a', 'RUNNING');
  rewrite(program('a', 'startsecs = soon') + program('b'));
  const reread = await daemon.ctl('reread');
  assert.match(
    reread.stdout,
    /^ERROR: CANT_REREAD: invalid literal for int\(\) with base 10: 'soon' in section 'program:a' \(file: '.*supervisord\.conf'\)/,
  );
  assert.equal(reread.code, 1);
  const update = await daemon.ctl('update');
  assert.match(update.stdout, /^error: <class 'xmlrpc\.client\.Fault'>, <Fault 92: "CANT_REREAD: /);
  assert.equal(update.code, 1);
  assert.equal((await daemon.info('a')).pid, pid);
  await assert.rejects(daemon.rpc('reloadConfig'), { code: 92 });
});

test('included files are read in order, each with its own %(here)s [1.4-order 1.4-merged 1.4-here 1.4-no-match 1.4-included 1.4-relative]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  rig.write('conf.d/20.conf', `[program:b]\ncommand = ${child.command}\ndirectory = %(here)s\n`);
  rig.write(
    'conf.d/10.conf',
    `[program:b]\ncommand = /bin/false\n[program:a]\ncommand = /bin/cat\n`,
  );
  rig.write('conf.d/.hidden.conf', '[program:hidden]\ncommand = /bin/cat\n');
  const daemon = await rig.daemon(`
[include]
files = conf.d/*.conf nothing/*.conf
    %(here)s/more.ini
`);
  assert.equal((await child.nextRun()).hello.cwd, rig.path('conf.d'));
  assert.deepEqual(daemon.messages(/[Ii]nclude/), [
    `WARN No file matches via include "${rig.path('nothing/*.conf')}"`,
    `WARN No file matches via include "${rig.path('more.ini')}"`,
    `INFO Included extra file "${rig.path('conf.d/10.conf')}" during parsing`,
    `INFO Included extra file "${rig.path('conf.d/20.conf')}" during parsing`,
  ]);
  const names = (await daemon.ctl('status')).stdout.match(/^\S+/gm);
  assert.deepEqual(names, ['a', 'b']);
});

test('expansions name the program, its number, its group, the host and the environment [1.5-names-process 1.5-format 1.5-group-name 1.5-host 1.5-env 1.5-supervisord-environment]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  await rig.daemon(
    `
[supervisord]
environment = GLOBAL="of all"
[program:w]
command = ${child.command}
process_name = %(group_name)s-%(program_name)s-%(process_num)03d-of-%(numprocs)d
numprocs = 2
numprocs_start = 7
environment = A="%(ENV_CALLER)s",B="%(host_node_name)s",C="%(here)s",D="100%%",E="%(ENV_GLOBAL)s"
[group:g]
programs = w
`,
    { env: { CALLER: 'from outside' } },
  );
  const runs = await child.nextRuns(2);
  assert.deepEqual([...runs.keys()].sort(), ['g-w-007-of-2', 'g-w-008-of-2']);
  const { A, B, C, D, E } = runs.get('g-w-007-of-2')?.hello.env ?? {};
  assert.deepEqual([A, B, C, D, E], ['from outside', hostname(), rig.dir, '100%', 'of all']);
});

test('the dialect of the files is that of Python [1.3-inline-comment 1.3-comment-in-value 1.3-continuation 1.3-duplicate-section 1.3-key-case]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const words = child.command.split(' ');
  await rig.daemon(`
[program:x]        ; 程序：网站
COMMAND: ${words.slice(0, 2).join(' ')} ; 启动命令
    ; a comment between
    # and another

    ${words.slice(2).join(' ')}
environment=A="a;b#c",B="x=y:z",  # 环境变量
    C="中文"\t; 注释
umask = 077
; a section again, and a key again
[program:x]
umask = 027
`);
  const { env, umask } = (await child.nextRun()).hello;
  assert.deepEqual([env.A, env.B, env.C, umask], ['a;b#c', 'x=y:z', '中文', 0o27]);
});

test('a file with CRLF line ends is read like any other [1.3-line-ends]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  await rig.daemon(
    `[program:x]\ncommand = ${child.command}\nenvironment = A="1",\n  B="2"\n`.replaceAll(
      '\n',
      '\r\n',
    ),
  );
  const { env } = (await child.nextRun()).hello;
  assert.deepEqual([env.A, env.B], ['1', '2']);
});

test('old warnings are still given [8.2-config-warnings 2.5-auto-without-rollover 2.5-redirect-stderr-file 1.2-place]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[program:x]
command = /bin/cat
autostart = false
redirect_stderr = true
stderr_logfile = ${rig.path('err')}
stdout_logfile_maxbytes = 0
`);
  const warnings = daemon.messages(/^WARN For/);
  const original = warnings.map((line) => line.replace(/ \[[^[]*supervisord\.conf:\d+\]$/, ''));
  assert.deepEqual(original, [
    'WARN For [program:x], AUTO logging used for stdout_logfile without rollover, set maxbytes > 0 to avoid filling up filesystem unintentionally',
    'WARN For [program:x], redirect_stderr=true but stderr_logfile has also been set to a filename, the filename has been ignored',
  ]);
  const added = warnings.filter((line, index) => line !== original[index]);
  assert.equal(added.length, differs('#34', { original: 0, ours: 2 }));
});

difference(
  '#14',
  'what is unknown is warned about, with the place and the word meant [1.3-unknown]',
  async () => {
    await using rig = await Rig.create();
    const { paths } = rig.configure(
      '[program:x]\ncommand = /bin/cat\nautostrat = false\n[progam:y]\n',
    );
    const daemon = await rig.foreground(paths);
    const lines = rig.read('supervisord.conf').split('\n');
    const at = (text: string) => `[${paths.config}:${lines.indexOf(text) + 1}]`;
    const [section, option] = daemon
      .messages(/^WARN unknown/)
      .sort()
      .reverse();
    assert.match(section ?? '', /^WARN unknown section \[progam:y\], did you mean \[program:y\]\?/);
    assert.ok(section?.includes(at('[progam:y]')), section);
    assert.match(
      option ?? '',
      /^WARN unknown option 'autostrat' in section 'program:x', did you mean 'autostart'\?/,
    );
    assert.ok(option?.includes(at('autostrat = false')), option);
  },
);

difference(
  '#13',
  'an environment value that is cut short is warned about [1.7-cut 1.7-cut-warning]',
  async () => {
    await using rig = await Rig.create();
    const child = rig.child();
    const daemon = await rig.daemon(
      `[program:x]\ncommand = ${child.command}\nenvironment = A=$HOME\n`,
    );
    const { env } = (await child.nextRun()).hello;
    assert.equal(env.A, '$', 'the value itself is that of the original');
    await daemon.logLine(/WARN .*environment.*supervisord\.conf:\d+\]/);
  },
);
