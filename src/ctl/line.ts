/** A command line, split the way Python's `cmd` module does it. */
import { strip } from '../base/python-text.ts';

export interface Line {
  /** The line without white space around it, and with `help` for `?`. */
  readonly text: string;
  /** Letters, digits and underscores at its beginning; undefined if there are none. */
  readonly command: string | undefined;
  /** What follows them: `status:web` asks for the status of `:web`. */
  readonly rest: string;
}

export function parseLine(line: string): Line {
  const stripped = strip(line);
  const text = stripped.startsWith('?') ? `help ${stripped.slice(1)}` : stripped;
  const command = /^\w+/.exec(text)?.[0];
  return { text, command, rest: strip(text.slice(command?.length ?? 0)) };
}
