/**
 * What `reread` reports: which groups are new, changed or gone.
 *
 * A group has changed when one of its processes has, in anything but where it is written. A log
 * file that is to be AUTO from now on is not compared, as in the original; neither are the
 * permissions of a socket, which count from the next start of its group.
 */
import { isDeepStrictEqual } from 'node:util';
import { compareText } from '../base/python-text.ts';
import type { GroupConfig, LogTarget, ProcessConfig } from './config.ts';

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

/** A program and a group of the same processes are the same to the original. */
function sameGroup(a: GroupConfig, b: GroupConfig): boolean {
  const kind = (group: GroupConfig) => (group.kind === 'program' ? 'group' : group.kind);
  return (
    kind(a) === kind(b) &&
    a.priority === b.priority &&
    isDeepStrictEqual(poolOf(a), poolOf(b)) &&
    a.processes.length === b.processes.length &&
    a.processes.every((process, index) => {
      const other = b.processes[index];
      return other !== undefined && sameProcess(process, other);
    })
  );
}

function poolOf({ pool }: GroupConfig) {
  return pool && { ...pool, events: [...pool.events].sort(compareText) };
}

function sameProcess(a: ProcessConfig, b: ProcessConfig): boolean {
  return (
    isDeepStrictEqual(comparable(a), comparable(b)) &&
    sameTarget(a.stdout, b.stdout) &&
    sameTarget(a.stderr, b.stderr)
  );
}

/** What is compared as it is. */
function comparable(process: ProcessConfig) {
  const { origin, program, group, stdout, stderr, user, socket, serverurl, ...others } = process;
  return {
    ...others,
    uid: user?.uid,
    socket: socket?.url,
    serverurl: process.serverurl_auto ? undefined : serverurl,
  };
}

function sameTarget(a: LogTarget, b: LogTarget): boolean {
  const { file: fileA, ...othersA } = a;
  const { file: fileB, ...othersB } = b;
  const fileStays = fileB.kind === 'auto' || isDeepStrictEqual(fileA, fileB);
  return isDeepStrictEqual(othersA, othersB) && fileStays;
}
