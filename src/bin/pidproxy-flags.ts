/** The command line of pidproxy: a flag, a pidfile, then the command and its words. */
import { UserError } from '../base/errors.ts';
import type { Surroundings } from '../config/codec.ts';
import { type Command, parseFlags } from './flags.ts';

export const PIDPROXY: Command = {
  synopsis: '[-o] PIDFILE COMMAND [ARGUMENT...]',
  doc:
    'Runs COMMAND (a path) and passes on the signals TERM, HUP, INT, USR1, USR2 and QUIT to the ' +
    'process whose number is in PIDFILE. Ends when both have ended.',
  positionals: true,
  flags: [
    {
      short: 'o',
      long: 'original',
      name: 'original',
      doc: 'End with COMMAND, and at once after TERM, INT and QUIT, as the original does',
      added: true,
    },
  ],
};

export interface PidproxyCommandLine {
  readonly original: boolean;
  readonly pidfile: string;
  /** The command as it is told its own name, and what follows. */
  readonly argv: readonly [command: string, ...words: string[]];
}

/** Undefined if something is missing or wrong, which the original answers with its usage. */
export function parsePidproxyFlags(
  words: readonly string[],
  surroundings: Surroundings,
): PidproxyCommandLine | undefined {
  try {
    const { values, rest } = parseFlags(PIDPROXY, words, surroundings);
    const [pidfile, command, ...more] = rest;
    if (pidfile === undefined || command === undefined) return undefined;
    return { original: values.original !== undefined, pidfile, argv: [command, ...more] };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return undefined;
  }
}
