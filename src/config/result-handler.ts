/** Where the `result_handler` of a pool is: the built-in one, or an export of a module. */
import type { GroupConfig } from './config.ts';
import { at } from './errors.ts';
import { type Factory, type FindModule, resolveFactory } from './factories.ts';
import { absolutePath, directoryOf } from './paths.ts';

/**
 * @returns undefined if the group has no listeners
 * @throws {ConfigError} if there is no such module
 */
export function resultHandlerOf(
  { pool, origin }: GroupConfig,
  { find, cwd }: { readonly find: FindModule | undefined; readonly cwd: string },
): Factory | undefined {
  if (pool === undefined) return undefined;
  const folder = directoryOf(absolutePath(origin.file, cwd));
  const place = { option: 'result_handler', section: origin.section, folder, find } as const;
  return at(origin, () => resolveFactory(pool.result_handler, place));
}
