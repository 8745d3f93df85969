/** All that is known of a process now, as the JSON API tells it. */
import type { Clock } from '../base/clock.ts';
import { signalName } from '../os/signals.ts';
import type { Deadline, Exit, ProcessInfo, StateChange } from '../wire/api/process.ts';
import { namespec } from '../wire/namespec.ts';
import { PROCESS_STATES, type ProcessState } from '../wire/states.ts';
import type { LastExit, Process } from './daemon.ts';
import { describeProcess } from './describe.ts';

export function processFacts(process: Process, clock: Clock): ProcessInfo {
  const { group, name, state, pid, config, history, stdout, stderr } = process;
  const { lastExit, restarts } = history;
  return {
    group,
    name,
    namespec: namespec(group, name),
    program: config.program,
    state: { code: PROCESS_STATES[state], name: state },
    pid: pid === 0 ? null : pid,
    description: describeProcess(process),
    now: isoTime(clock.wall()),
    startedAt: process.startedAt === 0 ? null : isoTime(process.startedAt),
    stoppedAt: process.stoppedAt === 0 ? null : isoTime(process.stoppedAt),
    uptime: pid === 0 ? null : seconds(process.uptimeMs),
    restarts,
    lastExit: lastExit === undefined ? null : exitFacts(lastExit),
    spawnError: process.spawnError === '' ? null : process.spawnError,
    deadline: deadlineFacts(process, clock),
    logs: { stdout: stdout.path ?? null, stderr: stderr.path ?? null },
    autostart: config.autostart,
    priority: config.priority,
  };
}

/** The states that it has gone through lately, oldest first. */
export function changeFacts({ history }: Process): StateChange[] {
  return history.changes.map(({ at, state, pid, exit, error }) => ({
    at: isoTime(at),
    state: { code: PROCESS_STATES[state], name: state },
    pid: pid === 0 ? null : pid,
    exit: exit === undefined ? null : exitFacts(exit),
    error: error === '' ? null : error,
  }));
}

export function isoTime(wallMs: number): string {
  return new Date(wallMs).toISOString();
}

function exitFacts({ ending, expected, at }: LastExit): Exit {
  const isExit = ending.kind === 'exit';
  return {
    status: isExit ? ending.code : null,
    signal: isExit ? null : signalName(ending.signal),
    coreDumped: !isExit && ending.coreDumped,
    expected,
    at: isoTime(at),
  };
}

/** What a deadline of a state is for; in other states there is none. */
const DEADLINES: Readonly<Partial<Record<ProcessState, Deadline['kind']>>> = {
  BACKOFF: 'retry',
  STARTING: 'running',
  STOPPING: 'kill',
};

function deadlineFacts({ state, deadline }: Process, clock: Clock): Deadline | null {
  const kind = DEADLINES[state];
  if (kind === undefined || deadline === undefined) return null;
  const leftMs = Math.max(0, deadline - clock.monotonic());
  return { kind, at: isoTime(clock.wall() + leftMs), in: seconds(leftMs) };
}

/** Whole milliseconds are as much as there is to know. */
function seconds(milliseconds: number): number {
  return Math.max(0, Math.round(milliseconds)) / 1000;
}
