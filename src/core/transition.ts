/**
 * The life of one supervised process, as a pure function.
 *
 *   transition(machine, input, policy, now)  ->  the next machine, and the effects to perform
 *
 * Nothing here spawns, signals, logs or reads a clock: `daemon/process.ts` performs the effects
 * and feeds their outcome back as the next input. Every state has at most one timer, its
 * `deadline`; entering a state sets or clears it, so a stale timer cannot fire.
 *
 * Making a process takes a moment: STARTING and STOPPING begin with pid 0 if it is still being
 * made, and get it with `spawned`. A spawn that hangs is given up `stopwaitsecs` after a stop.
 *
 * Times are monotonic milliseconds. Behaviour follows https://supervisord.org/subprocess.html;
 * deliberate differences are listed in docs/differences.md.
 *
 * To add a transition: change one cell of RULES. To add an input: add a column; the compiler then
 * asks for its cell in every state.
 */
import { InternalError } from '../base/errors.ts';
import type { ProcessState } from '../wire/states.ts';
import type { Announcement, Effect, Input, InputKind, Machine, Policy } from './machine.ts';

export interface Step {
  readonly machine: Machine;
  readonly effects: readonly Effect[];
}

type Of<K extends InputKind> = Extract<Input, { kind: K }>;

type Rule<I extends Input = Input> = (
  machine: Machine,
  input: I,
  policy: Policy,
  now: number,
) => Step;

type Row = { readonly [K in InputKind]: Rule<Of<K>> };

/** Takes one input. `now` is the monotonic time in milliseconds. */
export function transition(machine: Machine, input: Input, policy: Policy, now: number): Step {
  const rule = RULES[machine.state][input.kind] as Rule;
  return rule(machine, input, policy, now);
}

const ignore: Rule = (machine) => ({ machine, effects: [] });

const bug: Rule = (machine, input) => {
  throw new InternalError(`input "${input.kind}" while ${machine.state}`);
};

/** Enters a state: its deadline is the one in `changes`, or none. */
function enter(from: Machine, state: ProcessState, changes: Partial<Machine> = {}): Step {
  const machine = { ...from, deadline: undefined, ...changes, state };
  const announcement: Announcement = {
    kind: 'announce',
    from: from.state,
    to: state,
    pid: machine.pid,
    tries: machine.tries,
  };
  return { machine, effects: [announcement] };
}

/** The step and what it asks for besides, after its own effects. */
function and(step: Step, ...effects: Effect[]): Step {
  return { machine: step.machine, effects: [...step.effects, ...effects] };
}

/** Two steps in a row: the second begins where the first ends. */
function then(first: Step, second: (machine: Machine) => Step): Step {
  const next = second(first.machine);
  return { machine: next.machine, effects: [...first.effects, ...next.effects] };
}

function log(level: 'debug' | 'info' | 'warn', message: string): Effect {
  return { kind: 'log', level, message };
}

const begin: Rule = (machine) => {
  if (machine.halted) return { machine, effects: [] };
  const shortages = machine.state === 'BACKOFF' ? machine.shortages : 0;
  return and(enter(machine, 'STARTING', { pid: 0, shortages, spawnError: '', exitStatus: 0 }), {
    kind: 'spawn',
  });
};

const alreadyRunning: Rule = (machine, _input, policy) => ({
  machine,
  effects: [log('warn', `process '${policy.name}' already running`)],
});

const watch: Rule<Of<'spawned'>> = (machine, { pid }, policy, now) => {
  const deadline = now + policy.startsecs * 1000;
  const watched: Step = {
    machine: { ...machine, pid, startedAt: now, deadline },
    effects: [log('info', `spawned: '${policy.name}' with pid ${pid}`)],
  };
  return policy.startsecs > 0 ? watched : then(watched, (m) => succeeded(m, policy));
};

const succeed: Rule<Of<'timer'>> = (machine, _input, policy) => succeeded(machine, policy);

function succeeded(machine: Machine, policy: Policy): Step {
  return and(
    enter(machine, 'RUNNING', { tries: 0 }),
    log(
      'info',
      `success: ${policy.name} entered RUNNING state, process has stayed up for ` +
        `> than ${policy.startsecs} seconds (startsecs)`,
    ),
  );
}

/** A shortage of ours is no failure of the program: it is retried for as long as it lasts. */
const couldNotSpawn: Rule<Of<'spawnFailed'>> = (machine, { reason, shortage }, policy, now) => {
  const said: Step = { machine, effects: [log('info', `spawnerr: ${reason}`)] };
  const { tries, shortages } = machine;
  const count = shortage ? { tries, shortages: shortages + 1 } : { tries: tries + 1, shortages: 0 };
  return then(said, (m) => backOff(m, { ...count, spawnError: reason }, policy, now));
};

