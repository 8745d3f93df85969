/** What each field of a state may be, but not together with the others. */
import { UserError } from '../base/errors.ts';
import type { EventPoolSnapshot } from '../events/pool.ts';
import type { ProcessState } from '../wire/states.ts';
import type { MemberSnapshot } from './active-groups.ts';
import type { SocketSnapshot } from './fcgi-socket.ts';
import { type DaemonState, membersOf, ownDescriptors } from './snapshot.ts';

const WITH_PID: ReadonlySet<ProcessState> = new Set<ProcessState>([
  'STARTING',
  'RUNNING',
  'STOPPING',
  'UNKNOWN',
]);

/** @throws {UserError} */
export function refuseContradictions(state: DaemonState): void {
  const { sockets, groups } = state.supervisor;
  const members = membersOf(state);
  const pids = members.map(({ machine }) => machine.pid);
  refuseTwice(
    'group',
    groups.map(({ config }) => config.name),
  );
  refuseTwice(
    'pid',
    pids.filter((pid) => pid !== 0),
  );
  refuseTwice('descriptor', ownDescriptors(state));
  for (const place of groups.flatMap((group) => group.sockets)) {
    if (place >= sockets.length) throw new UserError(`there is no socket ${place}`);
  }
  for (const { config, processes, pool } of groups) {
    if ((config.pool === undefined) !== (pool === undefined)) {
      throw new UserError(`group ${config.name} is a pool in one place and none in another`);
    }
    for (const member of processes) refuse(member, strangeness(member, config.name, pool));
  }
  for (const member of members) refuse(member, objectionTo(member, sockets));
}

function refuse({ config: { name } }: MemberSnapshot, objection: string | undefined): void {
  if (objection !== undefined) throw new UserError(`process ${name} ${objection}`);
}

/** Why it does not belong to its group. */
function strangeness(
  { config, listener }: MemberSnapshot,
  group: string,
  pool: EventPoolSnapshot | undefined,
): string | undefined {
  if (config.group !== group) return `stands in group ${group} and belongs to ${config.group}`;
  if ((listener === undefined) === (pool === undefined)) return undefined;
  return pool === undefined ? 'listens to no pool' : 'is no listener of its pool';
}

function refuseTwice(what: string, values: readonly (string | number)[]): void {
  const seen = new Set<string | number>();
  for (const value of values) {
    if (seen.has(value)) throw new UserError(`${what} ${value} is there twice`);
    seen.add(value);
  }
}

function objectionTo(
  { machine: { pid, state }, child, socket }: MemberSnapshot,
  sockets: readonly SocketSnapshot[],
): string | undefined {
  if (pid !== 0 && !WITH_PID.has(state)) return `has a pid and is ${state}`;
  if (child.pipes !== undefined && pid === 0) return 'has pipes and no pid';
  if (child.place !== undefined && (pid !== 0 || !WITH_PID.has(state))) {
    return `waits to be launched and is ${state}`;
  }
  if (socket !== undefined && socket >= sockets.length) return `has no socket ${socket}`;
  const isOpen = socket !== undefined && sockets[socket]?.fd !== undefined;
  return child.holdsSocket && !isOpen ? 'holds a socket that is not open' : undefined;
}
