/** Values that name files and directories. */
import { UserError } from '../base/errors.ts';
import { strip } from '../base/python-text.ts';
import type { Codec, Surroundings } from './codec.ts';
import type { LogFile } from './config.ts';
import { isDirectory } from './glob.ts';
import { absolutePath, directoryOf, expandUser } from './paths.ts';

/** A file whose directory exists; it need not exist itself. */
export const filePath: Codec<string> = {
  expected: 'the path of a file in a directory that exists',
  parse(text, surroundings) {
    const path = expandUser(text, surroundings);
    const directory = directoryOf(path);
    if (directory === '' || isDirectoryHere(directory, surroundings)) return path;
    throw new UserError(`The directory named as part of the path ${text} does not exist`);
  },
  format: (value) => value,
};

export const existingDirectory: Codec<string> = {
  expected: 'the path of a directory that exists',
  parse(text, surroundings) {
    const path = expandUser(text, surroundings);
    if (isDirectoryHere(path, surroundings)) return path;
    throw new UserError(`${text} is not an existing directory`);
  },
  format: (value) => value,
};

function isDirectoryHere(path: string, { os, cwd }: Surroundings): boolean {
  return path !== '' && isDirectory(os, absolutePath(path, cwd));
}

/** A path that becomes absolute, whether or not there is anything. */
export const absoluteFile: Codec<string> = {
  expected: 'the path of a file',
  parse: (text, surroundings) =>
    absolutePath(expandUser(strip(text), surroundings), surroundings.cwd),
  format: (value) => value,
};

/** Where the output of a program goes. `syslog` is an old way to say `stdout_syslog=true`. */
export const logFile: Codec<LogFile | { readonly kind: 'syslog' }> = {
  expected: '`AUTO`, `NONE` (or `OFF`), or the path of a file in a directory that exists',
  parse(text, surroundings) {
    const word = text.toLowerCase();
    if (word === 'none' || word === 'off') return { kind: 'none' };
    if (word === 'auto') return { kind: 'auto' };
    if (word === 'syslog') return { kind: 'syslog' };
    return { kind: 'file', path: filePath.parse(text, surroundings) };
  },
  format: (value) => (value.kind === 'file' ? value.path : value.kind.toUpperCase()),
};
