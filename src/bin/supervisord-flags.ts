/**
 * The command line of supervisord. Most flags stand for an option of `[supervisord]`, and are
 * checked as it is.
 */
import { UserError } from '../base/errors.ts';
import type { CheckOptions } from '../check/report.ts';
import { type Codec, list, type Surroundings } from '../config/codec.ts';
import { supervisordOptions } from '../config/sections/supervisord.ts';
import { type Command, type Flag, parseFlags } from './flags.ts';
import type { UnitRequest } from './units/print-unit.ts';

type OptionName = keyof typeof supervisordOptions;

/** A flag for an option. The user is looked up later, when the configuration has been read. */
function forOption(name: OptionName, flag: Pick<Flag, 'short' | 'argument'>, doc: string): Flag {
  const codec: Codec<unknown> = supervisordOptions[name].type;
  const checked = flag.argument !== undefined && name !== 'user';
  return { ...flag, long: name, name, doc, ...(checked && { type: codec }) };
}

export const SUPERVISORD: Command = {
  synopsis: '[options]',
  doc: 'Starts programs, and keeps them running.',
  positionals: false,
  flags: [
    {
      short: 'c',
      long: 'configuration',
      argument: 'FILE',
      name: 'configuration',
      doc: 'The configuration file; without it, the usual places are searched',
    },
    forOption('nodaemon', { short: 'n' }, 'Stay in the foreground'),
    forOption('silent', { short: 's' }, 'Do not copy the log to standard output'),
    { short: 'h', long: 'help', name: 'help', instead: true, doc: 'Print this text' },
    { short: '?', name: 'help', instead: true, doc: 'Print this text' },
    { short: 'v', long: 'version', name: 'version', instead: true, doc: 'Print the version' },
    forOption('user', { short: 'u', argument: 'USER' }, 'The user, by name or number, to become'),
    forOption('umask', { short: 'm', argument: 'OCTAL' }, 'The umask of the daemon'),
    forOption('directory', { short: 'd', argument: 'DIR' }, 'The directory of the daemon'),
    forOption('logfile', { short: 'l', argument: 'FILE' }, 'The main log'),
    forOption(
      'logfile_maxbytes',
      { short: 'y', argument: 'BYTES' },
      'How large the log may grow before it is rotated',
    ),
    forOption('logfile_backups', { short: 'z', argument: 'NUM' }, 'How many rotated logs are kept'),
    forOption('loglevel', { short: 'e', argument: 'LEVEL' }, 'The least important messages logged'),
    forOption('pidfile', { short: 'j', argument: 'FILE' }, 'Where to write the process id'),
    forOption('identifier', { short: 'i', argument: 'STR' }, 'The name of this supervisord'),
    forOption('childlogdir', { short: 'q', argument: 'DIR' }, 'Where AUTO logs of programs go'),
    forOption('nocleanup', { short: 'k' }, 'Keep the AUTO logs of an earlier run'),
    forOption('minfds', { short: 'a', argument: 'NUM' }, 'How many descriptors must be available'),
    forOption('strip_ansi', { short: 't' }, 'Remove escape sequences from what programs write'),
    forOption('minprocs', { argument: 'NUM' }, 'How many processes must be available'),
    {
      long: 'profile_options',
      argument: 'LIST',
      name: 'profile_options',
      type: list,
      doc: 'Accepted as cumulative, calls or callers; there is no profiler to tell',
    },
    {
      long: 'check',
      name: 'check',
      added: true,
      doc: 'Check the configuration and what it names, and start nothing',
    },
    {
      long: 'strict',
      name: 'strict',
      added: true,
      doc: 'With --check: status 1 if there are warnings',
    },
    { long: 'json', name: 'json', added: true, doc: 'With --check: print JSON' },
    {
      long: 'print-unit',
      argument: 'KIND',
      name: 'printUnit',
      added: true,
      doc: 'Print a unit for an init system (systemd, sysv, openrc or launchd), and start nothing',
    },
    {
      long: 'user-unit',
      name: 'userUnit',
      added: true,
      doc: "With --print-unit: one for this user's own systemd or launchd; so does --user at the end",
    },
    {
      long: 'about',
      name: 'about',
      instead: true,
      added: true,
      doc: 'Print what this program is, and its own version',
    },
  ],
};

export type SupervisordCommandLine =
  | { readonly kind: 'help' | 'version' | 'about' }
  | {
      readonly kind: 'run';
      /** Set if nothing is to be started. */
      readonly check?: CheckOptions;
      /** Set if a unit is to be printed, and nothing is to be started. */
      readonly unit?: UnitRequest;
      /** What `-c` said. */
      readonly file: string | undefined;
      /** For `readConfig`: raw values by the name of the option. */
      readonly commandLine: Readonly<Record<string, string>>;
    };

/** @throws {UserError} with the original's words */
export function parseSupervisordFlags(
  words: readonly string[],
  surroundings: Surroundings,
): SupervisordCommandLine {
  const { instead, values } = parseFlags(SUPERVISORD, withUserUnit(words), surroundings);
  if (instead === 'help' || instead === 'version' || instead === 'about') return { kind: instead };
  const { configuration, profile_options, check, strict, json, printUnit, userUnit, ...rest } =
    values;
  const run = { kind: 'run', file: configuration, commandLine: rest } as const;
  if (printUnit === undefined && userUnit !== undefined) throw needs('user-unit', 'print-unit');
  if (check === undefined) {
    if (strict !== undefined) throw needs('strict', 'check');
    if (json !== undefined) throw needs('json', 'check');
  } else return { ...run, check: { strict: strict !== undefined, json: json !== undefined } };
  if (printUnit === undefined) return run;
  return { ...run, unit: { kind: printUnit, scope: userUnit === undefined ? 'system' : 'user' } };
}

/** `--user` takes an argument. As the last word it has none, and stands for `--user-unit`. */
function withUserUnit(words: readonly string[]): readonly string[] {
  const asksForUnit = words.some((word) => word.startsWith('--print-unit'));
  if (!asksForUnit || words.at(-1) !== '--user') return words;
  return [...words.slice(0, -1), '--user-unit'];
}

function needs(flag: string, other: string): UserError {
  return new UserError(`--${flag} takes --${other}`);
}
