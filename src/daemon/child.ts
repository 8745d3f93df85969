/**
 * The running copy behind a process: its command, its pipes, its logs.
 *
 *   launch()   ->  an input for the machine: `spawned` or `spawnFailed`
 *   withdraw() ->  `withdrawn`, if the launch still waits for its turn
 *   abandon()      the launch hangs: what comes of it is killed, and nobody hears of it
 *   ended()        its last words are in the log, everything is closed
 *   letGo()        so is the socket of an fcgi-program, unless it is being launched again
 *
 * A launch looks up the host of its socket if need be, makes pipes, and spawns. Any of it may hang:
 * until an abandoned one has come back, a new one is refused, lest a process is there twice.
 *
 * It decides nothing about when to run; `daemon/process.ts` asks, and the machine decides.
 */
import type { ProcessConfig } from '../config/config.ts';
import type { Input } from '../core/machine.ts';
import {
  type Environment,
  failureText,
  isShortage,
  refusalText,
  type SpawnPlan,
  spawnPlan,
} from '../core/spawn-plan.ts';
import type { Logger } from '../logs/logger.ts';
import type { ChannelName, Output } from '../logs/output.ts';
import type {
  Channels,
  Credentials,
  Files,
  PendingSpawn,
  Processes,
  RefusedSpawn,
  SpawnResult,
  User,
} from '../os/port.ts';
import { channelEndText, type NamedState } from './channel-end-text.ts';
import { ChildPipes, type OpenChannel } from './child-pipes.ts';
import { type FailedLaunch, failed, refused, withoutPipes } from './failed-launch.ts';
import { type FcgiSocket, SocketError } from './fcgi-socket.ts';
import type { Launch, LaunchQueue } from './launch-queue.ts';
import { SIGKILL, sendSignal } from './send-signal.ts';
import type { Sent } from './stdin-queue.ts';

export interface ChildContext {
  readonly os: Channels &
    Pick<Processes, 'spawn' | 'findCommand' | 'kill'> &
    Pick<Files, 'write' | 'close'>;
  readonly log: Logger;
  readonly launches: Pick<LaunchQueue, 'enter' | 'withdraw'>;
  /** The `cgroup.procs` of the control group that its process is to be in. */
  cgroup?(): string | undefined;
  /** The environment that the daemon was started with. */
  readonly environment: Environment;
  /** The user id the daemon runs under. */
  readonly uid: number;
  /** Soft RLIMIT_NOFILE for children; undefined: as the daemon's own. */
  readonly openFiles: number | undefined;
  /** The groups of a user, for its processes. */
  credentials(user: User): Credentials;
}

/** Why a command cannot be executed, as a caller is told. */
export interface Unusable {
  readonly fault: 'NO_FILE' | 'NOT_EXECUTABLE';
  readonly text: string;
}

export interface Outputs {
  readonly stdout: Output;
  readonly stderr: Output;
}

/** What a child is made of. */
export interface ChildParts {
  readonly config: ProcessConfig;
  readonly outputs: Outputs;
  /** Of an fcgi-program: what it has as stdin. */
  readonly socket: FcgiSocket | undefined;
}

type Launched = Extract<Input, { kind: 'spawned' | 'withdrawn' }> | FailedLaunch;
type Plan = Extract<SpawnPlan, { kind: 'plan' }>;

export interface ChildListener extends NamedState {
  /** What came of a launch; may be called before `launch` has returned. */
  launchEnded(input: Launched): void;
}

export class Child {
  readonly #config: ProcessConfig;
  readonly #outputs: Outputs;
  readonly #socket: FcgiSocket | undefined;
  readonly #context: ChildContext;
  readonly #listener: ChildListener;
  #phase: 'idle' | 'queued' | 'launching' | 'abandoned' | 'running' = 'idle';
  /** The spawn that is under way. */
  #pending: PendingSpawn | undefined;
  /** Gives up its place in the queue of launches, for the next one. */
  #leave: (() => void) | undefined;
  /** Of the child that runs. */
  #pipes: ChildPipes | undefined;
  /** The descriptor of the socket, while it is held. */
  #socketFd: number | undefined;

  constructor(parts: ChildParts, context: ChildContext, listener: ChildListener) {
    this.#config = parts.config;
    this.#outputs = parts.outputs;
    this.#socket = parts.socket;
    this.#context = context;
    this.#listener = listener;
  }

  /** Why a start request is to be refused before anything is tried; undefined: it is not. */
  check(): Promise<Unusable | undefined> {
    const plan = spawnPlan(this.#config, this.#context.environment);
    if (plan.kind === 'nonsense') {
      return Promise.resolve({ fault: 'NOT_EXECUTABLE', text: plan.reason });
    }
    return new Promise((resolve) => {
      this.#context.os.findCommand(plan.paths, (refusal) => {
        resolve(refusal && this.#fault(refusal));
      });
    });
  }

  #fault(refusal: RefusedSpawn): Unusable {
    const fault = refusal.stage === 'find' ? 'NO_FILE' : 'NOT_EXECUTABLE';
    return { fault, text: refusalText(refusal, this.#config) };
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
      const lookup = this.#socket?.lookUp();
      if (lookup === undefined) this.#begin();
      else void lookup.then(() => this.#begin());
    };
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

  /** Gives up a launch that has not come to its end. */
  abandon(): void {
    if (this.#phase !== 'launching') return;
    this.#phase = 'abandoned';
    this.#pending?.abandon();
  }

  /** Sends it something on its stdin. */
  send(bytes: Uint8Array, drained?: () => void): Sent {
    return this.#pipes?.send(bytes, drained) ?? 'closed';
  }

  /** The child has ended: takes down what it said last and closes everything. */
  ended(): void {
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
    this.#socket?.letGo();
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
    this.#phase = isWanted && input.kind === 'spawned' ? 'running' : 'idle';
    this.#pending = undefined;
    if (isWanted) this.#listener.launchEnded(input);
    this.letGo();
    leave?.();
  }

  #spawn(plan: Plan): void {
    const pipes = this.#makePipes(plan);
    if (pipes === undefined) return;
    const { user, directory, umask } = this.#config;
    const { os, uid, openFiles } = this.#context;
    const other = user !== undefined && user.uid !== uid;
    const request = {
      paths: plan.paths,
      argv: plan.argv,
      env: plan.env,
      fds: pipes.childEnds,
      cwd: directory,
      umask,
      user: other ? this.#context.credentials(user) : undefined,
      openFiles,
      cgroup: this.#context.cgroup?.(),
    };
    this.#pending = os.spawn(request, (result) => {
      this.#conclude(this.#spawned(result, pipes));
      if (result.kind === 'failed' && this.#phase === 'running') {
        this.#say(failureText(result, this.#config, plan.argv[0] ?? ''));
      }
    });
  }

  /** Undefined if there are none to be had. */
  #makePipes(plan: Plan): ChildPipes | undefined {
    try {
      this.#socketFd ??= this.#socket?.hold();
      return new ChildPipes(this.#context.os, this.#config.redirect_stderr, this.#socketFd);
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
    const objection = this.#read(pipes);
    if (objection !== undefined) {
      pipes.close();
      this.#kill(result.pid);
      return objection;
    }
    this.#pipes = pipes;
    return { kind: 'spawned', pid: result.pid };
  }

  /** Begins to read what the child says. @returns why it is not wanted, if it is not */
  #read(pipes: ChildPipes): FailedLaunch | undefined {
    if (this.#phase === 'abandoned') return failed('abandoned');
    try {
      const [out, err] = pipes.read(this.#outputs.stdout, this.#outputs.stderr);
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
    this.#outputs[name].open();
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
