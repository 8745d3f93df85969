/**
 * Our supervisorctl against Debian's, line by line, each on a supervisord of its own: the
 * original daemon, started twice on the same configuration in two folders. What both print and
 * exit with must be equal, apart from pids, times, folders, and the differences that are named.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import test, { type TestContext } from 'node:test';
import { SupervisorClient } from '../client/supervisor-client.ts';
import { runSupervisorctl } from './run.ts';
import { MemoryOutput, ScriptedTerminal } from './testing.ts';

const DAEMON = '/usr/bin/supervisord';
const CTL = '/usr/bin/supervisorctl';
const missing = !existsSync(DAEMON) || !existsSync(CTL);
const skip =
  missing && process.env.CI !== 'true' ? 'the package supervisor is not installed' : false;

const LONG_NAME = 'a-program-whose-name-is-longer-than-thirty-characters';

const PROGRAMS = `
[program:cat]
command = /bin/cat
startsecs = 0
priority = 5
[program:talker]
command = /bin/sh -c 'echo line one; echo zwei für dich; echo oops >&2; exec sleep 1000'
startsecs = 0
[program:silent]
command = /bin/cat
startsecs = 0
stdout_logfile = NONE
[program:worker]
command = /bin/cat
process_name = %(program_name)s_%(process_num)02d
numprocs = 3
startsecs = 0
[program:left]
command = /bin/cat
startsecs = 0
[program:right]
command = /bin/cat
startsecs = 0
[group:pair]
programs = left,right
priority = 7
[program:${LONG_NAME}]
command = /bin/cat
startsecs = 0
autostart = false
[program:sleeper]
command = /bin/cat
startsecs = 0
autostart = false
[program:absent]
command = /nowhere/at/all
autostart = false
[program:forbidden]
command = /etc/passwd
autostart = false
[program:brief]
command = /bin/false
autostart = false
startretries = 0
[program:defiant]
command = /bin/sh -c 'trap "" TERM; exec sleep 1000'
startsecs = 0
stopwaitsecs = 1000
autostart = false
autorestart = false
`;

interface Place {
  readonly folder: string;
  readonly config: string;
  readonly serverUrl: string;
  readonly webUrl: string;
}

interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitStatus: number;
}

async function createPlace(port: number): Promise<Place> {
  const folder = await mkdtemp(path.join(tmpdir(), 'visord-ctl-'));
  const config = path.join(folder, 'supervisord.conf');
  const place = {
    folder,
    config,
    serverUrl: `unix://${folder}/ctl.sock`,
    webUrl: `http://127.0.0.1:${port}`,
  };
  await writeFile(config, configText(place, port, PROGRAMS));
  return place;
}

function configText({ folder, serverUrl }: Place, port: number, programs: string): string {
  return `[unix_http_server]
file = ${folder}/ctl.sock
[inet_http_server]
port = 127.0.0.1:${port}
username = user
password = secret
[supervisord]
logfile = ${folder}/main.log
pidfile = ${folder}/pid
childlogdir = ${folder}
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl = ${serverUrl}
${programs}`;
}

/** A port of the loopback that is free now. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The original daemon on a place, and what it says on stdout. */
class Daemon {
  readonly process: ChildProcess;
  readonly ended: Promise<unknown>;
  readonly #lines: Interface;
  readonly #place: Place;

  constructor(place: Place) {
    this.#place = place;
    this.process = spawn(DAEMON, ['-n', '-c', place.config], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.ended = new Promise((resolve) => this.process.once('close', resolve));
    const { stdout } = this.process;
    assert.ok(stdout !== null);
    this.#lines = createInterface({ input: stdout });
  }

  /** Resolves when a line of the main log contains the text `times` times from now. */
  says(text: string, times = 1): Promise<void> {
    let left = times;
    return new Promise((resolve, reject) => {
      this.#lines.on('line', (line) => {
        if (line.includes(text) && --left === 0) resolve();
      });
      this.#lines.once('close', () => reject(new Error(`supervisord ended before "${text}"`)));
    });
  }

  async end(): Promise<void> {
    this.process.kill('SIGTERM');
    const client = new SupervisorClient(this.#place);
    const infos = await client.call('supervisor.getAllProcessInfo').catch(() => []);
    client.close();
    for (const { pid } of infos) killIfAlive(pid);
    await this.ended;
  }
}

function killIfAlive(pid: number): void {
  try {
    if (pid > 0) process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

async function runTheirs(place: Place, args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(CTL, ['-c', place.config, ...args], (error, stdout, stderr) => {
      const exitStatus = typeof error?.code === 'number' ? error.code : 0;
      resolve({ stdout, stderr, exitStatus });
    });
  });
}

