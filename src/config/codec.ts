/**
 * The kinds of values an option can have.
 *
 * A codec reads the text of a value, after `%(...)s` has been expanded, and writes a value as
 * text that it would read back. Its errors have the original's words, without a place; `at()`
 * adds that. What needs the system (accounts, directories) asks the one it is given.
 *
 * Those for paths, accounts and addresses are in `codec-*.ts`.
 *
 * To add a kind of value: add a codec; the manual takes its "Type:" line from `expected`.
 */
import { UserError } from '../base/errors.ts';
import { parseInteger, parseOctal, repr, strip } from '../base/python-text.ts';
import type { Accounts, Files } from '../os/port.ts';
import { signalName } from '../os/signals.ts';
import type { LogLevel } from './config.ts';
import { type Environment, formatEnvironment, parseEnvironment } from './environment.ts';
import { ConfigError } from './errors.ts';
import type { Home } from './paths.ts';
import { parseSignal } from './signals.ts';

/** What reading a value may depend on. */
export interface Surroundings extends Home {
  readonly os: Files & Accounts;
  /** What relative paths are relative to. */
  readonly cwd: string;
  /** Whether a plug-in adds a type of events; undefined: none does. */
  readonly isAddedEvent?: (name: string) => boolean;
}

export interface Codec<T> {
  /** For the manual: what is expected, as a noun phrase. */
  readonly expected: string;
  /** @throws {UserError} with the original's words */
  parse(text: string, surroundings: Surroundings): T;
  format(value: T): string;
}

/** A value that need not be there. */
export function optional<T>(codec: Codec<T>): Codec<T | undefined> {
  return {
    expected: codec.expected,
    parse: (text, surroundings) => codec.parse(text, surroundings),
    format: (value) => (value === undefined ? '' : codec.format(value)),
  };
}

export const text: Codec<string> = {
  expected: 'text',
  parse: (text) => text,
  format: (value) => value,
};

export const integer: Codec<number> = {
  expected: 'an integer',
  parse: parseInteger,
  format: String,
};

export const seconds: Codec<number> = { ...integer, expected: 'a number of seconds' };

const TRUE = ['yes', 'true', 'on', '1'];
const FALSE = ['no', 'false', 'off', '0'];

export const boolean: Codec<boolean> = {
  expected: '`true` or `false` (also `yes`, `on`, `1` and `no`, `off`, `0`)',
  parse(text) {
    const word = text.toLowerCase();
    if (TRUE.includes(word)) return true;
    if (FALSE.includes(word)) return false;
    throw new UserError(`not a valid boolean value: ${repr(text)}`);
  },
  format: String,
};

export const autorestart: Codec<boolean | 'unexpected'> = {
  expected: '`unexpected`, `true` or `false`',
  parse(text) {
    const word = text.toLowerCase();
    if (word === 'unexpected') return word;
    if (TRUE.includes(word)) return true;
    if (FALSE.includes(word)) return false;
    throw new UserError(`invalid 'autorestart' value ${repr(word)}`);
  },
  format: String,
};

const UNITS: readonly (readonly [string, number])[] = [
  ['gb', 1024 ** 3],
  ['mb', 1024 ** 2],
  ['kb', 1024],
];

export const byteSize: Codec<number> = {
  expected: 'a number of bytes, or of `KB`, `MB` or `GB`',
  parse(text) {
    const lower = text.toLowerCase();
    const unit = UNITS.find(([suffix]) => lower.endsWith(suffix));
    try {
      return unit === undefined ? parseInteger(lower) : parseInteger(lower.slice(0, -2)) * unit[1];
    } catch (error) {
      const short = /^\s*(\d+)\s*([kmg])\s*$/i.exec(text);
      if (!(error instanceof UserError) || short === null) throw error;
      const hint = `did you mean ${short[1]}${short[2]?.toUpperCase()}B?`;
      throw new ConfigError(error.message, { hint });
    }
  },
  format(value) {
    const unit = UNITS.find(([, size]) => value !== 0 && value % size === 0);
    return unit === undefined ? String(value) : `${value / unit[1]}${unit[0].toUpperCase()}`;
  },
};

export const octal: Codec<number> = {
  expected: 'an octal number',
  parse(text) {
    const value = parseOctal(text);
    if (value === undefined) throw new UserError(`${text} can not be converted to an octal type`);
    return value;
  },
  format: (value) => value.toString(8).padStart(3, '0'),
};

export const signal: Codec<number> = {
  expected: 'the name of a signal, with or without `SIG`, or its number',
  parse: parseSignal,
  format(value) {
    const name = signalName(value);
    return name.startsWith('SIG') ? name.slice('SIG'.length) : String(value);
  },
};

export const exitCodes: Codec<readonly number[]> = {
  expected: 'a comma-separated list of numbers from 0 to 255',
  parse(text) {
    if (text === '') return [];
    try {
      const codes = text.split(',').map(parseInteger);
      if (codes.every((code) => code >= 0 && code <= 255)) return codes;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
    throw new UserError(`not a valid list of exit codes: ${repr(text)}`);
  },
  format: (value) => value.join(','),
};

export const list: Codec<readonly string[]> = {
  expected: 'a comma-separated list',
  parse: (text) => (text === '' ? [] : text.split(',').map(strip)),
  format: (value) => value.join(','),
};

/** `supervisord -e`, `loglevel=`: from the most important to the least. */
const LEVELS: readonly LogLevel[] = [
  'critical',
  'error',
  'warn',
  'info',
  'debug',
  'trace',
  'blather',
];

export const logLevel: Codec<LogLevel> = {
  expected: LEVELS.map((level) => `\`${level}\``).join(', '),
  parse(text) {
    const level = LEVELS.find((each) => each === text.toLowerCase());
    if (level === undefined) throw new UserError(`bad logging level name ${repr(text)}`);
    return level;
  },
  format: (value) => value,
};

/** The name of a program, a process or a group. */
export const name: Codec<string> = {
  expected: 'a name without blanks, `:` and `/`',
  parse(text) {
    const stripped = strip(text);
    const bad = [' ', ':', '/'].find((character) => stripped.includes(character));
    if (bad === undefined) return stripped;
    throw new UserError(`Invalid name: ${repr(text)} because of character: ${repr(bad)}`);
  },
  format: (value) => value,
};

export const environment: Codec<Environment> = {
  expected: 'a comma-separated list of `KEY="value"`',
  parse: parseEnvironment,
  format: ({ variables }) => formatEnvironment(variables),
};
