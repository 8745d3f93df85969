/**
 * What is remembered of the runs of one process: when it last began and ended, how, how often it was
 * started again by itself, and through which states it has gone lately. Times are wall clock
 * milliseconds, for display only.
 */
import { NONE } from '../base/none.ts';
import type { Input, InputKind } from '../core/machine.ts';
import type { Ending } from '../os/wait-status.ts';
import type { ProcessState } from '../wire/states.ts';

export interface LastExit {
  readonly ending: Ending;
  /** Whether it was asked to stop, or its exit code is one of `exitcodes`. */
  readonly expected: boolean;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
}

/** That it has come into a state. */
export interface StateChange {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly state: ProcessState;
  /** 0 while there is no process. */
  readonly pid: number;
  /** The end that brought it there, if one did. */
  readonly exit: LastExit | undefined;
  /** Why it could not be started, or is not expected to be like this; empty if it is. */
  readonly error: string;
}

export interface HistorySnapshot {
  readonly startedAt: number;
  readonly stoppedAt: number;
  readonly restarts: number;
  /** Monotonic milliseconds; undefined for never. */
  readonly changedAt?: number | undefined;
  readonly lastExit?: LastExit | undefined;
  /** Oldest first. */
  readonly changes: readonly StateChange[];
  /** The last exit stands in `changes`. */
  readonly isToldOf: boolean;
}

/** Changes that are remembered, so that a process which crashes all day takes no more memory. */
const MOST_CHANGES = 30;

/** A start that follows one of these was not asked for. */
const BY_ITSELF: ReadonlySet<InputKind> = new Set<InputKind>(['exited', 'timer']);

export class History {
  /** 0 for never. */
  startedAt: number;
  /** 0 for never. */
  stoppedAt: number;
  restarts: number;
  /** Monotonic milliseconds; NaN for never. */
  changedAt: number;
  lastExit: LastExit | undefined;
  /** Oldest first. */
  changes: readonly StateChange[];
  /** The last exit stands in `changes`. */
  #isToldOf: boolean;

  /** @param before What to go on with. */
  constructor(before?: HistorySnapshot) {
    this.startedAt = before?.startedAt ?? 0;
    this.stoppedAt = before?.stoppedAt ?? 0;
    this.restarts = before?.restarts ?? 0;
    this.changedAt = before?.changedAt ?? Number.NaN;
    this.lastExit = before?.lastExit;
    this.changes = before?.changes ?? NONE;
    this.#isToldOf = before?.isToldOf ?? false;
  }

  snapshot(): HistorySnapshot {
    const { startedAt, stoppedAt, restarts, changedAt, lastExit, changes } = this;
    const told = { lastExit, changes, isToldOf: this.#isToldOf };
    const at = Number.isNaN(changedAt) ? undefined : changedAt;
    return { startedAt, stoppedAt, restarts, changedAt: at, ...told };
  }

  /** @param cause What made the machine ask for a spawn */
  started(at: number, cause: Input): void {
    this.startedAt = at;
    if (BY_ITSELF.has(cause.kind)) this.restarts++;
  }

  /** @param state The one it was in */
  exited(at: number, ending: Ending, state: ProcessState): void {
    this.stoppedAt = at;
    this.lastExit = { ending, expected: state === 'STOPPING', at };
    this.#isToldOf = false;
  }

  /**
   * @param monotonic The same moment, by the monotonic clock
   * @param expected What the machine thinks of an exit that nobody asked for; undefined: nothing
   */
  changed(
    change: Omit<StateChange, 'exit'>,
    monotonic: number,
    expected: boolean | undefined,
  ): void {
    this.changedAt = monotonic;
    if (this.lastExit !== undefined && expected !== undefined) {
      this.lastExit = { ...this.lastExit, expected };
    }
    const exit = this.#isToldOf ? undefined : this.lastExit;
    this.#isToldOf = true;
    const { at, state, pid, error } = change;
    // A literal, and an array of no more than it holds: each process keeps some of these.
    this.changes = this.changes.slice(1 - MOST_CHANGES).concat({ at, state, pid, exit, error });
  }
}
