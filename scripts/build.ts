/**
 * Builds what a clone needs to run: the native addon (unless `--no-native`) and one CommonJS
 * bundle per command and per published module, with the types of the latter.
 *
 * CommonJS, because an ES module that imports `node:http` makes Node 22 and later load undici:
 * 10 to 15 MiB and 25 ms per start (docs/dependencies.md).
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { buildAll } from './bundles.ts';
import { root } from './compile.ts';

/** Compiles `native/` with node-gyp, which npm puts into the PATH of its scripts. */
function buildNative(): void {
  const prefix = path.resolve(process.execPath, '../..');
  const args = ['rebuild', '--directory', path.join(root, 'native'), '--loglevel=error'];
  const headersAreHere = existsSync(path.join(prefix, 'include/node/node_api.h'));
  if (headersAreHere) args.push(`--nodedir=${prefix}`); // otherwise node-gyp downloads them
  execFileSync('node-gyp', args, { stdio: ['ignore', 'ignore', 'inherit'] });
}

if (!process.argv.includes('--no-native')) buildNative();
await buildAll();
