/** The page of the commands of `supervisorctl`. */
import type { Command } from '../../src/ctl/command.ts';
import { flagsOf, spelling } from '../../src/ctl/command-flags.ts';
import { COMMANDS } from '../../src/ctl/commands.ts';
import { code, page, table } from './markdown.ts';

export const ABOUT_COMMANDS = `What can be typed behind \`supervisorctl\`, and in its shell. Where a name is asked for,
\`group:name\` is one process, \`group:*\` a whole group, and a plain name a process whose group is
called the same.

Names may be patterns of \`*\`, \`?\` and \`[a-z]\`, in quotes, so that your shell leaves them alone:
\`'web*'\` is every process whose name as \`status\` shows it fits, \`'web:*1'\` looks at group and
process each by itself. A pattern is the same as typing all names that fit; one that nothing fits is
an unknown name.

Flags may stand anywhere behind the command. Supervisor has none of them, and without them nothing
is different. With \`--json\` a command prints one JSON document on stdout, and has the same exit
status as without; one that cannot do its work prints \`{"error": "..."}\`. Hints ("did you mean"),
what to do when the server cannot be talked to, and what is waited for go to stderr.

Colours are used by \`logs\` only, on a terminal, and not when the environment has \`NO_COLOR\`.`;

const FLAGS_BEFORE = 'The flags before the command are in [command line](command-line.md).';

export function commandsPage(): string {
  const shown = COMMANDS.filter(({ forms }) => forms.length > 0);
  return (
    page('Commands of supervisorctl', `${ABOUT_COMMANDS}\n\n${FLAGS_BEFORE}`) +
    shown.map(section).join('')
  );
}

function section(command: Command): string {
  const { name, summary, forms, notes = [], json } = command;
  const flags = flagsOf(command).map((flag) => [code(spelling(flag)), flag.doc]);
  return [
    `\n## ${name}\n\n${summary}.\n`,
    table(
      ['typed', ''],
      forms.map(([typed, meaning]) => [code(typed), meaning]),
    ),
    flags.length === 0 ? '' : table(['flag', ''], flags),
    json === undefined ? '' : `\nAs JSON: ${code(json.shape)}\n`,
    notes.length === 0 ? '' : `\n${notes.join('\n')}\n`,
  ].join('');
}
