/** How every TypeScript file of the project is compiled: commands, tests and benchmarks alike. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';

/** The folder that holds package.json. The compiled scripts run from `dist/scripts`. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** The bundles, by the name of their file in `src/bin`. */
const COMMANDS = ['supervisord', 'supervisorctl', 'pidproxy', 'echo_supervisord_conf'];

export const compilerOptions = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  sourcemap: true,
  outExtension: { '.js': '.cjs' },
  packages: 'external',
  logLevel: 'warning',
} satisfies BuildOptions;

/** Writes `dist/<command>.cjs` for every command. */
export async function buildCommands(): Promise<void> {
  await build({
    ...compilerOptions,
    entryPoints: COMMANDS.map((name) => path.join(root, 'src/bin', `${name}.ts`)),
    outdir: path.join(root, 'dist'),
    minifySyntax: true,
    minifyWhitespace: true,
  });
}
