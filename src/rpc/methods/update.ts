/** Ours, not the original's: what an update would change, and one that disturbs no more than it must. */
import type { GroupChange, ProcessChange } from '../../config/changes.ts';
import type { OptionChange } from '../../config/process-options.ts';
import type { WireStruct } from '../../wire/value.ts';
import { define } from '../method.ts';

export const getPendingChanges = define({
  name: 'visord.getPendingChanges',
  role: 'viewer',
  doc: 'Answers how the active groups differ from the configuration last read, option by option. Values of variables are not told.',
  params: [],
  result: {
    type: 'array',
    doc: 'A struct for each group, in the order in which an update goes through them',
  },
  run: ({ daemon }) => daemon.pendingChanges().map(groupStruct),
});

export const updateGroup = define({
  name: 'visord.updateGroup',
  role: 'admin',
  doc: 'Makes a group what the configuration last read says. Processes that can run on are not restarted.',
  params: [{ name: 'name', type: 'string', doc: 'The name of the group' }],
  result: {
    type: 'struct',
    doc: 'With the keys string change, array processes, which has structs of string name, string change, string reason',
  },
  faults: ['BAD_NAME', 'FAILED'],
  async run({ daemon }, name) {
    const { kind, processes } = await daemon.updateGroup(name);
    const structs = processes.map(({ name, kind, reason }) => ({ name, change: kind, reason }));
    return { change: kind, processes: structs };
  },
});

function groupStruct(change: GroupChange): WireStruct {
  const { kind, name } = change;
  const isChanged = kind === 'changed';
  return {
    name,
    change: kind,
    replaced: isChanged && change.replaced,
    reordered: isChanged && change.reordered,
    options: isChanged ? change.options.map(optionStruct) : [],
    processes: isChanged ? change.processes.map(processStruct) : [],
  };
}

function processStruct(change: ProcessChange): WireStruct {
  const { kind, name } = change;
  const isChanged = kind === 'changed';
  return {
    name,
    change: kind,
    restart: isChanged && change.restart,
    options: isChanged ? change.options.map(optionStruct) : [],
  };
}

function optionStruct(change: OptionChange): WireStruct {
  const { option, restart } = change;
  if (change.kind === 'value') {
    return { option, restart, before: change.before, after: change.after };
  }
  const { added, changed, removed } = change;
  return { option, restart, added, changed, removed };
}
