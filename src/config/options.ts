/**
 * Reads the options of a section by its table.
 *
 *   readOptions(programOptions, 'program:web', reading, names)  ->  { priority: 999, ... }
 *
 * Each value is found, expanded and parsed, in the order of the table; those that cannot be used
 * are thrown together, each with its place.
 */
import { UserError } from '../base/errors.ts';
import type { Names } from '../base/python-format.ts';
import { optional, type Surroundings, text } from './codec.ts';
import { at, ConfigError } from './errors.ts';
import { expand, expandAgain } from './expand.ts';
import type { Ini } from './ini.ts';
import { Refusals } from './refusals.ts';
import type { Option, Options, Scope } from './schema.ts';

/** What reading a section depends on. */
export interface Reading {
  readonly ini: Ini;
  readonly surroundings: Surroundings;
  /** The names that options of a scope may use. */
  names(scope: Scope): Names;
}

/** @throws {ConfigErrors} with all that is wrong in the section */
export function readOptions<T>(table: Options<T>, section: string, reading: Reading): T {
  const refusals = new Refusals();
  const values: Partial<Record<keyof T, unknown>> = {};
  for (const key of Object.keys(table) as (keyof T & string)[]) {
    values[key] = refusals.attempt(() => readOption(table, key, section, reading));
  }
  refusals.raise();
  return values as T;
}

/** Reads one option of a table. */
export function readOption<T, K extends keyof T & string>(
  table: Options<T>,
  key: K,
  section: string,
  reading: Reading,
): T[K] {
  const option: Option<T[K]> = table[key];
  const value = reading.ini.value(section, key);
  const missing = value === undefined || ('filled' in option && option.filled && value.text === '');
  if (!missing) {
    return at(value.origin, () => {
      const text = expandValue(value.text, option, { section, key, reading });
      return parseValue(text, option, section, reading.surroundings);
    });
  }
  if (!('required' in option)) return option.default;
  throw new ConfigError(fill(option.required, section), {
    origin: reading.ini.originOf(section),
    missing: 'text',
  });
}

/** The same option before its value is looked at: its text, with the names in it replaced. */
export function asText<T>({ refuse: _, ...option }: Option<T>): Option<string | undefined> {
  const unset = 'default' in option ? { default: undefined } : {};
  return { ...option, ...unset, type: optional(text) } as Option<string | undefined>;
}

function expandValue<T>(
  text: string,
  { names: scope, expansion }: Option<T>,
  { section, key, reading }: { section: string; key: string; reading: Reading },
): string {
  if (expansion === 'later') return text;
  const names = reading.names(scope);
  if (expansion === 'bare') return expand(text, names, key);
  const once = expand(text, names, `${section}.${key}`);
  return expansion === 'twice' ? expandAgain(once, names, key) : once;
}

function parseValue<T>(
  text: string,
  { type, complaint, refuse }: Option<T>,
  section: string,
  surroundings: Surroundings,
): T {
  try {
    const value = type.parse(text, surroundings);
    const refusal = refuse?.(value);
    if (refusal === undefined) return value;
    throw new UserError(fill(refusal, section));
  } catch (error) {
    if (complaint === undefined || !(error instanceof UserError)) throw error;
    throw new UserError(error.message + fill(complaint, section));
  }
}

function fill(template: string, section: string): string {
  return template.replace('%s', () => section);
}
