/** Values that are words of syslog. */
import { UserError } from '../base/errors.ts';
import { repr } from '../base/python-text.ts';
import type { Codec } from './codec.ts';
import { SYSLOG_FACILITIES, SYSLOG_PRIORITIES } from './syslog-names.ts';

export const syslogFacility = wordOf('syslog facility', SYSLOG_FACILITIES);

export const syslogPriority = wordOf('syslog priority', SYSLOG_PRIORITIES);

/** One of the names of a table, in upper or lower case. */
function wordOf<T extends string>(what: string, table: Readonly<Record<T, number>>): Codec<T> {
  const words = Object.keys(table) as T[];
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
