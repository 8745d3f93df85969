/** Which versions of the C and C++ libraries a binary needs, by the names of the symbols in it. */
import { readFileSync } from 'node:fs';

/** The newest versions that any of the files asks for; undefined: it asks for none. */
export interface NeededLibraries {
  /** The minor version of glibc 2. */
  readonly glibc: number | undefined;
  /** N of `GLIBCXX_3.4.N`. */
  readonly glibcxx: number | undefined;
}

export function neededLibraries(files: readonly string[]): NeededLibraries {
  const texts = files.map((file) => readFileSync(file, 'latin1'));
  const newest = (pattern: RegExp): number | undefined => {
    const found = texts.flatMap((text) => [...text.matchAll(pattern)].map(([, n]) => Number(n)));
    return found.length === 0 ? undefined : Math.max(...found);
  };
  return { glibc: newest(/\0GLIBC_2\.(\d+)/g), glibcxx: newest(/\0GLIBCXX_3\.4\.(\d+)/g) };
}

/** The release of GCC whose C++ library was the first to have `GLIBCXX_3.4.N`. */
export function gccWith(glibcxx: number): string {
  const since: readonly [glibcxx: number, gcc: string][] = [
    [32, '13.2'],
    [31, '13'],
    [30, '12'],
    [29, '11'],
    [28, '9.3'],
    [26, '9'],
    [25, '8'],
  ];
  return since.find(([first]) => glibcxx >= first)?.[1] ?? '7';
}
