/**
 * What is remembered of the runs of one process: when it last began and ended, how, and how often
 * it was started again by itself. Times are wall clock milliseconds, for display only.
 */
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

/** A start that follows one of these was not asked for. */
const BY_ITSELF: ReadonlySet<InputKind> = new Set<InputKind>(['exited', 'timer']);

export class History {
  /** 0 for never. */
  startedAt = 0;
  /** 0 for never. */
  stoppedAt = 0;
  restarts = 0;
  /** Monotonic milliseconds; NaN for never. */
  changedAt = Number.NaN;
  lastExit: LastExit | undefined;

  /** @param cause What made the machine ask for a spawn */
  started(at: number, cause: Input): void {
    this.startedAt = at;
    if (BY_ITSELF.has(cause.kind)) this.restarts++;
  }

  /** @param state The one it was in */
  exited(at: number, ending: Ending, state: ProcessState): void {
    this.stoppedAt = at;
    this.lastExit = { ending, expected: state === 'STOPPING', at };
  }

  /** @param expected What the machine thinks of an exit that nobody asked for; undefined: nothing */
  changed(at: number, expected: boolean | undefined): void {
    this.changedAt = at;
    if (this.lastExit === undefined || expected === undefined) return;
    this.lastExit = { ...this.lastExit, expected };
  }
}
