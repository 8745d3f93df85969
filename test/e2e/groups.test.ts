/** Groups of processes: the order in which they start and end, and how they are addressed. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import test from 'node:test';
import { differs } from '../rig/differences.ts';
import { Proc } from '../rig/proc.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';
import { Fault } from '../rig/xmlrpc.ts';

/** The names in "spawned: 'name' with pid N", in their order. */
const spawned = (messages: readonly string[]) =>
  messages.map((line) => /^INFO spawned: '(.*)' with pid \d+$/.exec(line)?.[1]);

test('programs start by priority, then by name, without waiting for each other [7.2-start-order 7.2-no-waiting]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[program:a]
command = /bin/cat
[program:c]
command = /bin/cat
priority = 2
startsecs = 1000
[program:b]
command = /bin/cat
priority = 2
[program:last]
command = /bin/cat
priority = 1000
`);
  await daemon.logLine(/spawned: 'last'/);
  assert.deepEqual(spawned(daemon.messages(/spawned/)), ['b', 'c', 'a', 'last']);
});

test('at shutdown the highest priority number is stopped first, and the next waits for it [7.3-group-order 7.3-waiting]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:first]
command = ${child.command}
priority = 1
[program:second]
command = ${child.command}
priority = 2
[program:third]
command = ${child.command}
priority = 3
`);
  const runs = await child.nextRuns(3);
  for (const run of runs.values()) await run.trap('SIGTERM');
  daemon.signal('SIGTERM');

  for (const name of ['third', 'second', 'first']) {
    const run = runs.get(name);
    assert.equal(await run?.nextSignal(), 'SIGTERM');
    await run?.exit(0);
  }
  assert.equal((await daemon.exited).code, 0);
  assert.deepEqual(daemon.messages(/stopped:/), [
    'INFO stopped: third (exit status 0)',
    'INFO stopped: second (exit status 0)',
    'INFO stopped: first (exit status 0)',
  ]);
  assert.deepEqual(daemon.messages(/to die/).slice(0, 1), [
    'INFO waiting for first, second, third to die',
  ]);
});

test('numprocs makes so many processes, counted from numprocs_start', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[program:w]
command = /bin/cat
process_name = %(program_name)s_%(process_num)02d
numprocs = 3
numprocs_start = 5
startsecs = 0
`);
  await daemon.state('w:w_07', 'RUNNING');
  const { stdout } = await daemon.ctl('status');
  const names = stdout.split('\n').map((line) => line.split(' ')[0]);
  assert.deepEqual(names, ['w:w_05', 'w:w_06', 'w:w_07', '']);
});

test('a group holds programs of several sections, which then have no group of their own', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[program:a]
command = /bin/cat
autostart = false
[program:b]
command = /bin/cat
autostart = false
[group:pair]
programs = b,a
priority = 5
`);
  const status = await daemon.ctl('status');
  assert.equal(
    status.stdout,
    `${'pair:a'.padEnd(33)}STOPPED   Not started\n${'pair:b'.padEnd(33)}STOPPED   Not started\n`,
  );
  const alone = await daemon.ctl('start', 'a');
  assert.deepEqual([alone.stdout, alone.code], ['a: ERROR (no such process)\n', 1]);
  assert.equal((await daemon.ctl('start', 'pair:a')).stdout, 'pair:a: started\n');
});

test('group:* starts, signals, restarts and stops every process of the group', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[program:g]
command = /bin/cat
process_name = %(process_num)d
numprocs = 2
startsecs = 0
autostart = false
[program:other]
command = /bin/cat
autostart = false
`);
  const both = (word: string) => `g:0: ${word}\ng:1: ${word}\n`;
  const inOrder = (text: string) =>
    text
      .split('\n')
      .filter((line) => line !== '')
      .sort()
      .map((line) => `${line}\n`)
      .join('');

  assert.equal(inOrder((await daemon.ctl('start', 'g:*')).stdout), both('started'));
  assert.deepEqual(await daemon.ctl('start', 'g:*'), { stdout: '', stderr: '', code: 0 });
  assert.equal(inOrder((await daemon.ctl('signal', 'CONT', 'g:*')).stdout), both('signalled'));
  const restarted = inOrder((await daemon.ctl('restart', 'g:*')).stdout);
  assert.equal(restarted, 'g:0: started\ng:0: stopped\ng:1: started\ng:1: stopped\n');
  assert.equal(inOrder((await daemon.ctl('stop', 'g:')).stdout), both('stopped'));
  assert.equal((await daemon.info('other')).statename, 'STOPPED');
});

test('an unknown group has its own errors', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('');
  const start = await daemon.ctl('start', 'zz:*');
  assert.deepEqual([start.stdout, start.code], ['zz: ERROR (no such group)\n', 2]);
  const status = await daemon.ctl('status', 'zz:*');
  assert.deepEqual([status.stdout, status.code], ['zz: ERROR (no such group)\n', 4]);
  await assert.rejects(daemon.rpc('startProcessGroup', 'zz'), new Fault(10, 'BAD_NAME: zz'));
});

test('starting and stopping everything reports each process with the outcome', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[program:a]
command = /bin/cat
startsecs = 0
autostart = false
[program:b]
command = /no/such/file
autostart = false
`);
  const started = await daemon.rpc<{ name: string }[]>('startAllProcesses');
  assert.deepEqual(
    started.sort((one, other) => one.name.localeCompare(other.name)),
    [
      { name: 'a', group: 'a', status: 80, description: 'OK' },
      {
        name: 'b',
        group: 'b',
        status: 20,
        description: "NO_FILE: can't find command '/no/such/file'",
      },
    ],
  );
  assert.deepEqual(await daemon.rpc('stopAllProcesses'), [
    { name: 'a', group: 'a', status: 80, description: 'OK' },
  ]);
});

test('stopping a group signals by priority [7.2-stop-order]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[supervisord]
loglevel = debug
[program:low]
command = /bin/cat
priority = 1
startsecs = 0
[program:high]
command = /bin/cat
priority = 2
startsecs = 0
[group:g]
programs = low,high
`);
  for (const name of ['g:high', 'g:low']) {
    // Before its exec a child of the original takes the signal for a message to supervisord.
    await Proc.running((await daemon.state(name, 'RUNNING')).pid, 'cat');
  }
  await daemon.rpc('stopProcessGroup', 'g');
  const order = daemon.messages(/DEBG killing/).map((line) => line.split(' ')[2]);
  const expected = { original: ['low', 'high'], ours: ['high', 'low'] };
  assert.deepEqual(order, differs('#8', expected));
});

test('a hundred processes start, answer, and end together [16-no-cap]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[program:many]
command = /bin/cat
process_name = %(process_num)03d
numprocs = 100
startsecs = 0
`);
  const states = async () => {
    const all = await daemon.rpc<{ statename: string; pid: number }[]>('getAllProcessInfo');
    return all.filter(({ statename }) => statename === 'RUNNING').map(({ pid }) => pid);
  };
  const pids = await until('all of them', async () => {
    const running = await states();
    return running.length === 100 && running;
  });
  assert.equal(new Set(pids).size, 100);
  assert.equal((await daemon.stop()).code, 0);
  assert.equal(daemon.messages(/WARN stopped: \d+ \(terminated by SIGTERM\)/).length, 100);
  assert.deepEqual(
    pids.filter((pid) => existsSync(`/proc/${pid}`)),
    [],
  );
});
