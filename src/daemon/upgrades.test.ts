import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../test/rig/fake-clock.ts';
import { FakeLog } from '../../test/rig/fake-log.ts';
import { FakePrograms, NEW, OLD } from '../../test/rig/fake-programs.ts';
import { RpcFault } from '../wire/faults.ts';
import type { SupervisorState } from '../wire/states.ts';
import type { HandedSocket } from './handover.ts';
import type { DaemonState } from './snapshot.ts';
import { type Estate, Upgrades } from './upgrades.ts';

const SOCKETS: readonly HandedSocket[] = [{ address: '/run/s', fd: 7 }];
const ORIGIN = {
  package: '/usr/lib/visord',
  folder: '/root',
  openFiles: 1024,
  isDetached: true,
  pidfile: '/run/s.pid',
};

function setup() {
  const clock = new FakeClock();
  const log = new FakeLog();
  const steps: string[] = [];
  const describe = (): DaemonState => ({ format: 1 }) as DaemonState; // nobody looks into it here
  const estate = {
    state: 'RUNNING' as SupervisorState,
    handOverObjection: undefined as string | undefined,
    log,
    clock,
    describe,
    quieten: async () => void steps.push('quieten'),
    handOverSockets: async () => {
      steps.push('servers');
      return SOCKETS;
    },
    suspend: () => {
      steps.push('suspend');
      return describe();
    },
    resume: async (sockets: readonly HandedSocket[]) => {
      assert.equal(sockets, SOCKETS);
      steps.push('resume');
    },
  } satisfies Estate;
  const programs = new FakePrograms();
  const upgrades = new Upgrades(programs, estate, () => ORIGIN);
  /** Lets everything happen that is due now. */
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) {
      clock.advance(0);
      await Promise.resolve();
    }
  };
  return { upgrades, programs, estate, steps, log, settle };
}

async function faultOf(answer: Promise<unknown>): Promise<string> {
  const error = await answer.then(String, (reason: unknown) => reason);
  assert.ok(error instanceof RpcFault, `no fault but ${error}`);
  return error.message;
}

test('the next program is tried, the caller answered, then everything is handed over in order', async () => {
  const { upgrades, programs, steps, settle } = setup();
  assert.deepEqual(await upgrades.begin(), { number: 1, from: OLD, to: NEW });
  assert.deepEqual(steps, [], 'first the caller is answered');
  await settle();
  assert.deepEqual(steps.slice(0, 3), ['servers', 'quieten', 'suspend']);
  assert.deepEqual(programs.rehearsed[0]?.sockets, []);
  const handed = programs.became;
  assert.deepEqual([handed?.number, handed?.from, handed?.sockets], [1, OLD, SOCKETS]);
  assert.deepEqual({ ...handed, ...ORIGIN }, handed);
});

test('a program that could not take over is refused with its reason, and nothing is touched', async () => {
  const { upgrades, programs, steps, log, settle } = setup();
  programs.objection = 'no such option';
  assert.equal(await faultOf(upgrades.begin()), 'FAILED: no such option');
  await settle();
  assert.deepEqual([steps, upgrades.last], [[], undefined]);
  assert.deepEqual(log.lines, [
    'info upgrade requested: the next program is tried',
    'error upgrade refused, everything goes on as before: no such option',
  ]);
  programs.objection = undefined;
  assert.equal((await upgrades.begin()).number, 1, 'it can be tried again');
});

test('there is no upgrade of what is about to end, or just being changed, before or after the trial', async () => {
  const { upgrades, programs, estate, steps, settle } = setup();
  estate.handOverObjection = 'web is being updated';
  assert.equal(await faultOf(upgrades.begin()), 'FAILED: web is being updated');
  estate.handOverObjection = undefined;
  programs.meanwhile = () => {
    estate.state = 'SHUTDOWN';
  };
  assert.equal(await faultOf(upgrades.begin()), 'SHUTDOWN_STATE');
  assert.equal(await faultOf(upgrades.begin()), 'SHUTDOWN_STATE');
  await settle();
  assert.deepEqual([steps, programs.rehearsed.length], [[], 1]);
});

test('of two upgrades at once the second is refused', async () => {
  const { upgrades } = setup();
  const first = upgrades.begin();
  assert.equal(await faultOf(upgrades.begin()), 'FAILED: an upgrade is under way');
  await first;
});

const CALLED_OFF: readonly [errno: string, reason: RegExp][] = [
  ['EINTR', /^a signal came first$/],
  ['ENOEXEC', /ENOEXEC/],
];

test('what cannot become the next program goes on, and takes signals again', async () => {
  for (const [errno, reason] of CALLED_OFF) {
    const { upgrades, programs, steps, log, settle } = setup();
    programs.becomeError = errno;
    await upgrades.begin();
    await settle();
    assert.deepEqual(steps, ['servers', 'quieten', 'suspend', 'resume']);
    assert.deepEqual(programs.held, [true, false]);
    const { last } = upgrades;
    assert.deepEqual([last?.number, last?.outcome], [1, 'called off']);
    assert.match(last?.reason ?? '', reason);
    assert.match(log.lines.at(-1) ?? '', /^critical the upgrade to visord 2\.0\.0 .* was undone/);
    assert.equal((await upgrades.begin()).number, 2);
  }
});

test('a shutdown that is asked for at the last moment wins', async () => {
  const { upgrades, programs, estate, steps, settle } = setup();
  estate.quieten = async () => {
    estate.state = 'SHUTDOWN';
  };
  await upgrades.begin();
  await settle();
  assert.equal(programs.became, undefined);
  assert.deepEqual(steps, ['servers', 'resume']);
  assert.equal(upgrades.last?.reason, 'SHUTDOWN_STATE');
});

test('a shutdown that signals have brought before anything was touched leaves all as it is', async () => {
  const { upgrades, programs, estate, steps, settle } = setup();
  programs.meanwhile = () => {
    programs.holdSignals = async () => {
      estate.state = 'SHUTDOWN';
    };
  };
  await upgrades.begin();
  await settle();
  assert.deepEqual([steps, programs.held], [[], [false]]);
  assert.equal(upgrades.last?.reason, 'SHUTDOWN_STATE');
});

test('who is to close everything waits until what was half handed over is back', async () => {
  const { upgrades, estate, steps, settle } = setup();
  await upgrades.settled;
  estate.quieten = async () => {
    estate.state = 'SHUTDOWN';
    void upgrades.settled.then(() => steps.push('settled'));
  };
  await upgrades.begin();
  await settle();
  assert.deepEqual(steps, ['servers', 'resume', 'settled']);
});

test('how it went is told by the program that goes on', () => {
  const { upgrades, log } = setup();
  const report = { number: 4, reason: '', from: OLD, to: NEW, tookMs: 99.6 };
  upgrades.note({ ...report, outcome: 'upgraded' });
  assert.equal(upgrades.last?.number, 4);
  upgrades.note({ ...report, outcome: 'fell back', reason: 'it ended by SIGABRT' });
  assert.deepEqual(log.lines, [
    'info upgraded from visord 1.0.0 (node 20.19.0) to visord 2.0.0 (node 22.1.0) in 100 ms',
    'critical the upgrade to visord 2.0.0 (node 22.1.0) was undone, visord 1.0.0 (node 20.19.0) goes on: it ended by SIGABRT',
  ]);
});
