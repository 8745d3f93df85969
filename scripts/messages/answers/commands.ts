/** What the commands of supervisorctl answer. */
import type { Chapter } from '../answer.ts';

export const COMMANDS_SAY: Chapter = {
  title: 'Commands of supervisorctl that fail',
  about:
    'Results stand on standard output, `name: ERROR (why)`; hints on standard error. What the exit statuses mean is [below](#exit-statuses-of-supervisorctl).',
  answers: [
    {
      says: [
        '{name}: ERROR (no such process)',
        'ERROR: no such process/group: {name}',
        '{name}: ERROR (no such group)',
        'ERROR: no such group: {name}',
        'No such process {name}',
        '{name}: ERROR (no such process name)',
        'ERROR: bad process name supplied',
      ],
      madeOf: [
        '{}: ERROR ({})',
        'no such process',
        'ERROR: no such process/group: {}',
        'no such group',
        'ERROR: no such group: {}',
        'No such process {}',
        'no such process name',
        'bad process name supplied',
        'ERROR: {}',
        'no such {}',
      ],
      means:
        'supervisord does not know the name: it is misspelled, belongs to a group (`group:name`), or stands in a file that has not been read.',
      remedy:
        '`supervisorctl status` lists the names. A new section: `supervisorctl update`. With `numprocs` the processes are called `name:name_00`: use `name:*`.',
    },
    {
      says: [
        '{name}: did you mean {other}?',
        '{name} is a group: did you mean {name}:*?',
        'did you mean {command}?',
        'no process fits {pattern}',
        '{number} processes fit {pattern}, and one is wanted',
        '{command} has no flag {flag}; see: help {command}',
      ],
      madeOf: [
        '{}: did you mean {}?',
        '{} is a group: did you mean {}:*?',
        'did you mean {}?',
        'no {} fits {}',
        '{} processes fit {}, and one is wanted',
        '{} has no flag {}; {}',
        'see: help {}',
      ],
      means: 'A guess at what was meant by an unknown name, command or flag.',
      remedy: 'Type that. Patterns belong in quotes, so that your shell leaves them alone.',
    },
    {
      says: ['{name}: ERROR (no such file)', '{name}: ERROR (file is not executable)'],
      madeOf: ['no such file', 'file is not executable', 'file not executable'],
      means:
        'The command of the program is not there, or not executable, so that it was not tried.',
      remedy:
        "See `can't find command` among the [programs](#programs-that-do-not-start-or-do-not-stay).",
    },
    {
      says: ['{name}: ERROR (spawn error)'],
      madeOf: ['spawn error'],
      means: 'The program could not be started at all.',
      remedy:
        '`supervisorctl status NAME` shows the reason, the log of supervisord too (`spawnerr:`).',
    },
    {
      says: ['{name}: ERROR (abnormal termination)'],
      madeOf: ['abnormal termination'],
      means: 'The program was started and ended before `startsecs`.',
      remedy: '`supervisorctl tail NAME stderr` shows what it said. See `Exited too quickly`.',
    },
    {
      says: ['{name}: ERROR (already started)', 'ERROR: process group already active'],
      madeOf: ['already started', 'ERROR: process group already active'],
      means: 'It runs already, or the group is there.',
      remedy: 'To start it anew: `supervisorctl restart NAME`.',
    },
    {
      says: ['{name}: ERROR (not running)', 'ERROR: process not running'],
      madeOf: ['not running', 'process not running'],
      means: 'There is no process to stop, signal or attach to.',
      remedy: '`supervisorctl status NAME` shows its state.',
    },
    {
      says: ['{name}: ERROR (not permitted)'],
      madeOf: ['not permitted'],
      means: 'Your user has no role for it, or the process is in a group that is not yours.',
      remedy: 'See `role=` and `groups=` of the `[user:x]` section of the server.',
    },
    {
      says: ['{name}: ERROR (bad signal name)'],
      madeOf: ['bad signal name'],
      means: 'There is no such signal.',
      remedy: '`kill -l` lists them: `HUP`, `SIGHUP` and `1` are the same.',
    },
    {
      says: ['{name}: ERROR (no log file)', '{name}: ERROR (unknown error reading log)'],
      madeOf: ['no log file', 'unknown error reading log'],
      means:
        'The process has no log for this channel (`NONE`, syslog, `/dev/stdout`, or `redirect_stderr=true` for stderr), or it cannot be read.',
      remedy:
        'Name the other channel, or set `stdout_logfile=AUTO` or a file, and `supervisorctl update`.',
    },
    {
      says: ['ERROR: {error}'],
      madeOf: ['ERROR: {}', 'Error: {}', 'Error: {}\nFor help, use {} -h'],
      means:
        'The configuration was refused (`CANT_REREAD: ...`): what runs has not been touched. Or the command line is wrong.',
      remedy:
        'The error is explained among those of the [configuration](#errors-of-the-configuration). `supervisorctl check` shows all of them.',
    },
    {
      says: [
        'ERROR: already shutting down',
        'ERROR: shutting down',
        'ERROR: supervisor shutting down',
        'ERROR: {url} {why} (already shut down?)',
      ],
      means: 'supervisord is about to end.',
      remedy: 'Wait until it has, and start it again if it should run.',
    },
    {
      says: ['ERROR: process/group still running: {name}'],
      means: 'A group is removed only when all of it has stopped.',
      remedy:
        '`supervisorctl stop NAME:*`, then `remove`; or `supervisorctl update`, which does both.',
    },
    {
      says: [
        '{group}: has problems; not removing',
        '{group}: has problems; not updated completely',
        '{name}: ERROR ({why})',
      ],
      madeOf: [
        '{}: has problems; not removing',
        '{}: has problems; not updated completely',
        '{}: ERROR ({})',
        'it could not be signalled',
        'it was started again meanwhile',
        'it was removed meanwhile',
        'supervisord is about to end',
        '{} cannot be added',
        '{} is being updated already',
      ],
      means:
        'An update could not finish with this group: a process did not stop, or somebody started or removed it meanwhile.',
      remedy:
        '`supervisorctl status GROUP:*`, stop what still runs, and `supervisorctl update` again. If an update is under way, let it end first.',
    },
    {
      says: ['No config updates to processes'],
      means:
        'The files are as they were read last, as far as programs are concerned. Changes of `[supervisord]` and of servers are not looked at.',
      remedy:
        'Did the right file change? `supervisord --check` tells which file it reads. What belongs to `[supervisord]` takes `supervisorctl reload`.',
    },
    {
      says: ['interrupted: {what}', 'not restarted: {names}'],
      madeOf: [
        'interrupted: {}',
        'not restarted: {}',
        'is still being started',
        'is still being stopped',
        'is still being restarted',
        'not started',
        'not stopped',
        'not restarted',
        '{}: {}',
        '{} {}',
      ],
      means:
        'Ctrl-C, or a rolling restart that came upon a failure: what has been begun goes on in supervisord, what is listed has not been begun.',
      remedy: '`supervisorctl status`, mend what failed, and repeat the command for the rest.',
    },
    {
      says: ['waiting for {name}', 'waiting for {name} ({number} of {number})'],
      madeOf: ['waiting for {}{}', ' ({} of {})'],
      means: 'A command waits: for `startsecs` after a start, up to `stopwaitsecs` for a stop.',
      remedy: 'Nothing. Ctrl-C ends the waiting, and not what it waits for.',
    },
    {
      says: ['No process matched given expression.'],
      means:
        'What `mstart`, `mstop` or `mrestart` of the wildcards plug-in was given fits no process.',
      remedy: 'Quote the pattern. `supervisorctl start "web*"` does the same without the plug-in.',
    },
    {
      says: ['{url} connection lost'],
      madeOf: ['connection lost', '{} {}'],
      means: '`status --watch` lost its server. It goes on trying.',
      remedy: 'Look at whether supervisord still runs.',
    },
    {
      says: ['Process got killed', 'Exiting foreground'],
      means: 'The process that `fg` was attached to has ended, or you have left it.',
      remedy: '`supervisorctl status NAME` shows what became of it.',
    },
    {
      says: ['==> File truncated <=='],
      means:
        'The log that is being followed was cleared, or cut by something else than supervisord (`> FILE`, `copytruncate` of logrotate).',
      remedy: 'Nothing; it is followed from its new beginning.',
    },
    {
      says: ['error: cannot write the output: {why}'],
      means:
        'The standard output of supervisorctl cannot be written: its disk is full, or its reader has gone.',
      remedy: 'Write it somewhere else. The command itself has been done.',
    },
  ],
};
