/**
 * One supervised process: performs what `core/transition` asks for, and feeds back what came of it.
 * How its machine is run is in `machine-runner.ts`.
 */
import { isSystemError } from '../base/errors.ts';
import type { ProcessConfig } from '../config/config.ts';
import { adopted } from '../config/process-options.ts';
import type { Effect, Input } from '../core/machine.ts';
import type { Output } from '../logs/output.ts';
import type { Ending } from '../os/wait-status.ts';
import { RpcFault } from '../wire/faults.ts';
import { namespec } from '../wire/namespec.ts';
import { Child, type ChildListener } from './child.ts';
import type { Outputs } from './child-context.ts';
import { checkCommand, type Unusable } from './command-check.ts';
import { describeEnding } from './ending.ts';
import type { Family } from './family.ts';
import type { FcgiSocket } from './fcgi-socket.ts';
import { History } from './history.ts';
import { MachineRunner } from './machine-runner.ts';
import type { ProcessContext, ProcessSnapshot } from './process-context.ts';
import { sendSignal, sendStop } from './send-signal.ts';
import * as outcome from './start-outcome.ts';
import type { Sent } from './stdin-queue.ts';
import { StopReport } from './stop-report.ts';

export class Process extends MachineRunner implements ChildListener {
  readonly stdout: Output;
  readonly stderr: Output;
  #config: ProcessConfig;
  readonly #context: ProcessContext;
  readonly #child: Child;
  readonly #family: Family | undefined;
  readonly #history: History;

  /**
   * @param socket Of an fcgi-program.
   * @param before What to go on with, after `resume`.
   */
  constructor(
    config: ProcessConfig,
    outputs: Outputs,
    context: ProcessContext,
    socket?: FcgiSocket,
    before?: Pick<ProcessSnapshot, 'machine' | 'history' | 'child'>,
  ) {
    super(context.clock, before?.machine);
    this.#config = config;
    this.stdout = outputs.stdout;
    this.stderr = outputs.stderr;
    this.#context = context;
    this.#history = new History(before?.history);
    this.#family = context.family(config, () => this.tellWaiters());
    const around = this.#family?.around(context) ?? context;
    this.#child = new Child({ config, outputs, socket }, around, this, before?.child);
    if (this.pid !== 0) context.byPid.set(this.pid, this);
  }

  /** Hears nothing more of what its child says; what that says stays in its pipes. */
  detach(): void {
    this.#child.detach();
  }

  /** Waits for nothing any more; what is open stays open. No launch may be under way. */
  suspend(): void {
    this.suspendTimer();
    this.#child.suspend();
  }

  snapshot(): ProcessSnapshot {
    return {
      config: this.#config,
      machine: this.machine,
      history: this.#history.snapshot(),
      child: this.#child.snapshot(),
      stdout: this.stdout.snapshot(),
      stderr: this.stderr.snapshot(),
    };
  }

  resume(): void {
    this.resumeTimer();
    this.#child.resume();
  }

  /** Hears its child again, after `resume`. @returns why that is not possible, if it is not */
  hear(): string | undefined {
    return this.#child.hear()?.reason;
  }

  /** Its place in a queue of launches that is to be made anew, by `enterQueue` after `resume`. */
  get keptPlace(): number | undefined {
    return this.#child.keptPlace;
  }

  enterQueue(): void {
    this.#child.launch();
  }

  /** Gives up a launch that hangs, as if we had been short of something: it is tried again. */
  cutLaunchShort(): void {
    this.#child.cutShort();
  }

  /** Of an fcgi-program. */
  get socket(): FcgiSocket | undefined {
    return this.#child.socket;
  }

  override get config(): ProcessConfig {
    return this.#config;
  }

  get name(): string {
    return this.config.name;
  }

  get group(): string {
    return this.config.group;
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
    return this.#context.clock.monotonic() - this.machine.startedAt;
  }

  /** Milliseconds since it has changed its state; NaN if it never has. */
  get stateMs(): number {
    return this.#context.clock.monotonic() - this.#history.changedAt;
  }

