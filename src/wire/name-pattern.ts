/**
 * Patterns in the names of processes and groups: `web*`, `web:*1`, `w?b:*`.
 *
 * A pattern without a colon is matched with the whole name as it is shown; one with a colon group
 * by group and process by process.
 */
import { fnmatch, hasMagic } from '../base/fnmatch.ts';
import { namespec, splitNamespec } from './namespec.ts';

/** A process as far as its name goes. */
export interface Named {
  readonly group: string;
  readonly name: string;
}

/** Whether a name is a pattern; a group's `:*` is none. */
export function isPattern(word: string): boolean {
  const { group, process } = splitNamespec(word);
  return hasMagic(group) || hasMagic(process ?? '');
}

/** Whether a process is one of those that a pattern means. */
export function fits(pattern: string, { group, name }: Named): boolean {
  if (!pattern.includes(':')) return fnmatch(namespec(group, name), pattern);
  const { group: groups, process = '*' } = splitNamespec(pattern);
  return fnmatch(group, groups) && fnmatch(name, process);
}
