/** What `help` shows: the list of commands, and the forms of one of them. */
import { columns, padRight } from './columns.ts';
import type { Command } from './command.ts';
import { flagsOf, spelling } from './command-flags.ts';

const TITLE = 'default commands (type help <topic>):';
const WIDTH = 79;

/** The commands in columns, under a title. */
export function topicList(commands: readonly Command[]): string[] {
  const names = commands.filter(isTopic).map(({ name }) => name);
  return ['', TITLE, '='.repeat(TITLE.length), ...columns(names.sort(), WIDTH), ''];
}

/** Whether the list of topics shows a command. `help` itself can be asked about, unlisted. */
function isTopic({ name, forms }: Command): boolean {
  return forms.length > 0 && name !== 'help';
}

/** The forms of a command and its flags, each with its meaning, and its notes. */
export function commandHelp(command: Command): string[] {
  const flags = flagsOf(command).map((flag) => [`  ${spelling(flag)}`, flag.doc] as const);
  const rows = [...command.forms, ...flags];
  const width = Math.max(...rows.map(([typed]) => typed.length)) + 4;
  const lines = rows.map(([typed, meaning]) => `${padRight(typed, width)}${meaning}`);
  return [...lines, ...(command.notes ?? [])];
}
