/** supervisorctl(1). */
import { SUPERVISORCTL } from '../../src/bin/supervisorctl-flags.ts';
import type { Command } from '../../src/ctl/command.ts';
import { flagsOf, spelling } from '../../src/ctl/command-flags.ts';
import { COMMANDS } from '../../src/ctl/commands.ts';
import { EXIT_STATUSES } from '../messages/answers/codes.ts';
import { ABOUT_COMMANDS } from '../reference/commands.ts';
import { flagItems } from './flags.ts';
import { heading, item, type ManPage, prose, seeAlso, subheading, synopsis } from './roff.ts';

const DESCRIPTION = `supervisorctl asks a supervisord what its programs are doing, and tells it what to do with them. With an
action it does that and ends; without one it opens a shell, in which \`help\` lists the actions.

It talks to \`serverurl\` of the section \`[supervisorctl]\` in the configuration file, which is looked for as
supervisord does, or to what \`-s\` names.`;

export function supervisorctlPage(): ManPage {
  const shown = COMMANDS.filter(({ forms }) => forms.length > 0);
  return {
    name: 'supervisorctl',
    section: 1,
    summary: 'see and control the programs of supervisord',
    body: [
      heading('Synopsis'),
      synopsis('supervisorctl', SUPERVISORCTL.synopsis),
      heading('Description'),
      prose(DESCRIPTION),
      heading('Options'),
      ...flagItems(SUPERVISORCTL, 'supervisorctl'),
      heading('Actions'),
      prose(ABOUT_COMMANDS),
      ...shown.flatMap(action),
      heading('Exit status'),
      ...EXIT_STATUSES.answers.map(({ says: [status], means }) =>
        item(`\`${status.replace('exit status ', '')}\``, means),
      ),
      heading('Environment'),
      item('`NO_COLOR`', 'No colours, if it is set.'),
      seeAlso('supervisord(8)', 'supervisord.conf(5)'),
    ],
  };
}

function action(command: Command): string[] {
  const { name, summary, forms, notes = [] } = command;
  return [
    subheading(name),
    prose(`${summary}.`),
    ...forms.map(([typed, meaning]) => item(`\`${typed}\``, `${meaning}.`)),
    ...flagsOf(command).map((flag) => item(`\`${spelling(flag)}\``, `${flag.doc}.`)),
    notes.length === 0 ? '' : `.PP\n${prose(notes.join('\n'))}`,
  ];
}
