import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InternalError } from '../base/errors.ts';
import { PROCESS_STATES, type ProcessState } from '../wire/states.ts';
import { type Effect, type Input, type Machine, NEVER_STARTED, type Policy } from './machine.ts';
import { transition } from './transition.ts';

const policy: Policy = {
  name: 'web',
  autorestart: 'unexpected',
  exitcodes: [0],
  startsecs: 1,
  startretries: 3,
  stopwaitsecs: 10,
  stopasgroup: false,
  killasgroup: true,
};

const NOW = 50_000;
const STARTED = { pid: 7, startedAt: NOW - 500 };
const start: Input = { kind: 'start' };
const stop: Input = { kind: 'stop' };
const timer: Input = { kind: 'timer' };
const spawned: Input = { kind: 'spawned', pid: 7 };
const adopt: Input = { kind: 'adopt', before: policy };

function exited(code: number): Input {
  return {
    kind: 'exited',
    code,
    text: code === -1 ? 'terminated by SIGKILL' : `exit status ${code}`,
  };
}

function failed(shortage = false): Input {
  return { kind: 'spawnFailed', reason: 'no luck', shortage };
}

function machine(state: ProcessState, changes: Partial<Machine> = {}): Machine {
  return { ...NEVER_STARTED, state, ...changes };
}

/** Ids, from, input, to, deadline counted from now (undefined: none), what it asks for. */
type Row = [string, Machine, Input, ProcessState, number | undefined, string, Partial<Policy>?];

/** Effects in one line: state changes are left to the other columns. */
function asked(effects: readonly Effect[]): string {
  return effects
    .flatMap((effect) => {
      if (effect.kind === 'log') return [`${effect.level}: ${effect.message}`];
      if (effect.kind === 'signal') return [`${effect.signal}${effect.toGroup ? ' to group' : ''}`];
      return effect.kind === 'announce' ? [] : [effect.kind];
    })
    .join(' | ');
}

const SUCCESS =
  'info: success: web entered RUNNING state, process has stayed up for > than 1 seconds (startsecs)';
const AT_ONCE = SUCCESS.replace('1 seconds', '0 seconds');
const GAVE_UP = 'info: gave up: web entered FATAL state, too many start retries too quickly';
const TOO_EARLY = 'warn: exited: web (exit status 0; not expected)';

