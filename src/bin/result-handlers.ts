/**
 * The result handlers that a configuration names: found and loaded when it is read, so that one
 * that cannot be had refuses the configuration. A module is loaded once and stays.
 */
import { InternalError } from '../base/errors.ts';
import type { Config } from '../config/config.ts';
import { requireFactory } from '../config/factories.ts';
import { resultHandlerOf } from '../config/result-handler.ts';
import { DEFAULT_HANDLER, defaultHandler, type ResultHandler } from '../events/result-handler.ts';
import { findModule, requireModule } from '../os/modules.ts';

export class ResultHandlers {
  readonly #cwd: string;
  /** By pool and name: the same path may mean something else in another folder. */
  readonly #loaded = new Map<string, ResultHandler>();

  /** @param cwd Where supervisord was started. */
  constructor(cwd: string) {
    this.#cwd = cwd;
  }

  /** @throws {UserError} if one of those that the configuration names cannot be had */
  load(config: Config): Config {
    for (const group of config.groups) {
      const handler = resultHandlerOf(group, { find: findModule, cwd: this.#cwd });
      if (handler?.file === undefined) continue;
      const key = keyOf(handler.spec, group.name);
      if (this.#loaded.has(key)) continue;
      const loaded = requireFactory(handler, group.origin.section, requireModule);
      this.#loaded.set(key, loaded as ResultHandler); // it is a function
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
