/**
 * Who may do what: the one decision that every door asks for.
 *
 *   permits(principal, { role: 'operator' })  ->  boolean
 *   seesGroup(principal, 'web')               ->  boolean
 *
 * A method, a route and an operation say what they demand; a principal says what it has. One who is
 * limited to groups knows no others: they are left out of lists, and unknown by name. What concerns
 * the daemon as a whole is not for such a one, whatever the role.
 */
import { fnmatch } from '../base/fnmatch.ts';
import { ROLES, type Role } from '../wire/roles.ts';

/** Who asks, and from where. */
export interface Principal {
  /** As logs call them: the name of a user, or of an account of the system. */
  readonly name: string;
  /** Nobody knows who it is: the server asks nobody, and neither does the system tell. */
  readonly isAnonymous?: boolean;
  readonly role: Role;
  /** Names of groups, or patterns of names; undefined: all. */
  readonly groups?: readonly string[] | undefined;
  /** For logs: `127.0.0.1:4711`, `pid 4711`. */
  readonly from: string;
}

/** What is needed to do something. */
export interface Demand {
  readonly role: Role;
  /** It concerns the daemon as a whole, or programs of any group. */
  readonly whole?: boolean;
}

/** The daemon and its plug-ins, when they call methods of their own accord. */
export const ITSELF: Principal = { name: 'supervisord', role: 'admin', from: 'inside' };

export function permits({ role, groups }: Principal, demand: Demand): boolean {
  return RANKS[role] >= RANKS[demand.role] && !(demand.whole === true && groups !== undefined);
}

export function seesGroup({ groups }: Pick<Principal, 'groups'>, name: string): boolean {
  return groups === undefined || groups.some((pattern) => fnmatch(name, pattern));
}

const RANKS = Object.fromEntries(Object.keys(ROLES).map((role, rank) => [role, rank])) as Readonly<
  Record<Role, number>
>;