interface Login {
  readonly serverUrl?: string;
  readonly username?: string;
  readonly password?: string;
}

async function runOurs(
  place: Place,
  words: readonly string[],
  login: Login = {},
): Promise<Outcome> {
  const output = new MemoryOutput();
  const settings = {
    serverUrl: place.serverUrl,
    username: undefined,
    password: undefined,
    prompt: 'supervisor',
    interactive: false,
    ...login,
  };
  const exitStatus = await runSupervisorctl(settings, words, {
    output,
    terminal: new ScriptedTerminal(),
  });
  return { stdout: output.stdout, stderr: output.stderr, exitStatus };
}

/** Takes out of an outcome what cannot be equal in two places. */
function comparable(place: Place, { stdout, stderr, exitStatus }: Outcome): Outcome {
  const neutral = (text: string) =>
    text
      .replaceAll(place.folder, 'FOLDER')
      .replaceAll(place.webUrl, 'WEB')
      .replace(/pid \d+, uptime \d:\d\d:\d\d/g, 'pid N, uptime T')
      .replace(/[A-Z][a-z]{2} \d\d \d\d:\d\d [AP]M/g, 'DATE')
      .replace(/: file: .* line: \d+$/gm, ': file: F line: L')
      .replace(/^[1-9]\d*$/gm, 'PID');
  return { stdout: neutral(stdout), stderr: neutral(stderr), exitStatus };
}

/** A line whose first line of output and status must be equal: the help below it is ours. */
interface Usage {
  readonly usage: string;
}

/** A difference on purpose, with the lines of stdout that we print. */
interface Difference {
  readonly line: string;
  readonly why: string;
  readonly theirs: string;
  readonly ours: string;
  readonly exits?: readonly [theirs: number, ours: number];
}

/** A change of the configuration files. */
interface Edit {
  readonly edit: (programs: string) => string;
}

type Step = string | Usage | Difference | Edit;

