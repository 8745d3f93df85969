/** A file to be imported, in memory, and what it became. */
import type { Imported } from '../../src/ctl/import/draft.ts';
import type { Source } from '../../src/ctl/import/formats.ts';

export const FOLDER = '/srv/app';
export const PROCESSORS = 8;

export function source(file: string, text: string, changes: Partial<Source> = {}): Source {
  return {
    file,
    folder: FOLDER,
    text,
    beside: () => undefined,
    evaluate: () => Promise.reject(new Error(`${file} is not to be run`)),
    processors: PROCESSORS,
    ...changes,
  };
}

/** The options and notes of the one program that was found. */
export function onlyProgram({ programs }: Imported): {
  readonly options: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
} {
  const [program, ...others] = programs;
  if (program === undefined || others.length > 0) throw new Error(`${programs.length} programs`);
  return { options: Object.fromEntries(program.options), notes: program.notes };
}
