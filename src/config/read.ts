/**
 * From files to one frozen `Config`.
 *
 *   readConfig(request)  ->  Config, or a UserError with the original's text and ` [FILE:LINE]`
 *
 * Everything it depends on is handed in, so that reading the same files twice gives the same. It
 * changes nothing: no log is opened, no privilege dropped. The order of the steps is that of the
 * original, because it decides which of several errors is reported. After an error it goes on with
 * what does not depend on it, so that a check can tell them all.
 */
import { InternalError } from '../base/errors.ts';
import type { Names } from '../base/python-format.ts';
import type { Accounts, Files } from '../os/port.ts';
import { addedEventTest } from './added-events.ts';
import { advise, adviseText } from './advice.ts';
import type { Surroundings } from './codec.ts';
import type { Config, PluginConfig } from './config.ts';
import { ConfigError } from './errors.ts';
import { environmentNames } from './expand.ts';
import type { FindModule, RequireModule } from './factories.ts';
import { readIncludes, readMainFile } from './files.ts';
import { freeze } from './freeze.ts';
import { readGroups } from './groups.ts';
import { Ini } from './ini.ts';
import { Notes } from './notes.ts';
import type { Reading } from './options.ts';
import { absolutePath, directoryOf } from './paths.ts';
import { readPluginSection } from './plugin-section.ts';
import { Refusals } from './refusals.ts';
import type { Scope } from './schema.ts';
import { findConfigFile, noConfigFile, SEARCHED_AS_ROOT } from './search.ts';
import { rpcinterfaceOptions, rpcinterfaceSection } from './sections/plugins.ts';
import { readServers, serverUrl } from './servers.ts';
import { type CommandLine, lookUpUser, readEnvironment, readSupervisord } from './supervisord.ts';

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
  /** How modules are found that sections name; undefined: none are. */
  readonly findModule?: FindModule | undefined;
  /** How those of plug-ins are loaded that may add types of events. */
  readonly requireModule?: RequireModule | undefined;
  /** The command as it was typed, which the search depends on. */
  readonly argv0: string;
}

/** @throws {UserError} whose message is what the original says, and where */
export function readConfig(request: ConfigRequest): Config {
  const { config, errors } = readWhole(request, new Notes());
  const [first] = errors;
  if (first !== undefined) throw first;
  if (config === undefined) throw new InternalError('neither a configuration nor an error');
  return config;
}

/** What became of the files. */
export interface Outcome {
  readonly ini: Ini;
  /** In the order in which the original comes to them; the first is the one it tells. */
  readonly errors: readonly ConfigError[];
  /** Made of what has no errors; undefined if that would miss what supervisord itself is to be. */
  readonly config: Config | undefined;
  /** All files that were read. */
  readonly files: readonly string[];
}

/**
 * Reads a configuration as far as it goes.
 *
 * @param notes Gathers what is found besides.
 * @throws {UserError} if there is no file to read
 */
export function readWhole(request: ConfigRequest, notes: Notes): Outcome {
  const { os, env, cwd, uid } = request;
  const file = request.file ?? findConfigFile(request.argv0, cwd, os);
  if (file === undefined) throw noConfigFile(request.argv0);
  const refusals = new Refusals();
  const ini = new Ini();
  const bytes = readMainFile(file, os, cwd);
  refusals.attempt(() => ini.add(bytes, file));
  const main = absolutePath(file, cwd);
  const names = new NameTable(env, directoryOf(main), request.hostname);
  const surroundings: Surroundings = { os, env, cwd, uid };
  const includes = readIncludes({
    ini,
    main,
    names: names.of('host'),
    surroundings,
    notes,
    refusals,
  });
  if (refusals.all.length > 0) refusals.ignore('text');
  adviseText(ini, file, notes);
  const reading: Reading = { ini, surroundings, names: (scope) => names.of(scope) };
  const sections = readSections(request, { reading, names, notes, refusals });
  const warnings = request.file === undefined && uid === 0 ? [SEARCHED_AS_ROOT] : [];
  const config =
    sections && freeze({ file: main, includes, ...sections, notes: notes.sorted(), warnings });
  return { ini, errors: refusals.all, config, files: [file, ...includes] };
}

type Sections = Omit<Config, 'file' | 'includes' | 'notes' | 'warnings'>;

interface Tools {
  readonly reading: Reading;
  readonly names: NameTable;
  readonly notes: Notes;
  readonly refusals: Refusals;
}

/** @returns undefined if `[supervisord]` cannot be used */
function readSections(
  { commandLine, findModule, requireModule }: ConfigRequest,
  { reading, names, notes, refusals }: Tools,
): Sections | undefined {
  const { ini } = reading;
  const isThere = ini.section('supervisord') !== undefined;
  if (!isThere) refusals.add(noSupervisord());
  const options = refusals.attempt(() => readSupervisord(reading, commandLine));
  const environment = refusals.attempt(() => readEnvironment(reading, notes));
  if (environment === undefined) refusals.ignore('variable');
  else names.add(environment);
  const rpcinterfaces = readRpcInterfaces(reading, findModule, refusals);
  // Programs come before servers among the errors, but need the address of a server.
  const later = new Refusals();
  const servers = readServers(reading, later);
  const serverurl = serverUrl(servers);
  const isAddedEvent = addedEventTest(rpcinterfaces, requireModule, refusals);
  const groups = readGroups({
    ...reading,
    surroundings: { ...reading.surroundings, isAddedEvent },
    notes,
    refusals,
    environment: environment ?? {},
    serverurl,
  });
  for (const error of later.all) refusals.add(error);
  const before = refusals.all.length;
  const user = refusals.attempt(() => lookUpUser(options?.user, reading, commandLine));
  const isUsable = isThere && refusals.all.length === before;
  if (!options || !environment || !isUsable) return undefined;
  const supervisord = { ...options, environment, user };
  advise({ ini, groups, supervisord, commandLine }, notes);
  const pidfileOrigin =
    commandLine.pidfile === undefined ? ini.value('supervisord', 'pidfile')?.origin : undefined;
  return { supervisord, pidfileOrigin, servers, rpcinterfaces, groups };
}

function noSupervisord(): ConfigError {
  const text = '.ini file does not include supervisord section';
  return new ConfigError(text, { missing: 'text' });
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

/** @returns those that can be used */
function readRpcInterfaces(
  reading: Reading,
  find: FindModule | undefined,
  refusals: Refusals,
): PluginConfig[] {
  return [...reading.ini.sections]
    .filter(({ name }) => rpcinterfaceSection.matches(name))
    .map(({ name }) =>
      refusals.attempt(() =>
        readPluginSection(name, rpcinterfaceOptions, 'supervisor.rpcinterface_factory', {
          ...reading,
          find,
        }),
      ),
    )
    .filter((each) => each !== undefined);
}
