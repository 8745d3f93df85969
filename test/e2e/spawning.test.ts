/** What a program finds when it starts: descriptors, signals, limits, identity, environment. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import test from 'node:test';
import { cleanEnv } from '../rig/commands.ts';
import { asRoot, differs } from '../rig/differences.ts';
import { Proc } from '../rig/proc.ts';
import { Rig } from '../rig/rig.ts';

/** A daemon with one `cat`, and what /proc knows of the cat. */
async function cat(rig: Rig, options = '', daemonOptions = {}) {
  const daemon = await rig.daemon(
    `${options}\n[program:x]\ncommand = /bin/cat\nstartsecs = 0\n`,
    daemonOptions,
  );
  const { pid } = await daemon.state('x', 'RUNNING');
  return { daemon, proc: await Proc.running(pid, 'cat') };
}

test('a program inherits the descriptors 0, 1 and 2, all pipes, and no other [5-descriptors]', async () => {
  await using rig = await Rig.create();
  const { proc } = await cat(rig);
  const descriptors = proc.descriptors;
  assert.deepEqual(Object.keys(descriptors), ['0', '1', '2']);
  const pipes = Object.values(descriptors);
  for (const target of pipes) assert.match(target, /^pipe:\[\d+\]$/);
  assert.equal(new Set(pipes).size, 3);
});

test('with redirect_stderr descriptors 1 and 2 are the same pipe [5-redirect-stderr]', async () => {
  await using rig = await Rig.create();
  const { proc } = await cat(rig, '[program:x]\nredirect_stderr = true');
  assert.equal(proc.descriptors[2], proc.descriptors[1]);
});

test('/dev/stdout and /dev/stderr can be opened', async () => {
  await using rig = await Rig.create();
  await rig.daemon(`
[program:x]
command = /bin/sh -c "echo to stdout > /dev/stdout && echo to stderr > /dev/stderr && exec cat"
stdout_logfile = ${rig.path('out')}
stderr_logfile = ${rig.path('err')}
`);
  await rig.readUntil('out', /^to stdout\n$/);
  await rig.readUntil('err', /^to stderr\n$/);
});

test('a program leads a process group of its own in the session of supervisord [5-process-group]', async () => {
  await using rig = await Rig.create();
  const { daemon, proc } = await cat(rig);
  const supervisord = new Proc(daemon.pid);
  assert.deepEqual(proc.family, {
    ppid: daemon.pid,
    pgid: proc.pid,
    sid: supervisord.family.sid,
  });
});

test('a program starts with an empty signal mask and default dispositions [5-signals]', async () => {
  await using rig = await Rig.create();
  const { proc } = await cat(rig);
  const NONE = '0'.repeat(16);
  assert.equal(proc.status('SigBlk'), NONE);
  const ignored = { original: '0000000001001000', ours: NONE }; // SIGPIPE and SIGXFSZ
  assert.equal(proc.status('SigIgn'), differs('#11', ignored));
});

test('a program gets the soft limit of open files that supervisord was started with [4.3-inherited 4.3-enough]', async () => {
  await using rig = await Rig.create();
  const { proc } = await cat(rig, '', { before: 'ulimit -Sn 3000' });
  assert.equal(proc.softLimit('Max open files'), 3000);
});

test('a soft limit below minfds is raised to it [4.3-raised]', async () => {
  await using rig = await Rig.create();
  const options = '[supervisord]\nminfds = 700';
  const { daemon, proc } = await cat(rig, options, { before: 'ulimit -Sn 500' });
  assert.equal(proc.softLimit('Max open files'), 700);
  assert.deepEqual(daemon.messages(/NOFILE/), ['INFO Increased RLIMIT_NOFILE limit to 700']);
});

test('the environment is that of supervisord with additions, and nothing else [5.1-layers 5.1-variables 5.1-nothing-else]', async () => {
  await using rig = await Rig.create();
  const options = `
[inet_http_server]
port = 127.0.0.1:${await rig.freePort()}
username = nobody
password = learns it
[supervisord]
environment = GLOBAL="g",BOTH="global",SUPERVISOR_ENABLED="2"
[program:x]
environment = OWN="a b,c",BOTH="program",HOME="/nowhere"
`;
  const env = { CALLER: 'kept', NODE_ENV: 'production', HOME: '/root', EMPTY: '' };
  const { daemon, proc } = await cat(rig, options, { env });
  assert.deepEqual(proc.env, {
    ...cleanEnv(rig.dir),
    CALLER: 'kept',
    NODE_ENV: 'production',
    EMPTY: '',
    SUPERVISOR_ENABLED: '2',
    SUPERVISOR_SERVER_URL: `unix://${daemon.paths.socket}`,
    SUPERVISOR_PROCESS_NAME: 'x',
    SUPERVISOR_GROUP_NAME: 'x',
    GLOBAL: 'g',
    OWN: 'a b,c',
    BOTH: 'program',
    HOME: '/nowhere',
  });
});

