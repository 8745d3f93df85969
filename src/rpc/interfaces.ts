/**
 * Makes what the `[rpcinterface:x]` sections of a configuration ask for.
 *
 *   makeInterfaces(config.rpcinterfaces, world)  ->  namespaces of the main methods, and others
 *
 * Code of plug-ins, and ours that belongs to them, is loaded only if there is one.
 */
import { UserError } from '../base/errors.ts';
import { eventsOf } from '../config/added-events.ts';
import type { PluginConfig } from '../config/config.ts';
import {
  type LoadModule,
  loadFactory,
  MAIN_INTERFACE,
  TWIDDLER_INTERFACE,
} from '../config/factories.ts';
import type { Logger } from '../logs/logger.ts';
import type { Daemon } from './daemon.ts';
import type { Method, Methods } from './method.ts';
import type { MakeInterface } from './plugin-types.ts';
import type { ReadProgram } from './twiddler.ts';

export interface InterfaceWorld {
  readonly daemon: Daemon;
  readonly log: Logger;
  readonly load: LoadModule;
  readonly readProgram: ReadProgram;
  /** The table that the methods will be in. */
  methods(): Methods;
}

export interface Interfaces {
  /** All that could be made, as the sections are called. */
  readonly names: readonly string[];
  /** Those of them that offer the methods of `supervisor`. */
  readonly main: readonly string[];
  /** The methods of the others. */
  readonly methods: readonly Method[];
}

/**
 * @param failed Called with what is wrong with one of them, which is left out then; it may throw.
 */
export async function makeInterfaces(
  configs: readonly PluginConfig[],
  world: InterfaceWorld,
  failed: (error: UserError) => void,
): Promise<Interfaces> {
  const main = configs.filter(({ factory }) => factory.spec === MAIN_INTERFACE);
  const names: string[] = [];
  const methods: Method[] = [];
  for (const config of configs) {
    try {
      if (!main.includes(config)) methods.push(...(await makeMethods(config, world)));
      names.push(config.name);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      failed(error);
    }
  }
  return { names, main: main.map(({ name }) => name), methods };
}

/** @throws {UserError} if it cannot be loaded or made */
async function makeMethods(config: PluginConfig, world: InterfaceWorld): Promise<Method[]> {
  const { name, factory, options } = config;
  if (factory.spec === TWIDDLER_INTERFACE) {
    const { twiddlerMethods } = await import('./twiddler.ts');
    return twiddlerMethods(name, options, world);
  }
  const make = (await loadFactory(factory, config.origin.section, world.load)) as MakeInterface;
  const { pluginMethods, pluginSupervisor } = await import('./plugin.ts');
  try {
    const supervisor = pluginSupervisor(world, eventsOf(make));
    return pluginMethods(name, await make(supervisor, options));
  } catch (error) {
    const trace = error instanceof Error ? error.stack : String(error);
    world.log.warn(String(trace));
    throw new UserError(`Could not make ${name} rpc interface`, { cause: error });
  }
}
