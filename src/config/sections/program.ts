/**
 * `[program:x]`: a command to be kept running, once or `numprocs` times.
 *
 * Options come in two tables: `programOptions` are read once, `processOptions` for every process,
 * so that their values can contain its number. fcgi-programs and event listeners have them, too.
 */
import {
  autorestart,
  boolean,
  byteSize,
  environment,
  exitCodes,
  integer,
  name,
  octal,
  optional,
  seconds,
  text,
} from '../codec.ts';
import { user } from '../codec-account.ts';
import { logFile } from '../codec-path.ts';
import { syslogFacility, syslogPriority } from '../codec-words.ts';
import { defineOptions, defineSection } from '../schema.ts';
import { stopOptions } from './stopping.ts';

const live = { names: 'program', applies: 'live' } as const;
const update = { names: 'program', applies: 'update' } as const;
const perProcessLive = { names: 'process', applies: 'live' } as const;
const perProcess = { names: 'process', applies: 'update' } as const;

function captureBytes(output: string) {
  return {
    type: byteSize,
    default: 0,
    since: '3.0',
    doc: `How much of ${output} is kept between the tokens that make an event of it. 0 turns it off.`,
    ...update,
  };
}

function eventsEnabled(output: string) {
  return {
    type: boolean,
    default: false,
    since: '3.0',
    doc: `Send an event for what is written to ${output}.`,
    ...update,
  };
}

function syslogPriorityOf(output: string) {
  return {
    type: syslogPriority,
    default: 'info' as const,
    since: 'visord 0.1',
    doc: `The priority of what goes to syslog from ${output}.`,
    ...update,
  };
}

export const programOptions = defineOptions({
  priority: {
    type: integer,
    default: 999,
    since: '3.0',
    doc: 'Lower ones are started first and stopped last. It counts for the group and the process.',
    names: 'here',
    applies: 'live',
  },
  autostart: {
    type: boolean,
    default: true,
    since: '3.0',
    doc: 'Start it when supervisord starts.',
    ...live,
  },
  autorestart: {
    type: autorestart,
    default: 'unexpected',
    since: '3.0',
    doc: 'When to restart a program that exits while RUNNING; `unexpected` means: with an exit code that is not in `exitcodes`.',
    ...live,
  },
  startsecs: {
    type: seconds,
    default: 1,
    since: '3.0',
    doc:
      'How long the program must stay up after starting to count as started. ' +
      'With 0 it counts as started at once, and an early exit is an ordinary exit.',
    ...live,
  },
  startretries: {
    type: integer,
    default: 3,
    since: '3.0',
    doc: 'How often a failed start is tried again, each time a second later, before it is FATAL.',
    ...live,
  },
  ...stopOptions,
  exitcodes: {
    type: exitCodes,
    default: [0],
    since: '3.0',
    doc: 'The exit codes that are expected.',
    ...live,
  },
  redirect_stderr: {
    type: boolean,
    default: false,
    since: '3.0',
    doc: 'Send what the program writes to standard error where its standard output goes.',
    ...update,
  },
  numprocs: {
    type: integer,
    default: 1,
    since: '3.0',
    doc: 'How many processes to make of it. More than one need `%(process_num)` in `process_name`.',
    ...live,
  },
  numprocs_start: {
    type: integer,
    default: 0,
    since: '3.0',
    doc: 'The number of the first process.',
    ...live,
  },
  stdout_capture_maxbytes: captureBytes('standard output'),
  stdout_events_enabled: eventsEnabled('standard output'),
  stdout_syslog_priority: syslogPriorityOf('standard output'),
  stderr_capture_maxbytes: captureBytes('standard error'),
  stderr_events_enabled: eventsEnabled('standard error'),
  stderr_syslog_priority: syslogPriorityOf('standard error'),
  syslog_facility: {
    type: syslogFacility,
    default: 'user',
    since: 'visord 0.1',
    doc: 'The facility of what goes to syslog.',
    ...update,
  },
  serverurl: {
    type: optional(text),
    default: undefined,
    otherwise: 'the unix socket, or else the TCP port, of the first server',
    since: '3.0',
    doc: 'What the program finds in `SUPERVISOR_SERVER_URL`. `AUTO` is the same as none.',
    ...update,
  },
  user: {
    type: optional(user),
    default: undefined,
    otherwise: 'the user of supervisord',
    since: '3.0',
    doc: 'The user the program runs as. It takes a supervisord that runs as root.',
    ...update,
  },
  umask: {
    type: optional(octal),
    default: undefined,
    otherwise: 'the umask of supervisord',
    since: '3.0',
    doc: 'The umask of the program.',
    ...update,
  },
  process_name: {
    type: name,
    expansion: 'later',
    default: '%(program_name)s',
    since: '3.0',
    doc: 'The name of a process. It must contain `%(process_num)` when there are several.',
    ...perProcess,
  },
});

function logfile(output: string) {
  return {
    type: logFile,
    default: { kind: 'auto' } as const,
    expansion: 'twice' as const,
    since: '3.0',
    doc:
      `Where ${output} goes: a file, a file with a name of its own that the next start ` +
      'removes (`AUTO`), or nowhere (`NONE`). Names in it are replaced twice.',
    ...perProcess,
  };
}

function logfileBackups(output: string) {
  return {
    type: integer,
    default: 10,
    since: '3.0',
    doc: `How many rotated logs of ${output} are kept. With 0 the log is truncated instead.`,
    ...perProcessLive,
  };
}

function logfileMaxBytes(output: string) {
  return {
    type: byteSize,
    default: 50 * 1024 ** 2,
    since: '3.0',
    doc: `How large the log of ${output} may grow before it is rotated. With 0 it never is.`,
    ...perProcessLive,
  };
}

function syslog(output: string) {
  return {
    type: boolean,
    default: false,
    since: '4.0.0',
    doc: `Send the lines of ${output} to syslog, too.`,
    ...perProcess,
  };
}

export const processOptions = defineOptions({
  environment: {
    type: environment,
    default: { variables: {}, cuts: [] },
    expansion: 'bare',
    since: '3.0',
    doc: 'Variables for the program, on top of those of `[supervisord]`.',
    ...perProcess,
  },
  directory: {
    type: optional(text),
    default: undefined,
    otherwise: 'the directory of supervisord',
    since: '3.0',
    doc: 'Where the program is started. Whether it is there is found out then.',
    ...perProcess,
  },
  stdout_logfile: logfile('standard output'),
  stdout_logfile_backups: logfileBackups('standard output'),
  stdout_logfile_maxbytes: logfileMaxBytes('standard output'),
  stdout_syslog: syslog('standard output'),
  stderr_logfile: logfile('standard error'),
  stderr_logfile_backups: logfileBackups('standard error'),
  stderr_logfile_maxbytes: logfileMaxBytes('standard error'),
  stderr_syslog: syslog('standard error'),
  syslog_tag: {
    type: optional(text),
    default: undefined,
    otherwise: '`supervisord`, and each line begins with the name of the process',
    since: 'visord 0.1',
    doc: 'What lines in syslog are tagged with.',
    ...perProcess,
  },
  command: {
    type: text,
    required: 'program section %s does not specify a command',
    since: '3.0',
    doc:
      'The command, with its arguments. No shell is involved: quotes work, but no variables, ' +
      'pipes or redirections. It must stay in the foreground.',
    ...perProcess,
  },
});

export const programSection = defineSection({
  header: 'program:<name>',
  doc: 'A command that is kept running.',
  matches: (name) => name.startsWith('program:'),
  options: { ...programOptions, ...processOptions },
});
