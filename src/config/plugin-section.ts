/** `[rpcinterface:x]` and `[ctlplugin:x]`: what makes it, and options that are its own. */
import type { PluginConfig } from './config.ts';
import { at } from './errors.ts';
import { expand } from './expand.ts';
import { type FindModule, resolveFactory } from './factories.ts';
import { type Reading, readOption } from './options.ts';
import { absolutePath, directoryOf } from './paths.ts';
import type { Options } from './schema.ts';

type PluginOption = 'supervisor.rpcinterface_factory' | 'supervisor.ctl_factory';

/**
 * @param table The table that has `option`.
 * @throws {UserError} if it names nothing that there is, or an option cannot be expanded
 */
export function readPluginSection<Option extends PluginOption>(
  section: string,
  table: Options<Record<Option, string>>,
  option: Option,
  reading: Reading & { readonly find: FindModule | undefined },
): PluginConfig {
  const { ini, surroundings, find } = reading;
  const origin = ini.originOf(section);
  const spec = readOption(table, option, section, reading);
  const factory = at(ini.value(section, option)?.origin, () =>
    resolveFactory(spec, {
      option,
      section,
      folder: directoryOf(absolutePath(origin.file, surroundings.cwd)),
      find,
    }),
  );
  const name = section.slice(section.indexOf(':') + 1);
  return { name, factory, options: readFreeOptions(section, option, reading), origin };
}

function readFreeOptions(section: string, factory: string, { ini, names }: Reading) {
  const options = [...ini.values(section)].filter(([option]) => option !== factory);
  return Object.fromEntries(
    options.map(([option, { text, origin }]) => [
      option,
      at(origin, () => expand(text, names('env'), `${section}.${option}`)),
    ]),
  );
}
