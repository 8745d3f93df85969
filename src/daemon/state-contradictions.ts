/** What each field of a state may be, but not together with the others. */
import { UserError } from '../base/errors.ts';
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
  for (const member of members) {
    const objection = objectionTo(member, sockets);
    if (objection !== undefined) throw new UserError(`process ${member.config.name} ${objection}`);
  }
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
