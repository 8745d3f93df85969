/**
 * pidproxy: what it runs, whom it passes signals to, and when it ends. Where ours stays longer than
 * the original, the tests that both must pass run it with `-o`.
 */
import assert from 'node:assert/strict';
import { readFileSync, symlinkSync } from 'node:fs';
import test from 'node:test';
import type { Child } from '../rig/child.ts';
import { cleanEnv, type Outcome, pidproxy, reference } from '../rig/commands.ts';
import { difference, differs } from '../rig/differences.ts';
import type { Program } from '../rig/program.ts';
import { Rig } from '../rig/rig.ts';
import { within } from '../rig/until.ts';

const AS_ORIGINAL = reference ? [] : ['-o'];

/** Starts it on `x.pid`; what it prints is seen at once, also of the original. */
function proxy(rig: Rig, child: Child, flags: readonly string[] = AS_ORIGINAL): Program {
  const words = ['PYTHONUNBUFFERED=1', pidproxy, ...flags, 'x.pid', ...child.command.split(' ')];
  return rig.start('/usr/bin/env', words);
}

function ended(program: Program): Promise<Outcome> {
  return within('the end of pidproxy', program.exited);
}

test('signals go to the process in the pidfile, and the end of the command ends it [3.3-signals 3.3-pidfile 3.3-end 3.3-status]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const other = rig.child();
  const program = proxy(rig, child);
  const run = await child.nextRun();
  assert.equal(run.hello.ppid, program.pid);
  rig.start('/usr/bin/env', other.command.split(' '));
  const target = await other.nextRun();
  for (const signalled of [run, target]) {
    rig.write('x.pid', ` ${signalled.pid}\n`);
    for (const signal of ['SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const) {
      await signalled.trap(signal);
      program.signal(signal);
      assert.equal(await signalled.nextSignal(), signal);
    }
  }
  await run.exit(3);
  assert.deepEqual(await ended(program), { stdout: '', stderr: '', code: 0 });
});

for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const) {
  test(`${signal} is passed on and ends it at once, while the command goes on [3.3-signals 3.3-at-once]`, async () => {
    await using rig = await Rig.create();
    const child = rig.child();
    const program = proxy(rig, child);
    const run = await child.nextRun();
    rig.write('x.pid', String(run.pid));
    await run.trap(signal);
    for (const fd of [1, 2]) await run.close(fd); // else its output would count as pidproxy's
    const outcome = await program.end(signal);
    assert.deepEqual(outcome, { stdout: '', stderr: '', code: 0 });
    assert.equal(await run.nextSignal(), signal);
    await run.trap('SIGHUP');
  });
}

test('without a number in the pidfile a signal does nothing [3.3-unreadable]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const program = proxy(rig, child);
  const run = await child.nextRun();
  program.signal('SIGTERM');
  await program.prints(/^(Can't read child pidfile x\.pid!\n){1}$/);
  rig.write('x.pid', 'none\n');
  program.signal('SIGINT');
  await program.prints(/^(Can't read child pidfile x\.pid!\n){2}$/);
  rig.write('x.pid', `${run.pid}\n`);
  await run.trap('SIGHUP');
  program.signal('SIGHUP');
  assert.equal(await run.nextSignal(), 'SIGHUP');
  for (const fd of [1, 2]) await run.close(fd);
  await run.trap('SIGTERM');
  const { code } = await program.end('SIGTERM');
  assert.equal(code, 0);
});

difference(
  'numbers that are no pid',
  'a pidfile with 0 or -1 counts as unreadable [3.3-unreadable]',
  async () => {
    await using rig = await Rig.create();
    const child = rig.child();
    const program = proxy(rig, child);
    const run = await child.nextRun();
    for (const [times, pid] of ['0', '-1'].entries()) {
      rig.write('x.pid', pid);
      program.signal('SIGHUP');
      await program.prints(new RegExp(`^(Can't read child pidfile x\\.pid!\\n){${times + 1}}$`));
    }
    await run.trap('SIGHUP');
  },
);

test('a signal to a process that is gone ends it with 1 [3.3-gone]', async () => {
  await using rig = await Rig.create();
  const gone = rig.start('/bin/true', []);
  await gone.exited;
  const child = rig.child();
  const program = proxy(rig, child);
  const run = await child.nextRun();
  rig.write('x.pid', String(gone.pid));
  for (const fd of [1, 2]) await run.close(fd);
  const outcome = await program.end('SIGHUP');
  assert.equal(outcome.code, 1);
  assert.match(outcome.stderr, /No such process|ESRCH/);
  await run.trap('SIGHUP');
});

test('without a command it prints its usage and ends with 1 [3.3-usage]', async () => {
  await using rig = await Rig.create();
  for (const args of [[], ['x.pid'], ['-h']]) {
    const { stdout, stderr, code } = await rig.run(pidproxy, ...args);
    assert.deepEqual({ stderr, code }, { stderr: '', code: 1 });
    assert.ok(stdout.includes(`Usage: ${pidproxy} `), stdout);
  }
});

test('the command is a path, seen from here, and is told its words as they are [3.3-command 3.3-status]', async () => {
  await using rig = await Rig.create();
  symlinkSync('/bin/cat', rig.path('kitten'));
  const words = ['missing/../kitten', '/proc/self/cmdline', '--', '/dev/null'];
  const [relative, inPath] = await Promise.all([
    rig.run(pidproxy, 'x.pid', ...words),
    rig.run(pidproxy, 'x.pid', 'cat', '/proc/self/cmdline'),
  ]);
  assert.deepEqual(relative, { stdout: `${words.join('\0')}\0`, stderr: '', code: 0 });
  assert.equal(inPath.stdout, '');
  assert.equal(inPath.code, 0);
  const said = `pidproxy: cannot start ${rig.path('cat')}: ENOENT\n`;
  assert.equal(inPath.stderr, differs('commands that cannot start', { original: '', ours: said }));
});

test('the command gets the environment, the descriptors and the limit of open files [3.3-inherits]', async () => {
  await using rig = await Rig.create();
  const limit = 'ulimit -Sn 500; exec "$@"';
  const shell = ['/bin/sh', '-c', 'cat; ulimit -Sn; echo error >&2'];
  const [env, rest] = await Promise.all([
    rig.run(pidproxy, 'x.pid', '/usr/bin/env'),
    within(
      'the end of pidproxy',
      rig.start('/bin/sh', ['-c', limit, 'sh', pidproxy, 'x.pid', ...shell], 'input\n').exited,
    ),
  ]);
  const expected = Object.entries(cleanEnv(rig.dir)).map(([name, value]) => `${name}=${value}`);
  assert.deepEqual(env.stdout.trimEnd().split('\n').sort(), expected.sort());
  assert.deepEqual(rest, { stdout: 'input\n500\n', stderr: 'error\n', code: 0 });
});

test('the command stays in the process group of pidproxy [3.3-group]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const program = proxy(rig, child);
  const { hello } = await child.nextRun();
  const stat = readFileSync(`/proc/${program.pid}/stat`, 'utf8');
  const group = Number(stat.split(') ').pop()?.split(' ')[2]);
  assert.equal(hello.pgid, group);
});
