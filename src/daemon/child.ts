/**
 * The running copy behind a process: its command, its pipes, its logs.
 *
 *   launch()  ->  an input for the machine: `spawned` or `spawnFailed`
 *   ended()       its last words are in the log, everything is closed
 *   letGo()       so is the socket of an fcgi-program, unless it is being launched again
 *
 * It decides nothing about when to run; `daemon/process.ts` asks, and the machine decides.
 */
import { isSystemError } from '../base/errors.ts';
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
import type { Output } from '../logs/output.ts';
import type {
  Channels,
  Credentials,
  Files,
  Processes,
  RefusedSpawn,
  SpawnResult,
  User,
} from '../os/port.ts';
import { ChildPipes } from './child-pipes.ts';
import { type FcgiSocket, SocketError } from './fcgi-socket.ts';
import type { Sent } from './stdin-queue.ts';

export interface ChildContext {
  readonly os: Channels & Pick<Processes, 'spawn' | 'findCommand'> & Pick<Files, 'write' | 'close'>;
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

type Launched = Extract<Input, { kind: 'spawned' | 'spawnFailed' }>;
type Plan = Extract<SpawnPlan, { kind: 'plan' }>;

export class Child {
  readonly #config: ProcessConfig;
  readonly #outputs: Outputs;
  readonly #context: ChildContext;
  /** Of an fcgi-program: what it has as stdin. */
  readonly #socket: FcgiSocket | undefined;
  #pipes: ChildPipes | undefined;
  /** From the launch until there is no process, or no process any more. */
  #isLaunched = false;
  /** The descriptor of the socket, while it is held. */
  #socketFd: number | undefined;

  constructor(
    config: ProcessConfig,
    outputs: Outputs,
    context: ChildContext,
    socket: FcgiSocket | undefined,
  ) {
    this.#config = config;
    this.#outputs = outputs;
    this.#context = context;
    this.#socket = socket;
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

  /** Starts the command. `done` may be called before this returns. */
  launch(done: (input: Launched) => void): void {
    const plan = spawnPlan(this.#config, this.#context.environment);
    if (plan.kind === 'nonsense') {
      done({ kind: 'spawnFailed', reason: plan.reason, shortage: false });
      return;
    }
    let pipes: ChildPipes;
    try {
      this.#socketFd ??= this.#socket?.hold();
      pipes = new ChildPipes(this.#context.os, this.#config.redirect_stderr, this.#socketFd);
    } catch (error) {
      done(this.#withoutPipes(error));
      this.letGo();
      return;
    }
    this.#isLaunched = true;
    this.#outputs.stdout.open();
    this.#outputs.stderr.open();
    this.#spawn(plan, pipes, done);
  }

  /** Sends it something on its stdin. */
  send(bytes: Uint8Array): Sent {
    return this.#pipes?.stdin?.send(bytes) ?? 'closed';
  }

  /** The child has ended: takes down what it said last and closes everything. */
  ended(): void {
    this.#pipes?.drainAndClose();
    this.#pipes = undefined;
    this.#isLaunched = false;
    this.#closeLogs();
  }

  /** Gives up the socket, unless the child runs or is being made: a restart at once keeps it. */
  letGo(): void {
    if (this.#isLaunched || this.#socketFd === undefined) return;
    this.#socketFd = undefined;
    this.#socket?.letGo();
  }

  #spawn(plan: Plan, pipes: ChildPipes, done: (input: Launched) => void): void {
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
    };
    os.spawn(request, (result) => {
      done(this.#spawned(result, pipes, plan.argv[0] ?? ''));
      this.letGo();
    });
  }

  #withoutPipes(error: unknown): Launched {
    if (error instanceof SocketError) {
      const { message: reason, errorCode } = error;
      return { kind: 'spawnFailed', reason, shortage: isShortage(errorCode) };
    }
    if (!isSystemError(error)) throw error;
    const reason =
      error.code === 'EMFILE'
        ? `too many open files to spawn '${this.#config.name}'`
        : `unknown error making dispatchers for '${this.#config.name}': ${error.code}`;
    return { kind: 'spawnFailed', reason, shortage: isShortage(error.code) };
  }

  #spawned(result: SpawnResult, pipes: ChildPipes, argv0: string): Launched {
    if (result.kind === 'refused') {
      pipes.abandon();
      this.#isLaunched = false;
      this.#closeLogs();
      const shortage = result.stage === 'fork' && isShortage(result.code);
      return { kind: 'spawnFailed', reason: refusalText(result, this.#config), shortage };
    }
    pipes.handedOver();
    this.#pipes = pipes;
    const { stdout, stderr } = this.#outputs;
    const channels = pipes.read(stdout, stderr);
    stdout.attach(channels.stdout);
    if (channels.stderr !== undefined) stderr.attach(channels.stderr);
    if (result.kind === 'failed') this.#say(failureText(result, this.#config, argv0));
    return { kind: 'spawned', pid: result.pid };
  }

  /** Adds to the log what a child could not say for itself any more. */
  #say(text: string): void {
    const bytes = new TextEncoder().encode(text);
    const { stdout, stderr } = this.#outputs;
    (this.#config.redirect_stderr ? stdout : stderr).data(bytes, 0, bytes.length);
  }

  #closeLogs(): void {
    this.#outputs.stdout.close();
    this.#outputs.stderr.close();
  }
}
