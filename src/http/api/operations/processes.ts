/** One process: what is known of it, and what can be done with it. */

import { findProcess, processesByName } from '../../../rpc/methods/find.ts';
import { changeFacts, processFacts } from '../../../rpc/process-facts.ts';
import {
  type ProcessInfo,
  processInfo,
  processList,
  stateName,
  timeline,
} from '../../../wire/api/process.ts';
import { list, optional, string } from '../../../wire/api/schema.ts';
import { RpcFault } from '../../../wire/faults.ts';
import { fits } from '../../../wire/name-pattern.ts';
import { splitNamespec } from '../../../wire/namespec.ts';
import { NAMESPEC, SIGNAL, WAIT_START, WAIT_STOP } from '../arguments.ts';
import type { Context } from '../operation.ts';
import { define } from '../operation.ts';

export const listProcesses = define({
  name: 'listProcesses',
  method: 'GET',
  path: '/processes',
  role: 'viewer',
  doc: 'Answers what is known about every process, by group and name.',
  query: {
    group: optional(string('Only those of this group')),
    state: optional(list(stateName, 'Only those in one of these states')),
    name: optional(string('Only those that fit, such as `web*` or `web:*1`')),
  },
  answer: processList,
  run({ daemon }, { group, state, name }) {
    const processes = processesByName(daemon)
      .filter((process) => group === undefined || process.group === group)
      .filter((process) => state === undefined || state.includes(process.state))
      .filter((process) => name === undefined || fits(name, process))
      .map((process) => processFacts(process, daemon.clock));
    return { processes };
  },
});

export const getProcess = define({
  name: 'getProcess',
  method: 'GET',
  path: '/processes/{namespec}',
  role: 'viewer',
  doc: 'Answers what is known about one process.',
  params: NAMESPEC,
  answer: processInfo,
  faults: ['BAD_NAME'],
  run: (context, { namespec }) => factsOf(context, namespec),
});

export const getTimeline = define({
  name: 'getTimeline',
  method: 'GET',
  path: '/processes/{namespec}/timeline',
  role: 'viewer',
  doc: 'Answers which states a process has gone through lately, and how it ended each time.',
  params: NAMESPEC,
  answer: timeline,
  faults: ['BAD_NAME'],
  run: ({ daemon }, { namespec }) => ({ changes: changeFacts(findProcess(daemon, namespec)) }),
});

const START_FAULTS = [
  'BAD_NAME',
  'NO_FILE',
  'NOT_EXECUTABLE',
  'FAILED',
  'SPAWN_ERROR',
  'ABNORMAL_TERMINATION',
  'SHUTDOWN_STATE',
] as const;

export const startProcess = define({
  name: 'startProcess',
  method: 'POST',
  path: '/processes/{namespec}/start',
  role: 'operator',
  doc: 'Starts a process, and answers what is known about it then.',
  params: NAMESPEC,
  body: WAIT_START,
  answer: processInfo,
  faults: [...START_FAULTS, 'ALREADY_STARTED'],
  async run(context, { namespec, wait }) {
    requireOne(namespec);
    await context.methods.invoke('supervisor.startProcess', [namespec, wait]);
    return factsOf(context, namespec);
  },
});

export const stopProcess = define({
  name: 'stopProcess',
  method: 'POST',
  path: '/processes/{namespec}/stop',
  role: 'operator',
  doc: 'Stops a process, and answers what is known about it then.',
  params: NAMESPEC,
  body: WAIT_STOP,
  answer: processInfo,
  faults: ['BAD_NAME', 'NOT_RUNNING', 'FAILED', 'SHUTDOWN_STATE'],
  async run(context, { namespec, wait }) {
    requireOne(namespec);
    await context.methods.invoke('supervisor.stopProcess', [namespec, wait]);
    return factsOf(context, namespec);
  },
});

export const restartProcess = define({
  name: 'restartProcess',
  method: 'POST',
  path: '/processes/{namespec}/restart',
  role: 'operator',
  doc: 'Stops a process if it runs, waits for that, and starts it.',
  params: NAMESPEC,
  body: WAIT_START,
  answer: processInfo,
  faults: [...START_FAULTS, 'ALREADY_STARTED'],
  async run(context, { namespec, wait }) {
    requireOne(namespec);
    await stopIfRunning(context, namespec);
    await context.methods.invoke('supervisor.startProcess', [namespec, wait]);
    return factsOf(context, namespec);
  },
});

export const signalProcess = define({
  name: 'signalProcess',
  method: 'POST',
  path: '/processes/{namespec}/signal',
  role: 'operator',
  doc: 'Sends a signal to a process.',
  params: NAMESPEC,
  body: SIGNAL,
  answer: processInfo,
  faults: ['BAD_NAME', 'BAD_SIGNAL', 'NOT_RUNNING', 'FAILED', 'SHUTDOWN_STATE'],
  async run(context, { namespec, signal }) {
    requireOne(namespec);
    await context.methods.invoke('supervisor.signalProcess', [namespec, signal]);
    return factsOf(context, namespec);
  },
});

export const sendStdin = define({
  name: 'sendStdin',
  method: 'POST',
  path: '/processes/{namespec}/stdin',
  role: 'operator',
  doc: 'Sends a process something on its standard input. What it has not read yet is kept up to a limit.',
  params: NAMESPEC,
  body: { data: string('What to send, as UTF-8; a line needs its end', { writeOnly: true }) },
  answer: processInfo,
  faults: ['BAD_NAME', 'NOT_RUNNING', 'NO_FILE', 'FAILED', 'SHUTDOWN_STATE'],
  async run(context, { namespec, data }) {
    await context.methods.invoke('supervisor.sendProcessStdin', [namespec, data]);
    return factsOf(context, namespec);
  },
});

function factsOf({ daemon }: Context, name: string): ProcessInfo {
  return processFacts(findProcess(daemon, name), daemon.clock);
}

/** The methods take `group:*` as well; here that is a group, which has a path of its own. */
function requireOne(name: string): void {
  if (splitNamespec(name).process === undefined) throw new RpcFault('BAD_NAME', name);
}

async function stopIfRunning({ methods }: Context, name: string): Promise<void> {
  try {
    await methods.invoke('supervisor.stopProcess', [name]);
  } catch (error) {
    if (!(error instanceof RpcFault) || error.fault !== 'NOT_RUNNING') throw error;
  }
}
