/** What takes its time: --no-wait, --rolling, Ctrl-C in the middle, progress, status --watch. */
import assert from 'node:assert/strict';
import { supervisorctl } from '../rig/commands.ts';
import { difference } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';

difference('--no-wait', 'start and stop return before the thing is done', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:slow]
command = ${child.command}
autostart = false
startsecs = 1000
stopwaitsecs = 1000
`);
  const start = await daemon.ctl('start', '--no-wait', 'slow');
  assert.deepEqual([start.stdout, start.code], ['slow: starting\n', 0]);
  assert.equal((await daemon.info('slow')).statename, 'STARTING');
  const run = await child.nextRun();
  await run.trap('SIGTERM');
  const stop = await daemon.ctl('stop', 'slow', '--no-wait');
  assert.deepEqual([stop.stdout, stop.code], ['slow: stopping\n', 0]);
  assert.equal((await daemon.info('slow')).statename, 'STOPPING');
  await run.exit(0);
  await daemon.state('slow', 'STOPPED');
  const restart = await daemon.ctl('restart', '--no-wait', 'slow');
  assert.equal(restart.stdout, 'slow: ERROR (not running)\nslow: starting\n');
});

difference('restart --rolling', 'each process is RUNNING before the next is stopped', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:web]
command = ${child.command}
process_name = web_%(process_num)d
numprocs = 3
startsecs = 0
`);
  const before = await child.nextRuns(3);
  for (const name of before.keys()) await daemon.state(`web:${name}`, 'RUNNING');
  const first = before.get('web_0');
  await first?.trap('SIGTERM');
  const rolling = daemon.start('restart', '--rolling', 'web:*');
  assert.equal(await first?.nextSignal(), 'SIGTERM');
  for (const name of ['web:web_1', 'web:web_2']) {
    assert.equal((await daemon.info(name)).statename, 'RUNNING', 'it must wait for its turn');
  }
  await first?.exit(0);
  const { stdout, code } = await rolling.exited;
  const lines = [0, 1, 2].map((n) => `web:web_${n}: stopped\nweb:web_${n}: started\n`);
  assert.deepEqual([stdout, code], [lines.join(''), 0]);
});

difference('restart --rolling', 'N of them are restarted at the same time', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:web]
command = ${child.command}
process_name = web_%(process_num)d
numprocs = 3
startsecs = 0
`);
  const before = await child.nextRuns(3);
  for (const name of before.keys()) await daemon.state(`web:${name}`, 'RUNNING');
  const two = ['web_0', 'web_1'].flatMap((name) => before.get(name) ?? []);
  for (const run of two) await run.trap('SIGTERM');
  const rolling = daemon.start('restart', 'web*', '--rolling=2');
  for (const run of two) assert.equal(await run.nextSignal(), 'SIGTERM'); // none has ended yet
  assert.equal((await daemon.info('web:web_2')).statename, 'RUNNING');
  for (const run of two) await run.exit(0);
  const { stdout, code } = await rolling.exited;
  assert.equal(code, 0);
  const started = stdout.match(/^web:web_\d: started$/gm) ?? [];
  assert.deepEqual(
    started.toSorted(),
    [0, 1, 2].map((n) => `web:web_${n}: started`),
  );
});

difference('restart --rolling', 'many at a time are nothing special', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[program:web]
command = /bin/cat
process_name = web_%(process_num)02d
numprocs = 12
startsecs = 0
`);
  await daemon.state('web:web_11', 'RUNNING');
  const { stdout, stderr, code } = await daemon.ctl('restart', '--rolling=12', 'all');
  assert.equal(stdout.match(/: started$/gm)?.length, 12);
  assert.deepEqual([stderr, code], ['', 0]);
});

