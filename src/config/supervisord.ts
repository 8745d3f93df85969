/**
 * The options of the daemon: `[supervisord]`, with the command line laid over it.
 *
 * A value that the command line overrides is checked all the same, but for the user, whom the
 * original looks up last.
 */

import type { Surroundings } from './codec.ts';
import type { SupervisordOptions } from './config.ts';
import { adviseCuts } from './environment-advice.ts';
import { isDirectory } from './glob.ts';
import type { Notes } from './notes.ts';
import { type Reading, readOption, readOptions } from './options.ts';
import { absolutePath, expandUser } from './paths.ts';
import type { ValuesOf } from './schema.ts';
import { supervisordOptions } from './sections/supervisord.ts';

const { user: _, ...earlyOptions } = supervisordOptions;
const SECTION = 'supervisord';

/** Values as they were typed, by the name of the option. */
export type CommandLine = Readonly<Record<string, string>>;

export function readSupervisord(
  reading: Reading,
  commandLine: CommandLine,
  notes: Notes,
): SupervisordOptions {
  const { surroundings, ini } = reading;
  const inFile = readOptions(earlyOptions, SECTION, reading);
  adviseCuts(inFile.environment, ini.value(SECTION, 'environment')?.origin, notes);
  const user =
    commandLine.user === undefined
      ? readOption(supervisordOptions, 'user', SECTION, reading)
      : undefined;
  const values = { ...inFile, user, ...parseCommandLine(commandLine, surroundings) };
  return {
    ...values,
    environment: values.environment.variables,
    logfile: values.logfile === 'syslog' ? 'syslog' : normalized(values.logfile, surroundings),
    pidfile: normalized(values.pidfile, surroundings),
    childlogdir: values.childlogdir ?? temporaryDirectory(surroundings),
  };
}

type Values = ValuesOf<typeof supervisordOptions>;

/** Undefined values are left out. */
function parseCommandLine(
  commandLine: CommandLine,
  surroundings: Surroundings,
): { -readonly [K in keyof Values]?: NonNullable<Values[K]> } {
  const values: Record<string, unknown> = {};
  for (const [option, { type }] of Object.entries(supervisordOptions)) {
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
