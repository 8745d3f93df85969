/** The states of processes and of the daemon, with their codes on the wire (XML-RPC, events). */

export const PROCESS_STATES = {
  STOPPED: 0,
  STARTING: 10,
  RUNNING: 20,
  BACKOFF: 30,
  STOPPING: 40,
  EXITED: 100,
  FATAL: 200,
  UNKNOWN: 1000,
} as const;

export type ProcessState = keyof typeof PROCESS_STATES;

/** Nothing runs, and nothing will by itself. */
export const STOPPED_STATES: ReadonlySet<ProcessState> = new Set<ProcessState>([
  'STOPPED',
  'EXITED',
  'FATAL',
  'UNKNOWN',
]);

/** Runs, or is about to: what a start request calls "already started". BACKOFF has no pid. */
export const RUNNING_STATES: ReadonlySet<ProcessState> = new Set<ProcessState>([
  'RUNNING',
  'BACKOFF',
  'STARTING',
]);

/** Has a pid that a signal can be sent to. */
export const SIGNALLABLE_STATES: ReadonlySet<ProcessState> = new Set<ProcessState>([
  'RUNNING',
  'STARTING',
  'STOPPING',
]);

export const SUPERVISOR_STATES = {
  FATAL: 2,
  RUNNING: 1,
  RESTARTING: 0,
  SHUTDOWN: -1,
} as const;

export type SupervisorState = keyof typeof SUPERVISOR_STATES;
