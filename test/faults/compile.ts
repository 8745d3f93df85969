/** The C programs of tests, compiled into the scratch directory of a test. */
import path from 'node:path';
import { projectRoot } from '../rig/commands.ts';
import type { Rig } from '../rig/rig.ts';

const FLAGS = ['-D_GNU_SOURCE', '-std=c11', '-O1', '-Wall', '-Wextra', '-Werror'];

/** Compiles `test/SOURCE.c`, and returns the path of what came of it. */
export async function compile(rig: Rig, source: string, ...flags: string[]): Promise<string> {
  const program = rig.path(path.basename(source));
  const file = path.join(projectRoot, 'test', `${source}.c`);
  const { code, stderr } = await rig.run('gcc', ...FLAGS, ...flags, '-o', program, file);
  if (code !== 0) throw new Error(stderr);
  return program;
}
