/**
 * Makes the commands that `[ctlplugin:x]` sections add.
 *
 *   loadPlugins(config.plugins, loadModule)  ->  (ctl) => commands
 *
 * What cannot be loaded is an error before anything is done; a command that fails says so like any
 * other.
 */
import { UserError } from '../base/errors.ts';
import type { SupervisorClient } from '../client/supervisor-client.ts';
import type { PluginConfig } from '../config/config.ts';
import { type LoadModule, loadFactory, WILDCARD_COMMANDS } from '../config/factories.ts';
import type { WireValue } from '../wire/value.ts';
import type { Command, Ctl } from './command.ts';
import { takeFlags } from './command-flags.ts';
import { findCommand } from './find-command.ts';
import type { MakeCommands, PluginCommand, PluginCtl } from './plugin-types.ts';
import { wildcardCommands } from './wildcards.ts';

/** Makes commands for a supervisorctl. Throws a `UserError` if it cannot. */
export type Plugin = (ctl: Ctl) => Promise<readonly Command[]> | readonly Command[];

/** @throws {UserError} if one of them cannot be loaded */
export function loadPlugins(
  configs: readonly PluginConfig[],
  load: LoadModule,
): Promise<readonly Plugin[]> {
  return Promise.all(configs.map((config) => loadPlugin(config, load)));
}

async function loadPlugin(config: PluginConfig, load: LoadModule): Promise<Plugin> {
  const { factory, options, origin } = config;
  if (factory.spec === WILDCARD_COMMANDS) return () => wildcardCommands(options);
  const make = (await loadFactory(factory, origin.section, load)) as MakeCommands;
  return async (ctl) => {
    try {
      return commandsOf(await make(pluginCtl(ctl), options));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new UserError(`Could not make the commands of [${origin.section}]: ${why}`);
    }
  };
}

/** @throws {Error} if something that is offered makes no sense */
function commandsOf(offered: Awaited<ReturnType<MakeCommands>>): Command[] {
  return Object.entries(offered).map(([name, given]) => {
    const command: PluginCommand = typeof given === 'function' ? { run: given } : given;
    if (typeof command?.run !== 'function') throw new Error(`${name} has no run`);
    const { summary = '', forms = [] } = command;
    return {
      name,
      summary,
      args: [{ kind: 'any', many: true }],
      forms,
      upcheck: false,
      run: async (_ctl, words) => void (await command.run(words)),
    };
  });
}

function pluginCtl(ctl: Ctl): PluginCtl {
  const call = (client: SupervisorClient): PluginCtl['call'] => {
    return (method, ...values) => client.callUntyped(method, values as readonly WireValue[]);
  };
  return {
    get serverUrl() {
      return ctl.serverUrl;
    },
    call: call(ctl.client),
    line: (text) => ctl.output.line(text),
    errorLine: (text) => ctl.output.errorLine(text),
    run: async (name, ...words) => {
      const command = findCommand(ctl, name);
      const { flags, names } = takeFlags(command, words);
      await command.run(ctl, names, flags);
    },
    get exitStatus() {
      return ctl.exitStatus;
    },
    set exitStatus(status: number) {
      ctl.exitStatus = status;
    },
  };
}
