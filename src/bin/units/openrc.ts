/** A service script of OpenRC, as Alpine and Gentoo have them. */
import {
  comment,
  DESCRIPTION,
  daemonWords,
  pathFor,
  STOP_SECONDS,
  shellWord,
  type UnitFacts,
} from './unit.ts';

export function openrcScript(facts: UnitFacts): string {
  const { command, pidfile, nodeFolder, remarks } = facts;
  return `#!/sbin/openrc-run
${comment(remarks)}${nodeFolder === undefined ? '' : `\nexport PATH=${shellWord(pathFor(facts))}\n`}
name=supervisord
description=${shellWord(DESCRIPTION)}
description_reload=${shellWord('Read the configuration anew and restart everything')}
extra_started_commands=reload

# supervisord goes into the background when it is ready.
command=${shellWord(command)}
command_args=${shellWord(daemonWords(facts))}
pidfile=${shellWord(pidfile)}
# It stops its programs first, which takes as long as their stopwaitsecs.
retry=TERM/${STOP_SECONDS}

depend() {
  need localmount
  use net dns logger
  provide supervisor
}

reload() {
  ebegin "Restarting $name and its programs"
  start-stop-daemon --signal HUP --pidfile "$pidfile"
  eend $?
}
`;
}
