/**
 * A bundle as a script that V8 can be given the compiled code of: what Node's own loader of CommonJS
 * modules makes of a file, which cannot take such a cache.
 *
 * Cached code is accepted only for exactly this source, wrapper included, and these options, so what
 * makes a cache (`scripts/code-cache.ts`) and what uses it (`start.ts`) both come here.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';

const HEAD = '(function(exports,require,module,__filename,__dirname,importModule){';
const TAIL = '\n})';

/** Of V8, which refuses a cache of another version or of other flags, but not of other patches. */
const TARGET = `${process.versions.v8}-${process.arch}`;

/** Where the compiled code of a bundle is kept, for the node that runs this. */
export function cacheFile(bundle: string, hash: string): string {
  return `${bundle.replace(/\.cjs$/, '')}-${hash}-${TARGET}.cache`;
}

/**
 * Compiled code as it is kept in a file: twice, since V8 takes code that was damaged, and crashes or
 * hangs. Comparing the halves takes no time, a checksum would.
 */
export function packCode(code: Buffer): Buffer {
  return Buffer.concat([code, code]);
}

/** Undefined if it is not what `packCode` has made. */
export function unpackCode(file: Buffer): Buffer | undefined {
  const [one, other] = [file.subarray(0, file.length / 2), file.subarray(file.length / 2)];
  return one.equals(other) ? one : undefined;
}

/**
 * A bundle is plain ASCII, which `latin1` takes as it is.
 *
 * @param cache - what `createCachedData` once made; ignored if V8 refuses it
 */
export function bundleScript(bundle: string, cache?: Buffer): vm.Script {
  return new vm.Script(`${HEAD}${readFileSync(bundle, 'latin1')}${TAIL}`, {
    filename: bundle,
    columnOffset: -HEAD.length,
    ...(cache === undefined ? {} : { cachedData: cache }),
  });
}

/**
 * What a module has of its own, and can give to a bundle. `importModule` imports by a name that only
 * a configuration has; `import` itself does not work in such a script.
 */
export interface ModuleScope {
  readonly module: NodeJS.Module;
  readonly require: NodeJS.Require;
  readonly importModule: (url: string) => Promise<unknown>;
}

/** Runs it as if it were the module of the scope. */
export function runBundle(script: vm.Script, bundle: string, scope: ModuleScope): void {
  const { module, require, importModule } = scope;
  const run = script.runInThisContext() as (...scope: unknown[]) => void;
  run(module.exports, require, module, bundle, path.dirname(bundle), importModule);
}
