/**
 * The options of the daemon: `[supervisord]`, with the command line laid over it.
 *
 * A value that the command line overrides is checked all the same, but for the user, who is looked
 * up last of all, when everything else has been read. Hence three steps.
 */

import type { User } from '../os/port.ts';
import type { Surroundings } from './codec.ts';
import type { SupervisordOptions } from './config.ts';
import { adviseCuts } from './environment-advice.ts';
import { at } from './errors.ts';
import { isDirectory } from './glob.ts';
import type { Notes } from './notes.ts';
import { asText, type Reading, readOption, readOptions } from './options.ts';
import { absolutePath, expandUser } from './paths.ts';
import type { ValuesOf } from './schema.ts';
import { supervisordOptions } from './sections/supervisord.ts';

const { environment: _, ...withoutEnvironment } = supervisordOptions;
const firstOptions = {
  ...withoutEnvironment,
  user: asText(supervisordOptions.user),
};
const SECTION = 'supervisord';

/** Values as they were typed, by the name of the option. */
export type CommandLine = Readonly<Record<string, string>>;

/** All but the environment; the user as text. */
export type SupervisordTexts = Omit<SupervisordOptions, 'environment' | 'user'> & {
  readonly user: string | undefined;
};

export function readSupervisord(reading: Reading, commandLine: CommandLine): SupervisordTexts {
  const { surroundings } = reading;
  const inFile = readOptions(firstOptions, SECTION, reading);
  const values = { ...inFile, ...parseCommandLine(commandLine, surroundings) };
  return {
    ...values,
    logfile: values.logfile === 'syslog' ? 'syslog' : normalized(values.logfile, surroundings),
    pidfile: normalized(values.pidfile, surroundings),
    childlogdir: values.childlogdir ?? temporaryDirectory(surroundings),
  };
}

export function readEnvironment(reading: Reading, notes: Notes): SupervisordOptions['environment'] {
  const read = readOption(supervisordOptions, 'environment', SECTION, reading);
  adviseCuts(read, reading.ini.value(SECTION, 'environment')?.origin, notes);
  return read.variables;
}

/** @param text What the file or the command line calls the user. */
export function lookUpUser(
  text: string | undefined,
  { ini, surroundings }: Reading,
  commandLine: CommandLine,
): User | undefined {
  if (text === undefined) return undefined;
  const origin = commandLine.user === undefined ? ini.value(SECTION, 'user')?.origin : undefined;
  return at(origin, () => supervisordOptions.user.type.parse(text, surroundings));
}

type Values = ValuesOf<typeof firstOptions>;

/** Undefined values are left out. */
function parseCommandLine(
  commandLine: CommandLine,
  surroundings: Surroundings,
): { -readonly [K in keyof Values]?: NonNullable<Values[K]> } {
  const values: Record<string, unknown> = {};
  for (const [option, { type }] of Object.entries(firstOptions)) {
    const text = commandLine[option];
    if (text !== undefined) values[option] = type.parse(text, surroundings);
  }
  return values;
}

function normalized(path: string, surroundings: Surroundings): string {
  return absolutePath(expandUser(path, surroundings), surroundings.cwd);
}

/** As Python looks for it. */
function temporaryDirectory({ env, os, cwd }: Surroundings): string {
  const candidates = [env.TMPDIR, env.TEMP, env.TMP, '/tmp', '/var/tmp', '/usr/tmp'];
  for (const candidate of candidates) {
    if (!candidate) continue;
    const path = absolutePath(candidate, cwd);
    if (isDirectory(os, path)) return path;
  }
  return cwd;
}
