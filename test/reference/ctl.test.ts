/**
 * Our supervisorctl, our supervisord and both together against Debian's, line by line: two daemons
 * on the same configuration in two folders, one of which is Debian's and driven by Debian's
 * supervisorctl. What both print and exit with must be equal, apart from pids, times, folders, and
 * the differences that are named.
 */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test, { type TestContext } from 'node:test';
import { runSupervisorctl } from '../../src/ctl/run.ts';
import { MemoryOutput, ScriptedTerminal } from '../rig/fake-terminal.ts';
import {
  createPlace,
  Daemon,
  freePort,
  killIfAlive,
  ORIGINAL_DAEMON,
  Original,
  OUR_DAEMON,
  type Outcome,
  type Place,
  settled,
} from './ctl-rig.ts';
import { type Difference, EVERY_COMMAND, STEPS, type Usage } from './ctl-steps.ts';

const missing = !existsSync(ORIGINAL_DAEMON);
const skip =
  missing && process.env.CI !== 'true' ? 'the package supervisor is not installed' : false;

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
    check: () => Promise.reject(new Error('the original has no such command')),
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
      .replace(/^[1-9]\d*$/gm, 'PID')
      .replace(/^4\.\d\.\d$/gm, 'VERSION') // differs: #31
      .replace(/ \[FOLDER\/supervisord\.conf:\d+\]/g, ''); // differs: #34
  return { stdout: inOrder(neutral(stdout)), stderr: neutral(stderr), exitStatus };
}

/** Sorts lines of equal outcome that follow each other: processes of a group end in any order. */
function inOrder(text: string): string {
  const lines = text.split('\n');
  const runs: string[][] = [];
  for (const line of lines) {
    const run = runs.at(-1);
    const ending = /: (?:started|stopped|signalled)$/.exec(line)?.[0];
    if (ending !== undefined && run?.[0]?.endsWith(ending)) run.push(line);
    else runs.push([line]);
  }
  return runs.map((run) => run.sort().join('\n')).join('\n');
}

/** What is compared with Debian's supervisorctl on Debian's supervisord. */
interface Pairing {
  readonly what: string;
  readonly ctl: 'ours' | 'original';
  readonly daemon: 'ours' | 'original';
}

const PAIRINGS: readonly Pairing[] = [
  { what: 'our supervisorctl on the original supervisord', ctl: 'ours', daemon: 'original' },
  { what: 'the original supervisorctl on our supervisord', ctl: 'original', daemon: 'ours' },
  { what: 'our supervisorctl on our supervisord', ctl: 'ours', daemon: 'ours' },
];

test('every line prints and exits as with the original', { skip, concurrency: true }, async (t) => {
  await Promise.all(
    PAIRINGS.map((pairing) => t.test(pairing.what, (context) => compare(pairing, context))),
  );
});

