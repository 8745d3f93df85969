/**
 * From files to sections: the main file, and what its `[include]` names.
 *
 * `%(here)s` is replaced file by file, so that it stands for the directory of the file that says
 * it; this is done only if there is an `[include]`, as in the original.
 */
import { UserError } from '../base/errors.ts';
import type { Names } from '../base/python-format.ts';
import { words } from '../base/python-text.ts';
import type { Files } from '../os/port.ts';
import type { Surroundings } from './codec.ts';
import { glob, isThere } from './glob.ts';
import { Ini } from './ini.ts';
import type { Notes } from './notes.ts';
import { readOptions } from './options.ts';
import { absolutePath, directoryOf, joinPath } from './paths.ts';
import { includeOptions } from './sections/include.ts';

const HERE = '%(here)s';

/** Reads a main file. @param file As it was typed: messages name it so. */
export function readMainFile(file: string, os: Files, cwd: string): Ini {
  const path = absolutePath(file, cwd);
  if (!isThere(os, path)) throw new UserError(`could not find config file ${file}`);
  let bytes: Uint8Array;
  try {
    bytes = os.readFile(path);
  } catch {
    throw new UserError(`could not read config file ${file}`);
  }
  const ini = new Ini();
  ini.add(bytes, file);
  return ini;
}

export interface IncludeRequest {
  readonly ini: Ini;
  /** The main file, absolute. */
  readonly main: string;
  /** What the patterns may use. */
  readonly names: Names;
  readonly surroundings: Surroundings;
  readonly notes: Notes;
}

/** Reads what `[include]` names, if there is one. @returns the files that were read */
export function readIncludes(request: IncludeRequest): string[] {
  const { ini, main, names, surroundings, notes } = request;
  if (ini.section('include') === undefined) return [];
  const { cwd, os } = surroundings;
  const folder = directoryOf(main);
  ini.replaceEverywhere(HERE, folder);
  const { files } = readOptions(includeOptions, 'include', {
    ini,
    surroundings,
    names: () => names,
  });
  const read: string[] = [];
  for (const pattern of words(files)) {
    const path = joinPath(folder, pattern);
    const found = glob(path, os);
    if (found.length === 0)
      notes.warn('include-without-match', `No file matches via include "${path}"`);
    for (const file of found) {
      notes.info(`Included extra file "${file}" during parsing`);
      if (!readInclude(ini, file, os, notes)) continue;
      read.push(file);
      ini.replaceEverywhere(HERE, absolutePath(directoryOf(file), cwd));
    }
  }
  return read;
}

/** A file that cannot be read is skipped, as in the original, but not in silence. */
function readInclude(ini: Ini, file: string, os: Files, notes: Notes): boolean {
  let bytes: Uint8Array;
  try {
    bytes = os.readFile(file);
  } catch (error) {
    const { code } = error as { code?: unknown };
    notes.warn(
      'include-unreadable',
      `Included file "${file}" cannot be read (${String(code)}), it is left out`,
    );
    return false;
  }
  ini.add(bytes, file);
  return true;
}
