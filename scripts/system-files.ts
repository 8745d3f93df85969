/** What the package has for the system it is installed on: units and completion scripts, by the name of the file. */

import { UNIT_KINDS } from '../src/bin/units/kinds.ts';
import { LABEL } from '../src/bin/units/launchd.ts';
import { SCRIPTS } from '../src/ctl/completion-scripts.ts';

const UNIT_FILES: Readonly<Record<string, string>> = {
  systemd: 'supervisor.service',
  sysv: 'supervisor.sysv',
  openrc: 'supervisor.openrc',
  launchd: `${LABEL}.plist`,
};

const COMPLETION_FILES: Readonly<Record<string, string>> = {
  bash: 'supervisorctl.bash',
  zsh: '_supervisorctl',
  fish: 'supervisorctl.fish',
};

export function systemFiles(): [file: string, text: string][] {
  const units = Object.entries(UNIT_KINDS).map(([name, { format, system }]): [string, string] => [
    nameOf(UNIT_FILES, name),
    format({
      command: '/usr/local/bin/supervisord',
      config: '/etc/supervisord.conf',
      flags: [],
      pidfile: '/var/run/supervisord.pid',
      scope: 'system',
      user: undefined,
      nodeFolder: undefined,
      alias: 'supervisord',
      remarks: [
        'For a visord that `npm install -g` has put into /usr/local, and /etc/supervisord.conf.',
        `\`supervisord --print-unit ${name}\` prints one for the place where yours is.`,
        '',
        `It belongs to ${system.file}; then:`,
        ...system.commands.map((command) => `  ${command}`),
      ],
      defaults: undefined,
    }),
  ]);
  const completions = [...SCRIPTS].map(([shell, script]): [string, string] => [
    nameOf(COMPLETION_FILES, shell),
    `${script}\n`,
  ]);
  return [...units, ...completions];
}

function nameOf(files: Readonly<Record<string, string>>, kind: string): string {
  const file = files[kind];
  if (file === undefined) throw new Error(`${kind} has no file in scripts/system-files.ts`);
  return file;
}