/** Hundreds may wait for the same thing, and each try takes its time and a line of the log. */
const LONGEST_SHORTAGE_S = 15;

/**
 * After failure n, wait n seconds; after shortage n, 2 to the power of n - 1. A failure too many
 * still passes through BACKOFF, on its way to FATAL: listeners get both events.
 */
function backOff(
  machine: Machine,
  failure: Pick<Machine, 'tries' | 'shortages' | 'spawnError'>,
  policy: Policy,
  now: number,
): Step {
  const shortageS = Math.min(2 ** (failure.shortages - 1), LONGEST_SHORTAGE_S);
  const waitS = Math.max(1, failure.tries, shortageS);
  const wait = failure.tries > policy.startretries ? 0 : waitS * 1000;
  const deadline = machine.halted && wait > 0 ? undefined : now + wait;
  return enter(machine, 'BACKOFF', { ...failure, pid: 0, exitStatus: 0, deadline });
}

const TOO_QUICKLY = 'Exited too quickly (process log may have details)';

const endedWhileStarting: Rule<Of<'exited'>> = (machine, input, policy, now) => {
  if (now - machine.startedAt >= policy.startsecs * 1000) {
    return then(enter(machine, 'RUNNING', { tries: 0 }), (m) => finish(m, input, policy, now));
  }
  const failure = { tries: machine.tries + 1, shortages: 0, spawnError: TOO_QUICKLY };
  return and(
    backOff(machine, failure, policy, now),
    log('warn', `exited: ${policy.name} (${input.text}; not expected)`),
  );
};

const finish: Rule<Of<'exited'>> = (machine, input, policy, now) => {
  const expected = policy.exitcodes.includes(input.code);
  const { machine: exited, effects } = enter(machine, 'EXITED', {
    tries: 0,
    exitStatus: input.code,
    spawnError: expected ? '' : `Bad exit code ${input.code}`,
  });
  const ended: Step = {
    machine: { ...exited, pid: 0 },
    effects: [
      ...effects.map((effect) => (effect.kind === 'announce' ? { ...effect, expected } : effect)),
      expected
        ? log('info', `exited: ${policy.name} (${input.text}; expected)`)
        : log('warn', `exited: ${policy.name} (${input.text}; not expected)`),
    ],
  };
  const again = policy.autorestart === 'unexpected' ? !expected : policy.autorestart;
  return again ? then(ended, (m) => begin(m, { kind: 'start' }, policy, now)) : ended;
};

/** One that is still being made has nothing that could take the signal; it gets it later. */
const askToStop: Rule<Of<'stop'>> = (machine, _input, policy, now) => {
  const waitMs = machine.pid === 0 ? patienceMs(policy) : policy.stopwaitsecs * 1000;
  return and(enter(machine, 'STOPPING', { deadline: now + waitMs }), {
    kind: 'signal',
    signal: 'stop',
    toGroup: policy.stopasgroup,
  });
};

/** How long one that is being made, or has been sent SIGKILL, is waited for. */
function patienceMs(policy: Policy): number {
  return Math.max(1, policy.stopwaitsecs) * 1000;
}

/** The stop request came while the process was being made. */
const stopAtLast: Rule<Of<'spawned'>> = (machine, { pid }, policy, now) => ({
  machine: { ...machine, pid, startedAt: now, deadline: now + policy.stopwaitsecs * 1000 },
  effects: [
    log('info', `spawned: '${policy.name}' with pid ${pid}`),
    { kind: 'signal', signal: 'stop', toGroup: policy.stopasgroup },
  ],
});

const neverStarted: Rule<Of<'spawnFailed'>> = (machine, { reason }) => {
  const said: Step = { machine, effects: [log('info', `spawnerr: ${reason}`)] };
  return then(said, (m) => enter(m, 'STOPPED', { tries: 0, spawnError: reason }));
};

const neverBegun: Rule = (machine) => enter(machine, 'STOPPED', { tries: 0 });

/** SIGKILL is repeated until the process is gone: it may be stuck in the kernel for a while. */
const forceStop: Rule = (machine, _input, policy, now) => {
  if (machine.pid === 0) return giveUpSpawn(machine, policy);
  return {
    machine: { ...machine, deadline: now + patienceMs(policy) },
    effects: [
      log('warn', `killing '${policy.name}' (${machine.pid}) with SIGKILL`),
      { kind: 'signal', signal: 'SIGKILL', toGroup: policy.killasgroup },
    ],
  };
};

/** It may hang for ever, in a dead network file system: nobody who waits for a stop should. */
function giveUpSpawn(machine: Machine, policy: Policy): Step {
  const given: Step = {
    machine,
    effects: [
      log('warn', `giving up on the start of '${policy.name}', which hangs`),
      { kind: 'abandon' },
    ],
  };
  return then(given, (m) => enter(m, 'STOPPED', { tries: 0 }));
}

