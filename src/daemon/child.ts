/**
 * The running copy behind a process: its command, its pipes, its logs.
 *
 *   launch()   ->  an input for the machine: `spawned` or `spawnFailed`
 *   withdraw() ->  `withdrawn`, if the launch still waits for its turn
 *   abandon()      the launch hangs: what comes of it is killed, and nobody hears of it
 *   ended()        its last words are in the log, everything is closed
 *   letGo()        so is the socket of an fcgi-program, unless it is being launched again
 *   detach()       what it says stays in its pipes; suspend(), snapshot() and resume() follow
 *
 * A launch looks up the host of its socket if need be, makes pipes, and spawns. Any of it may hang:
 * until an abandoned one has come back, a new one is refused, lest a process is there twice.
 *
 * It decides nothing about when to run; `daemon/process.ts` asks, and the machine decides.
 */
import type { ProcessConfig } from '../config/config.ts';
import type { Input } from '../core/machine.ts';
import { failureText, isShortage, spawnPlan } from '../core/spawn-plan.ts';
import type { ChannelName } from '../logs/output.ts';
import type { PendingSpawn, SpawnResult } from '../os/port.ts';
import { channelEndText, type NamedState } from './channel-end-text.ts';
import type { ChildContext, Outputs } from './child-context.ts';
import { ChildPipes, type OpenChannel, type PipesSnapshot } from './child-pipes.ts';
import { type FailedLaunch, failed, refused, withoutPipes } from './failed-launch.ts';
import { type FcgiSocket, SocketError } from './fcgi-socket.ts';
import type { Launch } from './launch-queue.ts';
import { SIGKILL, sendSignal } from './send-signal.ts';
import { type CommandPlan, spawnRequest } from './spawn-request.ts';
import type { Sent } from './stdin-queue.ts';

/** What a child is made of. */
export interface ChildParts {
  readonly config: ProcessConfig;
  readonly outputs: Outputs;
  /** Of an fcgi-program: what it has as stdin. */
  readonly socket: FcgiSocket | undefined;
}

/** While no launch of it is under way. */
export interface ChildSnapshot {
  /** Of one that runs; undefined if none does. */
  readonly pipes?: PipesSnapshot | undefined;
  /** Its place in the queue of launches, if it waits there. */
  readonly place?: number | undefined;
  /** It keeps its socket open. */
  readonly holdsSocket: boolean;
}

type Launched = Extract<Input, { kind: 'spawned' | 'withdrawn' }> | FailedLaunch;

export interface ChildListener extends NamedState {
  /** What came of a launch; may be called before `launch` has returned. */
  launchEnded(input: Launched): void;
}

export class Child {
  readonly #config: ProcessConfig;
  readonly #outputs: Outputs;
  readonly socket: FcgiSocket | undefined;
  readonly #context: ChildContext;
  readonly #listener: ChildListener;
  /** Its place in a queue that is to be made anew; undefined if it is in none. */
  keptPlace: number | undefined;
  #phase: 'idle' | 'queued' | 'launching' | 'abandoned' | 'running' = 'idle';
  /** The one that waits for its turn, or has begun. */
  #launch: Launch | undefined;
  /** The spawn that is under way. */
  #pending: PendingSpawn | undefined;
  /** Gives up its place in the queue of launches, for the next one. */
  #leave: (() => void) | undefined;
  /** Of the child that runs. */
  #pipes: ChildPipes | undefined;
  /** The descriptor of the socket, while it is held. */
  #socketFd: number | undefined;

  /** @param before What to go on with, after `resume`. */
  constructor(
    parts: ChildParts,
    context: ChildContext,
    listener: ChildListener,
    before?: ChildSnapshot,
  ) {
    this.#config = parts.config;
    this.#outputs = parts.outputs;
    this.socket = parts.socket;
    this.#context = context;
    this.#listener = listener;
    if (before === undefined) return;
    if (before.holdsSocket) this.#socketFd = this.socket?.hold();
    if (before.pipes !== undefined) this.#pipes = ChildPipes.from(context.os, before.pipes);
    this.keptPlace = before.place;
    if (before.pipes !== undefined) this.#phase = 'running';
    else if (before.place !== undefined) this.#phase = 'queued';
  }

