/**
 * JavaScript modules that a configuration names: where they are, and what they export.
 *
 * Only a daemon or a supervisorctl with a plug-in comes here.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** A millisecond of every start, if it were loaded with the others. */
const requireOf = (file: string) => process.getBuiltinModule('node:module').createRequire(file);

/** What `bin/start.ts` hands to the bundle: code that comes from a cache cannot import by itself. */
declare const importModule: ((url: string) => Promise<unknown>) | undefined;

/**
 * The file of a module: a path as seen from `folder`, with or without its extension, or else a
 * package that is installed there or above.
 */
export function findModule(name: string, folder: string): string | undefined {
  const { resolve } = requireOf(path.join(folder, 'any'));
  const candidates = path.isAbsolute(name) ? [name] : [`./${name}`, name];
  for (const candidate of candidates) {
    try {
      const found = resolve(candidate);
      if (path.isAbsolute(found)) return found; // not one of Node's own
    } catch {
      // not there, or not readable: the next may be
    }
  }
  return undefined;
}

/** What a module exports; of a CommonJS module also what its `module.exports` has. */
export async function loadModule(file: string): Promise<Readonly<Record<string, unknown>>> {
  const { href } = pathToFileURL(file);
  const exports = typeof importModule === 'function' ? importModule(href) : import(href);
  return named((await exports) as Record<string, unknown>);
}

/** The same at once. Throws if the module cannot be loaded so, because it awaits something. */
export function requireModule(file: string): Readonly<Record<string, unknown>> {
  return named(requireOf(file)(file) as Record<string, unknown>);
}

function named(exports: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const inner = exports.default;
  return typeof inner === 'object' && inner !== null ? { ...inner, ...exports } : { ...exports };
}
