/** Sending signals: to one process, to those of a group, to all. */
import { RpcFault } from '../../wire/faults.ts';
import { SIGNALLABLE_STATES } from '../../wire/states.ts';
import { define } from '../method.ts';
import { readSignal, signalEach } from '../signal-processes.ts';
import { EACH_RESULT } from './each.ts';
import { allProcesses, find, findGroup } from './find.ts';

const SIGNAL = {
  name: 'signal',
  type: 'signal',
  doc: 'The signal, by name (HUP, SIGHUP) or number (1)',
} as const;

export const signalProcess = define({
  name: 'supervisor.signalProcess',
  role: 'operator',
  doc: 'Sends a signal to one process, or to every process of a group (group:*).',
  params: [
    { name: 'name', type: 'string', doc: 'The process (name, group:name, or group:*)' },
    SIGNAL,
  ],
  result: { type: 'boolean', forGroup: 'array', doc: 'True; for a group as signalProcessGroup' },
  faults: ['BAD_NAME', 'BAD_SIGNAL', 'NOT_RUNNING', 'FAILED'],
  async run({ daemon }, name, signal) {
    const { group, process } = find(daemon, name);
    if (process === undefined) return signalEach(group.processes, signal);
    const number = readSignal(signal);
    if (!SIGNALLABLE_STATES.has(process.state)) throw new RpcFault('NOT_RUNNING', name);
    process.signal(number);
    return true;
  },
});

export const signalProcessGroup = define({
  name: 'supervisor.signalProcessGroup',
  role: 'operator',
  doc: 'Sends a signal to every process of a group that has one to get it.',
  params: [{ name: 'name', type: 'string', doc: 'The name of the group' }, SIGNAL],
  result: EACH_RESULT,
  faults: ['BAD_NAME'],
  run: ({ daemon }, name, signal) => signalEach(findGroup(daemon, name).processes, signal),
});

export const signalAllProcesses = define({
  name: 'supervisor.signalAllProcesses',
  role: 'operator',
  doc: 'Sends a signal to every process there is to get it.',
  params: [SIGNAL],
  result: EACH_RESULT,
  run: ({ daemon }, signal) => signalEach(allProcesses(daemon), signal),
});
