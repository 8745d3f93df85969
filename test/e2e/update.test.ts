/** `update --dry-run` and `update --minimal`, which the original does not have. */
import assert from 'node:assert/strict';
import type { Daemon } from '../rig/daemon.ts';
import { difference } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';

/** A daemon with this configuration, and a way to change it. */
async function changeable(rig: Rig, text: string) {
  const { paths, rewrite } = rig.configure(text);
  return { daemon: await rig.foreground(paths), rewrite };
}

const program = (name: string, options = '') =>
  `[program:${name}]\ncommand = /bin/cat\nstartsecs = 0\n${options}\n`;

const workers = (count: number, options = '') =>
  program('w', `process_name = %(process_num)d\nnumprocs = ${count}\n${options}`);

/** The pids by namespec, once so many processes are RUNNING. */
async function pids(daemon: Daemon, count: number): Promise<Record<string, number>> {
  return until(`${count} processes to run`, async () => {
    type Info = { group: string; name: string; pid: number; statename: string };
    const all = await daemon.rpc<Info[]>('getAllProcessInfo');
    const running = all.filter(({ statename }) => statename === 'RUNNING');
    const found = running.map(({ group, name, pid }) => [`${group}:${name}`, pid] as const);
    return found.length === count && Object.fromEntries(found);
  });
}

difference('update --dry-run', 'a dry run explains itself and does nothing', async () => {
  await using rig = await Rig.create();
  const { daemon, rewrite } = await changeable(
    rig,
    program('keeps') + program('goes') + workers(3, 'environment = A="secret1",B="2"'),
  );
  const before = await pids(daemon, 5);
  const none = await daemon.ctl('update', '--dry-run');
  assert.deepEqual([none.stdout, none.code], ['No config updates to processes\n', 0]);

  const changed =
    'environment = A="secret2",C="3"\nstopwaitsecs = 20\nserverurl = http://me:secret3@x';
  rewrite(program('keeps') + program('comes') + workers(2, changed));
  const options = [
    '    stopwaitsecs: 10 -> 20 (needs no restart)',
    '    serverurl: AUTO -> http://me:***@x',
    '    environment: C added; A changed; B removed',
  ];
  const plain = await daemon.ctl('update', '--dry-run');
  assert.deepEqual(plain.stdout.split('\n'), [
    'goes: would be stopped and removed',
    'w: would be stopped and made anew',
    '  2: is gone',
    '  0, 1: has changed',
    ...options,
    'comes: would be added',
    '',
  ]);
  const minimal = await daemon.ctl('update', '--dry-run', '--minimal', 'w');
  assert.deepEqual(minimal.stdout.split('\n'), [
    'w: would be updated',
    '  2: would be stopped and removed',
    '  0, 1: would be restarted',
    ...options,
    '',
  ]);
  assert.deepEqual([plain.code, minimal.code], [0, 0]);
  assert.doesNotMatch(plain.stdout + minimal.stdout, /secret/);
  assert.doesNotMatch(JSON.stringify(await daemon.rpc('visord.getPendingChanges')), /secret/);
  assert.deepEqual(await pids(daemon, 5), before);
});

difference('update --minimal', 'options that need no restart are applied live', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const text = (options: string) => `[program:x]\ncommand = ${child.command}\n${options}\n`;
  const log = rig.path('x.log');
  const { daemon, rewrite } = await changeable(rig, text(`stdout_logfile = ${log}`));
  const run = await child.nextRun();
  await daemon.state('x', 'RUNNING');
  await run.trap('SIGINT');
  rewrite(
    text(`stdout_logfile = ${log}
stdout_logfile_maxbytes = 5
stdout_logfile_backups = 1
stopsignal = INT
autorestart = false
exitcodes = 7
priority = 5`),
  );
  const update = await daemon.ctl('update', '--minimal');
  assert.deepEqual(update, {
    stdout: 'x: updated\nx: updated process group\n',
    stderr: '',
    code: 0,
  });
  assert.equal((await daemon.info('x')).pid, run.pid);
  await run.write('too long\n');
  await rig.holds('x.log.1', 'too long\n');
  const stopping = daemon.ctl('stop', 'x');
  assert.equal(await run.nextSignal(), 'SIGINT');
  await run.exit(7);
  assert.equal((await stopping).stdout, 'x: stopped\n');
  await daemon.logLine(/INFO stopped: x \(exit status 7\)/);
  assert.equal((await daemon.ctl('reread')).stdout, 'No config updates to processes\n');
  assert.equal((await daemon.ctl('update', '--minimal')).stdout, '');
});

