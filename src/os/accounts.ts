/** Users and groups through the C library, so that every source NSS knows is asked. */
import { check } from './errno.ts';
import { native } from './native.ts';
import type { Accounts } from './port.ts';

export const accounts: Accounts = {
  userByName: (name) => known('getpwnam_r', native().userByName(name)),
  userById: (uid) => known('getpwuid_r', native().userById(uid)),
  groupByName(name) {
    const gid = native().groupByName(name);
    return gid === undefined ? undefined : check('getgrnam_r', gid);
  },
  groupById: (gid) => known('getgrgid_r', native().groupById(gid)),
  groupsOf: (user) => known('getgrouplist', native().groupsOf(user.name, user.gid)),
};

/** Passes on what was found; a number is `-errno`. */
function known<Found>(syscall: string, found: Found | number): Found {
  if (typeof found === 'number') check(syscall, found);
  return found as Found;
}
