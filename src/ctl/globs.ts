/**
 * Patterns in names: `web*`, `web:*1`, `w?b:*`. They become the names that fit, in the order of the
 * server, as if all of them had been typed.
 *
 * `group:*` is no pattern: the server knows it. What is called exactly as it was typed is meant, and
 * a pattern that nothing fits stays, so that it is reported like any other unknown name.
 */
import { fnmatch, hasMagic } from '../base/fnmatch.ts';
import { fits, isPattern, type Named } from '../wire/name-pattern.ts';
import { namespec, splitNamespec } from '../wire/namespec.ts';
import type { Argument, Ctl } from './command.ts';
import { placesOf } from './places.ts';

/** Puts names for patterns, where a command takes names of processes. */
export async function expandNames(
  ctl: Ctl,
  args: readonly Argument[],
  words: readonly string[],
): Promise<readonly string[]> {
  const places = placesOf(args, words);
  const isMeant = (word: string, index: number) =>
    places[index]?.kind === 'process' && isPattern(word);
  if (!words.some(isMeant)) return words;
  const infos = await ctl.client.call('supervisor.getAllProcessInfo');
  const expanded = new Set<string>();
  const result: string[] = [];
  for (const [index, word] of words.entries()) {
    const isOne = isMeant(word, index) && !isExact(word, infos);
    const names = isOne ? infos.filter((info) => fits(word, info)).map(shown) : [];
    const isTooMany = names.length > 1 && places[index]?.many !== true;
    if (names.length === 0 || isTooMany) {
      result.push(word);
      continue;
    }
    for (const name of names) {
      if (!expanded.has(name)) result.push(name); // two patterns may fit it
      expanded.add(name);
    }
  }
  return result;
}

function isExact(word: string, infos: readonly Named[]): boolean {
  const { group, process } = splitNamespec(word);
  return infos.some((info) => info.group === group && info.name === (process ?? info.name));
}

function shown({ group, name }: Named): string {
  return namespec(group, name);
}

/** Whether a group is called so, or fits a pattern. */
export function fitsGroup(word: string, group: string): boolean {
  return word === group || (hasMagic(word) && fnmatch(group, word));
}

/** Puts names of groups for patterns, of all that the configuration has. */
export async function groupsThatFit(
  ctl: Ctl,
  words: readonly string[],
): Promise<readonly string[]> {
  if (!words.some(hasMagic)) return words;
  const infos = await ctl.client.call('supervisor.getAllConfigInfo');
  const groups = [...new Set(infos.map(({ group }) => group))];
  return words.flatMap((word) => {
    const names = hasMagic(word) ? groups.filter((group) => fitsGroup(word, group)) : [];
    return names.length === 0 ? [word] : names;
  });
}
