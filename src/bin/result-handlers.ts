/**
 * The result handlers that a configuration names: found and loaded when it is read, so that one
 * that cannot be had refuses the configuration. A module is loaded once and stays.
 */
import path from 'node:path';
import { InternalError } from '../base/errors.ts';
import type { Config } from '../config/config.ts';
import { requireFactory, resolveFactory } from '../config/factories.ts';
import { DEFAULT_HANDLER, defaultHandler, type ResultHandler } from '../events/result-handler.ts';
import { findModule, requireModule } from '../os/modules.ts';

export class ResultHandlers {
  /** By pool and name: the same path may mean something else in another folder. */
  readonly #loaded = new Map<string, ResultHandler>();

  /** @throws {UserError} if one of those that the configuration names cannot be had */
  load(config: Config): Config {
    for (const { name, pool, origin } of config.groups) {
      if (pool === undefined || pool.result_handler === DEFAULT_HANDLER) continue;
      const key = keyOf(pool.result_handler, name);
      if (this.#loaded.has(key)) continue;
      const { section } = origin;
      const factory = resolveFactory(pool.result_handler, {
        option: 'result_handler',
        section,
        folder: path.dirname(path.resolve(origin.file)),
        find: findModule,
      });
      const handler = requireFactory(factory, section, requireModule);
      this.#loaded.set(key, handler as ResultHandler); // it is a function
    }
    return config;
  }

  /** One of those that were loaded. */
  get(name: string, pool: string): ResultHandler {
    if (name === DEFAULT_HANDLER) return defaultHandler;
    const handler = this.#loaded.get(keyOf(name, pool));
    if (handler === undefined) throw new InternalError(`${name} was not loaded`);
    return handler;
  }
}

function keyOf(name: string, pool: string): string {
  return `${pool} ${name}`;
}
