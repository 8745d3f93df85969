/** Stopping: one process, a group, everything. */
import { RpcFault } from '../../wire/faults.ts';
import { RUNNING_STATES } from '../../wire/states.ts';
import { define } from '../method.ts';
import { stopEach, stopOne } from '../stop-processes.ts';
import { EACH_RESULT } from './each.ts';
import { allProcesses, find, findGroup } from './find.ts';

const WAIT = {
  name: 'wait',
  type: 'boolean',
  default: true,
  doc: 'Whether to answer only when it has stopped',
} as const;

export const stopProcess = define({
  name: 'supervisor.stopProcess',
  role: 'operator',
  doc: 'Stops one process, or every process of a group (group:*).',
  params: [
    { name: 'name', type: 'string', doc: 'What to stop (name, group:name, or group:*)' },
    WAIT,
  ],
  result: { type: 'boolean', forGroup: 'array', doc: 'True; for a group as stopProcessGroup' },
  faults: ['BAD_NAME', 'NOT_RUNNING', 'FAILED'],
  async run({ daemon }, name, wait) {
    const { group, process } = find(daemon, name);
    if (process === undefined) return stopEach(group.processes, wait);
    if (!RUNNING_STATES.has(process.state)) throw new RpcFault('NOT_RUNNING', name);
    await stopOne(process, wait);
    return true;
  },
});

export const stopProcessGroup = define({
  name: 'supervisor.stopProcessGroup',
  role: 'operator',
  doc: 'Stops every process of a group that runs.',
  params: [{ name: 'name', type: 'string', doc: 'The name of the group' }, WAIT],
  result: EACH_RESULT,
  faults: ['BAD_NAME'],
  run: ({ daemon }, name, wait) => stopEach(findGroup(daemon, name).processes, wait),
});

export const stopAllProcesses = define({
  name: 'supervisor.stopAllProcesses',
  role: 'operator',
  doc: 'Stops every process that runs.',
  params: [WAIT],
  result: EACH_RESULT,
  run: ({ daemon }, wait) => stopEach(allProcesses(daemon), wait),
});
