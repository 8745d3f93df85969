/** The page of what there is to say about a configuration. */
import { FINDINGS } from '../../src/config/findings.ts';
import { code, page, table } from './markdown.ts';

const ABOUT = `What \`supervisord --check\` and \`supervisorctl check FILE\` find in a configuration and in what it
names: users, directories, commands, logs, sockets, addresses. They tell what would happen if supervisord were
started here and now, by the user who checks. Nothing is started and no file is written.

    /etc/supervisord.conf:12: error: command in section 'program:web': can't find command 'nod' (command)
    /etc/supervisord.conf: 1 error, 0 warnings

With \`--json\` it is one object: \`file\`, \`errors\` and \`warnings\` (how many), and \`findings\`, each
with \`id\`, \`level\`, \`text\` and, where there is a place, \`file\`, \`line\` and \`section\`. The exit status
is 2 if there are errors, 1 if there are warnings and \`--strict\` is given, otherwise 0.`;

const LOGGED = `A warning never keeps supervisord from starting. These are also logged by every start, with
file and line:`;

export function findingsPage(): string {
  const all = Object.entries(FINDINGS);
  const rows = (wanted: boolean) =>
    all
      .filter(([, { checkOnly = false }]) => checkOnly === wanted)
      .map(([id, { level, doc }]) => [code(id), level, doc]);
  const head = ['finding', 'level', ''];
  return (
    `${page('Findings', ABOUT)}\n## Warnings of every start\n\n${LOGGED}\n${table(head, rows(false))}` +
    `\n## What only a check finds\n${table(head, rows(true))}`
  );
}
