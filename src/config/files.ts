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
import type { Ini } from './ini.ts';
import type { Notes } from './notes.ts';
import { readOption } from './options.ts';
import { absolutePath, directoryOf, joinPath } from './paths.ts';
import type { Refusals } from './refusals.ts';
import { includeOptions } from './sections/include.ts';

const HERE = '%(here)s';

/** Reads a main file. @param file As it was typed: messages name it so. */
export function readMainFile(file: string, os: Files, cwd: string): Uint8Array {
  const path = absolutePath(file, cwd);
  if (!isThere(os, path)) throw new UserError(`could not find config file ${file}`);
  if (mayBlock(path, os)) throw new UserError(`could not read config file ${file}: ${NO_FILE}`);
  try {
    return os.readFile(path);
  } catch {
    throw new UserError(`could not read config file ${file}`);
  }
}

const NO_FILE = 'it is a fifo, a socket or a device';

/**
 * Whether reading may wait for somebody or never end. What we were started with (`/dev/stdin`,
 * `<(...)` of a shell) was meant to be read, and `/dev/null` is as good as an empty file.
 */
function mayBlock(path: string, os: Files): boolean {
  const { kind, device, inode } = os.stat(path);
  if (kind !== 'other' || /^\/(dev\/(stdin$|fd\/)|proc\/)/.test(path)) return false;
  if (!isThere(os, '/dev/null')) return true;
  const empty = os.stat('/dev/null');
  return device !== empty.device || inode !== empty.inode;
}

export interface IncludeRequest {
  readonly ini: Ini;
  /** The main file, absolute. */
  readonly main: string;
  /** What the patterns may use. */
  readonly names: Names;
  readonly surroundings: Surroundings;
  readonly notes: Notes;
  /** What is wrong in the text of a file keeps no other from being read. */
  readonly refusals: Refusals;
}

/** Reads what `[include]` names, if there is one. @returns the files that were read */
export function readIncludes(request: IncludeRequest): string[] {
  const { ini, main, names, surroundings, notes, refusals } = request;
  if (ini.section('include') === undefined) return [];
  const { cwd, os } = surroundings;
  const folder = directoryOf(main);
  ini.replaceEverywhere(HERE, folder);
  const reading = { ini, surroundings, names: () => names };
  const files = refusals.attempt(() => readOption(includeOptions, 'files', 'include', reading));
  const read: string[] = [];
  for (const pattern of words(files ?? '')) {
    const path = joinPath(folder, pattern);
    const found = glob(path, os);
    if (found.length === 0)
      notes.warn('include-without-match', `No file matches via include "${path}"`);
    for (const file of found) {
      notes.info(`Included extra file "${file}" during parsing`);
      const bytes = readInclude(file, os, notes);
      if (bytes === undefined) continue;
      refusals.attempt(() => ini.add(bytes, file));
      read.push(file);
      ini.replaceEverywhere(HERE, absolutePath(directoryOf(file), cwd));
    }
  }
  return read;
}

/** A file that cannot be read is skipped, as in the original, but not in silence. */
function readInclude(file: string, os: Files, notes: Notes): Uint8Array | undefined {
  const leaveOut = (why: string): void =>
    notes.warn(
      'include-unreadable',
      `Included file "${file}" cannot be read (${why}), it is left out`,
    );
  try {
    if (!mayBlock(file, os)) return os.readFile(file);
    leaveOut(NO_FILE);
  } catch (error) {
    const { code } = error as { code?: unknown };
    leaveOut(String(code));
  }
  return undefined;
}
