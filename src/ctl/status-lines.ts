/** The table that `status` prints. Scripts split it into words: no header, no colour. */
import type { ProcessInfo } from '../client/methods.ts';
import { namespec, splitNamespec } from '../wire/namespec.ts';
import { padRight } from './columns.ts';
import type { UnknownName } from './command.ts';
import { errorLine } from './results.ts';

const MIN_NAME_WIDTH = 30;
const NAME_GAP = 3;
const STATE_WIDTH = 10;

type Row = Pick<ProcessInfo, 'group' | 'name' | 'statename' | 'description'>;

/** One line per process. A line without description keeps its padding. */
export function statusLines(infos: readonly Row[]): string[] {
  const names = infos.map(({ group, name }) => namespec(group, name));
  const longest = names.reduce((width, name) => Math.max(width, [...name].length), MIN_NAME_WIDTH);
  return infos.map(({ statename, description }, index) => {
    const name = padRight(names[index] ?? '', longest + NAME_GAP);
    return `${name}${padRight(statename, STATE_WIDTH)}${description}`;
  });
}

/**
 * The processes that words name, in the order of the words, and what is unknown, with a line for
 * each.
 */
export function selectProcesses<Info extends Pick<ProcessInfo, 'group' | 'name'>>(
  infos: readonly Info[],
  names: readonly string[],
): {
  readonly selected: readonly Info[];
  readonly errors: readonly string[];
  readonly unknown: readonly UnknownName[];
} {
  if (names.length === 0 || names.includes('all')) {
    return { selected: infos, errors: [], unknown: [] };
  }
  const selected: Info[] = [];
  const errors: string[] = [];
  const unknown: UnknownName[] = [];
  for (const word of names) {
    const { group, process } = splitNamespec(word);
    const matches = infos.filter(
      (info) => info.group === group && (process === undefined || info.name === process),
    );
    selected.push(...matches);
    if (matches.length > 0) continue;
    const kind = process === undefined ? 'group' : 'process';
    const name = process === undefined ? group : word;
    errors.push(errorLine(name, `no such ${kind}`));
    unknown.push({ kind, name });
  }
  return { selected, errors, unknown };
}
