/** The users of a configuration, in the order of the files. */
import type { UserConfig } from './config.ts';
import { ConfigError } from './errors.ts';
import { type Reading, readOptions } from './options.ts';
import type { Refusals } from './refusals.ts';
import { userOptions, userSection } from './sections/user.ts';

/** @returns those that can be used */
export function readUsers(reading: Reading, refusals: Refusals): UserConfig[] {
  return [...reading.ini.sections]
    .filter(({ name }) => userSection.matches(name))
    .map(({ name }) => refusals.attempt(() => readUser(name, reading)))
    .filter((user) => user !== undefined);
}

function readUser(section: string, reading: Reading): UserConfig {
  const origin = reading.ini.originOf(section);
  const name = section.slice(section.indexOf(':') + 1).trim();
  if (name === '' || name.includes(':')) {
    throw new ConfigError(`[${section}] names no user: a name is not empty and has no ':'`, {
      origin,
      missing: 'text',
    });
  }
  const user = readOptions(userOptions, section, reading);
  const { password, tokens, uid, gid } = user;
  if (password === undefined && tokens.length + uid.length + gid.length === 0) {
    throw new ConfigError(
      `section [${section}] does not say how the user is known: by password, tokens, uid or gid`,
      { origin, missing: 'text' },
    );
  }
  const empty = password === '' ? 'password' : tokens.includes('') ? 'tokens' : undefined;
  if (empty !== undefined) {
    throw new ConfigError(`section [${section}] has an empty ${empty} value`, {
      origin: reading.ini.value(section, empty)?.origin,
    });
  }
  return { name, ...user, origin };
}