// biome-ignore format: a table
const ROWS: Row[] = [
  ['[6.1-asked-to-start]', machine('STOPPED'), start, 'STARTING', undefined, 'spawn'],
  ['[6.1-asked-to-start]', machine('EXITED'), start, 'STARTING', undefined, 'spawn'],
  ['[6.1-asked-to-start]', machine('FATAL'), start, 'STARTING', undefined, 'spawn'],
  ['[7.3-nothing-starts]', machine('STOPPED', { halted: true }), start, 'STOPPED', undefined, ''],
  ['[6.1-unknown-start]', machine('UNKNOWN'), start, 'UNKNOWN', undefined, ''],
  ['[6.1-already-started]', machine('BACKOFF', { deadline: NOW + 9 }), start, 'BACKOFF', 9, ''],
  ['[5-already-running 6.1-start-while-stopping]', machine('STOPPING', { ...STARTED, deadline: NOW + 9 }), start, 'STOPPING', 9, "warn: process 'web' already running"],

  ['[5-spawned 16-startsecs]', machine('STARTING'), spawned, 'STARTING', 1000, "info: spawned: 'web' with pid 7"],
  ['[6.1-started-at-once]', machine('STARTING'), spawned, 'RUNNING', undefined, `info: spawned: 'web' with pid 7 | ${AT_ONCE}`, { startsecs: 0 }],
  ['[6.1-started]', machine('STARTING', STARTED), timer, 'RUNNING', undefined, SUCCESS],

  ['[6.1-no-process 5-spawnerr]', machine('STARTING'), failed(), 'BACKOFF', 1000, 'info: spawnerr: no luck'],
  ['[6.1-retry-delay]', machine('STARTING', { tries: 2 }), failed(), 'BACKOFF', 3000, 'info: spawnerr: no luck'],
  ['[6.1-retry-count]', machine('STARTING', { tries: 3 }), failed(), 'BACKOFF', 0, 'info: spawnerr: no luck'],
  ['[5-shortage]', machine('STARTING', { tries: 3 }), failed(true), 'BACKOFF', 3000, 'info: spawnerr: no luck'],
  ['[5-shortage]', machine('STARTING'), failed(true), 'BACKOFF', 1000, 'info: spawnerr: no luck', { startretries: 0 }],
  ['[5-shortage]', machine('STARTING', { shortages: 3 }), failed(true), 'BACKOFF', 8000, 'info: spawnerr: no luck', { startretries: 0 }],
  ['[5-shortage]', machine('STARTING', { shortages: 99 }), failed(true), 'BACKOFF', 15000, 'info: spawnerr: no luck'],
  ['[5-shortage]', machine('STARTING', { shortages: 99 }), failed(), 'BACKOFF', 1000, 'info: spawnerr: no luck'],
  ['[7.3-nothing-starts]', machine('STARTING', { halted: true }), failed(), 'BACKOFF', undefined, 'info: spawnerr: no luck'],

  ['[6.1-too-quickly 16-never-too-early]', machine('STARTING', STARTED), exited(0), 'BACKOFF', 1000, TOO_EARLY],
  ['[6.1-too-quickly]', machine('STARTING', { ...STARTED, tries: 3 }), exited(0), 'BACKOFF', 0, TOO_EARLY],
  ['[6.1-late-exit]', machine('STARTING', { pid: 7, startedAt: NOW - 1000 }), exited(0), 'EXITED', undefined, 'info: exited: web (exit status 0; expected)'],

  ['[6.1-retry-count]', machine('BACKOFF', { tries: 3 }), timer, 'STARTING', undefined, 'spawn'],
  ['[6.1-gave-up]', machine('BACKOFF', { tries: 4 }), timer, 'FATAL', undefined, GAVE_UP],
  ['', machine('BACKOFF', { tries: 4, halted: true }), timer, 'FATAL', undefined, GAVE_UP],
  ['[6.1-stop-backoff]', machine('BACKOFF', { tries: 2 }), stop, 'STOPPED', undefined, 'debug: Attempted to kill web, which is in BACKOFF state.'],
  ['[6.1-shutdown-backoff 7.3-backoff]', machine('BACKOFF', { tries: 2, halted: true }), stop, 'FATAL', undefined, ''],
  ['[7.3-nothing-starts]', machine('BACKOFF', { tries: 2, deadline: NOW + 5 }), { kind: 'halt' }, 'BACKOFF', undefined, ''],
  ['', machine('BACKOFF', { tries: 4, deadline: NOW }), { kind: 'halt' }, 'BACKOFF', 0, ''],

  ['[6.1-exit-expected]', machine('RUNNING', STARTED), exited(0), 'EXITED', undefined, 'info: exited: web (exit status 0; expected)'],
  ['[6.1-restart-unexpected 6.1-restart-at-once]', machine('RUNNING', STARTED), exited(3), 'STARTING', undefined, 'warn: exited: web (exit status 3; not expected) | spawn'],
  ['[6.1-exit-by-signal]', machine('RUNNING', STARTED), exited(-1), 'STARTING', undefined, 'warn: exited: web (terminated by SIGKILL; not expected) | spawn'],
  ['[6.1-restart-false 6.1-exit-unexpected]', machine('RUNNING', STARTED), exited(3), 'EXITED', undefined, 'warn: exited: web (exit status 3; not expected)', { autorestart: false }],
  ['[6.1-restart-true]', machine('RUNNING', STARTED), exited(0), 'STARTING', undefined, 'info: exited: web (exit status 0; expected) | spawn', { autorestart: true }],
  ['[6.1-exit-expected]', machine('RUNNING', STARTED), exited(3), 'EXITED', undefined, 'info: exited: web (exit status 3; expected)', { exitcodes: [0, 3] }],
  ['', machine('STOPPING', { ...STARTED, deadline: NOW + 9 }), { kind: 'kill' }, 'STOPPING', 10_000, "warn: killing 'web' (7) with SIGKILL | SIGKILL to group"],
  ['', machine('STOPPING', { deadline: NOW + 9 }), { kind: 'kill' }, 'STOPPED', undefined, "warn: giving up on the start of 'web', which hangs | abandon"],
  ['', machine('RUNNING', STARTED), { kind: 'kill' }, 'RUNNING', undefined, ''],
  ['[7.3-nothing-starts]', machine('RUNNING', { ...STARTED, halted: true }), exited(3), 'EXITED', undefined, 'warn: exited: web (exit status 3; not expected)'],

  ['[6.1-stop]', machine('RUNNING', STARTED), stop, 'STOPPING', 10_000, 'stop'],
  ['[6.1-stop 7.1-stopasgroup]', machine('STARTING', STARTED), stop, 'STOPPING', 10_000, 'stop to group', { stopasgroup: true }],
  ['[7.1-hung-start]', machine('STARTING'), stop, 'STOPPING', 10_000, 'stop'],
  ['[7.1-hung-start]', machine('STARTING'), stop, 'STOPPING', 1000, 'stop', { stopwaitsecs: 0 }],
  ['[7.1-hung-start]', machine('STOPPING', { tries: 2, deadline: NOW }), timer, 'STOPPED', undefined, "warn: giving up on the start of 'web', which hangs | abandon"],
  ['', machine('STOPPING'), spawned, 'STOPPING', 10_000, "info: spawned: 'web' with pid 7 | stop"],
  ['', machine('STOPPING'), failed(), 'STOPPED', undefined, 'info: spawnerr: no luck'],
  ['', machine('STOPPING', { tries: 2, deadline: NOW + 9 }), { kind: 'withdrawn' }, 'STOPPED', undefined, ''],
  ['[6.1-kill-repeated 7.1-killasgroup]', machine('STOPPING', STARTED), timer, 'STOPPING', 10_000, "warn: killing 'web' (7) with SIGKILL | SIGKILL to group"],
  ['[7.1-killasgroup]', machine('STOPPING', STARTED), timer, 'STOPPING', 1000, "warn: killing 'web' (7) with SIGKILL | SIGKILL", { stopwaitsecs: 0, killasgroup: false }],
  ['[6.1-stopped]', machine('STOPPING', STARTED), exited(0), 'STOPPED', undefined, 'info: stopped: web (exit status 0)'],
  ['[6.1-stopped]', machine('STOPPING', STARTED), exited(-1), 'STOPPED', undefined, 'warn: stopped: web (terminated by SIGKILL)'],
  ['', machine('STOPPING', { ...STARTED, deadline: NOW + 9 }), stop, 'STOPPING', 9, ''],
  ['[6.1-unknown]', machine('STOPPING', STARTED), { kind: 'signalFailed' }, 'UNKNOWN', undefined, ''],
  ['', machine('UNKNOWN', STARTED), exited(0), 'STOPPED', undefined, 'info: stopped: web (exit status 0)'],

  ['', machine('STARTING', STARTED), adopt, 'STARTING', 4500, '', { startsecs: 5 }],
  ['', machine('STARTING', STARTED), adopt, 'STARTING', -500, '', { startsecs: 0 }],
  ['', machine('STARTING'), adopt, 'STARTING', undefined, '', { startsecs: 5 }],
  ['', machine('STOPPING', { ...STARTED, deadline: NOW + 9000 }), adopt, 'STOPPING', 19_000, '', { stopwaitsecs: 20 }],
  ['', machine('STOPPING', { ...STARTED, deadline: NOW + 9000 }), adopt, 'STOPPING', -1000, '', { stopwaitsecs: 0 }],
  ['', machine('STOPPING', { deadline: NOW + 9000 }), adopt, 'STOPPING', 19_000, '', { stopwaitsecs: 20 }],
  ['', machine('BACKOFF', { tries: 2, deadline: NOW + 9 }), adopt, 'BACKOFF', 9, '', { startretries: 0 }],
  ['', machine('RUNNING', STARTED), adopt, 'RUNNING', undefined, '', { startsecs: 60 }],

  ['', machine('STOPPED'), stop, 'STOPPED', undefined, ''],
  ['', machine('EXITED'), stop, 'EXITED', undefined, ''],
  ['', machine('FATAL'), stop, 'FATAL', undefined, ''],
];