difference('restart --rolling', 'the first failure ends it, and the rest runs on', async () => {
  await using rig = await Rig.create();
  const script = rig.write(
    'work.sh',
    `#!/bin/sh\ntest ! -e ${rig.path('broken')} && exec sleep 600\n`,
    0o755,
  );
  const daemon = await rig.daemon(`
[program:web]
command = ${script}
process_name = web_%(process_num)d
numprocs = 3
startretries = 0
`);
  for (const n of [0, 1, 2]) await daemon.state(`web:web_${n}`, 'RUNNING');
  const { pid } = await daemon.info('web:web_1');
  rig.write('broken', '');
  const { stdout, stderr, code } = await daemon.ctl('restart', '--rolling', 'all');
  assert.equal(stdout, 'web:web_0: stopped\nweb:web_0: ERROR (spawn error)\n');
  assert.equal(stderr, 'not restarted: web:web_1, web:web_2\n');
  assert.equal(code, 7);
  assert.equal((await daemon.info('web:web_1')).pid, pid);

  const wrong = await daemon.ctl('restart', '--rolling=0', 'all');
  assert.match(wrong.stdout, /^Error: restart: --rolling takes a number from 1 on\n/);
  assert.equal(wrong.code, 2);
  const both = await daemon.ctl('restart', '--rolling', '--no-wait', 'all');
  assert.match(both.stdout, /^Error: restart: --rolling waits for each process\n/);
  const unknown = await daemon.ctl('restart', '--rolling', 'web:web_1', 'nope');
  assert.deepEqual([unknown.stdout, unknown.code], ['nope: ERROR (no such process)\n', 1]);
});

difference('progress', 'Ctrl-C says what goes on and what was not begun', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:a]
command = ${child.command}
startsecs = 0
[program:b]
command = /bin/cat
startsecs = 0
`);
  const run = await child.nextRun();
  await run.trap('SIGTERM');
  await daemon.state('b', 'RUNNING');
  const restart = daemon.start('restart', 'a', 'b');
  await run.nextSignal();
  const { stdout, stderr, code } = await restart.end('SIGINT');
  assert.equal(
    stderr,
    'interrupted: a is still being stopped; not stopped: b; not started: a, b\n',
  );
  assert.deepEqual([stdout, code], ['', null], 'the signal has ended it');
});

/** What `supervisorctl` shows on a terminal at stdout and stderr. */
function onTerminal(rig: Rig, line: string) {
  return rig.start('script', ['-qec', line, '/dev/null']);
}

difference('progress', 'a terminal shows what is waited for, and nothing of it stays', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:slow]
command = ${child.command}
startsecs = 0
`);
  const run = await child.nextRun();
  await run.trap('SIGTERM');
  const stop = onTerminal(rig, `${supervisorctl} -c ${daemon.paths.config} stop slow nope`);
  await stop.prints(/^waiting for slow \(1 of 2\)$/);
  await run.exit(0);
  const { stdout } = await stop.exited;
  assert.ok(stdout.includes('\r\x1b[Kslow: stopped\r\n'), JSON.stringify(stdout));
});

difference(
  'status --watch',
  'elsewhere than on a terminal a line is added for what has changed',
  async () => {
    await using rig = await Rig.create();
    const daemon = await rig.daemon(`
[program:a]
command = /bin/cat
startsecs = 0
[program:b]
command = /bin/cat
startsecs = 0
`);
    await daemon.state('a', 'RUNNING');
    await daemon.state('b', 'RUNNING');
    const watch = daemon.start('status', '--watch=0.05');
    await watch.prints(/^a +RUNNING .*\nb +RUNNING .*\n$/);
    await daemon.rpc('stopProcess', 'b');
    await watch.prints(/\nb +(?:STOPPING +\nb +)?STOPPED .*\n$/);
    await daemon.stop();
    await watch.prints(/\nunix:\S+ (?:no such file|connection lost)\n/);
    const { stdout, code } = await watch.end('SIGINT');
    assert.equal(stdout.match(/^a /gm)?.length, 1, 'a has not changed');
    assert.equal(code, 0);
  },
);

difference('status --watch', 'a terminal is drawn anew', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('[program:a]\ncommand = /bin/cat\nstartsecs = 0\n');
  await daemon.state('a', 'RUNNING');
  const line = `${supervisorctl} -c ${daemon.paths.config} status --watch=0.05`;
  const watch = onTerminal(rig, line);
  const screens = () => watch.printed.split('\x1b[H\x1b[2Ja   ');
  await until('two screens', () => screens().length > 3);
  assert.match(screens()[1] ?? '', /^ +RUNNING {3}pid \d+, uptime .*\r\n$/);
});

difference('--exit-zero', 'the exit status can be chosen', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('[program:a]\ncommand = /bin/cat\nautostart = false\n');
  const table: readonly [line: string, code: number][] = [
    ['status', 3],
    ['status --exit-zero', 0],
    ['status --exit-zero nope', 4],
    ['status --fail-on=FATAL,exited', 0],
    ['status --fail-on=FATAL,STOPPED', 3],
    ['status --fail-on=nonsense', 2],
    ['status --watch=never', 2],
    ['status --watch --json', 2],
  ];
  for (const [line, code] of table) assert.equal((await daemon.ctl(line)).code, code, line);
});
