/**
 * Who may do what with a path.
 *
 * For ourselves the system is asked, which knows of read-only disks and access lists. For others
 * it is told from owners and modes, of the path and of the folders on the way to it.
 */
import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { isSystemError } from '../base/errors.ts';
import type { Credentials } from './port.ts';

/** To `execute` a directory is to enter it. */
export type Right = 'write' | 'execute';

export interface Permissions {
  /** Whether that would be granted; not for a path that is not there. */
  may(who: Credentials, right: Right, path: string): boolean;
}

const BITS: Readonly<Record<Right, number>> = { write: 2, execute: 1 };
const ACCESS: Readonly<Record<Right, number>> = {
  write: constants.W_OK,
  execute: constants.X_OK,
};

/** @param uid Who we are. */
export function permissionsFor(uid: number): Permissions {
  return {
    may(who, right, where) {
      try {
        if (who.uid !== uid) return mayByMode(who, right, realpathSync(where));
        accessSync(where, ACCESS[right]);
        return true;
      } catch (error) {
        if (!isSystemError(error)) throw error;
        return false;
      }
    },
  };
}

function mayByMode(who: Credentials, right: Right, where: string): boolean {
  const folder = path.dirname(where);
  if (folder !== where && !mayByMode(who, 'execute', folder)) return false;
  const { mode, uid, gid } = statSync(where);
  if (who.uid === 0) return right === 'write' || (mode & 0o111) !== 0;
  const shift = uid === who.uid ? 6 : gid === who.gid || who.groups.includes(gid) ? 3 : 0;
  return ((mode >> shift) & BITS[right]) !== 0;
}
