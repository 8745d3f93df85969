/** What several operations take. */
import { boolean, list, optional, string } from '../../wire/api/schema.ts';

/** Of the path: one process. */
export const NAMESPEC = {
  namespec: string('The process: `group:name`, or `name` if both are equal'),
} as const;

/** Of the path: one group. */
export const GROUP = { name: string('The name of the group') } as const;

/** Characters of a name in a body. */
const LONGEST_NAME = 1000;

/** Of a body: several groups. */
export const groupNames = list(
  string('The name of a group', { maxLength: LONGEST_NAME }),
  'Only these groups',
  { maxItems: 10_000 },
);

export const WAIT_START = {
  wait: optional(boolean('Whether to answer only when it runs, or has failed to'), true),
} as const;

export const WAIT_STOP = {
  wait: optional(boolean('Whether to answer only when it has stopped'), true),
} as const;

export const SIGNAL = {
  signal: string('The signal, by name (`HUP`, `SIGHUP`) or number (`1`)', { maxLength: 40 }),
} as const;

/** Of a body: several processes. */
export const NAMES = {
  names: list(
    string('`name`, `group:name`, `group:*`, or a pattern such as `web*`; `*` means all', {
      maxLength: LONGEST_NAME,
    }),
    'The processes',
    { maxItems: 10_000 },
  ),
} as const;
