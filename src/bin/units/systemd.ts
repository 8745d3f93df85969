/** A unit of systemd. */
import { comment, DESCRIPTION, SYSTEM_PATH, type UnitFacts } from './unit.ts';

export function systemdUnit(facts: UnitFacts): string {
  const { scope, user, nodeFolder, defaults, alias, remarks } = facts;
  const path = nodeFolder && [`Environment=${word(`PATH=${nodeFolder}:${SYSTEM_PATH}`)}`];
  return `${comment(remarks)}
[Unit]
Description=${DESCRIPTION}
Documentation=man:supervisord(8) man:supervisorctl(1)
${scope === 'system' ? 'After=network.target\n' : ''}
[Service]
# supervisord itself says when it is ready, begins anew and ends, and that it is alive.
Type=notify
NotifyAccess=main
WatchdogSec=5min
${lines([
  user && `User=${user}`,
  path,
  defaults && `EnvironmentFile=-${defaults}`,
  `ExecStart=${commandLine(facts)}`,
])}# It reads its configuration anew and restarts everything, unless that has an error.
ExecReload=/bin/sh -c "kill -HUP $MAINPID"
# Only supervisord is asked to end. It stops its programs in their order, and tells systemd how long
# that may take; what has escaped it is killed afterwards.
KillMode=mixed
Restart=on-failure
RestartSec=5s
# The end of one program for want of memory is not the end of all: supervisord restarts it.
OOMPolicy=continue
# All programs count as tasks of this one service.
TasksMax=infinity

[Install]
WantedBy=${scope === 'system' ? 'multi-user.target' : 'default.target'}
Alias=${alias}.service
`;
}

function commandLine({ command, config, flags, defaults }: UnitFacts): string {
  const words = [command, '-n', '-c', config, ...flags].map((each) =>
    word(each.replaceAll('$', '$$$$')),
  );
  return [...words, ...(defaults === undefined ? [] : ['$DAEMON_OPTS'])].join(' ');
}

/** A word of a setting, without specifiers and escapes. */
function word(text: string): string {
  const plain = text.replaceAll('%', '%%');
  if (/^[\w@%+=:,./$-]+$/.test(plain)) return plain;
  return `"${plain.replace(/["\\]/g, '\\$&')}"`;
}

function lines(settings: readonly (string | readonly string[] | undefined)[]): string {
  return settings
    .flatMap((setting) => setting ?? [])
    .map((line) => `${line}\n`)
    .join('');
}
