/**
 * `import { Supervisor } from 'visord/client'`: a supervisord as an object with a function for each
 * of its methods. Works with visord and with the Python original.
 *
 *   const supervisor = new Supervisor('unix:///run/supervisor.sock');
 *   await supervisor.startProcess('web');
 *   for await (const text of supervisor.followLog('web')) process.stdout.write(text);
 *
 * The functions of `supervisor.*` are its own, those of other namespaces are in `system` and
 * `visord`; their types are those of `methods.ts`. Calls do not wait for each other: each has a
 * connection to itself, which is kept for a later one. Kept connections do not keep the process
 * alive. Every error is a `SupervisorError`, except the reason of an `AbortSignal`.
 *
 * To add a method: a line in `methods.ts`, and its name in METHOD_NAMES.
 */
import { isSystemError, UserError } from '../base/errors.ts';
import type { WireValue } from '../wire/value.ts';
import { CallTimedOut, ConnectionFailed } from './errors.ts';
import { followText } from './log-text.ts';
import type { MethodName, Params, Result } from './methods.ts';
import { parseServerUrl } from './server-address.ts';
import { type ClientOptions, SupervisorClient } from './supervisor-client.ts';

export type { FaultName } from '../wire/faults.ts';
export type { WireStruct, WireValue } from '../wire/value.ts';
export {
  BadAnswer,
  CallTimedOut,
  ConnectionFailed,
  ConnectionLost,
  HttpStatusError,
  ServerFault,
  SupervisorError,
} from './errors.ts';
export type * from './methods.ts';

/** Every method; the compiler sees to it that none is missing. */
const METHOD_NAMES: { readonly [Name in MethodName]: true } = {
  'supervisor.getVersion': true,
  'supervisor.getAPIVersion': true,
  'supervisor.getSupervisorVersion': true,
  'supervisor.getIdentification': true,
  'supervisor.getState': true,
  'supervisor.getPID': true,
  'supervisor.readLog': true,
  'supervisor.clearLog': true,
  'supervisor.shutdown': true,
  'supervisor.restart': true,
  'supervisor.reloadConfig': true,
  'supervisor.addProcessGroup': true,
  'supervisor.removeProcessGroup': true,
  'supervisor.startProcess': true,
  'supervisor.startProcessGroup': true,
  'supervisor.startAllProcesses': true,
  'supervisor.stopProcess': true,
  'supervisor.stopProcessGroup': true,
  'supervisor.stopAllProcesses': true,
  'supervisor.signalProcess': true,
  'supervisor.signalProcessGroup': true,
  'supervisor.signalAllProcesses': true,
  'supervisor.sendProcessStdin': true,
  'supervisor.sendRemoteCommEvent': true,
  'supervisor.getAllConfigInfo': true,
  'supervisor.getProcessInfo': true,
  'supervisor.getAllProcessInfo': true,
  'supervisor.readProcessStdoutLog': true,
  'supervisor.readProcessStderrLog': true,
  'supervisor.tailProcessStdoutLog': true,
  'supervisor.tailProcessStderrLog': true,
  'supervisor.clearProcessLogs': true,
  'supervisor.clearAllProcessLogs': true,
  'visord.getEventPools': true,
  'visord.getVersion': true,
  'visord.getPendingChanges': true,
  'visord.updateGroup': true,
  'visord.upgrade': true,
  'visord.getLastUpgrade': true,
  'system.listMethods': true,
  'system.methodHelp': true,
  'system.methodSignature': true,
  'system.multicall': true,
};

/** The functions of one namespace: those of `system` are `listMethods()`, `methodHelp(name)` … */
export type Calls<Namespace extends string> = {
  readonly [Name in MethodName as Name extends `${Namespace}.${infer Short}` ? Short : never]: (
    ...params: Params<Name>
  ) => Promise<Result<Name>>;
};

/** What a call may take along. */
export interface CallOptions {
  /** How long to wait for the answer, in milliseconds; without it as long as it takes. */
  readonly timeoutMs?: number | undefined;
  /** Gives up waiting for the answer; the call rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
}

export interface SupervisorOptions extends CallOptions, ClientOptions {
  /** `unix:///path` or `http[s]://[username:password@]host[:port]`. */
  readonly serverUrl: string;
}

/** The variables that supervisord gives its programs. */
export interface Environment {
  readonly SUPERVISOR_SERVER_URL?: string | undefined;
  readonly SUPERVISOR_USERNAME?: string | undefined;
  readonly SUPERVISOR_PASSWORD?: string | undefined;
}

/** How many connections are kept for later. */
const MOST_IDLE = 4;

export interface Supervisor extends Calls<'supervisor'> {}

// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the constructor assigns the functions
export class Supervisor {
  readonly #server: ClientOptions;
  readonly #options: CallOptions;
  /** Shared by all views of one supervisord. */
  #idle: SupervisorClient[] = [];
  readonly system: Calls<'system'>;
  /** Methods that only visord has. */
  readonly visord: Calls<'visord'>;

  /** @throws {TypeError} if the URL is not one */
  constructor(server: string | SupervisorOptions) {
    const options = typeof server === 'string' ? { serverUrl: server } : server;
    this.#server = readServer(options);
    this.#options = options;
    const call: Call = (name, params) => this.call(name, params);
    Object.assign(this, namespace('supervisor', call));
    this.system = namespace('system', call);
    this.visord = namespace('visord', call);
  }

  /** The supervisord whose program we are, or undefined: `fromEnvironment(process.env)`. */
  static fromEnvironment(env: Environment): Supervisor | undefined {
    const serverUrl = env.SUPERVISOR_SERVER_URL;
    if (serverUrl === undefined || serverUrl === '') return undefined;
    return new Supervisor({
      serverUrl,
      username: env.SUPERVISOR_USERNAME || undefined,
      password: env.SUPERVISOR_PASSWORD || undefined,
    });
  }

  /** The same supervisord, with other options for its calls. */
  with(options: CallOptions): Supervisor {
    const view = new Supervisor({ ...this.#server, ...this.#options, ...options });
    view.#idle = this.#idle;
    return view;
  }

  /**
   * Calls a method by its full name, such as that of a plug-in.
   *
   * @throws {SupervisorError} or the reason of the signal
   */
  async call(name: string, params: readonly WireValue[] = []): Promise<WireValue> {
    const { signal, timeoutMs } = this.#options;
    signal?.throwIfAborted();
    const client = this.#idle.pop() ?? new SupervisorClient(this.#server);
    let given: { readonly up: unknown } | undefined;
    const giveUp = (up: unknown) => {
      given = { up };
      client.close();
    };
    const abort = () => giveUp(signal?.reason);
    const late = () => giveUp(new CallTimedOut(name, timeoutMs ?? 0));
    const timer = timeoutMs === undefined ? undefined : setTimeout(late, timeoutMs);
    signal?.addEventListener('abort', abort);
    try {
      return await client.callUntyped(name, params);
    } catch (error) {
      throw given === undefined ? this.#translate(error) : given.up;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      this.#keep(client);
    }
  }

  /** The end of what a process has written, and then what it writes, until supervisord ends. */
  followLog(name: string, channel: 'stdout' | 'stderr' = 'stdout'): AsyncGenerator<string, void> {
    return this.#follow(`/logtail/${name}/${channel}`);
  }

  /** The end of supervisord's own log, and then what is added to it. */
  followMainLog(): AsyncGenerator<string, void> {
    return this.#follow('/mainlogtail');
  }

  /** Closes the connections that are kept. Calls that are under way go on. */
  close(): void {
    for (const client of this.#idle.splice(0)) client.close();
  }

  async *#follow(path: string): AsyncGenerator<string, void> {
    const { signal } = this.#options;
    signal?.throwIfAborted();
    try {
      yield* followText(new SupervisorClient(this.#server), path, signal);
    } catch (error) {
      throw this.#translate(error);
    }
    signal?.throwIfAborted();
  }

  #keep(client: SupervisorClient): void {
    if (this.#idle.length < MOST_IDLE) this.#idle.push(client);
    else client.close();
  }

  #translate(error: unknown): unknown {
    return isSystemError(error) ? new ConnectionFailed(this.#server.serverUrl, error) : error;
  }
}

type Call = (name: string, params: readonly WireValue[]) => Promise<WireValue>;

/** The functions of a namespace, each of which makes its call. */
function namespace<Name extends string>(prefix: Name, call: Call): Calls<Name> {
  const names = Object.keys(METHOD_NAMES).filter((name) => name.startsWith(`${prefix}.`));
  const functions = names.map((name) => {
    const run = (...params: readonly WireValue[]) => call(name, params);
    return [name.slice(prefix.length + 1), run];
  });
  return Object.fromEntries(functions) as Calls<Name>; // METHOD_NAMES has them all
}

/** The address, and the credentials, which may also be in the URL. */
function readServer(options: SupervisorOptions): ClientOptions {
  const { serverUrl, username, password, token, cafile, certificate, key } = options;
  const given = { serverUrl, username, password, token, cafile, certificate, key };
  try {
    parseServerUrl(serverUrl);
  } catch (error) {
    throw error instanceof UserError ? new TypeError(error.message) : error;
  }
  const [, user, secret] = /^https?:\/\/([^:@/]+):([^@/]*)@/.exec(serverUrl) ?? [];
  if (username !== undefined || user === undefined || secret === undefined) {
    return given;
  }
  return {
    ...given,
    username: decodeURIComponent(user),
    password: decodeURIComponent(secret),
  };
}