async function compare(pairing: Pairing, t: TestContext): Promise<void> {
  const port = await freePort();
  const [theirPlace, ourPlace] = [await createPlace(port), await createPlace(port)];
  const places = [theirPlace, ourPlace] as const;
  const bench: Bench = { ...pairing, original: new Original(), theirPlace, ourPlace };
  t.after(() => bench.original.end());
  t.after(() => Promise.all(places.map(({ folder }) => rm(folder, { recursive: true }))));
  // One port for two daemons: only the one that is compared has the TCP server.
  const theirConfig = await readFile(theirPlace.config, 'utf8');
  await writeFile(theirPlace.config, theirConfig.replace(/\[inet_http_server\][^[]*/, ''));

  if (pairing.daemon === 'original') {
    await t.test('with nobody there', (context) => withoutServer(context, bench));
  }
  const ourDaemon = pairing.daemon === 'ours' ? OUR_DAEMON : ORIGINAL_DAEMON;
  const daemons = [new Daemon(ORIGINAL_DAEMON, theirPlace), new Daemon(ourDaemon, ourPlace)];
  t.after(() => Promise.all(daemons.map((daemon) => daemon.end())));
  const last = "spawned: 'talker'";
  await Promise.all(daemons.map((daemon) => daemon.says(last)));
  await t.test('with programs that run', (context) => withServer(context, bench));
  if (pairing.ctl === 'ours') {
    await t.test('with credentials', (context) => withCredentials(context, bench));
  }
  await t.test('at the end of the server', (context) => atTheEnd(context, bench, daemons));
}

/** The original, and the places of both. */
interface Bench extends Pairing {
  readonly original: Original;
  readonly theirPlace: Place;
  readonly ourPlace: Place;
}

/** Runs a line in the place that is compared. */
function runCompared({ ctl, original, ourPlace }: Bench, line: string): Promise<Outcome> {
  return ctl === 'ours' ? runOurs(ourPlace, [line]) : original.run(ourPlace, [line]);
}

async function withoutServer(
  context: TestContext,
  { original, theirPlace, ourPlace }: Bench,
): Promise<void> {
  const missingSocket = { serverUrl: ourPlace.serverUrl };
  for (const line of EVERY_COMMAND) {
    await context.test(`${line} without a socket`, async () => {
      const theirs = await original.run(theirPlace, [line]);
      assertSame([theirPlace, theirs], [ourPlace, await runOurs(ourPlace, [line], missingSocket)]);
    });
  }
  const serverUrls = ['http://127.0.0.1:1', 'unix:///etc/passwd', 'ftp://x', 'http://no.invalid'];
  for (const serverUrl of serverUrls) {
    for (const line of ['status', 'start cat', 'reread', 'shutdown']) {
      await context.test(`${line} at ${serverUrl}`, async () => {
        const theirs = await original.run(theirPlace, ['-s', serverUrl, line]);
        const ours = await runOurs(ourPlace, [line], { serverUrl });
        assertSame([theirPlace, theirs], [ourPlace, ours]);
      });
    }
  }
}

async function withServer(context: TestContext, bench: Bench): Promise<void> {
  const { theirPlace, ourPlace } = bench;
  for (const step of STEPS) {
    if (typeof step === 'object' && 'edit' in step) {
      for (const place of [theirPlace, ourPlace]) await edit(place, step.edit);
      continue;
    }
    if (typeof step === 'object' && 'process' in step) {
      await Promise.all([theirPlace, ourPlace].map((place) => settled(place, step)));
      continue;
    }
    const line = typeof step === 'string' ? step : 'usage' in step ? step.usage : step.line;
    await context.test(line === '' ? 'an empty line' : line, async () => {
      const [theirs, ours] = await Promise.all([
        bench.original.run(theirPlace, [line]),
        runCompared(bench, line),
      ]);
      check(bench, step, [theirPlace, theirs], [ourPlace, ours]);
    });
  }
}

async function edit(place: Place, change: (programs: string) => string): Promise<void> {
  const text = await readFile(place.config, 'utf8');
  const start = text.indexOf('\n[program:');
  await writeFile(place.config, text.slice(0, start) + change(text.slice(start)));
}

type Placed = readonly [place: Place, outcome: Outcome];

function check(
  { ctl }: Pairing,
  step: string | Usage | Difference,
  theirs: Placed,
  ours: Placed,
): void {
  if (typeof step === 'string' || ctl === 'original') {
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
    assertAdvice(comparable(...theirs).stderr, comparable(...ours).stderr);
  }
}

function assertSame(theirs: Placed, ours: Placed): void {
  const [expected, { stderr, ...printed }] = [comparable(...theirs), comparable(...ours)];
  assert.deepEqual({ ...printed, stderr: expected.stderr }, expected);
  assertAdvice(expected.stderr, stderr);
}

/** Behind what the original says on stderr, ours may say in a line what can be done about it. */
function assertAdvice(theirs: string, ours: string): void {
  assert.ok(ours.startsWith(theirs), ours);
  assert.match(ours.slice(theirs.length), /^(?:[^\n]+\n)?$/);
}

/** Both drive the one server that asks for a password. */
async function withCredentials(context: TestContext, bench: Bench): Promise<void> {
  const { original, ourPlace: place } = bench;
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
        const theirs = await original.run(place, [...login, line]);
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
  bench: Bench,
  daemons: readonly Daemon[],
): Promise<void> {
  const { original, theirPlace, ourPlace } = bench;
  const compare = (line: string, change: (outcome: Outcome) => Outcome = (same) => same) =>
    context.test(line, async () => {
      const theirs = await original.run(theirPlace, [line]);
      const ours = await runCompared(bench, line);
      assertSame([theirPlace, change(theirs)], [ourPlace, change(ours)]);
    });
  const sorted = (outcome: Outcome): Outcome => ({
    ...outcome,
    stdout: outcome.stdout.split('\n').sort().join('\n'),
    exitStatus: Math.sign(outcome.exitStatus), // the last to end decides, and any may be the last
  });
  const restarted = Promise.all(daemons.map((daemon) => daemon.says("spawned: 'talker'")));
  await compare('reload');
  await restarted;
  await compare('stop all');
  await compare('restart cat pair:*');
  await compare('start all', sorted);
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
