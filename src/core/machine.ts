/**
 * The words of the state machine of one process: what it remembers, what can happen to it, and
 * what it asks for. `transition.ts` says how they belong together.
 *
 * Times are monotonic milliseconds.
 */
import type { ProcessState } from '../wire/states.ts';

/** All that is remembered of one process between two inputs. */
export interface Machine {
  readonly state: ProcessState;
  /** 0 while there is no process: also while one is being made. */
  readonly pid: number;
  /** Failed starts in a row; what events call `tries`. */
  readonly tries: number;
  /** Starts in a row that came to nothing by a shortage of ours; they are no failures. */
  readonly shortages: number;
  /** When the command began to run. */
  readonly startedAt: number;
  /** When the input `timer` is due; undefined for never. */
  readonly deadline: number | undefined;
  /** Why the last start failed, or which bad exit there was; empty when there is nothing to say. */
  readonly spawnError: string;
  /** Of the last run; -1 when a signal ended it, 0 when there is none. */
  readonly exitStatus: number;
  /** The daemon is about to end: nothing is started any more. */
  readonly halted: boolean;
}

/** A process that has never been started. */
export const NEVER_STARTED: Machine = {
  state: 'STOPPED',
  pid: 0,
  tries: 0,
  shortages: 0,
  startedAt: 0,
  deadline: undefined,
  spawnError: '',
  exitStatus: 0,
  halted: false,
};

export type Input =
  /** Somebody wants it to run. */
  | { readonly kind: 'start' }
  /** The effect `spawn` made a process. */
  | { readonly kind: 'spawned'; readonly pid: number }
  /** The effect `spawn` made none. A `shortage` (of descriptors, memory, pids) is not its fault. */
  | { readonly kind: 'spawnFailed'; readonly reason: string; readonly shortage: boolean }
  /** The effect `spawn` was taken back before anything came of it. */
  | { readonly kind: 'withdrawn' }
  /** The process ended; `code` is -1 when a signal ended it. */
  | { readonly kind: 'exited'; readonly code: number; readonly text: string }
  /** Somebody wants it not to run. */
  | { readonly kind: 'stop' }
  /** The daemon is about to end. */
  | { readonly kind: 'halt' }
  /** Its stop is waited for no longer. */
  | { readonly kind: 'kill' }
  /** The policy is another from now on; `before` is the one so far. */
  | { readonly kind: 'adopt'; readonly before: Policy }
  /** The deadline has come. */
  | { readonly kind: 'timer' }
  /** The effect `signal` failed, and not because the process is gone. */
  | { readonly kind: 'signalFailed' };

export type InputKind = Input['kind'];

export type Effect =
  | { readonly kind: 'spawn' }
  /** The spawn under way hangs: whatever comes of it is not wanted any more. */
  | { readonly kind: 'abandon' }
  /** `toGroup`: to the process group. */
  | { readonly kind: 'signal'; readonly signal: 'stop' | 'SIGKILL'; readonly toGroup: boolean }
  | { readonly kind: 'log'; readonly level: 'debug' | 'info' | 'warn'; readonly message: string }
  | Announcement;

/** A change of state, with what its event tells besides. */
export interface Announcement {
  readonly kind: 'announce';
  readonly from: ProcessState;
  readonly to: ProcessState;
  readonly pid: number;
  readonly tries: number;
  /** Whether an exit was expected; only for EXITED. */
  readonly expected?: boolean;
}

/** The options that decide. `ProcessConfig` has them all. */
export interface Policy {
  readonly name: string;
  readonly autorestart: boolean | 'unexpected';
  readonly exitcodes: readonly number[];
  /** Seconds. */
  readonly startsecs: number;
  readonly startretries: number;
  /** Seconds. */
  readonly stopwaitsecs: number;
  readonly stopasgroup: boolean;
  readonly killasgroup: boolean;
}
