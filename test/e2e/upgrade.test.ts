/** Live upgrades: another program takes the place of the daemon, and nobody notices. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { supervisord } from '../rig/commands.ts';
import { asRoot, difference } from '../rig/differences.ts';
import { EventListener } from '../rig/event-listener.ts';
import { answers, stdinOf, unixPlace } from '../rig/fcgi.ts';
import { PackageCopy } from '../rig/package-copy.ts';
import { Proc } from '../rig/proc.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';
import { upgrade } from '../rig/upgrade.ts';
import { Fault } from '../rig/xmlrpc.ts';

const ROW = 'live upgrade';

/** What the descriptors of a process lead to, without the numbers of pipes and sockets. */
function openThings(pid: number): string[] {
  return Object.values(new Proc(pid).descriptors)
    .map((target) => target.replace(/\[\d+\]/, ''))
    .sort();
}

/** Whether each of these stands among the others, and as often: a client may have gone since then. */
function areAmong(some: readonly string[], others: readonly string[]): boolean {
  const left = [...others];
  return some.every((one) => {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

/** The states of a process's children, by pid: `S`, `R`, `Z` … */
function children(pid: number): Map<number, string> {
  const found = new Map<number, string>();
  for (const each of readdirSync('/proc').map(Number).filter(Number.isInteger)) {
    let stat: string;
    try {
      stat = readFileSync(`/proc/${each}/stat`, 'utf8');
    } catch {
      continue; // it has gone
    }
    const [state = '', parent] = stat.slice(stat.lastIndexOf(') ') + 2).split(' ');
    if (Number(parent) === pid) found.set(each, state);
  }
  return found;
}

const COUNTER = `#!/bin/sh
i=0
while :; do
  i=$((i + 1))
  echo "line $i"
  [ $((i % 20)) -ne 0 ] || sleep 0.01
done
`;

difference(
  ROW,
  'ten upgrades in a row: every line of every program, the same pids, no descriptor more, no zombie',
  async () => {
    await using rig = await Rig.create();
    const counter = rig.write('counter', COUNTER, 0o755);
    const daemon = await rig.daemon(`
[program:n]
command = ${counter}
process_name = %(process_num)d
numprocs = 4
stdout_logfile = ${rig.path('n%(process_num)d.log')}
stdout_logfile_maxbytes = 0
[program:quiet]
command = /bin/cat
[program:rotated]
command = ${counter}
stdout_logfile = ${rig.path('rotated.log')}
stdout_logfile_maxbytes = 50KB
stdout_logfile_backups = 100
`);
    const names = ['n:0', 'n:1', 'n:2', 'n:3', 'quiet', 'rotated'];
    const pids = async () => {
      const infos = await Promise.all(names.map((name) => daemon.state(name, 'RUNNING')));
      return infos.map(({ pid, start }) => [pid, start]);
    };
    const before = await pids();
    const { pid } = daemon;
    await upgrade(daemon);
    const open = openThings(pid);
    for (let round = 2; round <= 10; round++) await upgrade(daemon);
    assert.equal(daemon.pid, pid);
    assert.deepEqual(await pids(), before);
    await until('no more open than after the first', () => areAmong(openThings(pid), open));
    assert.deepEqual([...children(pid).keys()].sort(), before.map(([child]) => child).sort());
    assert.ok(![...children(pid).values()].includes('Z'), 'a zombie');
    for (const name of names) await daemon.rpc('stopProcess', name);
    for (const name of ['n0', 'n1', 'n2', 'n3']) assertWhole(rig.read(`${name}.log`), name);
    const parts = readdirSync(rig.dir)
      .filter((file) => file.startsWith('rotated.log'))
      .sort((a, b) => Number(b.split('.')[2] ?? 0) - Number(a.split('.')[2] ?? 0));
    assert.ok(parts.length > 1, 'it has been rotated');
    assertWhole(parts.map((part) => rig.read(part)).join(''), 'rotated');
    assert.equal((await daemon.ctl('upgrade', '--json')).code, 0);
  },
);

/** Lines with the numbers from 1 on, each once and in order; the last may be cut by the end. */
function assertWhole(text: string, what: string): void {
  const lines = text.split('\n').slice(0, -1);
  assert.ok(lines.length > 100, `${what}: ${lines.length} lines`);
  const wrong = lines.findIndex((line, index) => line !== `line ${index + 1}`);
  assert.equal(wrong, -1, `${what}: '${lines[wrong]}' is line ${wrong + 1}`);
}

difference(
  ROW,
  'the next program is the one that is installed by then, and it tells its version',
  async () => {
    await using rig = await Rig.create();
    const copy = new PackageCopy(rig);
    const { paths } = rig.configure('[program:x]\ncommand = /bin/cat\n');
    const daemon = await rig.foreground(paths, { command: copy.supervisord });
    const { pid } = await daemon.state('x', 'RUNNING');
    const version = String(await daemon.rpc('visord.getVersion'));
    copy.release('9.8.7');
    await upgrade(daemon);
    assert.equal(await daemon.rpc('visord.getVersion'), '9.8.7');
    assert.equal((await daemon.info('x')).pid, pid);
    await daemon.logLine(
      /INFO upgraded from visord \S+ \(node \S+\) to visord 9\.8\.7 \(node \S+\) in \d+ ms$/,
    );
    copy.release(version);
    await upgrade(daemon); // and back
    assert.equal(await daemon.rpc('visord.getVersion'), version);
    assert.equal((await daemon.info('x')).pid, pid);
  },
);

difference(
  ROW,
  'a daemon in the background keeps its pidfile, folder, umask, limit and environment',
  async () => {
    await using rig = await Rig.create();
    const child = rig.child();
    rig.write('there/x', '');
    const { paths } = rig.configure(`
[supervisord]
directory = ${rig.path('there')}
umask = 027
minfds = 500
[program:cat]
command = /bin/cat
[program:x]
command = ${child.command}
`);
    const command = `ulimit -Sn 500; cd ${rig.dir}; KEPT=1 exec "$0" "$@"`;
    const started = await rig.run('/bin/sh', '-c', command, supervisord, '-c', 'supervisord.conf');
    assert.equal(started.code, 0, started.stderr);
    const daemon = await rig.detached(paths);
    await child.nextRun();
    const facts = () => {
      const proc = new Proc(daemon.pid);
      return [
        proc.pid,
        proc.cwd,
        proc.status('Umask'),
        proc.argv.filter(Boolean),
        proc.env.KEPT,
        proc.status('Name'),
      ];
    };
    const [before, pidfile] = [facts(), statSync(paths.pidfile)];
    await upgrade(daemon);
    assert.deepEqual(facts(), before);
    assert.equal(statSync(paths.pidfile).mtimeMs, pidfile.mtimeMs);
    const restarting = child.nextRun();
    await daemon.rpc('stopProcess', 'x');
    await daemon.rpc('startProcess', 'x');
    const { hello } = await restarting;
    assert.deepEqual([hello.ppid, hello.umask, hello.env.KEPT], [daemon.pid, 0o027, '1']);
    await daemon.rpc('stopProcess', 'cat');
    await daemon.rpc('startProcess', 'cat');
    const cat = await Proc.running((await daemon.info('cat')).pid, 'cat');
    assert.equal(cat.softLimit('Max open files'), 500);
    daemon.signal('SIGTERM');
    await until('the pidfile to go', () => rig.read('supervisord.pid') === '');
  },
);

difference(
  ROW,
  'a daemon that has given up root is upgraded as the user that it is',
  async () => {
    await using rig = await Rig.create();
    rig.write('own/x', '');
    await rig.run('chown', 'nobody', rig.path('own'));
    await rig.run('chmod', '777', rig.dir);
    const { paths } = rig.configure(`
[supervisord]
user = nobody
childlogdir = ${rig.path('own')}
[program:x]
command = /bin/cat
`);
    const daemon = await rig.foreground(paths);
    const { pid } = await daemon.state('x', 'RUNNING');
    await upgrade(daemon);
    assert.equal((await daemon.info('x')).pid, pid);
    assert.match(new Proc(daemon.pid).status('Uid'), /^65534\s/);
  },
  asRoot,
);

difference(
  ROW,
  'deadlines go on: BACKOFF, STARTING, and a stop that ends with SIGKILL',
  async () => {
    await using rig = await Rig.create();
    const [stubborn, slow] = [rig.child(), rig.child()];
    const daemon = await rig.daemon(`
[program:bad]
command = /bin/false
startretries = 1000
[program:stubborn]
command = ${stubborn.command}
stopwaitsecs = 3
[program:slow]
command = ${slow.command}
startsecs = 3
`);
    const run = await stubborn.nextRun();
    const { pid } = await slow.nextRun();
    await run.trap('SIGTERM');
    await daemon.state('bad', 'BACKOFF');
    await daemon.rpc('stopProcess', 'stubborn', false);
    assert.equal(await run.nextSignal(), 'SIGTERM');
    await upgrade(daemon);
    await run.ended; // only SIGKILL can have ended it
    await daemon.logLine(/WARN stopped: stubborn \(terminated by SIGKILL\)$/);
    assert.equal((await daemon.state('slow', 'RUNNING')).pid, pid);
    const tries = () => daemon.messages(/spawned: 'bad'/).length;
    const before = tries();
    await until('another try', () => tries() > before);
    assert.deepEqual(daemon.messages(/bug in visord|reaped unknown/), []);
  },
);

difference(ROW, 'who waits for a start is told to come again, and the start goes on', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:x]
command = ${child.command}
autostart = false
startsecs = 3600
`);
  const waiting = daemon.rpc('startProcess', 'x').catch((error: unknown) => error);
  const { pid } = await child.nextRun();
  await upgrade(daemon);
  const answer = await waiting;
  assert.ok(answer instanceof Fault, String(answer));
  assert.deepEqual([answer.code, answer.message], [101, 'UPGRADING']);
  const after = await daemon.info('x');
  assert.deepEqual([after.statename, after.pid], ['STARTING', pid]);
});

difference(
  ROW,
  'a listener that is busy answers the next program, which sends it what was kept',
  async () => {
    await using rig = await Rig.create();
    const teller = rig.child();
    const daemon = await rig.daemon(`
[eventlistener:l]
command = ${teller.command}
events = REMOTE_COMMUNICATION
`);
    const listener = await EventListener.of(await teller.nextRun());
    await daemon.state('l', 'RUNNING');
    for (const word of ['one', 'two']) await daemon.rpc('sendRemoteCommEvent', 'word', word);
    await listener.say('READY\n');
    const first = await listener.next();
    await listener.say('RES'); // half of its answer comes before, half behind
    await upgrade(daemon);
    await daemon.rpc('sendRemoteCommEvent', 'word', 'three');
    await listener.say('ULT 2\nOK');
    const others = [await listener.take(), await listener.take()];
    const events = [first, ...others];
    assert.deepEqual(
      events.map(({ payload }) => payload.split('\n').pop()),
      ['one', 'two', 'three'],
    );
    const serials = events.map(({ fields }) => Number(fields.get('poolserial')));
    assert.deepEqual(
      serials,
      [0, 1, 2].map((n) => (serials[0] ?? 0) + n),
    );
  },
);

difference(
  ROW,
  'the socket of a FastCGI program stays, also for the process that is started next',
  async () => {
    await using rig = await Rig.create();
    const child = rig.child();
    const { url, where } = unixPlace(rig);
    const daemon = await rig.daemon(
      `[fcgi-program:f]\ncommand = ${child.command}\nsocket = ${url}\n`,
    );
    const run = await child.nextRun();
    const socket = stdinOf(run);
    await daemon.state('f', 'RUNNING');
    await upgrade(daemon);
    assert.equal(await answers(where), true);
    await run.exit(1);
    assert.equal(stdinOf(await child.nextRun()), socket);
    await daemon.state('f', 'RUNNING');
    await daemon.rpc('stopProcess', 'f');
    assert.notEqual(await answers(where), true);
  },
);

difference(ROW, 'what a program was sent and has not read yet arrives, once', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`[program:x]\ncommand = ${child.command}\n`);
  const run = await child.nextRun();
  await daemon.state('x', 'RUNNING');
  const sent = Array.from({ length: 20 }, (_, n) => `${n}:${'x'.repeat(10_000)}\n`);
  for (const text of sent) await daemon.rpc('sendProcessStdin', 'x', text); // more than a pipe holds
  await upgrade(daemon);
  await run.read();
  let received = '';
  while (received.length < sent.join('').length) received += (await run.nextInput()).toString();
  assert.equal(received, sent.join(''));
});

difference(ROW, 'a flood of output is neither lost nor doubled', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[program:flood]
command = /usr/bin/seq -f "line %%.0f" 3000000
startsecs = 0
autorestart = false
stdout_logfile = ${rig.path('flood.log')}
stdout_logfile_maxbytes = 0
`);
  for (let round = 0; round < 2; round++) await upgrade(daemon);
  await daemon.state('flood', 'EXITED');
  const text = rig.read('flood.log');
  assert.equal(text.split('\n').length - 1, 3_000_000);
  assertWhole(text, 'flood');
});
