/** Several processes at a time: those that are named, or those of a group. */
import type { Daemon, Process } from '../../../rpc/daemon.ts';
import { findGroup } from '../../../rpc/methods/find.ts';
import { type Outcome, outcomes } from '../../../wire/api/process.ts';
import type { Fields, ValuesOf } from '../../../wire/api/schema.ts';
import { RpcFault } from '../../../wire/faults.ts';
import { namespec } from '../../../wire/namespec.ts';
import { type Action, CLEAR, RESTART, SEND_SIGNAL, START, STOP } from '../actions.ts';
import { GROUP, NAMES } from '../arguments.ts';
import { define, type Operation } from '../operation.ts';
import { failure, findTargets, outcomesOf } from '../targets.ts';

export const startProcesses = overNames(START);
export const stopProcesses = overNames(STOP);
export const restartProcesses = overNames(RESTART);
export const signalProcesses = overNames(SEND_SIGNAL);
export const clearProcesses = overNames(CLEAR);

export const startGroup = overGroup(START);
export const stopGroup = overGroup(STOP);
export const restartGroup = overGroup(RESTART);
export const signalGroup = overGroup(SEND_SIGNAL);
export const clearGroup = overGroup(CLEAR);

function overNames<Body extends Fields>(action: Action<Body>): Operation {
  return define({
    name: `${action.verb}Processes`,
    method: 'POST',
    path: `/processes/${action.verb}`,
    role: 'operator',
    doc: `${action.does}, of the processes that are named. What cannot be done is told for each of them.`,
    body: { ...NAMES, ...action.body },
    answer: outcomes,
    faults: ['SHUTDOWN_STATE'],
    async run({ daemon }, values) {
      requireRunning(daemon);
      const { names } = values as ValuesOf<typeof NAMES>;
      const { processes, unknown, isNamed } = findTargets(daemon, names);
      const idle = processes.filter(({ state }) => action.concerns?.(state) === false);
      const results = await perform(action, daemon, processes, values as ValuesOf<Body>);
      return { results: [...unknown, ...idle.filter(isNamed).map(idleOutcome), ...results] };
    },
  });

  function idleOutcome(process: Process): Outcome {
    const { group, name } = process;
    return failure(process, new RpcFault(action.otherwise ?? 'FAILED', namespec(group, name)));
  }
}

function overGroup<Body extends Fields>(action: Action<Body>): Operation {
  return define({
    name: `${action.verb}Group`,
    method: 'POST',
    path: `/groups/{name}/${action.verb}`,
    role: 'operator',
    doc: `${action.does}, of the processes of a group.`,
    params: GROUP,
    body: action.body,
    answer: outcomes,
    faults: ['BAD_NAME', 'SHUTDOWN_STATE'],
    async run({ daemon }, values) {
      requireRunning(daemon);
      const { processes } = findGroup(daemon, (values as ValuesOf<typeof GROUP>).name);
      return { results: await perform(action, daemon, processes, values as ValuesOf<Body>) };
    },
  });
}

async function perform<Body extends Fields>(
  { act }: Action<Body>,
  daemon: Daemon,
  processes: readonly Process[],
  values: ValuesOf<Body>,
): Promise<Outcome[]> {
  return outcomesOf(await act(daemon, processes, values));
}

function requireRunning(daemon: Daemon): void {
  if (daemon.state !== 'RUNNING') throw new RpcFault('SHUTDOWN_STATE');
}
