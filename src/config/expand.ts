/**
 * `%(name)s` in values, with the original's errors.
 */

import { UserError } from '../base/errors.ts';
import { FormatError, formatNames, type Names, UnknownNameError } from '../base/python-format.ts';
import { compareText, repr } from '../base/python-text.ts';
import { ConfigError } from './errors.ts';

/**
 * Replaces the names in a value.
 *
 * @param label What the error calls the value: mostly `section.option`.
 * @throws {UserError} with the original's words
 */
export function expand(text: string, names: Names, label: string): string {
  try {
    return formatNames(text, names);
  } catch (error) {
    const start = `Format string ${repr(text)} for ${repr(label)}`;
    if (error instanceof UnknownNameError) {
      const available = [...names.keys()].sort(compareText).join(', ');
      throw new ConfigError(
        `${start} contains names (${error.message}) which cannot be expanded. Available names: ${available}`,
        { missing: error.message.startsWith("'ENV_") ? 'variable' : undefined },
      );
    }
    if (!(error instanceof FormatError)) throw error;
    throw new UserError(`${start} is badly formatted: ${error.message}`);
  }
}

/** `ENV_<NAME>` for each variable. */
export function environmentNames(
  env: Readonly<Record<string, string | undefined>>,
): Map<string, string> {
  const names = new Map<string, string>();
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined) names.set(`ENV_${name}`, value);
  }
  return names;
}

/**
 * Expands what has been expanded before, as the original does with `stdout_logfile`, so that a
 * percent sign can be written as `%%%%`. Where a second time makes no sense, `%%` was enough.
 */
export function expandAgain(text: string, names: Names, label: string): string {
  if (/%[^(%]|%$/.test(text.replaceAll('%%', ''))) return text;
  try {
    return expand(text, names, label);
  } catch (error) {
    if (error instanceof UserError) return text;
    throw error;
  }
}
