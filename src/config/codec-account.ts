/** Values that name users, groups and permissions. */
import { UserError } from '../base/errors.ts';
import { parseInteger, parseOctal } from '../base/python-text.ts';
import type { Accounts, User } from '../os/port.ts';
import { type Codec, list, octal } from './codec.ts';

export const user: Codec<User> = {
  expected: 'the name or number of a user',
  parse(text, { os }) {
    const uid = integerOr(text);
    const found = uid === undefined ? os.userByName(text) : os.userById(uid);
    if (found !== undefined) return found;
    throw new UserError(`Invalid user ${uid === undefined ? 'name' : 'id'} ${text}`);
  },
  format: (value) => value.name,
};

/** Numbers of users of the system. */
export const userIds: Codec<readonly number[]> = {
  expected: 'a comma-separated list of users, each a name or a number',
  parse: (text, surroundings) =>
    list
      .parse(text, surroundings)
      .map((name) => integerOr(name) ?? user.parse(name, surroundings).uid),
  format: (value) => value.join(','),
};

/** Numbers of groups of the system. */
export const groupIds: Codec<readonly number[]> = {
  expected: 'a comma-separated list of groups, each a name or a number',
  parse: (text, surroundings) =>
    list.parse(text, surroundings).map((name) => {
      const gid = integerOr(name) ?? surroundings.os.groupByName(name);
      if (gid === undefined) throw new UserError(`Invalid group name ${name}`);
      return gid;
    }),
  format: (value) => value.join(','),
};

export interface Owner {
  readonly uid: number;
  /** -1 leaves the group as it is. */
  readonly gid: number;
}

/** `user` or `user:group`. @param complaint What the original says before the value. */
export function owner(complaint: string): Codec<Owner> {
  return {
    expected: 'a user, or `user:group`, each a name or a number',
    parse(text, surroundings) {
      const colon = text.indexOf(':');
      const [userText, groupText] =
        colon === -1 ? [text, undefined] : [text.slice(0, colon), text.slice(colon + 1)];
      const gid = groupText === undefined ? -1 : findGroup(groupText, surroundings.os);
      try {
        const { uid } = user.parse(userText, surroundings);
        if (gid !== undefined) return { uid, gid };
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
      }
      throw new UserError(`${complaint} ${text}`);
    },
    format: ({ uid, gid }) => (gid === -1 ? String(uid) : `${uid}:${gid}`),
  };
}

function findGroup(text: string, os: Accounts): number | undefined {
  const gid = integerOr(text);
  if (gid === undefined) return os.groupByName(text);
  return os.groupById(gid) === undefined ? undefined : gid;
}

function integerOr(text: string): number | undefined {
  try {
    return parseInteger(text);
  } catch {
    return undefined;
  }
}

/** An octal mode. @param complaint What the original says before the value. */
export function mode(complaint: string): Codec<number> {
  return {
    ...octal,
    parse(text) {
      const value = parseOctal(text);
      if (value === undefined) throw new UserError(`${complaint} ${text}`);
      return value;
    },
  };
}
