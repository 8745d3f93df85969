/** The page of the flags of all commands. */
import type { Command, Flag } from '../../src/bin/flags.ts';
import { PIDPROXY } from '../../src/bin/pidproxy-flags.ts';
import { SUPERVISORCTL } from '../../src/bin/supervisorctl-flags.ts';
import { SUPERVISORD } from '../../src/bin/supervisord-flags.ts';
import { VISORD_CRASHLOG } from '../../src/bin/visord-crashlog-flags.ts';
import { VISORD_NOTIFY } from '../../src/bin/visord-notify-flags.ts';
import { SECTIONS } from '../../src/config/sections.ts';
import { code, page, table } from './markdown.ts';

const ABOUT = `Short flags can be joined (\`-nc FILE\`), long ones abbreviated as long as they stay unique.
A wrong flag is an error with status 2, in pidproxy the usage with status 1. A flag with an option in the last column takes precedence
over that option of the configuration file.`;

export function commandLinePage(): string {
  return (
    page('Command line', ABOUT) +
    section('supervisord', SUPERVISORD) +
    section('supervisorctl', SUPERVISORCTL) +
    section('pidproxy', PIDPROXY) +
    section('visord-notify', VISORD_NOTIFY) +
    section('visord-crashlog', VISORD_CRASHLOG)
  );
}

function section(name: string, { synopsis, doc, flags }: Command): string {
  const rows = flags.map((flag) => [spelling(flag), flag.doc, optionOf(flag, name)]);
  return (
    `\n## ${name}\n\n${code(`${name} ${synopsis}`)}\n\n${doc}\n` +
    table(['flag', '', 'option'], rows)
  );
}

/** How a flag is typed, in all its forms. */
export function spelling({ short, long, argument }: Flag): string {
  const names = [short && `-${short}`, long && `--${long}`].flatMap((name) => name || []);
  return names
    .map((name) => code(argument === undefined ? name : `${name} ${argument}`))
    .join(', ');
}

/** The option of the configuration file that the flag stands for; empty if for none. */
export function optionOf({ name, instead }: Flag, command: string): string {
  const options = SECTIONS.find(({ header }) => header === command)?.options ?? {};
  return instead !== true && name in options ? code(`[${command}] ${name}`) : '';
}
