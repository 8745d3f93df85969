/**
 * One supervised process: performs what `core/transition` asks for, and feeds back what came of it.
 *
 * Inputs are queued and drained one by one, so that an effect that yields an input at once (a
 * spawn that finds no descriptors) never overtakes the effects behind it. The one timer is the
 * machine's deadline.
 */
import type { Timer } from '../base/clock.ts';
import { isSystemError } from '../base/errors.ts';
import { NONE } from '../base/none.ts';
import type { ProcessConfig } from '../config/config.ts';
import { adopted } from '../config/process-options.ts';
import { type Effect, type Input, NEVER_STARTED } from '../core/machine.ts';
import { transition } from '../core/transition.ts';
import type { Output } from '../logs/output.ts';
import type { Ending } from '../os/wait-status.ts';
import { RpcFault } from '../wire/faults.ts';
import { namespec } from '../wire/namespec.ts';
import { type ProcessState, STOPPED_STATES } from '../wire/states.ts';
import { Child, type ChildListener, type Outputs } from './child.ts';
import { describeEnding } from './ending.ts';
import type { Family } from './family.ts';
import type { FcgiSocket } from './fcgi-socket.ts';
import { History } from './history.ts';
import type { ProcessContext } from './process-context.ts';
import { sendSignal, sendStop } from './send-signal.ts';
import * as outcome from './start-outcome.ts';
import { StateWaiters } from './state-waiters.ts';
import type { Sent } from './stdin-queue.ts';
import { StopReport } from './stop-report.ts';

export class Process implements ChildListener {
  readonly stdout: Output;
  readonly stderr: Output;
  #config: ProcessConfig;
  readonly #context: ProcessContext;
  readonly #child: Child;
  readonly #family: Family | undefined;
  #machine = NEVER_STARTED;
  #timer: Timer | undefined;
  #inputs: readonly Input[] = NONE;
  #draining = false;
  readonly #history = new History();
  #waiters: StateWaiters | undefined;

  /** @param socket Of an fcgi-program. */
  constructor(
    config: ProcessConfig,
    outputs: Outputs,
    context: ProcessContext,
    socket?: FcgiSocket,
  ) {
    this.#config = config;
    this.stdout = outputs.stdout;
    this.stderr = outputs.stderr;
    this.#context = context;
    this.#family = context.family(config, () => this.#waiters?.tell(this.state));
    const around = this.#family?.around(context) ?? context;
    this.#child = new Child({ config, outputs, socket }, around, this);
  }

  get config(): ProcessConfig {
    return this.#config;
  }

  get name(): string {
    return this.config.name;
  }

  get group(): string {
    return this.config.group;
  }

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

  /** Milliseconds since the Unix epoch, when it was last started; 0 for never. */
  get startedAt(): number {
    return this.#history.startedAt;
  }

  /** Milliseconds since the Unix epoch, when it last ended; 0 for never. */
  get stoppedAt(): number {
    return this.#history.stoppedAt;
  }

  get history(): Readonly<History> {
    return this.#history;
  }

  /** Milliseconds since its command began to run; meaningful while there is a pid. */
  get uptimeMs(): number {
    return this.#context.clock.monotonic() - this.#machine.startedAt;
  }

  /** Milliseconds since it has changed its state; NaN if it never has. */
  get stateMs(): number {
    return this.#context.clock.monotonic() - this.#history.changedAt;
  }

  get spawnError(): string {
    return this.#machine.spawnError;
  }

  get exitStatus(): number {
    return this.#machine.exitStatus;
  }

  /** Nothing runs, and nothing will by itself. */
  get isStopped(): boolean {
    return STOPPED_STATES.has(this.state) && this.#family?.isGone !== false;
  }

  start(): void {
    this.#take({ kind: 'start' });
  }

  stop(): void {
    this.#take({ kind: 'stop' });
  }

  /** If it is to stop, it is waited for no longer. */
  kill(): void {
    this.#take({ kind: 'kill' });
    this.#family?.kill();
  }

