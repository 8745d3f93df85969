/** How configurations differ, as the JSON API tells it. */
import type { GroupChange as Change, ProcessChange as Process } from '../config/changes.ts';
import type { OptionChange as Option } from '../config/process-options.ts';
import type { GroupChange, OptionChange, Pending, ProcessChange } from '../wire/api/config.ts';

export function pendingFacts(changes: readonly Change[]): Pending {
  const named = (kind: Change['kind']) =>
    changes.filter((change) => change.kind === kind).map(({ name }) => name);
  const changed = changes.flatMap((change) =>
    change.kind === 'changed' ? [groupFacts(change)] : [],
  );
  return { added: named('added'), changed, removed: named('removed') };
}

function groupFacts(change: Extract<Change, { kind: 'changed' }>): GroupChange {
  const { name, replaced, reordered, options, processes } = change;
  return {
    name,
    replaced,
    reordered,
    options: options.map(optionFacts),
    processes: processes.map(processFacts),
  };
}

/** What an update would do to one process; null for nothing. */
export function pendingOf(
  changes: readonly Change[],
  group: string,
  name: string,
): ProcessChange | null {
  const change = changes.find((each) => each.name === group);
  if (change?.kind === 'removed') return processFacts({ kind: 'removed', name });
  if (change?.kind !== 'changed') return null;
  const process = change.processes.find((each) => each.name === name);
  return process === undefined ? null : processFacts(process);
}

function processFacts(change: Process): ProcessChange {
  const { kind, name } = change;
  const isChanged = kind === 'changed';
  return {
    name,
    change: kind,
    restart: isChanged && change.restart,
    options: isChanged ? change.options.map(optionFacts) : [],
  };
}

function optionFacts(change: Option): OptionChange {
  const { option, restart } = change;
  if (change.kind === 'value') {
    return { option, restart, before: change.before, after: change.after, variables: null };
  }
  const { added, changed, removed } = change;
  return { option, restart, before: null, after: null, variables: { added, changed, removed } };
}
