/** The life of one process: started, counted as started, restarted, given up. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { differs } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';
import { Fault } from '../rig/xmlrpc.ts';

const STATUS_DATE = /[A-Z][a-z]{2} \d\d \d\d:\d\d [AP]M/;

test('a program counts as RUNNING once it has stayed up for startsecs [5-spawned 5-stdin 6.1-autostart 6.1-started 6.2-running 6.2-empty]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[program:quick]
command = /bin/cat
startsecs = 1
[program:slow]
command = /bin/cat
startsecs = 1000
`);
  const quick = await daemon.state('quick', 'RUNNING');
  const slow = await daemon.info('slow');

  assert.deepEqual(daemon.messages(/quick/), [
    `INFO spawned: 'quick' with pid ${quick.pid}`,
    'INFO success: quick entered RUNNING state, process has stayed up for > than 1 seconds (startsecs)',
  ]);
  assert.match(quick.description, new RegExp(`^pid ${quick.pid}, uptime 0:00:0\\d$`));
  assert.deepEqual([slow.statename, slow.state, slow.description], ['STARTING', 10, '']);
  const { stdout, code } = await daemon.ctl('status', 'slow');
  assert.equal(stdout, `${'slow'.padEnd(33)}STARTING  \n`);
  assert.equal(code, 0);
});

test('with startsecs=0 a program counts as RUNNING at once [6.1-started-at-once]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[program:x]
command = /bin/cat
startsecs = 0
`);
  await daemon.logLine(
    /INFO success: x entered RUNNING state, process has stayed up for > than 0 seconds \(startsecs\)$/,
  );
  assert.equal((await daemon.info('x')).statename, 'RUNNING');
});

test('an unexpected exit is logged and the program started again [6.1-restart-unexpected 6.1-exit-unexpected]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:x]
command = ${child.command}
startsecs = 0
`);
  const first = await child.nextRun();
  await daemon.state('x', 'RUNNING');
  await first.exit(3);
  const second = await child.nextRun();
  const info = await daemon.state('x', 'RUNNING');

  assert.equal(info.pid, second.pid);
  assert.notEqual(second.pid, first.pid);
  const success =
    'INFO success: x entered RUNNING state, process has stayed up for > than 0 seconds (startsecs)';
  assert.deepEqual(daemon.messages(/\bx\b/), [
    `INFO spawned: 'x' with pid ${first.pid}`,
    success,
    'WARN exited: x (exit status 3; not expected)',
    `INFO spawned: 'x' with pid ${second.pid}`,
    success,
  ]);
});

test('an expected exit ends the program for good [6.1-exit-expected 6.1-restart-unexpected 6.2-ended]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:x]
command = ${child.command}
startsecs = 0
exitcodes = 0,7
[program:barrier]
command = /bin/cat
autostart = false
`);
  const run = await child.nextRun();
  await daemon.state('x', 'RUNNING');
  await run.exit(7);
  const info = await daemon.state('x', 'EXITED');
  await daemon.rpc('startProcess', 'barrier'); // by now a restart would have happened

  assert.deepEqual([info.exitstatus, info.pid, info.spawnerr], [7, 0, '']);
  assert.match(info.description, new RegExp(`^${STATUS_DATE.source}$`));
  assert.equal((await daemon.info('x')).statename, 'EXITED');
  assert.deepEqual(daemon.messages(/exited/), ['INFO exited: x (exit status 7; expected)']);
  assert.equal(daemon.messages(/spawned: 'x'/).length, 1);
  const status = await daemon.ctl('status', 'x');
  assert.match(status.stdout, new RegExp(`^x {32}EXITED    ${STATUS_DATE.source}\n$`));
  assert.equal(status.code, 3);
});

test('autorestart=true restarts after an expected exit too [6.1-restart-true]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:x]
command = ${child.command}
startsecs = 0
autorestart = true
`);
  const first = await child.nextRun();
  await daemon.state('x', 'RUNNING');
  await first.exit(0);
  await child.nextRun();
  assert.deepEqual(daemon.messages(/exited/), ['INFO exited: x (exit status 0; expected)']);
});

test('autorestart=false leaves a program that failed where it is [6.1-restart-false 6.1-exit-unexpected]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:x]
command = ${child.command}
startsecs = 0
autorestart = false
[program:barrier]
command = /bin/cat
autostart = false
`);
  const run = await child.nextRun();
  await daemon.state('x', 'RUNNING');
  await run.exit(1);
  await daemon.state('x', 'EXITED');
  await daemon.rpc('startProcess', 'barrier');
  const info = await daemon.info('x');
  assert.deepEqual(
    [info.statename, info.exitstatus, info.spawnerr],
    ['EXITED', 1, 'Bad exit code 1'],
  );
});

test('an end by a signal is unexpected whatever exitcodes says [6.1-exit-by-signal]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:x]
command = ${child.command}
startsecs = 0
autorestart = unexpected
exitcodes = 0,9,137
`);
  const first = await child.nextRun();
  await daemon.state('x', 'RUNNING');
  await first.die('SIGKILL');
  await child.nextRun();
  assert.deepEqual(daemon.messages(/exited/), [
    'WARN exited: x (terminated by SIGKILL; not expected)',
  ]);
});

test('a program that dies within startsecs backs off and is FATAL after startretries [6.1-too-quickly 6.1-retry-whatever 6.1-gave-up 6.2-failed 6-no-pid]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[program:x]
command = /bin/sh -c "exit 0"
startretries = 1
autorestart = false
`);
  const info = await daemon.state('x', 'FATAL');

  const messages = daemon.messages(/\bx\b/).map((line) => line.replace(/pid \d+/, 'pid N'));
  assert.deepEqual(messages, [
    "INFO spawned: 'x' with pid N",
    'WARN exited: x (exit status 0; not expected)', // too early, whatever its code
    "INFO spawned: 'x' with pid N",
    'WARN exited: x (exit status 0; not expected)',
    'INFO gave up: x entered FATAL state, too many start retries too quickly',
  ]);
  const TEXT = 'Exited too quickly (process log may have details)';
  assert.deepEqual([info.spawnerr, info.description, info.pid], [TEXT, TEXT, 0]);
  const status = await daemon.ctl('status');
  assert.equal(status.stdout, `${'x'.padEnd(33)}FATAL     ${TEXT}\n`);
  assert.equal(status.code, 3);
});

test('between two tries a program is in BACKOFF, and startretries=0 tries once [6.2-failed]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[program:once]
command = /bin/sh -c "exit 1"
startretries = 0
[program:often]
command = /bin/sh -c "exit 1"
startretries = 1000
`);
  await daemon.state('once', 'FATAL');
  const often = await daemon.state('often', 'BACKOFF');
  assert.equal(daemon.messages(/spawned: 'once'/).length, 1);
  assert.equal(often.state, 30);
  assert.equal(often.description, 'Exited too quickly (process log may have details)');
});

test('starting a program that dies at once reports a spawn error', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[program:x]
command = /bin/sh -c "exit 1"
startretries = 0
autostart = false
`);
  const { stdout, code } = await daemon.ctl('start', 'x');
  assert.equal(stdout, 'x: ERROR (spawn error)\n');
  assert.equal(code, 7);
  await daemon.state('x', 'FATAL'); // the original is in BACKOFF for up to a second
  await assert.rejects(daemon.rpc('startProcess', 'x'), new Fault(50, 'SPAWN_ERROR: x'));
});

test('a program without autostart waits for a start, and after a stop stays stopped [6.1-autostart 6.1-asked-to-start 6.1-stopped-for-good 6.2-not-started 6.2-ended]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:x]
command = ${child.command}
startsecs = 0
autostart = false
autorestart = true
[program:barrier]
command = /bin/cat
autostart = false
`);
  assert.deepEqual(await daemon.ctl('status', 'x'), {
    stdout: `${'x'.padEnd(33)}STOPPED   Not started\n`,
    stderr: '',
    code: 3,
  });
  assert.equal((await daemon.ctl('start', 'x')).stdout, 'x: started\n');
  const run = await child.nextRun();
  assert.equal((await daemon.info('x')).pid, run.pid);

  const stop = await daemon.ctl('stop', 'x');
  await run.ended;
  assert.deepEqual([stop.stdout, stop.code], ['x: stopped\n', 0]);
  await daemon.rpc('startProcess', 'barrier');
  const { statename, description } = await daemon.info('x');
  assert.equal(statename, 'STOPPED');
  assert.match(description, STATUS_DATE);
});

test('a start request is refused while the program runs, and heard when it is FATAL [6.1-already-started 6.1-asked-to-start]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[program:runs]
command = /bin/cat
[program:fails]
command = /bin/sh -c "exit 1"
startretries = 0
`);
  await daemon.state('runs', 'RUNNING');
  const start = await daemon.ctl('start', 'runs');
  assert.deepEqual([start.stdout, start.code], ['runs: ERROR (already started)\n', 0]);
  await assert.rejects(daemon.rpc('startProcess', 'runs'), new Fault(60, 'ALREADY_STARTED: runs'));

  await daemon.state('fails', 'FATAL');
  await assert.rejects(daemon.rpc('startProcess', 'fails'), new Fault(50, 'SPAWN_ERROR: fails'));
  assert.equal(daemon.messages(/spawned: 'fails'/).length, 2);
});

test('a start after a stop counts failures anew [6.1-stop-counts-anew]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:x]
command = ${child.command}
startsecs = 1000
startretries = 1
`);
  await (await child.nextRun()).exit(1);
  await daemon.state('x', 'BACKOFF');
  await daemon.rpc('stopProcess', 'x');
  await daemon.rpc('startProcess', 'x', false);
  await (await child.nextRun()).exit(1);
  await daemon.state('x', differs('#20', { original: 'FATAL', ours: 'BACKOFF' }));
  const gaveUp = daemon.messages(/gave up: x/).length;
  assert.equal(gaveUp, differs('#20', { original: 1, ours: 0 }));
});

test('a start that waits holds up nobody, and learns of a stop [16-nobody-waits]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:x]
command = ${child.command}
startsecs = 1000
autostart = false
`);
  const starting = daemon.ctl('start', 'x');
  const run = await child.nextRun();
  assert.equal((await daemon.info('x')).statename, 'STARTING');
  assert.equal((await daemon.ctl('stop', 'x')).stdout, 'x: stopped\n');
  await run.ended;
  const { stdout, code } = await starting;
  assert.deepEqual([stdout, code], ['x: ERROR (abnormal termination)\n', 7]);
});
