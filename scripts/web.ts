/**
 * Builds the dashboard: `web/` becomes modules and one style sheet in `dist/web`, each with a
 * compressed copy beside it, which is what browsers are sent (`src/http/dashboard.ts`).
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { root } from './compile.ts';

const folder = path.join(root, 'dist/web');

/** Writes `dist/web`. What is left there of an earlier build goes: names of chunks change with them. */
export async function buildWeb(): Promise<void> {
  const { metafile } = await build({
    entryPoints: ['app.tsx', 'app.css'].map((name) => path.join(root, 'web', name)),
    outdir: folder,
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    target: ['es2022', 'chrome123', 'firefox120', 'safari17.5'],
    chunkNames: 'chunk-[hash]',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none', // the licences are in THIRD_PARTY.md
    logLevel: 'warning',
    metafile: true,
  });
  const names = Object.keys(metafile.outputs).map((file) => path.basename(file));
  for (const name of names) {
    const file = path.join(folder, name);
    const options = { level: constants.Z_BEST_COMPRESSION };
    writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), options));
  }
  for (const name of readdirSync(folder)) {
    if (!names.includes(name.replace(/\.gz$/, '')))
      rmSync(path.join(folder, name), { force: true });
  }
}