  /** From now on nobody can start it: the daemon is about to end. */
  halt(): void {
    this.#take({ kind: 'halt' });
    if (this.#child.isQueued) this.stop();
  }

  /** Goes on with another configuration, as far as that needs no restart. */
  adopt(next: ProcessConfig): void {
    const before = this.#config;
    this.#config = adopted(before, next);
    for (const name of ['stdout', 'stderr'] as const) this[name].resize(this.#config[name]);
    this.#take({ kind: 'adopt', before });
  }

  /** The reaper's word: the process has ended. */
  exited(ending: Ending): void {
    this.#context.byPid.delete(this.pid);
    this.#family?.ended(this);
    this.#child.ended();
    this.#history.exited(this.#context.clock.wall(), ending, this.state);
    const code = ending.kind === 'exit' ? ending.code : -1;
    this.#take({ kind: 'exited', code, text: describeEnding(ending) });
    this.#child.letGo();
  }

  launchEnded(input: Input): void {
    if (input.kind === 'spawned') this.#context.byPid.set(input.pid, this);
    if (input.kind === 'withdrawn') this.#history.stoppedAt = this.#context.clock.wall();
    this.#take(input);
  }

  /** Its life goes on without us, since it could not be signalled: closes what we had of it. */
  forget(): void {
    this.#context.byPid.delete(this.pid);
    this.#setTimer(undefined);
    this.#family?.forget();
    this.#child.ended();
    this.#child.letGo();
  }

  /** Why a start request is to be refused before anything is tried; undefined: it is not. */
  check(): ReturnType<Child['check']> {
    return this.#child.check();
  }

  /** Resolves when there is a process, or when it is clear that there will be none. */
  launched(): Promise<outcome.LaunchOutcome> {
    return this.#when((state) => outcome.launchOutcome(state, this.pid));
  }

  /** Resolves when the start has come to an end, good or bad. */
  started(): Promise<outcome.StartOutcome> {
    return this.#when((state) => outcome.startOutcome(state, this.spawnError));
  }

  /** Resolves when it has stopped. Says so in the log for as long as that takes. */
  async stopped(): Promise<void> {
    if (this.isStopped) return;
    const report = new StopReport(this.name, this.#context);
    await this.#when(() => this.isStopped || undefined);
    report.end();
  }

  /** @throws {RpcFault} FAILED when the system refuses; NOT_RUNNING while it is being made. */
  signal(signal: number): void {
    const sent = sendSignal(this.#context, this, { signal, toGroup: false, purpose: 'tell' });
    if (sent === 'sent') return;
    if (sent === 'not running') throw new RpcFault('NOT_RUNNING', namespec(this.group, this.name));
    this.#take({ kind: 'signalFailed' });
    throw new RpcFault('FAILED', namespec(this.group, this.name));
  }

  /** Sends its stdin something, without waiting for it to be read: see `StdinQueue.send`. */
  send(bytes: Uint8Array, drained?: () => void): Sent {
    return this.#child.send(bytes, drained);
  }

  /** @throws {RpcFault} FAILED when a log cannot be made anew. */
  clearLogs(): void {
    try {
      for (const output of [this.stdout, this.stderr]) output.clear();
    } catch (error) {
      if (!isSystemError(error)) throw error;
      throw new RpcFault('FAILED', namespec(this.group, this.name));
    }
  }

  /** Opens the logs by name again, after somebody has moved them away. */
  reopenLogs(): void {
    for (const output of [this.stdout, this.stderr]) output.reopen();
  }

  #when<T>(test: (state: ProcessState) => T | undefined): Promise<T> {
    this.#waiters ??= new StateWaiters();
    return this.#waiters.when(this.state, test);
  }

  #take(input: Input): void {
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

  #step(input: Input): void {
    const before = this.#machine;
    const step = transition(before, input, this.config, this.#context.clock.monotonic());
    this.#machine = step.machine;
    if (step.machine.deadline !== before.deadline) this.#setTimer(step.machine.deadline);
    for (const effect of step.effects) this.#perform(effect, input);
    if (input.kind === 'spawned') this.#waiters?.tell(this.state);
  }

  #setTimer(deadline: number | undefined): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (deadline === undefined) return;
    this.#timer = this.#context.clock.at(deadline, () => this.#take({ kind: 'timer' }));
  }

  #perform(effect: Effect, cause: Input): void {
    switch (effect.kind) {
      case 'log':
        this.#context.log.log(effect.level, effect.message);
        break;
      case 'spawn':
        this.#history.started(this.#context.clock.wall(), cause);
        this.#child.launch();
        break;
      case 'abandon':
        this.#child.abandon();
        this.#history.stoppedAt = this.#context.clock.wall();
        break;
      case 'signal':
        this.#sendStop(effect);
        break;
      case 'announce':
        this.#noteChange(effect);
        this.#context.announce(this, effect);
        this.#waiters?.tell(effect.to);
    }
  }

  #noteChange({ to: state, expected }: Extract<Effect, { kind: 'announce' }>): void {
    const { clock } = this.#context;
    const change = { at: clock.wall(), state, pid: this.pid, error: this.spawnError };
    this.#history.changed(change, clock.monotonic(), expected);
  }

  #sendStop(stop: Extract<Effect, { kind: 'signal' }>): void {
    const sent = sendStop(this.#context, this, this.#family, stop);
    if (sent === 'failed') this.#take({ kind: 'signalFailed' });
    if (sent === 'not running') this.#child.withdraw();
  }
}
