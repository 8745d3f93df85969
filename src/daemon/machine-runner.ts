/**
 * Runs the machine of one process: takes inputs, has the effects performed, keeps its one timer.
 *
 * Inputs are queued and drained one by one, so that an effect that yields an input at once (a
 * spawn that finds no descriptors) never overtakes the effects behind it. The timer is the machine's
 * deadline.
 */
import type { Clock, Timer } from '../base/clock.ts';
import { NONE } from '../base/none.ts';
import {
  type Effect,
  type Input,
  type Machine,
  NEVER_STARTED,
  type Policy,
} from '../core/machine.ts';
import { transition } from '../core/transition.ts';
import { type ProcessState, STOPPED_STATES } from '../wire/states.ts';
import { StateWaiters } from './state-waiters.ts';

export abstract class MachineRunner {
  readonly #clock: Clock;
  #machine: Machine;
  #timer: Timer | undefined;
  #inputs: readonly Input[] = NONE;
  #draining = false;
  #waiters: StateWaiters | undefined;

  /** @param machine What to go on with; its timer begins with `resumeTimer`. */
  constructor(clock: Clock, machine: Machine = NEVER_STARTED) {
    this.#clock = clock;
    this.#machine = machine;
  }

  /** What decides; it may be another one at the next input. */
  abstract get config(): Policy;

  get state(): ProcessState {
    return this.#machine.state;
  }

  /** 0 while there is no process. */
  get pid(): number {
    return this.#machine.pid;
  }

  /** Monotonic milliseconds at which it changes by itself; undefined: it does not. */
  get deadline(): number | undefined {
    return this.#machine.deadline;
  }

  get spawnError(): string {
    return this.#machine.spawnError;
  }

  get exitStatus(): number {
    return this.#machine.exitStatus;
  }

  /** Nothing runs, and nothing will by itself. */
  get isStopped(): boolean {
    return STOPPED_STATES.has(this.state);
  }

  protected get machine(): Machine {
    return this.#machine;
  }

  /** @param cause The input whose effect it is. */
  protected abstract perform(effect: Effect, cause: Input): void;

  /** Resolves to the first result of `test` that is not undefined, in this or a later state. */
  protected when<T>(test: (state: ProcessState) => T | undefined): Promise<T> {
    this.#waiters ??= new StateWaiters();
    return this.#waiters.when(this.state, test);
  }

  /** What is waited for may have come, although the state is the same. */
  protected tellWaiters(): void {
    this.#waiters?.tell(this.state);
  }

  /** Takes an input, after those that are being taken. */
  protected take(input: Input): void {
    this.#inputs = [...this.#inputs, input];
    if (this.#draining) return;
    this.#draining = true;
    try {
      for (let next = this.#inputs[0]; next !== undefined; next = this.#inputs[0]) {
        this.#inputs = this.#inputs.length > 1 ? this.#inputs.slice(1) : NONE;
        this.#step(next);
      }
    } finally {
      this.#draining = false;
    }
  }

  protected suspendTimer(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  protected resumeTimer(): void {
    this.suspendTimer();
    const { deadline } = this.#machine;
    if (deadline === undefined) return;
    this.#timer = this.#clock.at(deadline, () => this.take({ kind: 'timer' }));
  }

  #step(input: Input): void {
    const before = this.#machine;
    const step = transition(before, input, this.config, this.#clock.monotonic());
    this.#machine = step.machine;
    if (step.machine.deadline !== before.deadline) this.resumeTimer();
    for (const effect of step.effects) {
      this.perform(effect, input);
      if (effect.kind === 'announce') this.#waiters?.tell(effect.to);
    }
    if (input.kind === 'spawned') this.tellWaiters();
  }
}
