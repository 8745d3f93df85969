/**
 * Reads what another program has written of its state (`snapshot.ts`), and believes none of it
 * unseen: a state that is not whole, or of another format, is refused with the name of the field.
 *
 * One shape per snapshot, which the compiler compares with its type. A field that is new in our
 * version needs a value for states that do not have it: `optional`, or `or(shape, value)`.
 */
import { UserError } from '../base/errors.ts';
import {
  boolean,
  bytes,
  having,
  integer,
  keyOf,
  list,
  map,
  number,
  object,
  oneOf,
  optional,
  readAs,
  type Shape,
  text,
} from '../base/shape.ts';
import { groupShape, processShape, socketShape } from '../config/group-shape.ts';
import { SYSLOG_FACILITIES, SYSLOG_PRIORITIES } from '../config/syslog-names.ts';
import type { Machine } from '../core/machine.ts';
import type { EventBusSnapshot } from '../events/bus.ts';
import type { EventPoolSnapshot, HeldEventSnapshot } from '../events/pool.ts';
import { LOG_LEVELS } from '../logs/logger.ts';
import type { MainLogOptions, MainLogSnapshot, SyslogTarget } from '../logs/main-log.ts';
import type { OutageSnapshot } from '../logs/outage.ts';
import type { OutputSnapshot } from '../logs/output.ts';
import type { CaptureSnapshot, FilterSnapshot } from '../logs/output-filter.ts';
import type { RotatingFileSnapshot } from '../logs/rotating-file.ts';
import type { SyslogSnapshot } from '../logs/syslog.ts';
import type { Ending } from '../os/wait-status.ts';
import { PROCESS_STATES, type ProcessState } from '../wire/states.ts';
import type { GroupSnapshot, MemberSnapshot } from './active-groups.ts';
import type { ChildSnapshot } from './child.ts';
import type { PipesSnapshot } from './child-pipes.ts';
import type { SocketSnapshot } from './fcgi-socket.ts';
import type { HistorySnapshot, LastExit, StateChange } from './history.ts';
import type { ListenerSnapshot } from './listener.ts';
import { type DaemonState, STATE_FORMAT } from './snapshot.ts';
import { refuseContradictions } from './state-contradictions.ts';
import type { SupervisorSnapshot } from './supervisor.ts';

const MOST_INT = 2 ** 31 - 1;
const pid = integer(0, MOST_INT);
const descriptor = integer(0, MOST_INT);
const count = integer(0);
/** Milliseconds, of either clock. */
const time = number;

const formatShape = object<Pick<DaemonState, 'format'>>({ format: oneOf(STATE_FORMAT) });

// ---------------------------------------------------------------------------------------- logs

const outage = object<OutageSnapshot>({
  isFailing: boolean,
  isTold: boolean,
  reason: text,
  lost: count,
  reported: count,
  retryAt: time,
  reportAt: time,
});

const logFile = object<RotatingFileSnapshot>({
  path: text,
  rotateAt: optional(count),
  isOpen: boolean,
  target: optional(
    object({ fd: descriptor, borrowed: boolean, mayBlock: boolean, plain: boolean, size: count }),
  ),
  writtenBytes: count,
  lostBytes: count,
  outage: optional(outage),
  backlog: optional(bytes),
});

const filter = object<FilterSnapshot>({
  ansi: optional(oneOf('text', 'escape', 'sequence')),
  capture: optional(
    object<CaptureSnapshot>({
      captures: boolean,
      held: count,
      isCaptured: boolean,
      captured: bytes,
    }),
  ),
});

const output = object<OutputSnapshot>({
  file: optional(logFile),
  filter: optional(filter),
  line: optional(bytes),
});

const syslog = object<SyslogSnapshot>({ queue: list(bytes), lost: count, outage });

