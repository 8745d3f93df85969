/**
 * `run-and-cache.cjs BUNDLE HASH ARGUMENT...`: runs a bundle as its command would run, and writes
 * the compiled code of the functions that were called: as it ends, or when it is told to end, for a
 * daemon ends without a word to its code.
 */
import { writeFileSync } from 'node:fs';
import { bundleScript, cacheFile, packCode, runBundle } from '../src/bin/bundle-script.ts';

const [node = '', , bundle = '', hash = '', ...words] = process.argv;
process.argv = [node, bundle, ...words];
const script = bundleScript(bundle);
const write = (): void =>
  writeFileSync(cacheFile(bundle, hash), packCode(script.createCachedData()));
process.on('exit', write);
process.once('SIGTERM', write);
runBundle(script, bundle, { module, require, importModule: (url) => import(url) });
