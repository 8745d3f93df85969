/**
 * Flags of a command line, by a table.
 *
 *   parseFlags(table, words, surroundings)  ->  what was asked for, as plain data
 *
 * The rules are those of Python's getopt (`base/getopt.ts`), the errors those of the original.
 * Nothing is printed here and nothing ends: that is for the commands. The help text is made from
 * the table.
 *
 * To add a flag: add an entry to the table of its command.
 */
import { UserError } from '../base/errors.ts';
import { getopt, type OptionName } from '../base/getopt.ts';
import { repr } from '../base/python-text.ts';
import type { Codec, Surroundings } from '../config/codec.ts';
import { ConfigError } from '../config/errors.ts';

export interface Flag {
  /** A letter. */
  readonly short?: string;
  /** Without dashes. */
  readonly long?: string;
  /** What its argument is called in the help; a flag without one is a switch. */
  readonly argument?: string;
  readonly doc: string;
  /** What its value is called, in the result and in the configuration file. */
  readonly name: string;
  /** What its argument must be. */
  readonly type?: Codec<unknown>;
  /** It is asked for instead of running: what follows is not looked at. */
  readonly instead?: boolean;
  /** An addition to the original's flags. */
  readonly added?: boolean;
}

export interface Command {
  /** What the help shows behind the name of the command. */
  readonly synopsis: string;
  readonly doc: string;
  readonly flags: readonly Flag[];
  /** Whether words may follow the flags. */
  readonly positionals: boolean;
}

export interface ParsedFlags {
  /** The `name` of the flag that asks for something else than running. */
  readonly instead?: string;
  /** Arguments by the `name` of their flags, as typed; `true` for a switch. */
  readonly values: Readonly<Record<string, string>>;
  readonly rest: readonly string[];
}

/** @throws {UserError} with the original's words */
export function parseFlags(
  command: Command,
  words: readonly string[],
  surroundings: Surroundings,
): ParsedFlags {
  const { found, rest } = getopt(words, command.flags.flatMap(optionNames));
  if (rest.length > 0 && !command.positionals) {
    throw new UserError(
      `positional arguments are not supported: [${rest.map((word) => repr(word)).join(', ')}]`,
    );
  }
  const values = new Map<string, string>();
  for (const { option, argument } of found) {
    const flag = command.flags.find(({ short, long }) =>
      [`-${short}`, `--${long}`].includes(option),
    );
    if (flag === undefined) continue;
    if (flag.instead) return { instead: flag.name, values: {}, rest: [] };
    checkArgument(flag, option, argument, surroundings);
    if (values.has(flag.name)) {
      throw new UserError(`conflicting command line option ${repr(option)}`);
    }
    values.set(flag.name, flag.argument === undefined ? 'true' : argument);
  }
  return { values: Object.fromEntries(values), rest };
}

function optionNames({ short, long, argument, added = false }: Flag): OptionName[] {
  const takesArgument = argument !== undefined;
  return [
    ...(short === undefined ? [] : [{ name: `-${short}`, takesArgument, added }]),
    ...(long === undefined ? [] : [{ name: `--${long}`, takesArgument, added }]),
  ];
}

function checkArgument(
  { type }: Flag,
  option: string,
  argument: string,
  surroundings: Surroundings,
): void {
  try {
    type?.parse(argument, surroundings);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const reason = `invalid value for ${option} ${repr(argument)}: `;
    if (!(error instanceof ConfigError)) throw new UserError(reason + error.message);
    throw new ConfigError(reason + error.reason, error);
  }
}

/** What `-h` prints. @param argv0 The command as it was typed. */
export function helpText({ synopsis, doc, flags }: Command, argv0: string): string {
  const spellings = flags.map(spelling);
  const width = Math.max(...spellings.map((each) => each.length));
  const lines = flags.map(
    ({ doc }, index) => `  ${(spellings[index] ?? '').padEnd(width)}  ${doc}`,
  );
  return [`Usage: ${argv0} ${synopsis}`, '', doc, '', 'Options:', ...lines, ''].join('\n');
}

function spelling({ short, long, argument }: Flag): string {
  const names = [
    ...(short === undefined ? [] : [`-${short}`]),
    ...(long === undefined ? [] : [`--${long}`]),
  ].join(', ');
  return argument === undefined ? names : `${names} ${argument}`;
}
