/** `[rpcinterface:x]` and `[ctlplugin:x]`: what makes it, and options that are its own. */
import type { PluginConfig } from './config.ts';
import { at } from './errors.ts';
import { expand } from './expand.ts';
import { type FindModule, resolveFactory } from './factories.ts';
import { type Reading, readOption } from './options.ts';
import { absolutePath, directoryOf } from './paths.ts';
import { Refusals } from './refusals.ts';
import type { Options } from './schema.ts';

type PluginOption = 'supervisor.rpcinterface_factory' | 'supervisor.ctl_factory';

/**
 * @param table The table that has `option`.
 * @throws {ConfigErrors} if it names nothing that there is, or an option cannot be expanded
 */
export function readPluginSection<Option extends PluginOption>(
  section: string,
  table: Options<Record<Option, string>>,
  option: Option,
  reading: Reading & { readonly find: FindModule | undefined },
): PluginConfig {
  const { ini, surroundings, find } = reading;
  const origin = ini.originOf(section);
  const refusals = new Refusals();
  const factory = refusals.attempt(() => {
    const spec = readOption(table, option, section, reading);
    const folder = directoryOf(absolutePath(origin.file, surroundings.cwd));
    return at(ini.value(section, option)?.origin, () =>
      resolveFactory(spec, { option, section, folder, find }),
    );
  });
  const options = readFreeOptions(section, option, reading, refusals);
  if (factory === undefined) throw refusals.raised();
  refusals.raise();
  return { name: section.slice(section.indexOf(':') + 1), factory, options, origin };
}

function readFreeOptions(
  section: string,
  factory: string,
  { ini, names }: Reading,
  refusals: Refusals,
): Record<string, string> {
  const values = new Map<string, string>();
  for (const [option, { text, origin }] of ini.values(section)) {
    if (option === factory) continue;
    const value = refusals.attempt(() =>
      at(origin, () => expand(text, names('env'), `${section}.${option}`)),
    );
    if (value !== undefined) values.set(option, value);
  }
  return Object.fromEntries(values);
}