const stopped: Rule<Of<'exited'>> = (machine, input, policy) => {
  const level = policy.exitcodes.includes(input.code) ? 'info' : 'warn';
  const { machine: ended, effects } = enter(machine, 'STOPPED', {
    tries: 0,
    exitStatus: input.code,
  });
  return {
    machine: { ...ended, pid: 0 },
    effects: [...effects, log(level, `stopped: ${policy.name} (${input.text})`)],
  };
};

const retry: Rule<Of<'timer'>> = (machine, _input, policy, now) => {
  if (machine.tries <= policy.startretries) return begin(machine, { kind: 'start' }, policy, now);
  return and(
    enter(machine, 'FATAL', { tries: 0 }),
    log('info', `gave up: ${policy.name} entered FATAL state, too many start retries too quickly`),
  );
};

const stopRetrying: Rule<Of<'stop'>> = (machine, _input, policy) => {
  if (machine.halted) return enter(machine, 'FATAL', { tries: 0 });
  return and(
    enter(machine, 'STOPPED', { tries: 0 }),
    log('debug', `Attempted to kill ${policy.name}, which is in BACKOFF state.`),
  );
};

const halt: Rule<Of<'halt'>> = (machine) => ({
  machine: { ...machine, halted: true },
  effects: [],
});

const haltRetrying: Rule<Of<'halt'>> = (machine, _input, policy) => {
  const deadline = machine.tries > policy.startretries ? machine.deadline : undefined;
  return { machine: { ...machine, halted: true, deadline }, effects: [] };
};

/** The time it must stay up counts from when its command began to run, as ever. */
const adoptStarting: Rule<Of<'adopt'>> = (machine, _input, policy) => {
  if (machine.pid === 0) return { machine, effects: [] }; // it is still being made
  const deadline = machine.startedAt + policy.startsecs * 1000;
  return { machine: { ...machine, deadline }, effects: [] };
};

/** The time it has to stop counts from when it was asked to. */
const adoptStopping: Rule<Of<'adopt'>> = (machine, { before }, policy) => {
  if (machine.deadline === undefined) return { machine, effects: [] };
  const deadline = machine.deadline + (policy.stopwaitsecs - before.stopwaitsecs) * 1000;
  return { machine: { ...machine, deadline }, effects: [] };
};

const lost: Rule<Of<'signalFailed'>> = (machine) => enter(machine, 'UNKNOWN');

// biome-ignore format: one row per state, one column per input
const RULES: Record<ProcessState, Row> = {
  STOPPED:  { start: begin,          spawned: bug,        spawnFailed: bug,           withdrawn: bug,        exited: bug,                stop: ignore,       halt,               kill: ignore,    adopt: ignore,        timer: bug,       signalFailed: ignore },
  STARTING: { start: ignore,         spawned: watch,      spawnFailed: couldNotSpawn, withdrawn: bug,        exited: endedWhileStarting, stop: askToStop,    halt,               kill: ignore,    adopt: adoptStarting, timer: succeed,   signalFailed: lost   },
  RUNNING:  { start: ignore,         spawned: bug,        spawnFailed: bug,           withdrawn: bug,        exited: finish,             stop: askToStop,    halt,               kill: ignore,    adopt: ignore,        timer: bug,       signalFailed: lost   },
  BACKOFF:  { start: ignore,         spawned: bug,        spawnFailed: bug,           withdrawn: bug,        exited: bug,                stop: stopRetrying, halt: haltRetrying, kill: ignore,    adopt: ignore,        timer: retry,     signalFailed: ignore },
  STOPPING: { start: alreadyRunning, spawned: stopAtLast, spawnFailed: neverStarted,  withdrawn: neverBegun, exited: stopped,            stop: ignore,       halt,               kill: forceStop, adopt: adoptStopping, timer: forceStop, signalFailed: lost   },
  EXITED:   { start: begin,          spawned: bug,        spawnFailed: bug,           withdrawn: bug,        exited: bug,                stop: ignore,       halt,               kill: ignore,    adopt: ignore,        timer: bug,       signalFailed: ignore },
  FATAL:    { start: begin,          spawned: bug,        spawnFailed: bug,           withdrawn: bug,        exited: bug,                stop: ignore,       halt,               kill: ignore,    adopt: ignore,        timer: bug,       signalFailed: ignore },
  UNKNOWN:  { start: ignore,         spawned: bug,        spawnFailed: bug,           withdrawn: bug,        exited: stopped,            stop: ignore,       halt,               kill: ignore,    adopt: ignore,        timer: bug,       signalFailed: ignore },
};
