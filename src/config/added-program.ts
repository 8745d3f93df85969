/**
 * A program that is in no file: its options come from a call, and are read like those of a
 * `[program:x]` section of the main file.
 *
 *   readAddedProgram(request, config, { group, program, options })  ->  its processes
 */
import { UserError } from '../base/errors.ts';
import type { Config, ProcessConfig } from './config.ts';
import { Ini } from './ini.ts';
import { Notes } from './notes.ts';
import { directoryOf } from './paths.ts';
import { readProcesses } from './programs.ts';
import { type ConfigRequest, NameTable } from './read.ts';
import { Refusals } from './refusals.ts';
import { serverUrl } from './servers.ts';

export interface AddedProgram {
  /** The name of the group that its processes are to be in. */
  readonly group: string;
  readonly program: string;
  readonly options: Readonly<Record<string, string>>;
}

/** What values are called in errors. */
const FILE = 'program options';

/** @throws {UserError} as for a section of a file */
export function readAddedProgram(
  { os, env, cwd, uid, hostname }: ConfigRequest,
  config: Config,
  { group, program, options }: AddedProgram,
): ProcessConfig[] {
  const section = `program:${program}`;
  if (/[\]\r\n]/.test(program)) throw new UserError(`Invalid name: '${program}'`);
  const { environment } = config.supervisord;
  const names = new NameTable(env, directoryOf(config.file), hostname);
  names.add(environment);
  const refusals = new Refusals();
  const processes = readProcesses(section, group, {
    ini: iniOf(section, options),
    surroundings: { os, env, cwd, uid },
    names: (scope) => names.of(scope),
    notes: new Notes(),
    refusals,
    environment,
    serverurl: serverUrl(config.servers),
  });
  refusals.raise();
  return processes;
}

function iniOf(section: string, options: Readonly<Record<string, string>>): Ini {
  const ini = new Ini();
  ini.add(new TextEncoder().encode(`[${section}]\n`), FILE);
  const values = ini.section(section)?.options;
  const origin = { file: FILE, line: 1, section };
  for (const [name, text] of Object.entries(options)) {
    values?.set(name.toLowerCase(), { text, origin });
  }
  return ini;
}
