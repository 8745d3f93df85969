/**
 * What `module:name` in a configuration means: something of ours, or an export of a module.
 *
 *   resolveFactory('./web.mjs:makeCommands', place)  ->  { spec, file, name }
 *   loadFactory(factory, section, load)              ->  what the module exports under that name
 *
 * Python's own names of what is built in here stand for it. Everything else is a JavaScript module:
 * a path beside the configuration file, or a package that is found from there. How modules are
 * found and loaded is handed in (`os/modules.ts`). Options that name a factory, and others that
 * will, all come here, so that they fail with the same words.
 *
 * To build in another plug-in: its name in BUILT_IN, and what it makes where the others are made.
 */
import type { UserError } from '../base/errors.ts';
import { ConfigError } from './errors.ts';

/** The methods of `supervisor`. */
export const MAIN_INTERFACE = 'supervisor.rpcinterface:make_main_rpcinterface';
/** Programs that are added to groups, and taken away, by calls. */
export const TWIDDLER_INTERFACE = 'supervisor_twiddler.rpcinterface:make_twiddler_rpcinterface';
/** `mstart`, `mstop` and `mrestart` of supervisorctl. */
export const WILDCARD_COMMANDS =
  'supervisorwildcards.controllerplugin:make_wildcards_controllerplugin';

/** By the option that they may stand in. */
export const BUILT_IN = {
  'supervisor.rpcinterface_factory': [MAIN_INTERFACE, TWIDDLER_INTERFACE],
  'supervisor.ctl_factory': [WILDCARD_COMMANDS],
  result_handler: ['supervisor.dispatchers:default_handler'],
} as const;

export type FactoryOption = keyof typeof BUILT_IN;

/** Finds a module as seen from a folder. @returns its file; undefined if there is none */
export type FindModule = (name: string, folder: string) => string | undefined;

/** Loads a module. @returns what it exports, by name */
export type LoadModule = (file: string) => Promise<Readonly<Record<string, unknown>>>;

/** The same at once. */
export type RequireModule = (file: string) => Readonly<Record<string, unknown>>;

export interface Factory {
  /** As it stands in the configuration. */
  readonly spec: string;
  /** Undefined if it is built in. */
  readonly file: string | undefined;
  /** What of the module is meant. */
  readonly name: string;
}

export interface FactoryPlace {
  readonly option: FactoryOption;
  readonly section: string;
  /** Where relative paths begin. */
  readonly folder: string;
  readonly find: FindModule | undefined;
}

/** @throws {ConfigError} `SPEC cannot be resolved within [SECTION]: WHY` */
export function resolveFactory(spec: string, place: FactoryPlace): Factory {
  const builtIn: readonly string[] = BUILT_IN[place.option];
  const colon = spec.lastIndexOf(':');
  const [module, name] = [spec.slice(0, Math.max(colon, 0)), spec.slice(colon + 1)];
  if (builtIn.includes(spec)) return { spec, file: undefined, name };
  if (module === '' || name === '') {
    throw unresolved(spec, place.section, 'it is not of the form module:name');
  }
  const file = place.find?.(module, place.folder);
  if (file !== undefined) return { spec, file, name };
  const hint = PYTHON_MODULE.test(module) ? pythonHint(module, name, builtIn) : undefined;
  throw unresolved(spec, place.section, `No module named '${module}'`, hint);
}

/** @throws {UserError} with the same words, if the module fails or has no such export */
export async function loadFactory(
  factory: Factory,
  section: string,
  load: LoadModule,
): Promise<unknown> {
  const exports = Promise.resolve(fileOf(factory, section)).then(load);
  return functionOf(
    factory,
    section,
    await exports.catch((error: unknown) => {
      throw failed(factory, section, error);
    }),
  );
}

/** The same at once, for a module that can be loaded so. */
export function requireFactory(factory: Factory, section: string, load: RequireModule): unknown {
  const file = fileOf(factory, section);
  let exports: Readonly<Record<string, unknown>>;
  try {
    exports = load(file);
  } catch (error) {
    throw failed(factory, section, error);
  }
  return functionOf(factory, section, exports);
}

function fileOf({ spec, file }: Factory, section: string): string {
  if (file === undefined) throw unresolved(spec, section, 'it is built in');
  return file;
}

function failed({ spec }: Factory, section: string, error: unknown): UserError {
  const why = error instanceof Error ? error.message : String(error);
  return unresolved(spec, section, why.split('\n')[0] ?? '');
}

function functionOf(
  { spec, file, name }: Factory,
  section: string,
  exports: Readonly<Record<string, unknown>>,
): unknown {
  const made = Object.hasOwn(exports, name) ? exports[name] : undefined;
  if (typeof made !== 'function') {
    throw unresolved(spec, section, `module '${file}' has no function '${name}'`);
  }
  return made;
}

/** As Python writes the names of modules. Packages of npm look like this, too. */
const PYTHON_MODULE = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/;

function pythonHint(module: string, name: string, builtIn: readonly string[]): string {
  const [top] = module.split('.');
  const ours = builtIn.find((spec) => spec.split(/[.:]/)[0] === top);
  if (ours !== undefined) return `of this Python plug-in ${ours} is built in`;
  const wanted = `if ${name} of the Python module ${module} is wanted: Python cannot be loaded here`;
  return `${wanted}, plug-ins are JavaScript modules, see docs/plugins.md`;
}

function unresolved(spec: string, section: string, why: string, hint?: string): UserError {
  const reason = `${spec} cannot be resolved within [${section}]: ${why}`;
  return new ConfigError(reason, { hint });
}