  /** Starts the command. The listener hears what came of it, unless it is abandoned. */
  launch(): void {
    if (this.#phase === 'abandoned') {
      this.#listener.launchEnded(failed(`an earlier start of '${this.#config.name}' still hangs`));
      return;
    }
    const { launches } = this.#context;
    const launch: Launch = (ended) => {
      this.#phase = 'launching';
      this.#leave = ended;
      const lookup = this.socket?.lookUp();
      if (lookup === undefined) this.#begin();
      else void lookup.then(() => this.#begin());
    };
    this.#launch = launch;
    this.keptPlace = undefined;
    this.#phase = 'queued';
    this.#leave = () => launches.withdraw(launch);
    launches.enter(launch);
  }

  /** Its launch waits for its turn. */
  get isQueued(): boolean {
    return this.#phase === 'queued';
  }

  withdraw(): void {
    if (this.isQueued) this.#conclude({ kind: 'withdrawn' });
  }

  /** Gives up a launch that has not come to its end. Nobody waits for that any more. */
  abandon(): void {
    if (this.#phase !== 'launching') return;
    this.#phase = 'abandoned';
    this.#pending?.abandon();
    this.#leave?.();
  }

  /** Gives up a launch that has not come to its end, as if we had been short of something. */
  cutShort(): void {
    if (this.#phase !== 'launching') return;
    this.abandon();
    this.#listener.launchEnded(failed(`the start of '${this.#config.name}' hangs`, true));
  }

  /** Sends it something on its stdin. */
  send(bytes: Uint8Array, drained?: () => void): Sent {
    return this.#pipes?.send(bytes, drained) ?? 'closed';
  }

  /** The child has ended: takes down what it said last and closes everything. */
  ended(): void {
    this.hear(); // what could not be heard before has its last words there
    this.#pipes?.drainAndClose();
    this.#pipes = undefined;
    this.#phase = 'idle';
    this.#outputs.stdout.close();
    this.#outputs.stderr.close();
  }

  /** Gives up the socket, unless the child runs or is being made: a restart at once keeps it. */
  letGo(): void {
    if (this.#phase !== 'idle' || this.#socketFd === undefined) return;
    this.#socketFd = undefined;
    this.socket?.letGo();
  }

  /** Hears nothing more of what it says. */
  detach(): void {
    for (const name of ['stdout', 'stderr'] as const) this.#outputs[name].detach();
    this.#pipes?.detach();
  }

  /** Waits for nothing any more. A launch must not be under way. */
  suspend(): void {
    for (const name of ['stdout', 'stderr'] as const) this.#outputs[name].suspend();
    this.#pipes?.suspend();
  }

  snapshot(): ChildSnapshot {
    const { launches } = this.#context;
    return {
      pipes: this.#pipes?.snapshot(),
      place: this.#launch ? launches.placeOf(this.#launch) : this.keptPlace,
      holdsSocket: this.#socketFd !== undefined && this.#phase !== 'abandoned',
    };
  }

  /** Writes and sends again. */
  resume(): void {
    for (const name of ['stdout', 'stderr'] as const) this.#outputs[name].goOn();
    this.#pipes?.resume();
  }

  /** Hears again what it says. @returns why that is not possible, if it is not */
  hear(): FailedLaunch | undefined {
    return this.#pipes && this.#read(this.#pipes);
  }

  #begin(): void {
    const plan = spawnPlan(this.#config, this.#context.environment);
    if (plan.kind === 'nonsense') this.#conclude(failed(plan.reason));
    else if (this.#phase === 'abandoned') this.#conclude(failed('abandoned'));
    else this.#spawn(plan);
  }

  /** The launch has come to its end. */
  #conclude(input: Launched): void {
    const isWanted = this.#phase !== 'abandoned';
    const leave = this.#leave;
    this.#leave = undefined;
    this.#launch = undefined;
    this.keptPlace = undefined;
    this.#phase = isWanted && input.kind === 'spawned' ? 'running' : 'idle';
    this.#pending = undefined;
    if (isWanted) this.#listener.launchEnded(input);
    this.letGo();
    leave?.();
  }

  #spawn(plan: CommandPlan): void {
    const pipes = this.#makePipes(plan);
    if (pipes === undefined) return;
    const { os } = this.#context;
    const request = spawnRequest(this.#config, plan, pipes.childEnds, this.#context);
    this.#pending = os.spawn(request, (result) => {
      this.#conclude(this.#spawned(result, pipes));
      if (result.kind === 'failed' && this.#phase === 'running') {
        this.#say(failureText(result, this.#config, plan.argv[0] ?? ''));
      }
    });
  }

  /** Undefined if there are none to be had. */
  #makePipes(plan: CommandPlan): ChildPipes | undefined {
    try {
      this.#socketFd ??= this.socket?.hold();
      return ChildPipes.open(this.#context.os, this.#config.redirect_stderr, this.#socketFd);
    } catch (error) {
      if (error instanceof SocketError) {
        this.#conclude(failed(error.message, isShortage(error.errorCode)));
        return undefined;
      }
      const input = withoutPipes(this.#config, error);
      // What is wrong with the command comes first, whatever else is.
      this.#context.os.findCommand(plan.paths, (refusal) => {
        this.#conclude(refusal === undefined ? input : refused(this.#config, refusal));
      });
      return undefined;
    }
  }

  #spawned(result: SpawnResult, pipes: ChildPipes): Launched {
    if (result.kind === 'refused') {
      pipes.abandon();
      return refused(this.#config, result);
    }
    pipes.handedOver();
    const objection = this.#phase === 'abandoned' ? failed('abandoned') : this.#read(pipes);
    if (objection !== undefined) {
      pipes.close();
      this.#kill(result.pid);
      return objection;
    }
    this.#pipes = pipes;
    this.#outputs.stdout.open();
    this.#outputs.stderr.open();
    return { kind: 'spawned', pid: result.pid };
  }

  /** Begins to read what the child says. @returns why that is not possible, if it is not */
  #read(pipes: ChildPipes): FailedLaunch | undefined {
    try {
      const out = pipes.read('stdout', this.#outputs.stdout);
      const err = pipes.read('stderr', this.#outputs.stderr);
      if (out !== undefined) this.#attach('stdout', out);
      if (err !== undefined) this.#attach('stderr', err);
      return undefined;
    } catch (error) {
      return { ...withoutPipes(this.#config, error), shortage: true };
    }
  }

  #attach(name: ChannelName, { fd, channel }: OpenChannel): void {
    const { log } = this.#context;
    const ended = (): void => log.debug(channelEndText(this.#listener, name, fd));
    this.#outputs[name].attach(channel, log.enabled('debug') ? ended : undefined);
  }

  /** Nobody will look after it; its end is reaped like that of any other. */
  #kill(pid: number): void {
    const { name } = this.#config;
    this.#context.log.warn(`killing '${name}' (${pid}) with SIGKILL`);
    sendSignal(this.#context, { name, pid }, { signal: SIGKILL, toGroup: false, purpose: 'kill' });
  }

  /** Adds to the log what a child could not say for itself any more. */
  #say(text: string): void {
    const bytes = new TextEncoder().encode(text);
    const { stdout, stderr } = this.#outputs;
    (this.#config.redirect_stderr ? stdout : stderr).data(bytes, 0, bytes.length);
  }
}