const mainLogOptions = object<MainLogOptions>({
  level: keyOf(LOG_LEVELS),
  file: optional(object({ path: text, maxBytes: count, backups: number, mode: optional(count) })),
  syslog: optional(
    object<SyslogTarget>({
      path: text,
      heading: object({
        facility: keyOf(SYSLOG_FACILITIES),
        priority: keyOf(SYSLOG_PRIORITIES),
        tag: text,
      }),
    }),
  ),
  echo: boolean,
});

const mainLog = object<MainLogSnapshot>({
  options: mainLogOptions,
  file: optional(logFile),
  echo: optional(logFile),
  syslog: optional(syslog),
});

// -------------------------------------------------------------------------------------- events

const bus = object<EventBusSnapshot>({
  serial: count,
  ticks: optional(
    object({ TICK_5: optional(number), TICK_60: optional(number), TICK_3600: optional(number) }),
  ),
});

const held = object<HeldEventSnapshot>({
  name: text,
  payload: text,
  facts: map<string | number>((value) => (typeof value === 'number' ? number : text)(value)),
  serial: count,
  poolSerial: count,
});

const pool = object<EventPoolSnapshot>({
  serial: count,
  waiting: list(held),
  sent: count,
  acknowledged: count,
  rejected: count,
  dropped: count,
});

const listener = object<ListenerSnapshot>({
  state: oneOf('ACKNOWLEDGED', 'READY', 'BUSY', 'UNKNOWN'),
  heard: bytes,
  bodyLength: optional(count),
  held: optional(held),
  isRestarting: boolean,
  culprit: optional(pid),
});

// ----------------------------------------------------------------------------------- processes

const state: Shape<ProcessState> = keyOf(PROCESS_STATES);

const machine = object<Machine>({
  state,
  pid,
  tries: count,
  shortages: count,
  startedAt: time,
  deadline: optional(time),
  spawnError: text,
  exitStatus: number,
  halted: boolean,
});

const ending: Shape<Ending> = having<Ending, Ending>(
  'signal',
  object({ kind: oneOf('signal'), signal: count, coreDumped: boolean }),
  object({ kind: oneOf('exit'), code: count }),
);

const lastExit = object<LastExit>({ ending, expected: boolean, at: time });

const history = object<HistorySnapshot>({
  startedAt: time,
  stoppedAt: time,
  restarts: count,
  changedAt: optional(time),
  lastExit: optional(lastExit),
  changes: list(
    object<StateChange>({ at: time, state, pid, exit: optional(lastExit), error: text }),
  ),
  isToldOf: boolean,
});

const pipes = object<PipesSnapshot>({
  stdin: optional(descriptor),
  sent: optional(bytes),
  stdout: optional(descriptor),
  stderr: optional(descriptor),
});

const child = object<ChildSnapshot>({
  pipes: optional(pipes),
  place: optional(count),
  holdsSocket: boolean,
});

const member = object<MemberSnapshot>({
  config: processShape,
  machine,
  history,
  child,
  stdout: output,
  stderr: output,
  socket: optional(count),
  listener: optional(listener),
});

const group = object<GroupSnapshot>({
  config: groupShape,
  processes: list(member),
  sockets: list(count),
  pool: optional(pool),
});

const supervisor = object<SupervisorSnapshot>({
  startedAt: time,
  sockets: list(
    object<SocketSnapshot>({
      config: socketShape,
      fd: optional(descriptor),
      ip: optional(text),
    }),
  ),
  groups: list(group),
  others: list(member),
});

const stateShape = object<DaemonState>({
  format: oneOf(STATE_FORMAT),
  supervisor,
  bus,
  syslog,
  mainLog,
});

/**
 * Reads a state.
 *
 * @throws {UserError} that says what is wrong with it
 */
export function readState(text: string): DaemonState {
  try {
    const json = parse(text);
    readAs(formatShape, json);
    const state = readAs(stateShape, json);
    refuseContradictions(state);
    return state;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`cannot read the state of the daemon: ${error.message}`);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UserError('it is no JSON');
  }
}
