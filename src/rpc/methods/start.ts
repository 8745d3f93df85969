/** Starting: one process, a group, everything. */
import { define } from '../method.ts';
import { startEach, startOne } from '../start-processes.ts';
import { EACH_RESULT } from './each.ts';
import { allProcesses, find, findGroup } from './find.ts';

const WAIT = {
  name: 'wait',
  type: 'boolean',
  default: true,
  doc: 'Whether to answer only when the start has succeeded or failed',
} as const;

export const startProcess = define({
  name: 'supervisor.startProcess',
  role: 'operator',
  doc: 'Starts one process, or every process of a group (group:*).',
  params: [
    { name: 'name', type: 'string', doc: 'What to start (name, group:name, or group:*)' },
    WAIT,
  ],
  result: { type: 'boolean', forGroup: 'array', doc: 'True; for a group as startProcessGroup' },
  faults: [
    'BAD_NAME',
    'NO_FILE',
    'NOT_EXECUTABLE',
    'ALREADY_STARTED',
    'FAILED',
    'SPAWN_ERROR',
    'ABNORMAL_TERMINATION',
  ],
  async run({ daemon }, name, wait) {
    const { group, process } = find(daemon, name);
    if (process === undefined) return startEach(daemon, group.processes, wait);
    await startOne({ daemon, process, name, wait });
    return true;
  },
});

export const startProcessGroup = define({
  name: 'supervisor.startProcessGroup',
  role: 'operator',
  doc: 'Starts every process of a group that does not run.',
  params: [{ name: 'name', type: 'string', doc: 'The name of the group' }, WAIT],
  result: EACH_RESULT,
  faults: ['BAD_NAME'],
  run: ({ daemon }, name, wait) => startEach(daemon, findGroup(daemon, name).processes, wait),
});

export const startAllProcesses = define({
  name: 'supervisor.startAllProcesses',
  role: 'operator',
  doc: 'Starts every process that does not run, also those that are not started by themselves.',
  params: [WAIT],
  result: EACH_RESULT,
  run: ({ daemon }, wait) => startEach(daemon, allProcesses(daemon), wait),
});
