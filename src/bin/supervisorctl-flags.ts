/** The command line of supervisorctl: flags, then a command of its own. */
import type { Surroundings } from '../config/codec.ts';
import { url } from '../config/codec-address.ts';
import { type Command, parseFlags } from './flags.ts';

export const SUPERVISORCTL: Command = {
  synopsis: '[options] [action [arguments]]',
  doc: 'Controls supervisord. Without an action it is a shell that asks for them.',
  positionals: true,
  flags: [
    {
      short: 'c',
      long: 'configuration',
      argument: 'FILE',
      name: 'configuration',
      doc: 'The configuration file; without it, the usual places are searched',
    },
    { short: 'h', long: 'help', name: 'help', instead: true, doc: 'Print this text' },
    { short: '?', name: 'help', instead: true, doc: 'Print this text' },
    {
      short: 'i',
      long: 'interactive',
      name: 'interactive',
      doc: 'Ask for further actions after the first',
    },
    {
      short: 's',
      long: 'serverurl',
      argument: 'URL',
      name: 'serverurl',
      type: url,
      doc: 'Where supervisord listens, such as http://localhost:9001 or unix:///path',
    },
    { short: 'u', long: 'username', argument: 'NAME', name: 'username', doc: 'Who to log in as' },
    {
      short: 'p',
      long: 'password',
      argument: 'PASSWORD',
      name: 'password',
      doc: 'The password to log in with',
    },
    {
      short: 'r',
      long: 'history_file',
      argument: 'FILE',
      name: 'history_file',
      doc: 'Where to keep the lines that are typed',
    },
  ],
};

export type SupervisorctlCommandLine =
  | { readonly kind: 'help' }
  | {
      readonly kind: 'run';
      /** What `-c` said. */
      readonly file: string | undefined;
      readonly interactive: boolean;
      /** For `readCtlConfig`: raw values by the name of the option. */
      readonly commandLine: Readonly<Record<string, string>>;
      /** The action and its arguments; empty for a shell. */
      readonly action: readonly string[];
    };

/** @throws {UserError} with the original's words */
export function parseSupervisorctlFlags(
  words: readonly string[],
  surroundings: Surroundings,
): SupervisorctlCommandLine {
  const { instead, values, rest } = parseFlags(SUPERVISORCTL, words, surroundings);
  if (instead !== undefined) return { kind: 'help' };
  const { configuration, interactive, ...commandLine } = values;
  return {
    kind: 'run',
    file: configuration,
    interactive: interactive !== undefined,
    commandLine,
    action: rest,
  };
}
