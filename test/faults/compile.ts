/** The C programs of this folder, compiled into the scratch directory of a test. */
import path from 'node:path';
import { projectRoot } from '../rig/commands.ts';
import type { Rig } from '../rig/rig.ts';

const FOLDER = path.join(projectRoot, 'test/faults/programs');
const FLAGS = ['-D_GNU_SOURCE', '-std=c11', '-O1', '-Wall', '-Wextra', '-Werror'];

/** Compiles one, and returns the path of what came of it. */
export async function compile(rig: Rig, name: string, ...flags: string[]): Promise<string> {
  const program = rig.path(name);
  const source = path.join(FOLDER, `${name}.c`);
  const { code, stderr } = await rig.run('gcc', ...FLAGS, ...flags, '-o', program, source);
  if (code !== 0) throw new Error(stderr);
  return program;
}
