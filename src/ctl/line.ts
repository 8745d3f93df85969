/** A command line, split the way Python's `cmd` module does it. */
import { strip } from '../base/python-text.ts';

export interface Line {
  /** The line without white space around it, and with `help` for `?`. */
  readonly text: string;
  /** A word that is a command, or letters, digits and underscores; undefined if there are none. */
  readonly command: string | undefined;
  /** What follows them: `status:web` asks for the status of `:web`. */
  readonly rest: string;
}

/** @param commands Names that may have other characters in them, such as `hash-password`. */
export function parseLine(line: string, commands: readonly string[] = []): Line {
  const stripped = strip(line);
  const text = stripped.startsWith('?') ? `help ${stripped.slice(1)}` : stripped;
  const [word = ''] = /^\S+/.exec(text) ?? [];
  const command = commands.includes(word) ? word : /^\w+/.exec(text)?.[0];
  return { text, command, rest: strip(text.slice(command?.length ?? 0)) };
}
