/** Finds what a caller named: one process, a group, or everything. */
import { compareText } from '../../base/python-text.ts';
import { startOrder } from '../../core/order.ts';
import { RpcFault } from '../../wire/faults.ts';
import { splitNamespec } from '../../wire/namespec.ts';
import type { Daemon, Group, Process } from '../daemon.ts';

/** The parameter of most methods. */
export const NAME = {
  name: 'name',
  type: 'string',
  doc: 'The name of a process (name, or group:name)',
} as const;

/** @throws {RpcFault} BAD_NAME if there is no such process, or the name means a whole group */
export function findProcess(daemon: Daemon, name: string): Process {
  const found = find(daemon, name);
  if (found.process === undefined) throw new RpcFault('BAD_NAME', name);
  return found.process;
}

/**
 * Finds a process, or the group alone if the name means the whole of it (`group:*`).
 *
 * @throws {RpcFault} BAD_NAME
 */
export function find(
  daemon: Daemon,
  name: string,
): { readonly group: Group; readonly process: Process | undefined } {
  const { group: groupName, process: processName } = splitNamespec(name);
  const group = daemon.groups.get(groupName);
  if (group === undefined) throw new RpcFault('BAD_NAME', name);
  if (processName === undefined) return { group, process: undefined };
  const process = group.processes.find((candidate) => candidate.name === processName);
  if (process === undefined) throw new RpcFault('BAD_NAME', name);
  return { group, process };
}

/** @throws {RpcFault} BAD_NAME */
export function findGroup(daemon: Daemon, name: string): Group {
  const group = daemon.groups.get(name);
  if (group === undefined) throw new RpcFault('BAD_NAME', name);
  return group;
}

/** Every process in start order: by the priorities of groups, then of processes. */
export function allProcesses(daemon: Daemon): Process[] {
  return startOrder(daemon.groups.values()).flatMap((group) => group.processes);
}

/** Every process, by the names of groups, then of processes. */
export function processesByName(daemon: Daemon): Process[] {
  return [...daemon.groups.values()]
    .sort(byName)
    .flatMap((group) => [...group.processes].sort(byName));
}

function byName(one: { readonly name: string }, other: { readonly name: string }): number {
  return compareText(one.name, other.name);
}
