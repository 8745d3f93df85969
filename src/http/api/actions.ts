/**
 * What can be done to several processes at a time. `operations/several.ts` makes an operation of
 * each for names and patterns, and one for a group.
 *
 * To add an action: one entry here, and its two lines there.
 */
import type { Daemon, Process } from '../../rpc/daemon.ts';
import { forEachProcess } from '../../rpc/methods/each.ts';
import { signalEach } from '../../rpc/signal-processes.ts';
import { startEach } from '../../rpc/start-processes.ts';
import { stopEach } from '../../rpc/stop-processes.ts';
import type { Fields, ValuesOf } from '../../wire/api/schema.ts';
import type { FaultName } from '../../wire/faults.ts';
import { type ProcessState, RUNNING_STATES, SIGNALLABLE_STATES } from '../../wire/states.ts';
import type { WireStruct } from '../../wire/value.ts';
import { SIGNAL, WAIT_START, WAIT_STOP } from './arguments.ts';

export interface Action<Body extends Fields> {
  /** What comes before the name of what it is done to. */
  readonly verb: string;
  /** Continues `Starts `. */
  readonly does: string;
  readonly body: Body;
  /** The states in which there is something to do; undefined: all. */
  readonly concerns?: (state: ProcessState) => boolean;
  /** What is said of one that was named and is in another state. */
  readonly otherwise?: FaultName;
  act(
    daemon: Daemon,
    processes: readonly Process[],
    values: ValuesOf<Body>,
  ): Promise<readonly WireStruct[]>;
}

// Lets the types of the arguments follow from the entry.
const action = <const Body extends Fields>(entry: Action<Body>): Action<Body> => entry;

export const START = action({
  verb: 'start',
  does: 'Starts those that do not run, in start order',
  body: WAIT_START,
  concerns: (state) => !RUNNING_STATES.has(state),
  otherwise: 'ALREADY_STARTED',
  act: (daemon, processes, { wait }) => startEach(daemon, processes, wait),
});

export const STOP = action({
  verb: 'stop',
  does: 'Stops those that run, the last to be started first',
  body: WAIT_STOP,
  concerns: (state) => RUNNING_STATES.has(state),
  otherwise: 'NOT_RUNNING',
  act: (_daemon, processes, { wait }) => stopEach(processes, wait),
});

export const RESTART = action({
  verb: 'restart',
  does: 'Stops those that run, waits for all of them, and starts all',
  body: WAIT_START,
  async act(daemon, processes, { wait }) {
    await stopEach(processes, true);
    return startEach(daemon, processes, wait);
  },
});

export const SEND_SIGNAL = action({
  verb: 'signal',
  does: 'Sends a signal to those that can get one',
  body: SIGNAL,
  concerns: (state) => SIGNALLABLE_STATES.has(state),
  otherwise: 'NOT_RUNNING',
  act: async (_daemon, processes, { signal }) => signalEach(processes, signal),
});

export const CLEAR = action({
  verb: 'clear',
  does: 'Removes the logs and begins new ones',
  body: {},
  act: (_daemon, processes) => forEachProcess(processes, (process) => process.clearLogs()),
});
