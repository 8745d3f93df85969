/**
 * Finds the method of a call, has its arguments checked, runs it and checks its answer.
 *
 *   call(name, values, principal)  ->  a value, or a thrown RpcFault
 *
 * Methods are found in a map by their whole name, never by walking objects. Nothing here knows
 * what carries the call: XML-RPC and JSON are two callers. Anything thrown that is no RpcFault is
 * a bug of ours and goes through to the caller.
 */
import { InternalError } from '../base/errors.ts';
import { ITSELF, type Principal, permits } from '../core/access.ts';
import type { Logger } from '../logs/logger.ts';
import { RpcFault } from '../wire/faults.ts';
import { isArray, isStruct, type WireValue } from '../wire/value.ts';
import { type Audit, auditLine, callText } from './audit.ts';
import { daemonFor } from './limited-daemon.ts';
import { type Context, checkCount, type Method, type Methods, type ResultType } from './method.ts';

/** What the methods work on, and what other `[rpcinterface:x]` offer. */
export interface RegistryWorld extends Omit<Context, 'methods'> {
  readonly log: Pick<Logger, 'trace'>;
  /** Is told who changes something, or may not; see `audit.ts`. */
  readonly audit?: Audit | undefined;
  /** With the names of all namespaces; undefined: there are no others. */
  readonly plugins?: { readonly names: readonly string[]; readonly methods: readonly Method[] };
}

export class Registry implements Methods {
  /** The namespaces that were made as configured, `system` not among them. */
  readonly namespaces: readonly string[];
  readonly #listeners = new Set<() => void>();
  readonly #methods: ReadonlyMap<string, Method>;
  readonly #context: Context;
  readonly #log: Pick<Logger, 'trace'>;
  readonly #audit: Audit | undefined;

  /**
   * @param namespaces Where the methods of `supervisor` are offered: `[rpcinterface:x]` offers them
   * as `x.getState` and so on. Those of `system` are always there; our own, those of `visord`, if
   * there is any such namespace.
   */
  constructor(table: readonly Method[], namespaces: readonly string[], world: RegistryWorld) {
    const { names, methods } = world.plugins ?? { names: namespaces, methods: [] };
    this.namespaces = names;
    this.#methods = new Map([
      ...table.flatMap((method) =>
        [method.name, ...(method.aliases ?? [])]
          .flatMap((name) => offeredNames(name, namespaces))
          .map((name) => [name, method] as const),
      ),
      ...methods.map((method) => [method.name, method] as const),
    ]);
    this.#context = { daemon: world.daemon, files: world.files, methods: this };
    this.#log = world.log;
    this.#audit = world.audit;
  }

  names(): string[] {
    return [...this.#methods.keys()].sort();
  }

  find(name: string): Method | undefined {
    return this.#methods.get(name);
  }

  /** Has `listener` called after every request that came in. @returns what ends that */
  onCall(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Answers a call that came in, and traces it in the log.
   *
   * @throws {RpcFault} for every outcome that the caller is to be told as a fault
   */
  async call(
    name: string,
    values: readonly WireValue[],
    principal: Principal = ITSELF,
  ): Promise<WireValue> {
    this.#log.trace(`XML-RPC method called: ${name}()`);
    try {
      const value = await this.attend(() => this.invoke(name, values, principal));
      this.#log.trace(`XML-RPC method ${name}() returned successfully`);
      return value;
    } catch (error) {
      if (error instanceof RpcFault) {
        const text = `[${error.code}] ${error.message}`;
        this.#log.trace(`XML-RPC method ${name}() returned fault: ${text}`);
      }
      throw error;
    }
  }

  /** Does what a request asks for by whatever door it came in, and tells the listeners then. */
  async attend<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } finally {
      for (const listener of this.#listeners) listener();
    }
  }

  /**
   * The table as somebody has it who may not do everything.
   *
   * @param audit `audited`, if the log has been told already what they do
   */
  as(principal: Principal, audit?: 'audited'): Methods {
    const teller = audit === 'audited' ? undefined : this.#audit;
    return {
      names: () => this.names(),
      find: (name) => this.find(name),
      invoke: (name, values) => this.#invoke(name, values, principal, teller),
    };
  }

  invoke(
    name: string,
    values: readonly WireValue[],
    principal: Principal = ITSELF,
  ): Promise<WireValue> {
    const teller = principal === ITSELF ? undefined : this.#audit;
    return this.#invoke(name, values, principal, teller);
  }

  async #invoke(
    name: string,
    values: readonly WireValue[],
    principal: Principal,
    audit: Audit | undefined,
  ): Promise<WireValue> {
    const method = this.#methods.get(name);
    if (method === undefined) throw new RpcFault('UNKNOWN_METHOD');
    if (!permits(principal, method)) {
      audit?.(() => auditLine(principal, callText(name, method, values), ' is not permitted'));
      throw new RpcFault('NOT_PERMITTED', name);
    }
    if (method.role !== 'viewer') {
      audit?.(() => auditLine(principal, callText(name, method, values)));
    }
    if (method.undescribed !== true) checkCount(method.params, values);
    if (this.#context.daemon.state !== 'RUNNING' && method.duringShutdown !== true) {
      throw new RpcFault('SHUTDOWN_STATE');
    }
    const value = await method.call(this.#contextOf(principal), values);
    const { type, forGroup = type } = method.result;
    if (!fits(value, type) && !fits(value, forGroup)) {
      throw new InternalError(`${name} answered a ${typeof value}, its type is ${type}`);
    }
    return value;
  }

  #contextOf(principal: Principal): Context {
    if (principal === ITSELF) return this.#context;
    const { daemon } = this.#context;
    return {
      ...this.#context,
      daemon: daemonFor(principal, daemon),
      methods: this.as(principal),
    };
  }
}

const MAIN_NAMESPACE = 'supervisor.';
const OWN_NAMESPACE = 'visord.';

function offeredNames(name: string, namespaces: readonly string[]): string[] {
  if (name.startsWith(OWN_NAMESPACE)) return namespaces.length > 0 ? [name] : [];
  if (!name.startsWith(MAIN_NAMESPACE)) return [name];
  return namespaces.map((namespace) => `${namespace}.${name.slice(MAIN_NAMESPACE.length)}`);
}

function fits(value: WireValue, type: ResultType): boolean {
  switch (type) {
    case 'string':
    case 'boolean':
      return typeof value === type;
    case 'any':
      return true;
    case 'int':
      return Number.isInteger(value);
    case 'array':
      return isArray(value);
    case 'struct':
      return isStruct(value);
  }
}
