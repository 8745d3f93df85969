/**
 * What the list shows, line by line: heads of groups and processes. Pure.
 *
 * A group that a program has to itself, with one process of the same name, needs no head.
 */
import type { ProcessInfo } from '../../src/wire/api/process.ts';
import type { ProcessState } from '../../src/wire/states.ts';

export type Item =
  | {
      readonly kind: 'group';
      readonly key: string;
      readonly name: string;
      /** Namespecs of the members that are shown when the group is not folded. */
      readonly members: readonly string[];
      readonly folded: boolean;
    }
  | {
      readonly kind: 'process';
      readonly key: string;
      readonly namespec: string;
      /** Whether it stands below the head of its group. */
      readonly grouped: boolean;
    };

export interface Filter {
  /** Words that all have to be in the namespec, the state, the pid, or the reason why there is none. */
  readonly text: string;
  /** Every state, if empty. */
  readonly states: ReadonlySet<ProcessState>;
  /** Names of groups whose members are hidden. */
  readonly folded: ReadonlySet<string>;
}

/** The processes that a filter lets through, in their order. */
export function matching(processes: readonly ProcessInfo[], filter: Filter): ProcessInfo[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  return processes.filter(({ namespec, state, description, pid }) => {
    if (filter.states.size > 0 && !filter.states.has(state.name)) return false;
    if (words.length === 0) return true;
    const text = `${namespec} ${state.name} ${pid ?? description}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** @param processes In the order of their groups */
export function listItems(
  processes: readonly ProcessInfo[],
  folded: ReadonlySet<string>,
): readonly Item[] {
  const items: Item[] = [];
  for (let from = 0; from < processes.length; ) {
    const name = processes[from]?.group ?? '';
    const next = processes.findIndex(({ group }, index) => index > from && group !== name);
    const to = next === -1 ? processes.length : next;
    items.push(...groupItems(name, processes.slice(from, to), folded.has(name)));
    from = to;
  }
  return items;
}

function groupItems(name: string, members: readonly ProcessInfo[], folded: boolean): Item[] {
  const [only] = members;
  const grouped = members.length > 1 || only?.name !== name;
  const rows = members.map(
    ({ namespec }): Item => ({ kind: 'process', key: namespec, namespec, grouped }),
  );
  if (!grouped) return rows;
  const namespecs = members.map(({ namespec }) => namespec);
  const head: Item = { kind: 'group', key: `${name}:*`, name, members: namespecs, folded };
  return folded ? [head] : [head, ...rows];
}
