/**
 * What `dist` holds: a bundle for each command and each published module, types of the latter,
 * compiled code of the commands that should start fast, and the dashboard.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { makeCaches, removeCaches } from './code-cache.ts';
import { compilerOptions, root } from './compile.ts';
import { buildTypes } from './types.ts';
import { buildWeb } from './web.ts';

/** The bundles, by the name of their file in `src/bin`. */
const COMMANDS = ['pidproxy', 'echo_supervisord_conf', 'visord-notify', 'visord-crashlog'];

/** Those that are started through `src/bin/start.ts`, with a cache: `dist/<name>.bundle.cjs`. */
const CACHED = ['supervisord', 'supervisorctl'] as const;

/** The modules that are published, by the name of their bundle: `visord/client` is `dist/client.cjs`. */
const PUBLISHED = {
  client: 'src/client/supervisor.ts',
  listener: 'src/kit/listener.ts',
  child: 'src/kit/child.ts',
};

const HASH_LENGTH = 12;

const bundleOptions = {
  ...compilerOptions,
  packages: 'bundle',
  outdir: path.join(root, 'dist'),
  charset: 'ascii',
  minifySyntax: true,
  minifyWhitespace: true,
} satisfies BuildOptions;

/** Writes everything. @param node The binary that compiled code is kept for. */
export async function buildAll(node: string = process.execPath): Promise<void> {
  await Promise.all([buildCommands(), buildModules(), buildCached(node), buildWeb()]);
  buildTypes();
}

/** Writes `dist/<command>.cjs` for every command. */
async function buildCommands(): Promise<void> {
  const entryPoints = COMMANDS.map((name) => path.join(root, 'src/bin', `${name}.ts`));
  await build({ ...bundleOptions, entryPoints });
}

/** Writes `dist/<command>.cjs`, which is the start, its bundle and its cache. */
async function buildCached(node: string): Promise<void> {
  await build({
    ...bundleOptions,
    entryPoints: CACHED.map((name) => path.join(root, 'src/bin', `${name}.ts`)),
    outExtension: { '.js': '.bundle.cjs' },
  });
  removeCaches();
  const [supervisord, supervisorctl] = await Promise.all([
    buildStart('supervisord'),
    buildStart('supervisorctl'),
  ]);
  await makeCaches({ node, hashes: { supervisord, supervisorctl } });
}

/** @returns the hash of the bundle, by which its start knows the cache */
async function buildStart(name: (typeof CACHED)[number]): Promise<string> {
  const bundle = readFileSync(path.join(bundleOptions.outdir, `${name}.bundle.cjs`));
  const hash = createHash('sha256').update(bundle).digest('hex').slice(0, HASH_LENGTH);
  await build({
    ...bundleOptions,
    sourcemap: false,
    entryPoints: [{ in: path.join(root, 'src/bin/start.ts'), out: name }],
    define: { BUNDLE_HASH: JSON.stringify(hash) },
  });
  return hash;
}

/** Writes `dist/<name>.cjs` for every published module. */
async function buildModules(): Promise<void> {
  const entryPoints = Object.entries(PUBLISHED).map(([out, file]) => ({
    out,
    in: path.join(root, file),
  }));
  await build({ ...bundleOptions, entryPoints });
}
