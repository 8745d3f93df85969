/**
 * What `reread` reports: which groups are new, changed or gone.
 *
 * A group has changed when one of its processes has, in anything but where it is written:
 * `process-options.ts` compares them, and what exactly has changed is told by `changes.ts`. The
 * permissions of a socket are not compared, as in the original: they count from the next start.
 */
import { isDeepStrictEqual } from 'node:util';
import { compareText } from '../base/python-text.ts';
import type { GroupConfig } from './config.ts';
import { sameProcess } from './process-options.ts';

export interface Difference {
  readonly added: string[];
  readonly changed: string[];
  readonly removed: string[];
}

/** In the order of the configurations: `removed` as they are active, the others as they are new. */
export function diffGroups(
  active: readonly GroupConfig[],
  next: readonly GroupConfig[],
): Difference {
  const before = new Map(active.map((group) => [group.name, group]));
  const after = new Set(next.map(({ name }) => name));
  const added = next.filter(({ name }) => !before.has(name));
  const changed = next.filter((group) => {
    const old = before.get(group.name);
    return old !== undefined && !sameGroup(old, group);
  });
  const removed = active.filter(({ name }) => !after.has(name));
  const names = (groups: readonly GroupConfig[]) => groups.map(({ name }) => name);
  return { added: names(added), changed: names(changed), removed: names(removed) };
}

export function sameGroup(a: GroupConfig, b: GroupConfig): boolean {
  return (
    sameKind(a, b) &&
    a.priority === b.priority &&
    a.processes.length === b.processes.length &&
    a.processes.every((process, index) => {
      const other = b.processes[index];
      return other !== undefined && sameProcess(process, other);
    })
  );
}

/** A program and a group of the same processes are the same to the original. */
export function sameKind(a: GroupConfig, b: GroupConfig): boolean {
  const kind = (group: GroupConfig) => (group.kind === 'program' ? 'group' : group.kind);
  return kind(a) === kind(b) && isDeepStrictEqual(poolOf(a), poolOf(b));
}

function poolOf({ pool }: GroupConfig) {
  return pool && { ...pool, events: [...pool.events].sort(compareText) };
}
