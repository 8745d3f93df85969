import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runScript as run } from '../../test/rig/addon-script.ts';
import { preloading } from './program.ts';

type Env = Readonly<Record<string, string>>;

/** SIGHUP, SIGINT, SIGQUIT, SIGUSR1, SIGUSR2 and SIGTERM, as /proc shows them. */
const FOR_THE_DAEMON = '0x4a07n';

test('while signals are held, no thread of Node takes one either', async () => {
  const { text } = await run(`
    const fs = require('node:fs');
    const blockedIn = (thread) => {
      const status = fs.readFileSync('/proc/self/task/' + thread + '/status', 'utf8');
      return BigInt('0x' + /SigBlk:\\s*(\\w+)/.exec(status)[1]) & ${FOR_THE_DAEMON};
    };
    fs.readFile(process.argv[1], () => { // so that there are threads for files as well
      native.holdSignals(true);
      const threads = fs.readdirSync('/proc/self/task');
      const all = threads.every((thread) => blockedIn(thread) === ${FOR_THE_DAEMON});
      console.log(threads.length > 4, all);
      native.holdSignals(false);
      console.log(blockedIn(process.pid));
    });
  `);
  assert.equal(text, 'true true\n0n\n');
});

/** For `run`: becomes a node that has the addon preloaded and runs a script, or has the guard do so. */
const BECOMING = `
  const fs = require('node:fs');
  let addon = fs.openSync(process.argv[1], 'r');
  const preloads = () => [process.env.LD_PRELOAD, '/proc/self/./fd/' + addon].filter(Boolean);
  const env = () => Object.entries({ ...process.env, LD_PRELOAD: preloads().join(':') });
  const node = (script) => [
    process.execPath,
    words('node', '-e', script, process.argv[1], '..'),
    words(...env().map(([name, value]) => name + '=' + value)),
    fds(addon),
    true,
  ];
  const TAKES = \`
    const native = require(process.argv[1]);
    process.on('SIGTERM', () => { console.log('SIGTERM'); process.exit(4); });
    process.on('SIGUSR1', () => console.log('SIGUSR1'));
    setInterval(() => {}, 1000);
    console.log('started', process.pid);
    native.holdSignals(false);
  \`;
`;

/** What a program says that has started well, and taken them after that. */
const taken = (pid: number) => `started ${pid}\nSIGUSR1\nSIGTERM\n`;

test('what comes while signals are held waits for the next program, however Node starts', async () => {
  const { pid, text, ending } = await run(`${BECOMING}
    native.holdSignals(true);
    for (const signal of ['SIGTERM', 'SIGUSR1']) process.kill(process.pid, signal);
    native.replaceProcess(...node(TAKES));
  `);
  assert.equal(text, taken(pid));
  assert.deepEqual(ending, { kind: 'exit', code: 4 });
});

test('so it does when the guard has to act', async () => {
  for (const how of ['process.abort()', 'process.exit()']) {
    const { pid, text, ending } = await run(`${BECOMING}
      native.armGuard(...node(TAKES), 4, 5);
      for (const signal of ['SIGTERM', 'SIGUSR1']) process.kill(process.pid, signal);
      ${how}
    `);
    assert.equal(text, taken(pid), how);
    assert.deepEqual(ending, { kind: 'exit', code: 4 }, how);
  }
});

test('a program that does not hold them is become by the guard all the same, and gets none', async () => {
  const { pid, text, ending } = await run(`
    native.armGuard(...shell('echo "$$ $0"', 'reason=..'), fds(), false, 3, 5);
    process.kill(process.pid, 'SIGTERM');
    process.exit();
  `);
  assert.equal(text, `${pid} reason=00\n`);
  assert.deepEqual(ending, { kind: 'exit', code: 0 });
});

test('the addon that is preloaded is the one that is meant, if the other is a copy of it', async () => {
  const { pid, text } = await run(`${BECOMING}
    const copy = fs.mkdtempSync(require('node:os').tmpdir() + '/visord-') + '/copy.node';
    fs.copyFileSync(process.argv[1], copy);
    addon = fs.openSync(copy, 'r');
    fs.rmSync(require('node:path').dirname(copy), { recursive: true });
    native.holdSignals(true);
    for (const signal of ['SIGTERM', 'SIGUSR1']) process.kill(process.pid, signal);
    native.replaceProcess(...node(TAKES));
  `);
  assert.equal(text, taken(pid));
});

test('a program that is started while signals are held blocks none', async () => {
  const { text } = await run(`${BECOMING}
    const STARTS = \`
      const native = require(process.argv[1]);
      const none = new Int32Array(0);
      native.spawn(1, {
        onlyFind: false, paths: '/bin/grep\\\\0', argv: 'grep\\\\0SigBlk\\\\0/proc/self/status\\\\0', env: '',
        cwd: null, fds: Int32Array.from([0, 1, 2]), umask: -1, openFiles: -1, leads: 0, cgroup: null,
        setUser: false, uid: 0, gid: 0, groups: none,
      });
      setInterval(() => { if (native.waitpid(-1)[0] > 0) process.exit(); }, 1);
    \`;
    native.replaceProcess(...node(STARTS));
  `);
  assert.equal(text, 'SigBlk:\t0000000000000000\n');
});

test('the environment of a program that has the addon preloaded does not show it', async () => {
  for (const others of ['', 'libm.so.6']) {
    const { text } = await run(`${BECOMING}
      const list = [process.env.LD_PRELOAD, '${others}'].filter(Boolean).join(':');
      if (list !== '') process.env.LD_PRELOAD = list;
      const tell = (before) => \`
        const seen = require('node:fs').readFileSync('/proc/self/environ', 'utf8').split('\\\\0');
        const shown = seen.filter((line) => /PRELOAD/.test(line)).join();
        console.log(JSON.stringify([\` + JSON.stringify(before) + \`, process.env, shown]));
      \`;
      native.replaceProcess(...node(tell({ ...process.env })));
    `);
    const [before, after, shown] = JSON.parse(text) as [Env, Env, string];
    assert.deepEqual(after, before);
    const list = before.LD_PRELOAD;
    assert.equal(shown, list === undefined ? '' : `LD_PRELOAD=${list}`);
    assert.ok((list ?? '').endsWith(others));
  }
});

test('an addon that is preloaded stands behind what a user preloads', () => {
  assert.deepEqual(preloading(7, ['A=b']), ['A=b', 'LD_PRELOAD=/proc/self/./fd/7']);
  assert.deepEqual(preloading(7, ['LD_PRELOAD=/a b', 'A=b']), [
    'LD_PRELOAD=/a b:/proc/self/./fd/7',
    'A=b',
  ]);
});
