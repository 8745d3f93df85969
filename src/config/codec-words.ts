/** Values that are one of a few words, in upper or lower case. */
import { UserError } from '../base/errors.ts';
import { repr } from '../base/python-text.ts';
import type { Codec } from './codec.ts';
import { SYSLOG_FACILITIES, SYSLOG_PRIORITIES } from './syslog-names.ts';

export const syslogFacility = wordOf('syslog facility', namesOf(SYSLOG_FACILITIES));

export const syslogPriority = wordOf('syslog priority', namesOf(SYSLOG_PRIORITIES));

/** What becomes of programs that an earlier supervisord has left behind. */
export const orphans = wordOf('way to treat orphans', ['report', 'kill', 'leave']);
export type Orphans = ReturnType<typeof orphans.parse>;

/** What is not to outlive a program. */
export const killMode = wordOf('kill mode', ['group', 'tree', 'cgroup']);
export type KillMode = ReturnType<typeof killMode.parse>;

function namesOf<T extends string>(table: Readonly<Record<T, number>>): T[] {
  return Object.keys(table) as T[];
}

function wordOf<const T extends string>(what: string, words: readonly T[]): Codec<T> {
  return {
    expected: words.map((word) => `\`${word}\``).join(', '),
    parse(text) {
      const found = words.find((word) => word === text.toLowerCase());
      if (found !== undefined) return found;
      throw new UserError(`${repr(text)} is not a ${what}; use one of ${words.join(', ')}`);
    },
    format: (value) => value,
  };
}