difference('update --minimal', 'numprocs grows and shrinks around those that run', async () => {
  await using rig = await Rig.create();
  const { daemon, rewrite } = await changeable(rig, workers(2));
  const two = await pids(daemon, 2);
  rewrite(workers(12));
  const grown = await daemon.ctl('update', '--minimal');
  const added = Array.from({ length: 10 }, (_, index) => `w:${index + 2}: added\n`).sort();
  assert.equal(grown.stdout, `${added.join('')}w: updated process group\n`);
  const twelve = await pids(daemon, 12);
  assert.deepEqual({ ...twelve, ...two }, twelve);

  rewrite(workers(9));
  const shrunk = await daemon.ctl('update', '--minimal', 'w');
  assert.deepEqual(shrunk.stdout.split('\n').sort(), [
    '',
    'w: updated process group',
    ...['w:10', 'w:11', 'w:9'].map((name) => `${name}: stopped and removed`),
  ]);
  const nine = await pids(daemon, 9);
  assert.deepEqual({ ...nine, ...two }, nine);
  assert.deepEqual({ ...twelve, ...nine }, twelve);
});

difference('update --minimal', 'of a group only the program that changed restarts', async () => {
  await using rig = await Rig.create();
  const group = (options: string) =>
    `${program('a')}${program('b', options)}${program('c')}[group:g]\nprograms = a,b,c\n`;
  const { daemon, rewrite } = await changeable(rig, group(''));
  const before = await pids(daemon, 3);
  rewrite(group('directory = /'));
  const update = await daemon.ctl('update', '--minimal');
  assert.equal(update.stdout, 'g:b: restarted\ng: updated process group\n');
  const after = await pids(daemon, 3);
  assert.notEqual(after['g:b'], before['g:b']);
  assert.deepEqual({ ...after, 'g:b': 0 }, { ...before, 'g:b': 0 });
});

difference(
  'update --minimal',
  'a group that makes trouble does not hold up the others',
  async () => {
    await using rig = await Rig.create();
    const child = rig.child();
    const slow = (options = '') =>
      `[program:a]\ncommand = ${child.command}\nstartsecs = 0\nstopwaitsecs = 1000\n${options}\n`;
    const { daemon, rewrite } = await changeable(rig, slow() + program('b'));
    const run = await child.nextRun();
    await run.trap('SIGTERM');
    const before = await pids(daemon, 2);
    rewrite(slow('directory = /') + program('b', 'directory = /'));
    const first = daemon.ctl('update', '--minimal');
    assert.equal(await run.nextSignal(), 'SIGTERM');
    const second = await daemon.ctl('update', '--minimal');
    assert.deepEqual(second, {
      stdout:
        'a: ERROR (FAILED: a is being updated already)\nb: restarted\nb: updated process group\n',
      stderr: '',
      code: 1,
    });
    await run.exit(0);
    assert.equal((await first).stdout, 'a: restarted\na: updated process group\n');
    const after = await pids(daemon, 2);
    assert.notEqual(after['b:b'], before['b:b']);
    assert.notEqual(after['a:a'], before['a:a']);
  },
);

difference('update --minimal', 'what somebody has stopped stays stopped', async () => {
  await using rig = await Rig.create();
  const { daemon, rewrite } = await changeable(rig, workers(2));
  await pids(daemon, 2);
  await daemon.ctl('stop', 'w:1');
  rewrite(workers(2, 'directory = /'));
  const update = await daemon.ctl('update', '--minimal');
  assert.deepEqual(update.stdout.split('\n').sort(), [
    '',
    'w: updated process group',
    'w:0: restarted',
    'w:1: updated, not started',
  ]);
  assert.deepEqual(Object.keys(await pids(daemon, 1)), ['w:0']);
});

difference('update --minimal', 'groups come and go as with a plain update', async () => {
  await using rig = await Rig.create();
  const { daemon, rewrite } = await changeable(rig, program('goes') + program('keeps'));
  const before = await pids(daemon, 2);
  rewrite(program('keeps') + program('comes'));
  const update = await daemon.ctl('update', '--minimal');
  assert.equal(
    update.stdout,
    'goes: stopped\ngoes: removed process group\ncomes: added process group\n',
  );
  assert.equal((await pids(daemon, 2))['keeps:keeps'], before['keeps:keeps']);
});
