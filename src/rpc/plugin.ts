/**
 * Makes entries of the table of methods from what a plug-in offers.
 *
 *   pluginMethods('web', { hello: () => 'hello' })  ->  [web.hello]
 *
 * Its names and descriptions are checked when it is made; its answers when they are given. What it
 * throws goes the way of what our own methods throw.
 */
import { InternalError } from '../base/errors.ts';
import type { AddedEvents } from '../config/added-events.ts';
import type { Logger, LogLevel } from '../logs/logger.ts';
import { RpcFault } from '../wire/faults.ts';
import { ROLES } from '../wire/roles.ts';
import { isArray, isStruct, type WireValue } from '../wire/value.ts';
import type { Daemon } from './daemon.ts';
import { checkCount, type Method, type Methods, type Parameter, readArguments } from './method.ts';
import { PARAMETER_TYPES } from './parameter-types.ts';
import type { PluginMethod, PluginParameter, PluginSupervisor } from './plugin-types.ts';

/** A fault with a number of the plug-in's own. */
export class PluginFault extends RpcFault {
  readonly #code: number;

  constructor(code: number, text: string) {
    super('FAILED');
    this.#code = code;
    this.message = text;
  }

  override get code(): number {
    return this.#code;
  }
}

/** What a plug-in is given a part of. */
export interface PluginWorld {
  readonly daemon: Daemon;
  readonly log: Pick<Logger, 'log'>;
  /** Asked for when the plug-in calls; they are not there yet when it is made. */
  methods(): Methods;
}

/** @param events The types of events that it adds. */
export function pluginSupervisor(
  { daemon, log, methods }: PluginWorld,
  events: AddedEvents = new Map(),
): PluginSupervisor {
  return {
    get pid() {
      return daemon.pid;
    },
    get state() {
      return daemon.state;
    },
    get identifier() {
      return daemon.config.supervisord.identifier;
    },
    call: (name, ...values) =>
      methods().invoke(name, values) as ReturnType<PluginSupervisor['call']>,
    log: (level: LogLevel, message) => log.log(level, String(message)),
    publish: (name, text = '') => {
      const [type = name, ...above] = events.get(name) ?? [];
      if (above.length === 0) throw new Error(`cannot publish ${name}, which is not in 'events'`);
      daemon.bus.publishAdded([type, ...above], String(text));
    },
    fault: (code, text) => new PluginFault(Number(code), String(text)),
  };
}

/** @throws {Error} if something that is offered makes no sense */
export function pluginMethods(namespace: string, offered: unknown): Method[] {
  if (typeof offered !== 'object' || offered === null) {
    throw new Error('it made no object with methods');
  }
  return [...methodsIn(offered)].map(([key, value]) => {
    const name = `${namespace}.${key}`;
    return typeof value === 'function'
      ? freeMethod(name, value.bind(offered))
      : described(name, value);
  });
}

/** Of the object and its classes, the nearest first. */
function methodsIn(offered: object): Map<string, unknown> {
  const found = new Map<string, unknown>();
  let from: object | null = offered;
  while (from !== null && from !== Object.prototype) {
    for (const key of Object.getOwnPropertyNames(from)) {
      if (key.startsWith('_') || key === 'constructor' || found.has(key)) continue;
      const value: unknown = Reflect.get(from, key, offered);
      if (typeof value === 'function' || isDescribed(value)) found.set(key, value);
    }
    from = Object.getPrototypeOf(from) as object | null;
  }
  return found;
}

/** Who may call a method that does not say; groups mean nothing to any of them. */
const UNSAID = { role: 'admin', whole: true } as const;

function isDescribed(value: unknown): value is PluginMethod {
  return typeof value === 'object' && value !== null && 'run' in value;
}

function freeMethod(name: string, run: (...values: readonly WireValue[]) => unknown): Method {
  return {
    name,
    ...UNSAID,
    doc: '',
    params: [],
    result: { type: 'any', doc: '' },
    undescribed: true,
    duringShutdown: true,
    call: async (_context, values) => answered(name, await run(...values)),
  };
}

function described(name: string, value: unknown): Method {
  if (!isDescribed(value) || typeof value.run !== 'function') throw new Error(`${name} has no run`);
  const params = (value.params ?? []).map((parameter) => readParameter(name, parameter));
  const { type = 'any', doc = '' } = value.result ?? {};
  if (type !== 'any' && !Object.hasOwn(RESULTS, type))
    throw new Error(`${name} answers no ${type}`);
  const { role = UNSAID.role } = value;
  if (!Object.hasOwn(ROLES, role)) throw new Error(`${name} is for no role ${role}`);
  return {
    name,
    role,
    whole: UNSAID.whole,
    doc: value.doc ?? '',
    params,
    result: { type, doc },
    duringShutdown: true,
    async call(_context, values) {
      checkCount(params, values);
      return answered(name, await value.run(...readArguments(params, values)));
    },
  };
}

const RESULTS = { string: 1, int: 1, boolean: 1, array: 1, struct: 1 } as const;

function readParameter(method: string, given: PluginParameter): Parameter {
  const { name, type, doc = '', ...rest } = given;
  if (!Object.hasOwn(PARAMETER_TYPES, type)) throw new Error(`${method} takes no ${type}`);
  return { name, type, doc, ...rest };
}

/** @throws {InternalError} if it cannot go over the wire */
function answered(method: string, value: unknown): WireValue {
  if (value === undefined) return true;
  if (!isWireValue(value, MAX_DEPTH)) {
    throw new InternalError(`${method} of a plug-in answered what XML-RPC has no type for`);
  }
  return value;
}

const MAX_DEPTH = 100;

function isWireValue(value: unknown, depth: number): value is WireValue {
  if (depth === 0) return false;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return true;
  }
  if (value instanceof Date || value instanceof Uint8Array) return true;
  if (typeof value !== 'object' || value === null) return false;
  const inner = value as WireValue;
  if (isArray(inner)) return inner.every((each) => isWireValue(each, depth - 1));
  return isStruct(inner) && Object.values(inner).every((each) => isWireValue(each, depth - 1));
}
