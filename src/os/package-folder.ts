/** Where our package is installed: the folder that holds its package.json. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../base/errors.ts';

let known: string | undefined;

/** Says where it is, for a program that has no folder of its own. */
export function setPackageFolder(folder: string): void {
  known = folder;
}

/** The folder at or above `start`. */
export function packageFolder(start: string): string {
  if (known !== undefined) return known;
  let folder = start;
  while (!existsSync(path.join(folder, 'package.json'))) {
    const above = path.dirname(folder);
    if (above === folder) throw new UserError(`cannot find package.json at or above ${start}`);
    folder = above;
  }
  return folder;
}