  /** Nothing is left of an earlier run. */
  get isGone(): boolean {
    return this.#family?.isGone !== false;
  }

  override get isStopped(): boolean {
    return super.isStopped && this.isGone;
  }

  start(): void {
    this.take({ kind: 'start' });
  }

  stop(): void {
    this.take({ kind: 'stop' });
  }

  /** If it is to stop, it is waited for no longer. */
  kill(): void {
    this.take({ kind: 'kill' });
    this.#family?.kill();
  }

  /** From now on nobody can start it: the daemon is about to end. */
  halt(): void {
    this.take({ kind: 'halt' });
    if (this.#child.isQueued) this.stop();
  }

  /** Goes on with another configuration, as far as that needs no restart. */
  adopt(next: ProcessConfig): void {
    const before = this.#config;
    this.#config = adopted(before, next);
    for (const name of ['stdout', 'stderr'] as const) this[name].resize(this.#config[name]);
    this.take({ kind: 'adopt', before });
  }

  /** The reaper's word: the process has ended. */
  exited(ending: Ending): void {
    this.#context.byPid.delete(this.pid);
    this.#family?.ended(this);
    this.#child.ended();
    this.#history.exited(this.#context.clock.wall(), ending, this.state);
    const code = ending.kind === 'exit' ? ending.code : -1;
    this.take({ kind: 'exited', code, text: describeEnding(ending) });
    this.#child.letGo();
  }

  launchEnded(input: Input): void {
    if (input.kind === 'spawned') this.#context.byPid.set(input.pid, this);
    if (input.kind === 'withdrawn') this.#history.stoppedAt = this.#context.clock.wall();
    this.take(input);
  }

  /** The daemon is about to end: what it has left behind is killed. */
  finishRest(): void {
    this.#family?.finish();
  }

  /** Its life goes on without us, since it could not be signalled: closes what we had of it. */
  forget(): void {
    this.#context.byPid.delete(this.pid);
    this.suspendTimer();
    this.#family?.forget();
    this.#child.ended();
    this.#child.letGo();
  }

  /** Why a start request is to be refused before anything is tried; undefined: it is not. */
  check(): Promise<Unusable | undefined> {
    return checkCommand(this.config, this.#context);
  }

  /** Resolves when there is a process, or when it is clear that there will be none. */
  launched(): Promise<outcome.LaunchOutcome> {
    return this.when((state) => outcome.launchOutcome(state, this.pid));
  }

  /** Resolves when the start has come to an end, good or bad. */
  started(): Promise<outcome.StartOutcome> {
    return this.when((state) => outcome.startOutcome(state, this.spawnError));
  }

  /** Resolves when it has stopped. Says so in the log for as long as that takes. */
  async stopped(): Promise<void> {
    if (this.isStopped) return;
    const report = new StopReport(this.name, this.#context);
    await this.when(() => this.isStopped || undefined);
    report.end();
  }

  /** @throws {RpcFault} FAILED when the system refuses; NOT_RUNNING while it is being made. */
  signal(signal: number): void {
    const sent = sendSignal(this.#context, this, { signal, toGroup: false, purpose: 'tell' });
    if (sent === 'sent') return;
    if (sent === 'not running') throw new RpcFault('NOT_RUNNING', namespec(this.group, this.name));
    this.take({ kind: 'signalFailed' });
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

  protected override perform(effect: Effect, cause: Input): void {
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
    }
  }

  #noteChange({ to: state, expected }: Extract<Effect, { kind: 'announce' }>): void {
    const { clock } = this.#context;
    const change = { at: clock.wall(), state, pid: this.pid, error: this.spawnError };
    this.#history.changed(change, clock.monotonic(), expected);
  }

  #sendStop(stop: Extract<Effect, { kind: 'signal' }>): void {
    const sent = sendStop(this.#context, this, this.#family, stop);
    if (sent === 'failed') this.take({ kind: 'signalFailed' });
    if (sent === 'not running') this.#child.withdraw();
  }
}