for (const [ids, from, input, to, deadline, effects, changes] of ROWS) {
  const with_ = changes === undefined ? '' : ` with ${JSON.stringify(changes)}`;
  const say = `${from.state}${from.halted ? ' (halted)' : ''} after ${from.tries} failures`;
  test(`${say}, ${JSON.stringify(input)}${with_} -> ${to} ${ids}`, () => {
    const step = transition(from, input, { ...policy, ...changes }, NOW);
    assert.equal(step.machine.state, to);
    assert.equal(step.machine.deadline, deadline === undefined ? undefined : NOW + deadline);
    assert.equal(asked(step.effects), effects);
  });
}

test('the state changes of a step are announced one by one, in order [6.1-late-exit]', () => {
  const from = machine('STARTING', { pid: 7, startedAt: NOW - 2000, tries: 2 });
  const { effects } = transition(from, exited(3), policy, NOW);
  const changes = effects.filter((effect) => effect.kind === 'announce');
  assert.deepEqual(changes, [
    { kind: 'announce', from: 'STARTING', to: 'RUNNING', pid: 7, tries: 0 },
    { kind: 'announce', from: 'RUNNING', to: 'EXITED', pid: 7, tries: 0, expected: false },
    { kind: 'announce', from: 'EXITED', to: 'STARTING', pid: 0, tries: 0 },
  ]);
});

