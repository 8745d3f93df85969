/**
 * The commands of the Python plug-in supervisor-wildcards under its names: `start`, `stop` and
 * `restart` of every process whose name matches a pattern, all at the same time.
 *
 * Each process has a connection of its own, since an answer may take as long as its stop does.
 */
import { fnmatch } from '../base/fnmatch.ts';
import type { Command, Ctl } from './command.ts';
import { findCommand } from './find-command.ts';

const COMMANDS = ['stop', 'start', 'restart'] as const;

/** @param options `match_group`: patterns are of `group:name` instead of the name alone. */
export function wildcardCommands(options: Readonly<Record<string, string>>): Command[] {
  const withGroup = ['1', 'true', 'yes', 'on'].includes((options.match_group ?? '').toLowerCase());
  return COMMANDS.map((name) => ({
    name: `m${name}`,
    summary: `As ${name}, for every process whose name matches a pattern`,
    args: [{ kind: 'any', many: true }],
    forms: [
      [`m${name} <pattern>`, `As ${name}, for every process whose name matches, all at once`],
      [`m${name} <pattern> <pattern>`, 'The same for several patterns'],
      [`m${name} all`, 'The same for every process'],
    ],
    upcheck: true,
    run: (ctl, words) => runOnMatches(ctl, name, { patterns: words, withGroup }),
  }));
}

async function runOnMatches(
  ctl: Ctl,
  name: string,
  { patterns, withGroup }: { readonly patterns: readonly string[]; readonly withGroup: boolean },
): Promise<void> {
  const infos = await ctl.client.call('supervisor.getAllProcessInfo');
  const wanted = patterns.includes('all') ? ['*'] : patterns;
  const matching = infos.filter((info) => {
    const text = withGroup ? `${info.group}:${info.name}` : info.name;
    return wanted.some((pattern) => fnmatch(text, pattern));
  });
  if (matching.length === 0) ctl.output.line('No process matched given expression.');
  const command = findCommand(ctl, name);
  await Promise.all(matching.map((info) => runAlone(ctl, command, `${info.group}:${info.name}`)));
}

async function runAlone(ctl: Ctl, command: Command, namespec: string): Promise<void> {
  const client = ctl.client.another();
  const own: Ctl = Object.create(ctl, { client: { value: client } });
  const { exitStatus } = ctl;
  try {
    await command.run(own, [namespec], new Map());
  } finally {
    client.close();
    if (own.exitStatus !== exitStatus) ctl.exitStatus = own.exitStatus;
  }
}
