/**
 * What `update` has to do, in full: which groups come, go and change, which of their processes,
 * and which options.
 *
 *   groupChanges(active groups, groups of the configuration)  ->  GroupChange[]
 *
 * Pure. `diff.ts` decides what counts as changed; here is what it takes to explain it, and to do
 * no more than is needed (`daemon/update.ts`).
 *
 * Processes are known by their names. A group is replaced as a whole when its processes cannot
 * change one by one: it became another kind of group, its events changed, two of its processes have
 * the same name, or one that is to be made needs a socket, which belongs to the group.
 */
import type { GroupConfig, PoolConfig, ProcessConfig } from './config.ts';
import { sameGroup, sameKind } from './diff.ts';
import { changedOptions, type OptionChange, valueChange } from './process-options.ts';
import type { Options } from './schema.ts';
import { listenerOptions } from './sections/eventlistener.ts';
import { groupOptions } from './sections/group.ts';

export type GroupChange =
  | { readonly kind: 'added'; readonly name: string; readonly next: GroupConfig }
  | { readonly kind: 'removed'; readonly name: string; readonly active: GroupConfig }
  | ChangedGroup;

export interface ChangedGroup {
  readonly kind: 'changed';
  readonly name: string;
  readonly active: GroupConfig;
  readonly next: GroupConfig;
  /** All its processes have to be stopped and made anew. */
  readonly replaced: boolean;
  /** Those of the group itself. */
  readonly options: readonly OptionChange[];
  /** Whether processes that stay have another order, in which they are started and stopped. */
  readonly reordered: boolean;
  /** Those that go, in the order in which to stop them; then the others that differ, in order. */
  readonly processes: readonly ProcessChange[];
}

export type ProcessChange =
  | { readonly kind: 'added'; readonly name: string; readonly next: ProcessConfig }
  | { readonly kind: 'removed'; readonly name: string }
  | {
      readonly kind: 'changed';
      readonly name: string;
      readonly next: ProcessConfig;
      readonly options: readonly OptionChange[];
      /** Whether one of the options needs a restart. */
      readonly restart: boolean;
    };

/** First the groups that go, then those that change, then those that come: as `update` does it. */
export function groupChanges(
  active: readonly GroupConfig[],
  next: readonly GroupConfig[],
): GroupChange[] {
  const before = byName(active);
  const after = byName(next);
  const of = (groups: Iterable<string>) =>
    [...groups].flatMap((name) => groupChange(before.get(name), after.get(name)) ?? []);
  return [
    ...of(before.keys()).filter(({ kind }) => kind === 'removed'),
    ...of(after.keys()).filter(({ kind }) => kind === 'changed'),
    ...of(after.keys()).filter(({ kind }) => kind === 'added'),
  ];
}

/** What has to be done about one group; undefined: nothing. */
export function groupChange(
  active: GroupConfig | undefined,
  next: GroupConfig | undefined,
): GroupChange | undefined {
  if (next === undefined) return active && { kind: 'removed', name: active.name, active };
  if (active === undefined) return { kind: 'added', name: next.name, next };
  if (sameGroup(active, next)) return undefined;
  const processes = processChanges(active.processes, next.processes);
  return {
    kind: 'changed',
    name: next.name,
    active,
    next,
    replaced: !sameKind(active, next) || !isOneByOne(active, next, processes),
    options: ownOptions(active, next),
    reordered: isReordered(active.processes, next.processes),
    processes,
  };
}

/** Of two groups with the same name the first is meant. */
function byName(groups: readonly GroupConfig[]): Map<string, GroupConfig> {
  const found = new Map<string, GroupConfig>();
  for (const group of groups) if (!found.has(group.name)) found.set(group.name, group);
  return found;
}

function processChanges(
  active: readonly ProcessConfig[],
  next: readonly ProcessConfig[],
): ProcessChange[] {
  const before = new Map(active.map((process) => [process.name, process]));
  const after = new Set(next.map(({ name }) => name));
  const gone = active.filter(({ name }) => !after.has(name)).sort(lastFirst);
  const others = next.flatMap((process): ProcessChange[] => {
    const { name } = process;
    const old = before.get(name);
    if (old === undefined) return [{ kind: 'added', name, next: process }];
    const options = changedOptions(old, process);
    if (options.length === 0) return [];
    const restart = options.some((option) => option.restart);
    return [{ kind: 'changed', name, next: process, options, restart }];
  });
  return [...gone.map(({ name }) => ({ kind: 'removed', name }) as const), ...others];
}

/**
 * The highest priority first, and of those the highest number: `w_10` before `w_9`. Without a collator
 * that is kept: making one costs 10 ms, more than all other code takes to be loaded.
 */
function lastFirst(a: ProcessConfig, b: ProcessConfig): number {
  return b.priority - a.priority || b.name.localeCompare(a.name, 'en', { numeric: true });
}

function isOneByOne(
  active: GroupConfig,
  next: GroupConfig,
  changes: readonly ProcessChange[],
): boolean {
  const isUnique = ({ processes }: GroupConfig) =>
    new Set(processes.map(({ name }) => name)).size === processes.length;
  const needsSocket = changes.some(
    (change) =>
      (change.kind === 'added' && change.next.socket !== undefined) ||
      (change.kind === 'changed' && change.restart && change.next.socket !== undefined),
  );
  return isUnique(active) && isUnique(next) && !needsSocket;
}

function isReordered(active: readonly ProcessConfig[], next: readonly ProcessConfig[]): boolean {
  const names = (processes: readonly ProcessConfig[], others: readonly ProcessConfig[]) =>
    processes.map(({ name }) => name).filter((name) => others.some((one) => one.name === name));
  const after = names(next, active);
  return names(active, next).some((name, index) => name !== after[index]);
}

const POOL: Options<PoolConfig> = listenerOptions;

function ownOptions(active: GroupConfig, next: GroupConfig): OptionChange[] {
  const priority = valueChange('priority', { priority: groupOptions.priority }, active, next);
  return sameKind(active, next) ? priority : [...priority, ...kindChange(active, next)];
}

function kindChange(active: GroupConfig, next: GroupConfig): OptionChange[] {
  const { pool: before } = active;
  const { pool: after } = next;
  if (before !== undefined && after !== undefined) {
    const options = ['buffer_size', 'events', 'result_handler', 'listener_restart'] as const;
    return options.flatMap((option) => valueChange(option, POOL, before, after));
  }
  const sections = { before: `[${active.origin.section}]`, after: `[${next.origin.section}]` };
  return [{ kind: 'value', option: 'section', ...sections, restart: true }];
}
