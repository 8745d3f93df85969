/** How every TypeScript file of the project is compiled: commands, tests and benchmarks alike. */
import { fileURLToPath } from 'node:url';
import type { BuildOptions } from 'esbuild';

/** The folder that holds package.json. The compiled scripts run from `dist/scripts`. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

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
