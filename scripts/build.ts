/**
 * Builds what a clone needs to run: the native addon (unless `--no-native`) and one CommonJS
 * bundle per command and per published module, with the types of the latter.
 *
 * CommonJS, because an ES module that imports `node:http` makes Node 22 and later load undici:
 * 10 to 15 MiB and 25 ms per start (docs/dependencies.md).
 */
import { buildAddon } from './addon.ts';
import { buildAll } from './bundles.ts';

if (!process.argv.includes('--no-native')) buildAddon();
await buildAll();
