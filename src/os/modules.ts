/**
 * JavaScript modules that a configuration names: where they are, and what they export.
 *
 * Only a daemon or a supervisorctl with a plug-in comes here.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * The file of a module: a path as seen from `folder`, with or without its extension, or else a
 * package that is installed there or above.
 */
export function findModule(name: string, folder: string): string | undefined {
  const { resolve } = createRequire(path.join(folder, 'any'));
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
  const exports = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  return named(exports);
}

/** The same at once. Throws if the module cannot be loaded so, because it awaits something. */
export function requireModule(file: string): Readonly<Record<string, unknown>> {
  return named(createRequire(file)(file) as Record<string, unknown>);
}

function named(exports: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const inner = exports.default;
  return typeof inner === 'object' && inner !== null ? { ...inner, ...exports } : { ...exports };
}