test('process and group name and serverurl tell a process who it is [5.1-variables 5.1-server-url]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  await rig.daemon(`
[program:w]
command = ${child.command}
process_name = n%(process_num)d
numprocs = 2
serverurl = http://example.org:99
environment = NUMBER="%(process_num)d"
[group:g]
programs = w
`);
  const runs = await child.nextRuns(2);
  for (const number of ['0', '1']) {
    const env = runs.get(`n${number}`)?.hello.env ?? {};
    assert.equal(env.SUPERVISOR_GROUP_NAME, 'g');
    assert.equal(env.SUPERVISOR_SERVER_URL, 'http://example.org:99');
    assert.equal(env.NUMBER, number);
  }
});

test('the command is split as a shell would, and argv[0] is the word as typed [5-argv]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[program:x]
command = cat - "a b" 'c "d"' e"f"g\\ h '' $HOME *
    "next \\"line\\""
startsecs = 0
`);
  const { pid } = await daemon.state('x', 'RUNNING');
  const { argv } = await Proc.running(pid, 'cat');
  const words = ['a b', 'c "d"', 'efg h', '', '$HOME', '*', 'next "line"'];
  assert.deepEqual(argv, ['cat', '-', ...words]);
});

test('a command is looked up in the PATH of its own environment= [5-path]', async () => {
  await using rig = await Rig.create();
  rig.write('bin/only-here', '#!/bin/sh\necho found\nexec /bin/cat\n', 0o755);
  await rig.daemon(`
[program:x]
command = only-here
environment = PATH="/nowhere:${rig.path('bin')}"
stdout_logfile = ${rig.path('out')}
`);
  await rig.readUntil('out', /^found\n$/);
});

test('directory and umask are those of the program, or else those of supervisord [5-directory-umask]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(
    `
[program:own]
command = /bin/cat
startsecs = 0
directory = /usr/lib
umask = 027
[program:inherited]
command = /bin/cat
startsecs = 0
`,
    { before: 'umask 077' },
  );
  const own = await Proc.running((await daemon.state('own', 'RUNNING')).pid, 'cat');
  const inherited = await Proc.running((await daemon.state('inherited', 'RUNNING')).pid, 'cat');
  assert.deepEqual([own.cwd, own.status('Umask')], ['/usr/lib', '0027']);
  assert.deepEqual([inherited.cwd, inherited.status('Umask')], [rig.dir, '0077']);
});

test(
  'user= gives the uid, the gid and every supplementary group of that user [5-user 4.1-environment]',
  asRoot,
  async () => {
    await using rig = await Rig.create();
    const { stdout } = await rig.run('id', '-G', 'www-data');
    const groups = stdout.trim().split(' ').map(Number);
    const { proc } = await cat(rig, '[program:x]\nuser = www-data', {
      env: { USER: 'root', LOGNAME: 'root' },
    });
    const { stdout: uid } = await rig.run('id', '-u', 'www-data');
    const gid = String(groups[0]);
    assert.equal(proc.status('Uid'), Array(4).fill(uid.trim()).join('\t'));
    assert.equal(proc.status('Gid'), Array(4).fill(gid).join('\t'));
    assert.deepEqual(
      proc.status('Groups').split(' ').map(Number),
      groups.sort((one, other) => one - other),
    );
    assert.deepEqual([proc.env.USER, proc.env.LOGNAME], ['root', 'root'], 'left as they were');
  },
);

test('a program that closes its output keeps running', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  mkdirSync(rig.path('logs'));
  const daemon = await rig.daemon(`
[program:x]
command = ${child.command}
startsecs = 0
stdout_logfile = ${rig.path('logs/out')}
`);
  const run = await child.nextRun();
  await run.write('before\n');
  await rig.readUntil('logs/out', /before/);
  await run.close(1);
  await run.close(2);
  await daemon.rpc('getState');
  assert.equal((await daemon.state('x', 'RUNNING')).pid, run.pid);
  await run.exit(0);
  await daemon.state('x', 'EXITED');
});
