/**
 * `npm run simulation [-- STEPS]`: the random lives of test/simulation, a million inputs unless told
 * otherwise, shared out among the processors. A failure prints the seed that brings it back.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { compilerOptions, root } from './compile.ts';

const STEPS = 1_000_000;

/** How far apart the seeds of two processors begin. */
const APART = 1_000_000;

/** The seed with which a processor begins, if SIMULATION_FIRST says one: CI tries the same lives each time. */
function firstOf(processor: number): number | undefined {
  const first = process.env.SIMULATION_FIRST;
  return first === undefined ? undefined : Number(first) + processor * APART;
}

/** Runs the lives of one processor. @returns the exit code */
async function run(file: string, steps: number, first: number | undefined): Promise<number> {
  const seeds = first === undefined ? {} : { SIMULATION_FIRST: String(first) };
  const child = spawn(process.execPath, ['--enable-source-maps', '--test', file], {
    stdio: 'inherit',
    env: { ...process.env, ...seeds, SIMULATION_STEPS: String(steps) },
  });
  const [code] = await once(child, 'exit');
  return typeof code === 'number' ? code : 1;
}

const steps = Number(process.argv[2] ?? STEPS);
const shares = os.availableParallelism();
mkdirSync(path.join(root, 'dist'), { recursive: true });
const out = mkdtempSync(path.join(root, 'dist/simulation-'));
try {
  const entry = path.join(root, 'test/simulation/simulation.test.ts');
  await build({ ...compilerOptions, entryPoints: [entry], outdir: out });
  const file = path.join(out, 'simulation.test.cjs');
  const share = Math.ceil(steps / shares);
  const codes = await Promise.all(
    Array.from({ length: shares }, (_, number) => run(file, share, firstOf(number))),
  );
  process.exitCode = Math.max(...codes);
} finally {
  rmSync(out, { recursive: true, force: true });
}
