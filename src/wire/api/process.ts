/** What the JSON API tells of a process. */
import { PROCESS_STATES, type ProcessState } from '../states.ts';
import { fault } from './problem.ts';
import {
  boolean,
  integer,
  list,
  nullable,
  number,
  object,
  oneOf,
  string,
  time,
  type ValueOf,
} from './schema.ts';

const STATE_NAMES = Object.keys(PROCESS_STATES) as ProcessState[];

export const stateName = oneOf(STATE_NAMES, 'Its name');

export const processState = object('ProcessState', 'The state of a process.', {
  code: integer('Its code, as XML-RPC has it'),
  name: stateName,
});

export const exit = object('Exit', 'How a process has ended.', {
  status: nullable(integer('Its exit status; null if a signal ended it')),
  signal: nullable(string('The signal that ended it, such as `SIGTERM`')),
  coreDumped: boolean('Whether it left a core dump'),
  expected: boolean('Whether it was asked to stop, or its status is one of `exitcodes`'),
  at: time('When it ended'),
});

export type Exit = ValueOf<typeof exit>;

export const deadline = object('Deadline', 'What will happen to a process by itself, and when.', {
  kind: oneOf(
    ['retry', 'running', 'kill'],
    '`retry`: it is started again. `running`: it counts as started. `kill`: it is sent SIGKILL',
  ),
  at: time('When'),
  in: number('How long until then, by the monotonic clock', { minimum: 0 }),
});

export type Deadline = ValueOf<typeof deadline>;

const logPath = nullable(string('The path of the log; null if there is no file'));

export const logPaths = object('LogPaths', 'Where the output of a process goes.', {
  stdout: logPath,
  stderr: logPath,
});

/** The name is Supervisor's, and short for what a process says about itself. */
export const processInfo = object('Process', 'A process, running or not.', {
  group: string('The name of its group'),
  name: string('Its name in the group'),
  namespec: string('What commands call it: `group:name`, or `name` if both are equal'),
  program: string('The name of the section it comes from, without its kind'),
  state: processState,
  pid: nullable(integer('Its process id; null while there is none')),
  description: string('The sentence that `supervisorctl status` shows'),
  now: time('When this was true'),
  startedAt: nullable(time('When it was last started')),
  stoppedAt: nullable(time('When it last ended')),
  uptime: nullable(number('How long its command has been running, by the monotonic clock')),
  restarts: integer(
    'How often it was started again without being asked for, after an exit or a failed start; ' +
      'from 0 on when an update has made it anew',
    { minimum: 0 },
  ),
  lastExit: nullable(exit, 'How it last ended; null if it never has'),
  spawnError: nullable(string('Why the last start failed, or the last exit was not expected')),
  deadline: nullable(deadline, 'What happens next; null if it waits for nothing'),
  logs: logPaths,
  autostart: boolean('Whether it is started with the daemon'),
  priority: integer('Lower ones are started first and stopped last'),
});

export type ProcessInfo = ValueOf<typeof processInfo>;

export const processList = object('ProcessList', 'Processes, by group and name.', {
  processes: list(processInfo, 'Those that were asked for'),
});

export const stateChange = object('StateChange', 'That a process has come into a state.', {
  at: time('When'),
  state: processState,
  pid: nullable(integer('Its process id; null while there is none')),
  exit: nullable(exit, 'The end that brought it there; null if none did'),
  error: nullable(string('Why it could not be started, or the exit was not expected')),
});

export type StateChange = ValueOf<typeof stateChange>;

export const timeline = object('Timeline', 'The states that a process has gone through lately.', {
  changes: list(stateChange, 'Oldest first; of many, the last 30'),
});

export type Timeline = ValueOf<typeof timeline>;

export const outcome = object('Outcome', 'How it went with one process.', {
  group: string('The name of its group'),
  name: string('Its name in the group'),
  namespec: string('What commands call it'),
  ok: boolean('Whether it was done'),
  fault: nullable(fault, 'Why not'),
  description: string('The same for people; `OK` if it was done'),
});

export type Outcome = ValueOf<typeof outcome>;

export const outcomes = object('Outcomes', 'How it went with each process.', {
  results: list(outcome, 'In the order in which they became known'),
});
