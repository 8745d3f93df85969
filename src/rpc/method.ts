/**
 * The form of a method's entry in the table, and what can be asked of every entry.
 *
 * An entry says what the method is (`name`, `params`, `result`, `faults`, `doc`); its `run` says
 * what it does. The types of the arguments of `run`, and of what it may answer, are inferred from
 * the entry. Signatures, help and argument checks derive from it.
 *
 * To add a method: one `define({ … })` in `methods/`, in a file that `methods.ts` names.
 */
import type { Demand } from '../core/access.ts';
import type { Files } from '../os/port.ts';
import { type FaultName, RpcFault } from '../wire/faults.ts';
import type { WireStruct, WireValue } from '../wire/value.ts';
import type { Daemon } from './daemon.ts';
import { PARAMETER_TYPES, type ParameterType, type ParameterValues } from './parameter-types.ts';

/** What methods work on. */
export interface Context {
  readonly daemon: Daemon;
  readonly files: Files;
  readonly methods: Methods;
}

/** The table, as the methods of `system` see it. */
export interface Methods {
  /** Of all methods, aliases included, sorted. */
  names(): string[];
  find(name: string): Method | undefined;
  /** Checks the arguments and runs the method. Throws `RpcFault` for what is expected. */
  invoke(name: string, values: readonly WireValue[]): Promise<WireValue>;
}

export interface Parameter<Type extends ParameterType = ParameterType> {
  readonly name: string;
  readonly type: Type;
  /** Makes it, and all parameters behind it, optional. */
  readonly default?: ParameterValues[Type];
  readonly doc: string;
  /** It may hold what is nobody else's business: logs do not show it. */
  readonly secret?: boolean;
}

export interface ResultValues {
  readonly string: string;
  readonly int: number;
  readonly boolean: boolean;
  readonly array: readonly WireValue[];
  readonly struct: WireStruct;
  /** Of plug-ins that do not say. */
  readonly any: WireValue;
}

export type ResultType = keyof ResultValues;

export interface Result<
  Type extends ResultType = ResultType,
  Also extends ResultType = ResultType,
> {
  readonly type: Type;
  /** What a call about a group (`group:*`) answers, where that differs. */
  readonly forGroup?: Also;
  readonly doc: string;
}

interface Description extends Demand {
  /** `namespace.method`. */
  readonly name: string;
  /** Other names of the same method, kept for old clients. */
  readonly aliases?: readonly string[];
  readonly doc: string;
  /** The faults of the method itself; every method can answer INCORRECT_PARAMETERS. */
  readonly faults?: readonly FaultName[];
  /** It answers also while the daemon shuts down or restarts. */
  readonly duringShutdown?: boolean;
  /** Of a plug-in: it takes whatever it is given, and has no signature. */
  readonly undescribed?: boolean;
}

/** An entry, with its types erased. */
export interface Method extends Description {
  readonly params: readonly Parameter[];
  readonly result: Result;
  /** @throws {RpcFault} INCORRECT_PARAMETERS if the values do not fit `params` */
  call(context: Context, values: readonly WireValue[]): Promise<WireValue>;
}

type Arguments<Params extends readonly Parameter[]> = {
  readonly [Index in keyof Params]: ParameterValues[Params[Index]['type']];
};

interface Definition<
  Params extends readonly Parameter[],
  Type extends ResultType,
  Also extends ResultType,
> extends Description {
  readonly params: Params;
  readonly result: Result<Type, Also>;
  run(
    context: Context,
    ...args: Arguments<Params>
  ): ResultValues[Type | Also] | Promise<ResultValues[Type | Also]>;
}

/** Makes an entry of the table. */
export function define<
  const Params extends readonly Parameter[],
  Type extends ResultType,
  Also extends ResultType = Type,
>(definition: Definition<Params, Type, Also>): Method {
  const { run, ...description } = definition;
  return {
    ...description,
    async call(context, values) {
      // `readArguments` answers what `params` says: the one thing the compiler cannot follow.
      const args = readArguments(definition.params, values) as unknown as Arguments<Params>;
      return await run(context, ...args);
    },
  };
}

/** @throws {RpcFault} INCORRECT_PARAMETERS if there are too many or too few of them */
export function checkCount(params: readonly Parameter[], values: readonly WireValue[]): void {
  const required = params.filter((parameter) => parameter.default === undefined).length;
  if (values.length < required || values.length > params.length) {
    throw new RpcFault('INCORRECT_PARAMETERS');
  }
}

/** @throws {RpcFault} INCORRECT_PARAMETERS if one of them is not what its parameter takes */
export function readArguments(
  params: readonly Parameter[],
  values: readonly WireValue[],
): ParameterValues[ParameterType][] {
  return params.map((parameter, index) => {
    const given = values[index];
    const value =
      given === undefined ? parameter.default : PARAMETER_TYPES[parameter.type].read(given);
    if (value === undefined) throw new RpcFault('INCORRECT_PARAMETERS');
    return value;
  });
}

/** The type of the result, then those of the parameters. */
export function signature({ params, result }: Method): string[] {
  return [result.type, ...params.map(({ type }) => PARAMETER_TYPES[type].wire)];
}

/** What `system.methodHelp` answers; clients parse the lines that begin with `@`. */
export function helpText({ doc, params, result }: Method): string {
  const tags = params.map(
    ({ name, type, doc }) => `@param ${PARAMETER_TYPES[type].wire} ${name} ${doc}`,
  );
  return [doc, '', ...tags, `@return ${result.type} result ${result.doc}`, ''].join('\n');
}
