/**
 * What a plug-in that offers methods is written against: `[rpcinterface:x]`.
 *
 *   export const makeInterface: MakeInterface = (supervisor, options) => ({
 *     hello: { doc: 'Greets.', params: [{ name: 'who', type: 'string' }], run: (who) => `hello ${who}` },
 *   });
 *
 * Types alone, so that they can be published. docs/plugins.md explains them.
 */

/** What goes over the wire. */
export type PluginValue =
  | string
  | number
  | boolean
  | Date
  | Uint8Array
  | readonly PluginValue[]
  | { readonly [name: string]: PluginValue };

/** The daemon, as a plug-in sees it. */
export interface PluginSupervisor {
  /** The process id of the daemon. */
  readonly pid: number;
  /** `RUNNING`, `RESTARTING` or `SHUTDOWN`. */
  readonly state: string;
  /** The identifier that the configuration gives it. */
  readonly identifier: string;
  /** Calls any method that clients can call, by its whole name. A fault is thrown. */
  call(method: string, ...values: readonly PluginValue[]): Promise<PluginValue>;
  /** Writes a line to the main log. */
  log(level: 'critical' | 'error' | 'warn' | 'info' | 'debug' | 'trace', message: string): void;
  /**
   * Tells event listeners. Throws if the type is none of those that the factory adds.
   *
   * @param text What stands behind the header.
   */
  publish(type: string, text?: string): void;
  /**
   * Makes a fault, to be thrown: what a caller is answered with.
   *
   * @param code Those of Supervisor are below 100.
   * @param text By convention `NAME` or `NAME: what it is about`.
   */
  fault(code: number, text: string): Error;
}

export type PluginParameterType = 'string' | 'int' | 'boolean' | 'array' | 'struct';

export interface PluginParameter {
  readonly name: string;
  readonly type: PluginParameterType;
  readonly doc?: string;
  /** Makes it, and all behind it, optional. */
  readonly default?: string | number | boolean | readonly PluginValue[];
}

/** A method with its description; arguments that do not fit it are refused before `run`. */
export interface PluginMethod {
  /** What it does: for `system.methodHelp`. */
  readonly doc?: string;
  /** Which of the users of the configuration may call it; `admin` if it does not say. */
  readonly role?: 'viewer' | 'operator' | 'admin';
  readonly params?: readonly PluginParameter[];
  readonly result?: { readonly type: PluginParameterType; readonly doc?: string };
  // biome-ignore lint/suspicious/noExplicitAny: the arguments have the types that `params` says
  run(...values: any[]): PluginValue | undefined | Promise<PluginValue | undefined>;
}

/**
 * Methods by name: described, or plain functions that check their arguments themselves. Of an
 * object of a class, its methods. Names that begin with `_` are not offered. No answer is true.
 */
export type PluginInterface = object;

/** What `supervisor.rpcinterface_factory` names. */
export interface MakeInterface {
  (
    supervisor: PluginSupervisor,
    options: Readonly<Record<string, string>>,
  ): PluginInterface | Promise<PluginInterface>;
  /** Types of events that it adds, in upper case; each is below EVENT or the one it names. */
  readonly events?: Readonly<Record<string, PluginEventType>>;
}

export interface PluginEventType {
  /** A type of Supervisor's that stands for others, or one that stands before it here. */
  readonly of?: string;
}
