/** The daemon of these tests is this file itself, started with the word `daemon`. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readlinkSync, renameSync, watch, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { os, ownEnvironment, scratch, sh } from '../../test/rig/running.ts';
import { type DaemonStart, detachOutput, reportReady, startDaemon } from './daemonize.ts';

const [, , role, report] = process.argv;

if (role === 'daemon') void beDaemon(report ?? '');
else defineTests();

interface Report {
  readonly inherited: string;
  readonly links: readonly string[];
  readonly session: string | undefined;
}

/** What the real one does, in short; then it writes down what has become of it and waits. */
async function beDaemon(file: string): Promise<void> {
  const { output } = await sh('ls /proc/self/fd');
  detachOutput();
  reportReady();
  const links = [0, 1, 2].map((fd) => readlinkSync(`/proc/self/fd/${fd}`));
  const session = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ')[3];
  const facts: Report = { inherited: output, links, session };
  writeFileSync(`${file}.new`, JSON.stringify(facts));
  renameSync(`${file}.new`, file);
  setInterval(() => {}, 2 ** 30); // until it is killed
}

function defineTests(): void {
  test('the waiter hears when the daemon is ready, and the daemon is on its own [4.2-ready 4.2-session 4.2-null]', async () => {
    using folder = scratch();
    const file = path.join(folder.path, 'report');
    const watcher = watch(folder.path).unref();
    const written = new Promise<void>((resolve) => {
      watcher.on('change', () => {
        if (existsSync(file)) resolve();
      });
    });
    const started = await start([process.execPath, __filename, 'daemon', file]);
    assert.ok(started.kind === 'ready'); // it is alive, which keeps us alive to wait for this:
    await written;
    watcher.close();
    const facts = JSON.parse(readFileSync(file, 'utf8')) as Report;
    assert.equal(facts.inherited, '0\n1\n2\n3\n', 'a program gets no status pipe; 3 is of ls');
    assert.deepEqual(facts.links, ['/dev/null', '/dev/null', '/dev/null']);
    assert.equal(facts.session, String(started.pid));
    os.kill(started.pid, 9);
  });

  test('ready counts even if the daemon has ended by the time we look', async () => {
    const started = await start(['/bin/sh', '-c', 'echo ready >&3; exit 5']);
    assert.equal(started.kind, 'ready');
  });

  test('a daemon whose waiter has been killed lives on, without its descriptor', () => {
    const pipe = os.openPipe();
    os.close(pipe.read);
    reportReady(pipe.write);
    assert.throws(() => os.statFd(pipe.write), { code: 'EBADF' });
  });

  const ENDINGS: [script: string, ending: object][] = [
    ['exit 2', { kind: 'exit', code: 2 }],
    ['exec 3>&-; exit 3', { kind: 'exit', code: 3 }],
    ['kill -TERM $$', { kind: 'signal', signal: 15, coreDumped: false }],
    ['(exec sleep 1000 >/dev/null 2>&1) & echo $! > pid; exit 4', { kind: 'exit', code: 4 }],
  ];
  for (const [script, ending] of ENDINGS) {
    test(`a daemon that ends before it is ready is reported: ${script}`, async () => {
      using folder = scratch();
      const started = await start(['/bin/sh', '-c', `cd ${folder.path}; ${script}`]);
      assert.ok(started.kind === 'ended');
      assert.deepEqual(started.ending, ending);
      const pid = path.join(folder.path, 'pid');
      if (existsSync(pid)) os.kill(Number(readFileSync(pid, 'utf8')), 9);
    });
  }

  test('a signal to the waiter calls the start off', async () => {
    const listeners = process.listenerCount('SIGTERM');
    const started = await start(['/bin/sh', '-c', 'kill -INT $PPID; exec sleep 1000']);
    assert.ok(started.kind === 'ended');
    assert.deepEqual(started.ending, { kind: 'signal', signal: 15, coreDumped: false });
    assert.equal(process.listenerCount('SIGTERM'), listeners);
  });

  test('a daemon that cannot be started at all is reported', async () => {
    const started = await start(['/no/such/daemon']);
    assert.deepEqual(started, {
      kind: 'refused',
      stage: 'find',
      path: '/no/such/daemon',
      code: 'ENOENT',
    });
  });
}

function start(argv: readonly [string, ...string[]]): Promise<DaemonStart> {
  const env = ['PATH=/usr/bin:/bin', ...ownEnvironment('LD_PRELOAD', 'ASAN_OPTIONS')];
  return startDaemon(os, { path: argv[0], argv, env });
}