test('a failed start says how often it has been tried, the last one more than startretries [6.1-too-quickly 6-no-pid]', () => {
  const from = machine('STARTING', { pid: 7, startedAt: NOW, tries: 3 });
  const { machine: after, effects } = transition(from, exited(1), policy, NOW);
  assert.deepEqual(effects[0], {
    kind: 'announce',
    from: 'STARTING',
    to: 'BACKOFF',
    pid: 0,
    tries: 4,
  });
  assert.equal(after.spawnError, 'Exited too quickly (process log may have details)');
});

test('what a run leaves behind is gone at the next start [6.1-exit-unexpected 6-no-pid]', () => {
  const ended = transition(
    machine('RUNNING', STARTED),
    exited(3),
    { ...policy, autorestart: false },
    NOW,
  );
  assert.equal(ended.machine.spawnError, 'Bad exit code 3');
  assert.equal(ended.machine.exitStatus, 3);
  assert.equal(ended.machine.pid, 0);
  const again = transition(ended.machine, start, policy, NOW);
  assert.equal(again.machine.spawnError, '');
  assert.equal(again.machine.exitStatus, 0);
});

test('an input that cannot come in a state is a bug of ours, and says which', () => {
  const without: ProcessState[] = ['STOPPED', 'BACKOFF', 'EXITED', 'FATAL'];
  for (const state of without) {
    assert.throws(() => transition(machine(state), exited(0), policy, NOW), {
      name: InternalError.name,
      message: `input "exited" while ${state}`,
    });
  }
});

test('another policy never changes a state by itself', () => {
  for (const state of Object.keys(PROCESS_STATES) as ProcessState[]) {
    const step = transition(machine(state, STARTED), adopt, { ...policy, startretries: 0 }, NOW);
    assert.deepEqual([step.machine.state, step.effects], [state, []]);
  }
});

test('every state has an answer to a start, a stop and the end of the daemon', () => {
  for (const state of Object.keys(PROCESS_STATES) as ProcessState[]) {
    for (const kind of ['start', 'stop', 'halt', 'kill'] as const) {
      assert.ok(transition(machine(state, STARTED), { kind }, policy, NOW).machine.state);
    }
  }
});

test('shortages in a row are counted until something else comes of a start [5-shortage]', () => {
  const run = (...inputs: Input[]) =>
    inputs.reduce((now, input) => transition(now, input, policy, NOW).machine, NEVER_STARTED);
  const twice = [start, failed(true), timer, failed(true)];
  assert.equal(run(...twice, timer).shortages, 2);
  assert.equal(run(...twice, stop, start).shortages, 0);
  assert.equal(run(...twice, timer, failed()).shortages, 0);
  assert.equal(run(...twice, timer, spawned, exited(1)).shortages, 0);
});
