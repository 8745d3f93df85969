/** The page of the commands of `supervisorctl`. */
import type { Command } from '../../src/ctl/command.ts';
import { COMMANDS } from '../../src/ctl/commands.ts';
import { code, page, table } from './markdown.ts';

const ABOUT = `What can be typed behind \`supervisorctl\`, and in its shell. Where a name is asked for,
\`group:name\` is one process, \`group:*\` a whole group, and a plain name a process whose group is
called the same. The flags before the command are in [command line](command-line.md).`;

export function commandsPage(): string {
  const shown = COMMANDS.filter(({ forms }) => forms.length > 0);
  return page('Commands of supervisorctl', ABOUT) + shown.map(section).join('');
}

function section({ name, summary, forms, notes = [] }: Command): string {
  const rows = forms.map(([typed, meaning]) => [code(typed), meaning]);
  const below = notes.length === 0 ? '' : `\n${notes.join('\n')}\n`;
  return `\n## ${name}\n\n${summary}.\n${table(['typed', ''], rows)}${below}`;
}