const STEPS: readonly Step[] = [
  // naming and status
  'status cat',
  'status',
  'status all',
  'status nope all',
  'status worker:*',
  'status worker:',
  'status worker:worker_01 cat pair:left',
  'status cat cat',
  'status nope',
  'status nope cat',
  'status nope:* cat',
  'status cat:cat',
  'status cat:nope',
  'status worker',
  `status ${LONG_NAME} cat`,
  'status sleeper nope',
  'status:cat',
  '  status   cat  ',
  'avail',
  'version',
  // syntax
  '',
  '   ',
  'nonsense',
  'nonsense with words',
  '!ls',
  ':x',
  'Status',
  'help nonsense',
  'help EOF',
  'help start stop',
  '?nonsense',
  'quit',
  'exit now',
  'EOF',
  { usage: 'start' },
  { usage: 'stop' },
  { usage: 'restart' },
  { usage: 'clear' },
  { usage: 'signal' },
  { usage: 'signal HUP' },
  { usage: 'tail' },
  { usage: 'tail a b c d' },
  { usage: 'maintail a b' },
  { usage: 'maintail -f x' },
  { usage: 'version x' },
  { usage: 'avail x' },
  { usage: 'reread x' },
  { usage: 'reload x' },
  { usage: 'shutdown x' },
  // pid
  'pid',
  'pid cat',
  'pid cat sleeper',
  'pid sleeper cat',
  'pid nope cat',
  'pid nope sleeper',
  'pid all',
  'pid worker:*',
  'pid worker:worker_01',
  // start, stop, restart
  'start cat',
  'start sleeper',
  'start sleeper:sleeper',
  'stop sleeper',
  'stop sleeper',
  'start absent',
  'start forbidden',
  'start brief',
  'start nope',
  'start nope brief cat',
  'start cat nope',
  'start nope:*',
  'start nope:x',
  'start worker:*',
  'stop worker:worker_00',
  'start worker:',
  'stop worker:*',
  'status worker:*',
  'start worker:worker_02 sleeper',
  'stop sleeper worker:worker_02 nope nope:',
  'stop nope sleeper',
  'restart worker:*',
  'restart worker:worker_00 cat',
  'restart sleeper',
  'restart nope',
  'restart nope:*',
  'restart nope cat',
  'stop sleeper',
  'status brief absent',
  // signal
  'signal CONT cat',
  'signal SIGCONT cat worker:worker_00',
  'signal 18 cat',
  'signal NONSENSE cat',
  'signal CONT nope cat',
  'signal CONT cat nope',
  'signal CONT nope:*',
  'signal CONT worker:*',
  'signal CONT sleeper',
  'signal CONT sleeper cat',
  'signal NONSENSE worker:*',
  'signal CONT all',
  // logs
  'tail talker',
  'tail talker stderr',
  'tail talker STDERR',
  'tail -5 talker',
  'tail -5 talker stderr',
  'tail -0 talker',
  'tail --5 talker',
  'tail -99999999999 talker',
  'tail -1_0 talker',
  'tail -x talker',
  'tail -5',
  'tail talker stdin',
  'tail talker x stderr',
  "tail talker it's",
  'tail silent',
  'tail nope',
  'tail worker:*',
  'tail sleeper',
  'maintail -x',
  'maintail x',
  'clear talker',
  'tail talker',
  'clear nope talker',
  'clear talker nope',
  'clear pair:left',
  {
    line: 'clear worker:*',
    why: 'the name is shown as it was typed',
    theirs: 'worker:None: ERROR (no such process)\n',
    ours: 'worker:*: ERROR (no such process)\n',
    exits: [1, 1],
  },
  'clear all',
  {
    line: 'tail -f nope',
    why: 'a log that cannot be followed is a failure',
    theirs: '==> Press Ctrl-C to exit <==\n',
    ours: '==> Press Ctrl-C to exit <==\n',
    exits: [0, 1],
  },
  // configuration
  'reread',
  'update',
  'update nope',
  'update all',
  'add',
  'add cat',
  'add nope',
  'remove',
  'remove cat',
  'remove nope',
  'remove sleeper',
  'add sleeper',
  'remove sleeper nope',
  { edit: (programs) => `${programs}[program:fresh]\ncommand = /bin/cat\nstartsecs = 0\n` },
  'reread',
  'update nope',
  'update fresh nope',
  'update',
  'status fresh sleeper',
  { edit: (programs) => programs.replace('priority = 5', 'priority = 6') },
  'reread',
  'update cat',
  { edit: (programs) => programs.replace(/\[program:silent\][^[]*/, '').replace('= 3', '= 2') },
  'reread',
  'update all',
  'status',
  { edit: (programs) => programs.replace('autostart = false', 'autostart = perhaps') },
  'reread',
  'update',
  { edit: () => PROGRAMS },
  'stop pair:* cat',
  'update',
];

/** What each line does when nobody answers. */
const EVERY_COMMAND: readonly string[] = [
  'status',
  'status cat',
  'pid',
  'version',
  'avail',
  'start cat',
  'stop all',
  'restart cat',
  'signal HUP cat',
  'tail cat',
  'tail -f cat',
  'maintail',
  'clear cat',
  'reread',
  'update',
  'add cat',
  'remove cat',
  'reload',
  'shutdown',
  'help nonsense',
  'nonsense',
];

test('every line prints and exits as with the original', { skip }, async (t) => {
  const port = await freePort();
  const [theirPlace, ourPlace] = [await createPlace(port), await createPlace(port)];
  const places = [theirPlace, ourPlace] as const;
  t.after(() => Promise.all(places.map(({ folder }) => rm(folder, { recursive: true }))));
  // One port for two daemons: only the second one, on which ours runs, has the TCP server.
  const theirConfig = await readFile(theirPlace.config, 'utf8');
  await writeFile(theirPlace.config, theirConfig.replace(/\[inet_http_server\][^[]*/, ''));

  await t.test('with nobody there', (context) => withoutServer(context, places));
  const daemons = places.map((place) => new Daemon(place));
  t.after(() => Promise.all(daemons.map((daemon) => daemon.end())));
  const last = "spawned: 'talker'";
  await Promise.all(daemons.map((daemon) => daemon.says(last)));
  await t.test('with programs that run', (context) => withServer(context, places));
  await t.test('with credentials', (context) => withCredentials(context, ourPlace));
  await t.test('at the end of the server', (context) => atTheEnd(context, places, daemons));
});

type Places = readonly [theirs: Place, ours: Place];

async function withoutServer(context: TestContext, [theirPlace, ourPlace]: Places): Promise<void> {
  const missingSocket = { serverUrl: ourPlace.serverUrl };
  for (const line of EVERY_COMMAND) {
    await context.test(`${line} without a socket`, async () => {
      const theirs = await runTheirs(theirPlace, [line]);
      assertSame([theirPlace, theirs], [ourPlace, await runOurs(ourPlace, [line], missingSocket)]);
    });
  }
  const serverUrls = ['http://127.0.0.1:1', 'unix:///etc/passwd', 'https://x', 'http://no.invalid'];
  for (const serverUrl of serverUrls) {
    for (const line of ['status', 'start cat', 'reread', 'shutdown']) {
      await context.test(`${line} at ${serverUrl}`, async () => {
        const theirs = await runTheirs(theirPlace, ['-s', serverUrl, line]);
        const ours = await runOurs(ourPlace, [line], { serverUrl });
        assertSame([theirPlace, theirs], [ourPlace, ours]);
      });
    }
  }
}

async function withServer(context: TestContext, places: Places): Promise<void> {
  const [theirPlace, ourPlace] = places;
  for (const step of STEPS) {
    if (typeof step === 'object' && 'edit' in step) {
      for (const place of places) await edit(place, step.edit);
      continue;
    }
    const line = typeof step === 'string' ? step : 'usage' in step ? step.usage : step.line;
    await context.test(line === '' ? 'an empty line' : line, async () => {
      const [theirs, ours] = await Promise.all([
        runTheirs(theirPlace, [line]),
        runOurs(ourPlace, [line]),
      ]);
      check(step, [theirPlace, theirs], [ourPlace, ours]);
    });
  }
}

async function edit(place: Place, change: (programs: string) => string): Promise<void> {
  const text = await readFile(place.config, 'utf8');
  const start = text.indexOf('\n[program:');
  await writeFile(place.config, text.slice(0, start) + change(text.slice(start)));
}

type Placed = readonly [place: Place, outcome: Outcome];

function check(step: string | Usage | Difference, theirs: Placed, ours: Placed): void {
  if (typeof step === 'string') {
    assertSame(theirs, ours);
  } else if ('usage' in step) {
    const cut = ([place, outcome]: Placed): Placed => {
      const [first = ''] = outcome.stdout.split('\n');
      return [place, { ...outcome, stdout: first }];
    };
    assertSame(cut(theirs), cut(ours));
    assert.ok(ours[1].stdout.split('\n').length > 2, 'help follows');
  } else {
    assert.equal(theirs[1].stdout, step.theirs, 'the original has changed');
    assert.equal(ours[1].stdout, step.ours, step.why);
    assert.deepEqual([theirs[1].exitStatus, ours[1].exitStatus], step.exits);
    assert.equal(comparable(...ours).stderr, comparable(...theirs).stderr);
  }
}

function assertSame(theirs: Placed, ours: Placed): void {
  assert.deepEqual(comparable(...ours), comparable(...theirs));
}

/** Both drive the one server that asks for a password. */
async function withCredentials(context: TestContext, place: Place): Promise<void> {
  const table: readonly [what: string, username?: string, password?: string][] = [
    ['none'],
    ['a name only', 'user'],
    ['a wrong password', 'user', 'wrong'],
    ['the right ones', 'user', 'secret'],
  ];
  for (const [what, username, password] of table) {
    for (const line of ['status cat', 'reread', 'version']) {
      await context.test(`${line} with ${what}`, async () => {
        const login = ['-s', place.webUrl];
        if (username !== undefined) login.push('-u', username);
        if (password !== undefined) login.push('-p', password);
        const theirs = await runTheirs(place, [...login, line]);
        const ours = await runOurs(place, [line], {
          serverUrl: place.webUrl,
          ...(username === undefined ? {} : { username }),
          ...(password === undefined ? {} : { password }),
        });
        assertSame([place, theirs], [place, ours]);
      });
    }
  }
}

/** Reload, then shut down while a program refuses to end, so that every call faults. */
async function atTheEnd(
  context: TestContext,
  [theirPlace, ourPlace]: Places,
  daemons: readonly Daemon[],
): Promise<void> {
  const compare = (line: string) =>
    context.test(line, async () => {
      const theirs = await runTheirs(theirPlace, [line]);
      assertSame([theirPlace, theirs], [ourPlace, await runOurs(ourPlace, [line])]);
    });
  const restarted = Promise.all(daemons.map((daemon) => daemon.says("spawned: 'talker'")));
  await compare('reload');
  await restarted;
  await compare('stop all');
  await compare('restart cat pair:*');
  await compare('start all');
  await compare('shutdown');
  for (const line of EVERY_COMMAND.filter((command) => !command.startsWith('tail -f'))) {
    await compare(line);
  }
  await Promise.all([theirPlace, ourPlace].map(killDefiant));
  await Promise.all(daemons.map(({ ended }) => ended));
  await compare('shutdown');
}

async function killDefiant(place: Place): Promise<void> {
  const pids = await readFile(path.join(place.folder, 'main.log'), 'utf8');
  const spawned = [...pids.matchAll(/spawned: 'defiant' with pid (\d+)/g)];
  killIfAlive(Number(spawned.at(-1)?.[1] ?? 0));
}
