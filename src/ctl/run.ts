/**
 * `supervisorctl` as a function: settings and words in, an exit status out.
 *
 * `bin/supervisorctl` reads the command line and the configuration and calls this; so do tests,
 * with an output and a terminal in memory.
 */
import { type ClientOptions, SupervisorClient } from '../client/supervisor-client.ts';
import type { Command, Ctl, Terminal } from './command.ts';
import { COMMANDS } from './commands.ts';
import { EXIT } from './exit-status.ts';
import type { Output } from './output.ts';
import type { Plugin } from './plugins.ts';
import { runLine } from './shell.ts';

export interface CtlSettings extends ClientOptions {
  /** What stands before `> ` in the shell. */
  readonly prompt: string;
  /** Whether to open a shell, after the command if there is one. */
  readonly interactive: boolean;
  /** Where the shell keeps the lines that are typed. */
  readonly historyFile?: string | undefined;
}

/** What it is done with. */
export interface CtlMeans extends Pick<Ctl, 'check'> {
  readonly output: Output;
  readonly terminal: Terminal;
  /** What adds commands. */
  readonly plugins?: readonly Plugin[];
}

/** @param words the command and its arguments; joined by one space, they are one line. */
export async function runSupervisorctl(
  settings: CtlSettings,
  words: readonly string[],
  means: CtlMeans,
): Promise<number> {
  const opensShell = settings.interactive || words.length === 0;
  const ctl = await makeCtl({ ...settings, interactive: opensShell }, means);
  const line = words.join(' ');
  if (opensShell) {
    const { runShell } = await import('./session.ts');
    const { historyFile } = settings;
    const firstLine = words.length === 0 ? 'status' : line;
    await runShell(ctl, { firstLine, prompt: `${settings.prompt}> `, historyFile });
  } else {
    await runLine(ctl, line);
  }
  means.output.flush();
  return opensShell ? EXIT.SUCCESS : ctl.exitStatus;
}

/** What commands work with, those of plug-ins included. */
export async function makeCtl(
  settings: ClientOptions & Pick<CtlSettings, 'interactive'>,
  { plugins = [], ...means }: CtlMeans,
): Promise<Ctl> {
  const commands: Command[] = [...COMMANDS];
  const ctl: Ctl = {
    ...means,
    serverUrl: settings.serverUrl,
    client: new SupervisorClient(settings),
    interactive: settings.interactive,
    commands,
    unknown: [],
    exitStatus: EXIT.SUCCESS,
  };
  for (const plugin of plugins) commands.push(...(await plugin(ctl)));
  return ctl;
}
