/** What `dist` holds: a bundle for each command and each published module, and types of the latter. */
import path from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { compilerOptions, root } from './compile.ts';
import { buildTypes } from './types.ts';

/** The bundles, by the name of their file in `src/bin`. */
const COMMANDS = [
  'supervisord',
  'supervisorctl',
  'pidproxy',
  'echo_supervisord_conf',
  'visord-notify',
  'visord-crashlog',
];

/** The modules that are published, by the name of their bundle: `visord/client` is `dist/client.cjs`. */
const PUBLISHED = {
  client: 'src/client/supervisor.ts',
  listener: 'src/kit/listener.ts',
  child: 'src/kit/child.ts',
};

const bundleOptions = {
  ...compilerOptions,
  outdir: path.join(root, 'dist'),
  minifySyntax: true,
  minifyWhitespace: true,
} satisfies BuildOptions;

/** Writes everything. */
export async function buildAll(): Promise<void> {
  await Promise.all([buildCommands(), buildModules()]);
  buildTypes();
}

/** Writes `dist/<command>.cjs` for every command. */
async function buildCommands(): Promise<void> {
  const entryPoints = COMMANDS.map((name) => path.join(root, 'src/bin', `${name}.ts`));
  await build({ ...bundleOptions, entryPoints });
}

/** Writes `dist/<name>.cjs` for every published module. */
async function buildModules(): Promise<void> {
  const entryPoints = Object.entries(PUBLISHED).map(([out, file]) => ({
    out,
    in: path.join(root, file),
  }));
  await build({ ...bundleOptions, entryPoints });
}
