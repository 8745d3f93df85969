/**
 * The signals that can be named, in `stopsignal=` and by `supervisorctl signal`.
 *
 * Names are Python's, with or without `SIG`. They include what its `signal` module calls so
 * besides, which makes 0 (`SIG_DFL`) a valid number: the signal that only asks for existence.
 */
import { constants } from 'node:os';
import { UserError } from '../base/errors.ts';
import { parseInteger, repr, strip } from '../base/python-text.ts';

const OTHERS: readonly (readonly [string, number])[] = [
  ['SIG_DFL', 0],
  ['SIG_IGN', 1],
  ['SIG_BLOCK', 0],
  ['SIG_UNBLOCK', 1],
  ['SIG_SETMASK', 2],
];

const LINUX: readonly (readonly [string, number])[] = [
  ['SIGCLD', 17],
  ['SIGRTMIN', 34],
  ['SIGRTMAX', 64],
];

const NUMBERS: ReadonlyMap<string, number> = new Map([
  ...OTHERS,
  ...(process.platform === 'linux' ? LINUX : []),
  ...Object.entries(constants.signals),
]);

const VALID: ReadonlySet<number> = new Set(NUMBERS.values());

/**
 * The number of a signal given by name or number.
 *
 * @throws {UserError} with the original's words
 */
export function parseSignal(text: string): number {
  let number: number | undefined;
  try {
    number = parseInteger(text);
  } catch {
    const name = strip(text).toUpperCase();
    number = NUMBERS.get(name.startsWith('SIG') ? name : `SIG${name}`);
    if (number === undefined) throw new UserError(`value ${repr(text)} is not a valid signal name`);
  }
  if (!VALID.has(number)) throw new UserError(`value ${repr(text)} is not a valid signal number`);
  return number;
}
