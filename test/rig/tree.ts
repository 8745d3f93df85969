/** A copy of the tree, for tests that build or change it: without what is built, or comes by npm. */
import { cpSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from './commands.ts';
import type { Rig } from './rig.ts';

const NOT_COPIED = ['node_modules', 'dist', '.git', 'prebuilds', 'native/build'];

/** Copies the tree to `tree/` in the scratch directory, with its packages. @returns its path */
export function copyTree(rig: Rig): string {
  const copy = rig.path('tree');
  const skipped = NOT_COPIED.map((name) => path.join(projectRoot, name));
  cpSync(projectRoot, copy, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (file) => !skipped.includes(file) && !file.startsWith(rig.dir),
  });
  symlinkSync(path.join(projectRoot, 'node_modules'), path.join(copy, 'node_modules'));
  return copy;
}
