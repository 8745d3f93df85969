/**
 * From files to one frozen `Config`.
 *
 *   readConfig(request)  ->  Config, or a UserError with the original's text and ` [FILE:LINE]`
 *
 * Everything it depends on is handed in, so that reading the same files twice gives the same. It
 * changes nothing: no log is opened, no privilege dropped. The order of the steps is that of the
 * original, because it decides which of several errors is reported.
 */
import { UserError } from '../base/errors.ts';
import type { Names } from '../base/python-format.ts';
import type { Accounts, Files } from '../os/port.ts';
import { advise, adviseText } from './advice.ts';
import type { Surroundings } from './codec.ts';
import type { Config } from './config.ts';
import { environmentNames } from './expand.ts';
import type { FindModule } from './factories.ts';
import { readIncludes, readMainFile } from './files.ts';
import { freeze } from './freeze.ts';
import { readGroups } from './groups.ts';
import type { Ini } from './ini.ts';
import { Notes } from './notes.ts';
import type { Reading } from './options.ts';
import { absolutePath, directoryOf } from './paths.ts';
import { readPluginSection } from './plugin-section.ts';
import type { Scope } from './schema.ts';
import { findConfigFile, noConfigFile, SEARCHED_AS_ROOT } from './search.ts';
import { rpcinterfaceOptions, rpcinterfaceSection } from './sections/plugins.ts';
import { readServers, serverUrl } from './servers.ts';
import { type CommandLine, readSupervisord } from './supervisord.ts';

export interface ConfigRequest {
  /** What `-c` said; undefined to search for it. */
  readonly file: string | undefined;
  /** What other flags said: raw values by the name of the `[supervisord]` option. */
  readonly commandLine: CommandLine;
  readonly os: Files & Accounts;
  /** The environment supervisord was started with. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where it was started. */
  readonly cwd: string;
  readonly hostname: string;
  readonly uid: number;
  /** The command as it was typed, which the search depends on. */
  readonly argv0: string;
  /** How modules are found that sections name; undefined: none are. */
  readonly findModule?: FindModule | undefined;
}

/** @throws {UserError} whose message is what the original says, and where */
export function readConfig(request: ConfigRequest): Config {
  return readWhole(request, new Notes()).config;
}

/**
 * Reads a configuration together with the text it comes from.
 *
 * @param notes Gathers what is found, up to an error if there is one.
 * @throws {UserError} as `readConfig`
 */
export function readWhole(request: ConfigRequest, notes: Notes): { config: Config; ini: Ini } {
  const { os, env, cwd, uid, commandLine } = request;
  const file = request.file ?? findConfigFile(request.argv0, cwd, os);
  if (file === undefined) throw noConfigFile(request.argv0);
  const ini = readMainFile(file, os, cwd);
  const main = absolutePath(file, cwd);
  const names = new NameTable(env, directoryOf(main), request.hostname);
  const surroundings: Surroundings = { os, env, cwd, uid };
  const includes = readIncludes({ ini, main, names: names.of('host'), surroundings, notes });
  adviseText(ini, file, notes);
  if (ini.section('supervisord') === undefined) {
    throw new UserError('.ini file does not include supervisord section');
  }
  const reading: Reading = { ini, surroundings, names: (scope) => names.of(scope) };
  const supervisord = readSupervisord(reading, commandLine, notes);
  const { environment } = supervisord;
  names.add(environment);
  const rpcinterfaces = [...ini.sections]
    .filter(({ name }) => rpcinterfaceSection.matches(name))
    .map(({ name }) =>
      readPluginSection(name, rpcinterfaceOptions, 'supervisor.rpcinterface_factory', {
        ...reading,
        find: request.findModule,
      }),
    );
  // Programs come before servers among the errors, but need the address of a server.
  const servers = attempt(() => readServers(reading));
  const serverurl = 'value' in servers ? serverUrl(servers.value) : undefined;
  const groups = readGroups({ ...reading, notes, environment, serverurl });
  if ('error' in servers) throw servers.error;
  advise({ ini, groups, supervisord, commandLine }, notes);
  const pidfileOrigin =
    commandLine.pidfile === undefined ? ini.value('supervisord', 'pidfile')?.origin : undefined;
  const config = freeze({
    file: main,
    includes,
    supervisord,
    pidfileOrigin,
    servers: servers.value,
    rpcinterfaces,
    groups,
    notes: notes.sorted(),
    warnings: request.file === undefined && uid === 0 ? [SEARCHED_AS_ROOT] : [],
  });
  return { config, ini };
}

/** The names that options of each scope may use; those of programs are made by their reader. */
export class NameTable {
  readonly #env: Map<string, string>;
  readonly #here: string;
  readonly #hostname: string;

  constructor(env: ConfigRequest['env'], here: string, hostname: string) {
    this.#env = environmentNames(env);
    this.#here = here;
    this.#hostname = hostname;
  }

  /** Makes variables of `[supervisord] environment=` known to what is read from now on. */
  add(variables: Readonly<Record<string, string>>): void {
    for (const [name, value] of environmentNames(variables)) this.#env.set(name, value);
  }

  of(scope: Scope): Names {
    const names = new Map(this.#env);
    if (scope !== 'env') names.set('here', this.#here);
    if (scope === 'host') names.set('host_node_name', this.#hostname);
    return names;
  }
}

function attempt<T>(run: () => T): { value: T } | { error: unknown } {
  try {
    return { value: run() };
  } catch (error) {
    return { error };
  }
}
