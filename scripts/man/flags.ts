/** The flags of a command, as a list for a manual page. */
import type { Command } from '../../src/bin/flags.ts';
import { optionOf, spelling } from '../reference/command-line.ts';
import { item } from './roff.ts';

export function flagItems({ flags }: Command, command: string): string[] {
  return flags.map((flag) => {
    const option = optionOf(flag, command);
    return item(spelling(flag), `${flag.doc}.`, option === '' ? '' : `Instead of ${option}.`);
  });
}
