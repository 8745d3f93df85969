/**
 * The flags behind a command: `status --json web`. They may stand anywhere among its words.
 *
 * Only what is spelled out is a flag; any other word stays a name, which the original would have
 * taken it for.
 */
import type { Command, CommandFlag, Flags } from './command.ts';

const JSON_FLAG: CommandFlag = { name: '--json', doc: 'Print one JSON document instead of lines' };

type Flagged = Pick<Command, 'flags' | 'json'>;

export function flagsOf({ flags = [], json }: Flagged): readonly CommandFlag[] {
  return json === undefined ? flags : [...flags, JSON_FLAG];
}

/** Separates the flags of a command from its other words. */
export function takeFlags(
  command: Flagged,
  words: readonly string[],
): { readonly flags: Flags; readonly names: readonly string[] } {
  const known = flagsOf(command);
  const flags = new Map<string, string>();
  const names = words.filter((word) => {
    const equals = word.indexOf('=');
    const name = equals === -1 ? word : word.slice(0, equals);
    const flag = known.find((each) => each.name === name);
    if (flag === undefined || !fits(flag, equals !== -1)) return true;
    flags.set(name, equals === -1 ? '' : word.slice(equals + 1));
    return false;
  });
  return { flags, names };
}

function fits({ argument, optional }: CommandFlag, isGiven: boolean): boolean {
  return isGiven ? argument !== undefined : argument === undefined || optional === true;
}

/** A flag as it is typed: `--rolling[=N]`. */
export function spelling({ name, argument, optional }: CommandFlag): string {
  if (argument === undefined) return name;
  return optional ? `${name}[=${argument}]` : `${name}=${argument}`;
}
