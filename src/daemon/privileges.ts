/**
 * What the daemon gives up and what it raises before anything else happens: its user and its
 * limits. Refusals are the original's words, because people search for them.
 */
import { isSystemError, UserError } from '../base/errors.ts';
import type { Config, Note } from '../config/config.ts';
import type { Limit, LimitName } from '../os/limits.ts';
import type { Credentials, User } from '../os/port.ts';

/** What the daemon may do to itself. Calls that fail throw a `SystemError`. */
export interface Privileges {
  uid(): number;
  setGroups(groups: readonly number[]): void;
  setGid(gid: number): void;
  setUid(uid: number): void;
  readLimit(name: LimitName): Limit;
  setLimit(name: LimitName, limit: Limit): void;
}

/**
 * Becomes the `user` of `[supervisord]`.
 *
 * @throws {UserError} if that is not allowed.
 */
export function dropPrivileges(
  user: User | undefined,
  groupsOf: (user: User) => number[],
  privileges: Privileges,
): Note[] {
  const uid = privileges.uid();
  if (user === undefined) return uid === 0 ? [{ level: 'critical', text: RUNNING_AS_ROOT }] : [];
  if (user.uid !== uid) {
    if (uid !== 0) throw new UserError("Can't drop privilege as nonroot user");
    become({ uid: user.uid, gid: user.gid, groups: groupsOf(user) }, privileges);
  }
  return [{ level: 'info', text: `Set uid to user ${user.uid} succeeded` }];
}

/** Root can lack these rights too, in a container. */
function become({ uid, gid, groups }: Credentials, privileges: Privileges): void {
  orRefuse(
    () => privileges.setGroups(groups),
    () => 'Could not set groups of effective user',
  );
  orRefuse(
    () => privileges.setGid(gid),
    () => 'Could not set group id of effective user',
  );
  orRefuse(
    () => privileges.setUid(uid),
    () => `Could not set user id of effective user to ${uid}`,
  );
}

const RUNNING_AS_ROOT =
  'Supervisor is running as root.  Privileges were not dropped because no user is specified in ' +
  'the config file.  If you intend to run as root, you can set user=root in the config file to ' +
  'avoid this message.';

/**
 * Raises the limits to `minfds` and `minprocs`, if they are below.
 *
 * Node has raised our own soft limit of descriptors already; what counts, and what the programs
 * get, is `openFiles`, the one we were started with.
 *
 * @returns the soft limit of descriptors for the programs, and what to log
 * @throws {UserError} if the hard limits forbid it.
 */
export function raiseLimits(
  { minfds, minprocs }: Config['supervisord'],
  openFiles: number,
  privileges: Privileges,
): { openFiles: number; notes: Note[] } {
  const notes: Note[] = [];
  const { soft, hard } = privileges.readLimit('openFiles');
  if (openFiles < minfds) {
    if (soft < minfds) {
      const limit = { soft: minfds, hard: Math.max(hard, minfds) };
      orRefuse(
        () => privileges.setLimit('openFiles', limit),
        () => tooFewFiles(minfds, hard),
      );
    }
    notes.push({ level: 'info', text: `Increased RLIMIT_NOFILE limit to ${minfds}` });
  }
  const processes = privileges.readLimit('processes');
  if (processes.soft < minprocs) {
    const limit = { soft: minprocs, hard: Math.max(processes.hard, minprocs) };
    orRefuse(
      () => privileges.setLimit('processes', limit),
      () => tooFewProcesses(minprocs, processes.hard),
    );
    notes.push({ level: 'info', text: `Increased RLIMIT_NPROC limit to ${minprocs}` });
  }
  return { openFiles: Math.max(openFiles, minfds), notes };
}

function orRefuse(call: () => void, refusal: () => string): void {
  try {
    call();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new UserError(refusal(), { cause: error });
  }
}

function tooFewFiles(minimum: number, hard: number): string {
  return (
    `The minimum number of file descriptors required to run this process is ${minimum} as per ` +
    'the "minfds" command-line argument or config file setting. The current environment will ' +
    `only allow you to open ${hard} file descriptors.  Either raise the number of usable file ` +
    'descriptors in your environment (see README.rst) or lower the minfds setting in the config ' +
    'file to allow the process to start.'
  );
}

function tooFewProcesses(minimum: number, hard: number): string {
  return (
    `The minimum number of available processes required to run this program is ${minimum} as per ` +
    'the "minprocs" command-line argument or config file setting. The current environment will ' +
    `only allow you to open ${hard} processes.  Either raise the number of usable processes in ` +
    'your environment (see README.rst) or lower the minprocs setting in the config file to allow ' +
    'the program to start.'
  );
}
