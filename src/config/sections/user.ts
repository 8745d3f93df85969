/** `[user:x]`: who may use the servers, and for what. */

import { UserError } from '../../base/errors.ts';
import { repr } from '../../base/python-text.ts';
import { ROLES, type Role } from '../../wire/roles.ts';
import { type Codec, list, optional, text } from '../codec.ts';
import { groupIds, userIds } from '../codec-account.ts';
import { defineOptions, defineSection } from '../schema.ts';

const role: Codec<Role> = {
  expected: '`viewer`, `operator` or `admin`',
  parse(text) {
    const word = text.toLowerCase();
    if (Object.hasOwn(ROLES, word)) return word as Role;
    throw new UserError(`${repr(text)} is no role: ${role.expected.replaceAll('`', '')}`);
  },
  format: (value) => value,
};

export const userOptions = defineOptions({
  password: {
    type: optional(text),
    default: undefined,
    since: 'visord 0.1',
    names: 'env',
    applies: 'reread',
    doc:
      'The password: what `supervisorctl hash-password` makes of it; or in clear, or `{SHA}` and ' +
      'its SHA-1 in hexadecimal.',
  },
  tokens: {
    type: list,
    default: [],
    since: 'visord 0.1',
    names: 'env',
    applies: 'reread',
    doc:
      'Tokens that programs send as `Authorization: Bearer`: `{SHA256}` and the SHA-256 of each in ' +
      'hexadecimal, as `supervisorctl hash-password --token` makes them; or in clear.',
  },
  uid: {
    type: userIds,
    default: [],
    since: 'visord 0.1',
    names: 'env',
    applies: 'reread',
    doc: 'Users of the system who are this one without a password, over a unix socket.',
  },
  gid: {
    type: groupIds,
    default: [],
    since: 'visord 0.1',
    names: 'env',
    applies: 'reread',
    doc: 'Groups of the system whose members are this user without a password, over a unix socket.',
  },
  role: {
    type: role,
    default: 'viewer',
    since: 'visord 0.1',
    names: 'env',
    applies: 'reread',
    doc:
      'What the user may do: a `viewer` reads, an `operator` starts, stops and signals processes ' +
      'as well, an `admin` may do everything.',
  },
  groups: {
    type: optional(list),
    default: undefined,
    otherwise: 'all groups',
    since: 'visord 0.1',
    names: 'env',
    applies: 'reread',
    doc:
      'The groups that the user knows, by name or pattern (`web,db-*`). To the user there are no ' +
      'others, and what concerns supervisord as a whole is refused.',
  },
});

export const userSection = defineSection({
  header: 'user:<name>',
  doc:
    'Somebody who may use the servers. Once there is such a section, every server wants to know ' +
    'who asks. See the page on security.',
  matches: (name) => name.startsWith('user:'),
  options: userOptions,
});
