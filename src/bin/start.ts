/**
 * What `dist/COMMAND.cjs` is, for the commands that should start fast: it runs the bundle of the
 * command with the compiled code that the build kept beside it, which saves V8 most of its work.
 *
 * Without a cache for this very Node the bundle is loaded like any module; so it is where source maps
 * are wanted, which Node knows only of what its own loader has read.
 */
import './sigusr1.ts';
import { readFileSync } from 'node:fs';
import type { Script } from 'node:vm';
import { takeHeapFlagsBack } from '../os/v8-flags.ts';
import { bundleScript, cacheFile, runBundle, unpackCode } from './bundle-script.ts';
import { armWayBack } from './way-back.ts';

/** Of the bundle that this was built with: a cache of another one of the same length would be taken. */
declare const BUNDLE_HASH: string;

armWayBack(process.argv.slice(2));
takeHeapFlagsBack();
const bundle = __filename.replace(/\.cjs$/, '.bundle.cjs');
const script = cachedScript();
if (script === undefined) require(bundle);
else runBundle(script, bundle, { module, require, importModule: (url) => import(url) });

/** Keeps nothing of the cache, which is half a megabyte, once V8 has taken its code. */
function cachedScript(): Script | undefined {
  if (process.sourceMapsEnabled) return undefined;
  try {
    const code = unpackCode(readFileSync(cacheFile(bundle, BUNDLE_HASH)));
    return code && bundleScript(bundle, code);
  } catch {
    return undefined; // `require` tells what is wrong with the bundle itself
  }
}
