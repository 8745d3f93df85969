/** Finds, compiles and runs test files, so that each suite can run the ones it wants. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { buildAll } from './bundles.ts';
import { compilerOptions, root } from './compile.ts';

/** How many files run at a time: more than there are cores, since most of them mostly wait. */
const CONCURRENCY = 4;

/** Test files (relative to the root) below `src`, `web` and `test` that begin with one of the prefixes. */
export function findTests(prefixes: readonly string[]): string[] {
  return ['src', 'web', 'test']
    .flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
        path.join(folder, file),
      ),
    )
    .filter((file) => file.endsWith('.test.ts'))
    .filter((file) => prefixes.length === 0 || prefixes.some((prefix) => file.startsWith(prefix)))
    .sort();
}

export interface TestRun {
  /** Of Node's test runner. */
  readonly exitCode: number;
  /** The files with a test that failed, relative to the root. */
  readonly failed: readonly string[];
}

/**
 * Builds what is tested besides the sources, compiles the test files into a folder of their own and runs them with
 * Node's test runner, with `env` added to the environment, `concurrency` files at a time.
 */
export async function runTests(
  files: readonly string[],
  env: Readonly<Record<string, string>> = {},
  concurrency = CONCURRENCY,
): Promise<TestRun> {
  if (files.some((file) => file.startsWith('test/'))) await buildAll();
  mkdirSync(path.join(root, 'dist'), { recursive: true });
  const out = mkdtempSync(path.join(root, 'dist/tests-'));
  try {
    await build({
      ...compilerOptions,
      entryPoints: files.map((file) => path.join(root, file)),
      outbase: root,
      outdir: out,
    });
    await build({
      ...compilerOptions,
      entryPoints: [path.join(root, 'scripts/failed-files.ts')],
      outdir: out,
      format: 'esm',
      outExtension: { '.js': '.mjs' },
    });
    const failures = path.join(out, 'failed');
    const compiled = files.map((file) => path.join(out, file.replace(/\.ts$/, '.cjs')));
    const node = process.env.TEST_NODE ?? process.execPath;
    const args = [
      '--enable-source-maps',
      '--test',
      `--test-concurrency=${concurrency}`,
      `--test-reporter=${process.stdout.isTTY ? 'spec' : 'tap'}`,
      '--test-reporter-destination=stdout',
      `--test-reporter=${path.join(out, 'failed-files.mjs')}`,
      `--test-reporter-destination=${failures}`,
      ...compiled,
    ];
    const run = spawnSync(node, args, { stdio: 'inherit', env: { ...process.env, ...env } });
    const failed = new Set(readFileSync(failures, 'utf8').split('\n'));
    const hasFailed = (file: string, index: number): boolean =>
      failed.has(path.join(root, file)) || failed.has(compiled[index] ?? '');
    return { exitCode: run.status ?? 1, failed: files.filter(hasFailed) };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
