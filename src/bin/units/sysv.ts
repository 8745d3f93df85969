/** A script of System V, as `/etc/init.d` has them, with the headers of LSB and of chkconfig. */
import { comment, daemonWords, pathFor, STOP_SECONDS, shellWord, type UnitFacts } from './unit.ts';

export function sysvScript(facts: UnitFacts): string {
  const { command, pidfile, defaults, remarks } = facts;
  return `#!/bin/sh
# supervisord       starts programs, and keeps them running
#
# chkconfig: 2345 95 05
# description: Supervisor process control system (visord)
# processname: supervisord
# pidfile: ${pidfile}
### BEGIN INIT INFO
# Provides:          supervisor supervisord
# Required-Start:    $remote_fs $network $named
# Required-Stop:     $remote_fs $network $named
# Should-Start:      $syslog
# Should-Stop:       $syslog
# Default-Start:     2 3 4 5
# Default-Stop:      0 1 6
# Short-Description: Supervisor process control system
# Description:       supervisord starts programs, keeps them running, and stops them in their order.
### END INIT INFO
${comment(['', ...remarks])}
PATH=${shellWord(pathFor(facts))}
export PATH
DAEMON=${shellWord(command)}
PIDFILE=${shellWord(pidfile)}
DAEMON_OPTS=
# How long a stop may take before it counts as failed: a program may take its stopwaitsecs.
STOP_SECONDS=${STOP_SECONDS}
${defaults === undefined ? '' : `[ ! -r ${defaults} ] || . ${defaults}\n`}
# It may have been removed, and its configuration left.
[ -x "$DAEMON" ] || exit 0

# Whether a process is a supervisord: another one may have got its number since.
is_supervisord() {
  if [ -d /proc/self ]; then
    [ "$(cat "/proc/$1/comm" 2>/dev/null)" = supervisord ] &&
      grep -q . "/proc/$1/cmdline" 2>/dev/null # which is empty if it has ended
  else
    ps -o comm= -p "$1" 2>/dev/null | grep -q 'supervisord$'
  fi
}

# Sets pid.
is_running() {
  pid=$(cat "$PIDFILE" 2>/dev/null) && [ -n "$pid" ] && is_supervisord "$pid"
}

# supervisord goes into the background when it is ready, or says why it cannot start.
start() {
  if is_running; then
    echo "supervisord is running already, with pid $pid"
    return 0
  fi
  echo 'Starting supervisord'
  "$DAEMON" ${daemonWords(facts)} $DAEMON_OPTS
}

stop() {
  if ! is_running; then
    echo 'supervisord is not running'
    return 0
  fi
  echo 'Stopping supervisord and its programs'
  kill -TERM "$pid" || return 1
  waited=0
  while is_supervisord "$pid"; do
    if [ "$waited" -ge "$STOP_SECONDS" ]; then
      echo "supervisord has not ended within $STOP_SECONDS seconds" >&2
      return 1
    fi
    sleep 1
    waited=$((waited + 1))
  done
}

# It reads its configuration anew and restarts everything, unless that has an error.
reload() {
  if ! is_running; then
    echo 'supervisord is not running' >&2
    return 7
  fi
  echo 'Restarting supervisord and its programs'
  kill -HUP "$pid"
}

status() {
  if is_running; then
    echo "supervisord is running, with pid $pid"
  elif [ -e "$PIDFILE" ]; then
    echo "supervisord is not running, but has left $PIDFILE"
    return 1
  else
    echo 'supervisord is not running'
    return 3
  fi
}

case \${1-} in
  start | stop | reload | status) "$1" ;;
  force-reload) reload ;;
  restart) stop && start ;;
  try-restart | condrestart) ! is_running || { stop && start; } ;;
  *)
    echo "Usage: $0 start|stop|restart|try-restart|reload|force-reload|status" >&2
    exit 2
    ;;
esac
`;
}
