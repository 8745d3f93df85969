/**
 * Python's `getopt`: short options that can be bundled, long ones that can be abbreviated to a
 * unique prefix, and an end at the first word that is no option.
 *
 * It finds options and their arguments; what they mean is for `bin/flags.ts`.
 */
import { UserError } from './errors.ts';

export interface OptionName {
  /** With its dashes: `-c` or `--configuration`. */
  readonly name: string;
  readonly takesArgument: boolean;
  /**
   * An addition to the original's options. A prefix is looked up among the original's first, so
   * that additions make none of them ambiguous.
   */
  readonly added?: boolean;
}

export interface FoundOption {
  readonly option: string;
  /** Empty for an option without argument. */
  readonly argument: string;
}

/** An option that nobody knows; who has the others may have a suggestion. */
export class UnknownOption extends UserError {
  override readonly name = 'UnknownOption';
  /** With its dashes. */
  readonly option: string;

  constructor(option: string) {
    super(`option ${option} not recognized`);
    this.option = option;
  }
}

/** @throws {UserError} with Python's words */
export function getopt(
  words: readonly string[],
  known: readonly OptionName[],
): { found: FoundOption[]; rest: string[] } {
  const rest = [...words];
  const found: FoundOption[] = [];
  for (;;) {
    const word = rest[0];
    if (word === undefined || !word.startsWith('-') || word === '-') return { found, rest };
    rest.shift();
    if (word === '--') return { found, rest };
    if (word.startsWith('--')) found.push(readLong(word.slice(2), known, rest));
    else for (const option of readShorts(word.slice(1), known, rest)) found.push(option);
  }
}

function readLong(text: string, known: readonly OptionName[], rest: string[]): FoundOption {
  const equals = text.indexOf('=');
  const typed = equals === -1 ? text : text.slice(0, equals);
  const given = equals === -1 ? undefined : text.slice(equals + 1);
  const option = findLong(typed, known);
  const { name, takesArgument } = option;
  if (!takesArgument) {
    if (given !== undefined) throw new UserError(`option ${name} must not have an argument`);
    return { option: name, argument: '' };
  }
  const argument = given ?? rest.shift();
  if (argument === undefined) throw new UserError(`option ${name} requires argument`);
  return { option: name, argument };
}

function findLong(typed: string, known: readonly OptionName[]): OptionName {
  const long = known.filter(({ name }) => name.startsWith(`--${typed}`) && name.startsWith('--'));
  const exact = long.find(({ name }) => name === `--${typed}`);
  if (exact !== undefined) return exact;
  const originals = long.filter(({ added }) => added !== true);
  const candidates = originals.length > 0 ? originals : long;
  const [first] = candidates;
  if (first === undefined) throw new UnknownOption(`--${typed}`);
  if (candidates.length > 1) throw new UserError(`option --${typed} not a unique prefix`);
  return first;
}

function readShorts(text: string, known: readonly OptionName[], rest: string[]): FoundOption[] {
  const found: FoundOption[] = [];
  let behind = 0;
  for (const letter of text) {
    behind += letter.length;
    const option = `-${letter}`;
    const match = known.find(({ name }) => name === option);
    if (match === undefined) throw new UnknownOption(option);
    if (!match.takesArgument) {
      found.push({ option, argument: '' });
      continue;
    }
    const argument = behind < text.length ? text.slice(behind) : rest.shift();
    if (argument === undefined) throw new UserError(`option ${option} requires argument`);
    return [...found, { option, argument }];
  }
  return found;
}
