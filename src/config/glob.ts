/**
 * Python's `glob`, sorted by name: the files that a pattern of `[include]` stands for.
 *
 * `*`, `?` and `[...]` in any part of the path; hidden names only for a part that starts with a
 * dot; `**` is no more than `*`. What cannot be read is as good as empty.
 */
import { fnmatch, hasMagic } from '../base/fnmatch.ts';
import { compareText } from '../base/python-text.ts';
import type { Files } from '../os/port.ts';
import { directoryOf, joinPath } from './paths.ts';

/** @returns paths that begin as the pattern does */
export function glob(pattern: string, files: Files): string[] {
  return expandParts(pattern, files).sort(compareText);
}

function expandParts(pattern: string, files: Files): string[] {
  const directory = directoryOf(pattern);
  const name = pattern.slice(pattern.lastIndexOf('/') + 1);
  if (!hasMagic(pattern)) return exists(files, directory, name) ? [pattern] : [];
  const directories =
    directory !== pattern && hasMagic(directory) ? expandParts(directory, files) : [directory];
  return directories.flatMap((found) => {
    const names = hasMagic(name) ? matching(files, found, name) : [name];
    return names
      .filter((each) => hasMagic(name) || exists(files, found, each))
      .map((each) => joinPath(found, each));
  });
}

function matching(files: Files, directory: string, pattern: string): string[] {
  const hidden = pattern.startsWith('.');
  return namesIn(files, directory).filter(
    (name) => (hidden || !name.startsWith('.')) && fnmatch(name, pattern),
  );
}

/** A dangling link exists, too. A pattern that ends with a slash stands for directories only. */
function exists(files: Files, directory: string, name: string): boolean {
  if (name === '') return isDirectory(files, directory);
  return isThere(files, joinPath(directory, name)) || namesIn(files, directory).includes(name);
}

function namesIn(files: Files, directory: string): string[] {
  try {
    return files.readDirectory(directory === '' ? '.' : directory);
  } catch {
    return [];
  }
}

/** `os.path.exists` */
export function isThere(files: Files, path: string): boolean {
  try {
    files.stat(path);
    return true;
  } catch {
    return false;
  }
}

/** `os.path.isdir` */
export function isDirectory(files: Files, path: string): boolean {
  try {
    return files.stat(path).kind === 'directory';
  } catch {
    return false;
  }
}
