/**
 * `run-and-cache.cjs BUNDLE CACHE ARGUMENT...`: runs a bundle as its command would run, and writes,
 * as it ends, the compiled code of the functions that were called.
 */
import { writeFileSync } from 'node:fs';
import { bundleScript, runBundle } from '../src/bin/bundle-script.ts';

const [node = '', , bundle = '', cache = '', ...words] = process.argv;
process.argv = [node, bundle, ...words];
const script = bundleScript(bundle);
process.on('exit', () => writeFileSync(cache, script.createCachedData()));
runBundle(script, bundle, { module, require, importModule: (url) => import(url) });
