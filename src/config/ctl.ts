/** What supervisorctl takes from a configuration file. */
import { UserError } from '../base/errors.ts';
import type { Accounts, Files } from '../os/port.ts';
import type { Surroundings } from './codec.ts';
import type { PluginConfig } from './config.ts';
import { environmentNames } from './expand.ts';
import type { FindModule } from './factories.ts';
import { readMainFile } from './files.ts';
import { Ini } from './ini.ts';
import { type Reading, readOptions } from './options.ts';
import { absolutePath, directoryOf, expandUser } from './paths.ts';
import { readPluginSection } from './plugin-section.ts';
import type { ValuesOf } from './schema.ts';
import { findConfigFile } from './search.ts';
import { ctlpluginOptions, ctlpluginSection } from './sections/plugins.ts';
import { supervisorctlOptions } from './sections/supervisorctl.ts';

const SECTION = 'supervisorctl';
const UNIX = 'unix://';

export type CtlConfig = ValuesOf<typeof supervisorctlOptions> & {
  /** What adds commands. */
  readonly plugins: readonly PluginConfig[];
};

export interface CtlConfigRequest {
  /** What `-c` said; undefined to search for it. */
  readonly file: string | undefined;
  /** What other flags said, by the name of the `[supervisorctl]` option. */
  readonly commandLine: Readonly<Record<string, string>>;
  readonly os: Files & Accounts;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly uid: number;
  /** The command as it was typed, which the search depends on. */
  readonly argv0: string;
  /** How modules are found that sections name; undefined: none are. */
  readonly findModule?: FindModule | undefined;
}

/**
 * Reads `[supervisorctl]`. Without `-c` and without a file at the usual places there are defaults;
 * includes are not followed.
 *
 * @throws {UserError} whose message is what the original says, and where
 */
export function readCtlConfig(request: CtlConfigRequest): CtlConfig {
  const { os, env, cwd, uid, commandLine } = request;
  const surroundings = { os, env, cwd, uid };
  const file = request.file ?? findConfigFile(request.argv0, cwd, os);
  const values = readSection(file, surroundings, request.findModule);
  const given = { ...values, ...commandLine };
  const { history_file } = given;
  const isNamed = commandLine.username !== undefined || commandLine.password !== undefined;
  return {
    ...given,
    token: isNamed ? undefined : given.token,
    serverurl: commandLine.serverurl ?? normalizedUrl(values.serverurl, surroundings),
    history_file: history_file ? normalized(history_file, surroundings) : undefined,
  };
}

function readSection(
  file: string | undefined,
  surroundings: Surroundings,
  find: FindModule | undefined,
): CtlConfig {
  const { os, env, cwd } = surroundings;
  const ini = new Ini();
  if (file !== undefined) ini.add(readMainFile(file, os, cwd), file);
  if (file !== undefined && ini.section(SECTION) === undefined) {
    throw new UserError('.ini file does not include supervisorctl section');
  }
  const names = environmentNames(env);
  const withHere = new Map(names);
  if (file !== undefined) withHere.set('here', directoryOf(absolutePath(file, cwd)));
  const reading: Reading = {
    ini,
    surroundings,
    names: (scope) => (scope === 'env' ? names : withHere),
  };
  const options = readOptions(supervisorctlOptions, SECTION, reading);
  const plugins = [...ini.sections]
    .filter(({ name }) => ctlpluginSection.matches(name))
    .map(({ name }) =>
      readPluginSection(name, ctlpluginOptions, 'supervisor.ctl_factory', { ...reading, find }),
    );
  return { ...options, plugins };
}

/** The path of a socket becomes absolute; other addresses stay as they are. */
function normalizedUrl(url: string, surroundings: Surroundings): string {
  if (!url.startsWith(UNIX)) return url;
  return UNIX + normalized(url.slice(UNIX.length), surroundings);
}

function normalized(path: string, surroundings: Surroundings): string {
  return absolutePath(expandUser(path, surroundings), surroundings.cwd);
}
