/** Groups: those that are active, and making others active. */
import { compareText } from '../../../base/python-text.ts';
import type { Daemon, Group } from '../../../rpc/daemon.ts';
import { findGroup } from '../../../rpc/methods/find.ts';
import { processFacts } from '../../../rpc/process-facts.ts';
import { type Group as GroupInfo, group, groupList, groupName } from '../../../wire/api/group.ts';
import { string } from '../../../wire/api/schema.ts';
import { GROUP } from '../arguments.ts';
import { define } from '../operation.ts';

export const listGroups = define({
  name: 'listGroups',
  method: 'GET',
  path: '/groups',
  role: 'viewer',
  doc: 'Answers what is known about every active group.',
  answer: groupList,
  run({ daemon }) {
    const groups = [...daemon.groups.values()].sort((a, b) => compareText(a.name, b.name));
    return { groups: groups.map((each) => groupFacts(each, daemon)) };
  },
});

export const getGroup = define({
  name: 'getGroup',
  method: 'GET',
  path: '/groups/{name}',
  role: 'viewer',
  doc: 'Answers what is known about one active group.',
  params: GROUP,
  answer: group,
  faults: ['BAD_NAME'],
  run: ({ daemon }, { name }) => groupFacts(findGroup(daemon, name), daemon),
});

export const addGroup = define({
  name: 'addGroup',
  method: 'POST',
  path: '/groups',
  role: 'admin',
  doc: 'Makes a group of the configuration last read active and starts what is to start by itself.',
  body: { name: string('The name of the group') },
  answer: group,
  faults: ['BAD_NAME', 'ALREADY_ADDED', 'FAILED', 'SHUTDOWN_STATE'],
  async run({ daemon, methods }, { name }) {
    await methods.invoke('supervisor.addProcessGroup', [name]);
    return groupFacts(findGroup(daemon, name), daemon);
  },
});

export const removeGroup = define({
  name: 'removeGroup',
  method: 'DELETE',
  path: '/groups/{name}',
  role: 'admin',
  doc: 'Takes a group away, all of whose processes are stopped.',
  params: GROUP,
  answer: groupName,
  faults: ['BAD_NAME', 'STILL_RUNNING', 'SHUTDOWN_STATE'],
  async run({ methods }, { name }) {
    await methods.invoke('supervisor.removeProcessGroup', [name]);
    return { name };
  },
});

function groupFacts({ name, config, processes }: Group, { clock }: Daemon): GroupInfo {
  return {
    name,
    kind: config.kind,
    priority: config.priority,
    processes: processes.map((process) => processFacts(process, clock)),
  };
}
