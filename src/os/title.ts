/** How the process looks from outside. */
import { native, wordList } from './native.ts';

/**
 * Makes `ps` show these words as the command line, and `pgrep -x`, `pidof` and `killall` find the
 * first of them as the name of the process.
 *
 * What does not fit into the memory of the original arguments is cut off; a system that has no such
 * thing shows what it showed before. Neither is worth an error.
 *
 * @param words The command and its arguments; a path in the first is left out of the name.
 */
export function setProcessTitle(words: readonly string[]): void {
  const name = words[0]?.slice(words[0].lastIndexOf('/') + 1) ?? '';
  native().setName(name);
  native().setArguments(wordList(words));
}

/**
 * Makes orphans among our descendants our children, as PID 1 has them: `onExit` hears of their end.
 *
 * @returns false where the system cannot do that
 */
export function adoptOrphans(wanted: boolean): boolean {
  return native().setSubreaper(wanted) === 0;
}
