/** `[supervisord]`: the daemon itself. Flags of the command line have the same names. */
import {
  boolean,
  byteSize,
  environment,
  integer,
  logLevel,
  octal,
  optional,
  seconds,
  text,
} from '../codec.ts';
import { user } from '../codec-account.ts';
import { absoluteFile, existingDirectory, filePath } from '../codec-path.ts';
import { orphans, syslogFacility, syslogPriority } from '../codec-words.ts';
import { defineOptions, defineSection } from '../schema.ts';

export const supervisordOptions = defineOptions({
  minfds: {
    type: integer,
    default: 1024,
    since: '3.0',
    names: 'here',
    applies: 'start',
    doc: 'How many file descriptors must be available. The soft limit is raised to it if need be.',
  },
  minprocs: {
    type: integer,
    default: 200,
    since: '3.0',
    names: 'here',
    applies: 'start',
    doc: 'How many processes must be available. The soft limit is raised to it if need be.',
  },
  directory: {
    type: optional(existingDirectory),
    default: undefined,
    since: '3.0',
    names: 'here',
    applies: 'start',
    doc: 'Where supervisord changes to when it becomes a daemon. It has no effect with `nodaemon`.',
  },
  user: {
    type: optional(user),
    default: undefined,
    since: '3.0',
    names: 'here',
    applies: 'start',
    doc: 'The user that supervisord becomes once it has started as root.',
  },
  umask: {
    type: octal,
    default: 0o022,
    since: '3.0',
    names: 'here',
    applies: 'start',
    doc: 'The umask of the daemon. It has no effect with `nodaemon`.',
  },
  logfile: {
    type: filePath,
    default: 'supervisord.log',
    since: '3.0',
    names: 'here',
    applies: 'start',
    doc: 'The main log: a file, relative to where supervisord was started, or `syslog`.',
  },
  logfile_maxbytes: {
    type: byteSize,
    default: 50 * 1024 ** 2,
    since: '3.0',
    names: 'here',
    applies: 'start',
    doc: 'How large the main log may grow before it is rotated. With 0 it is never rotated.',
  },
  logfile_backups: {
    type: integer,
    default: 10,
    since: '3.0',
    names: 'here',
    applies: 'start',
    doc: 'How many rotated files are kept. With 0 the log is truncated instead.',
  },
  loglevel: {
    type: logLevel,
    default: 'info',
    since: '3.0',
    names: 'here',
    applies: 'start',
    doc: 'The least important messages that go to the main log.',
  },
  pidfile: {
    type: filePath,
    default: 'supervisord.pid',
    since: '3.0',
    names: 'here',
    applies: 'start',
    doc: 'Where supervisord writes its process id.',
  },
  identifier: {
    type: text,
    default: 'supervisor',
    since: '3.0',
    names: 'here',
    applies: 'reread',
    doc: 'The name of this supervisord, in events and in the names of `AUTO` logs.',
  },
  nodaemon: {
    type: boolean,
    default: false,
    since: '3.0',
    names: 'here',
    applies: 'start',
    doc: 'Stay in the foreground, and write the main log to standard output, too.',
  },
  silent: {
    type: boolean,
    default: false,
    since: '4.2.0',
    names: 'here',
    applies: 'start',
    doc: 'Keep the main log off standard output in the foreground.',
  },
  childlogdir: {
    type: optional(existingDirectory),
    default: undefined,
    otherwise: 'the directory for temporary files',
    since: '3.0',
    names: 'here',
    applies: 'reread',
    doc: 'Where `AUTO` logs of programs are made.',
  },
  nocleanup: {
    type: boolean,
    default: false,
    since: '3.0',
    names: 'here',
    applies: 'start',
    doc: 'Keep the `AUTO` logs that an earlier run has left.',
  },
  strip_ansi: {
    type: boolean,
    default: false,
    since: '3.0',
    names: 'here',
    applies: 'reread',
    doc: 'Remove ANSI escape sequences from what programs write.',
  },
  syslog_socket: {
    type: absoluteFile,
    default: '/dev/log',
    since: 'visord 0.1',
    names: 'here',
    applies: 'start',
    doc: 'The socket of the syslog daemon.',
  },
  syslog_facility: {
    type: syslogFacility,
    default: 'user',
    since: 'visord 0.1',
    names: 'here',
    applies: 'start',
    doc: 'The facility of a main log that goes to syslog.',
  },
  syslog_priority: {
    type: syslogPriority,
    default: 'info',
    since: 'visord 0.1',
    names: 'here',
    applies: 'start',
    doc: 'The priority of a main log that goes to syslog, whatever the level of a message.',
  },
  syslog_tag: {
    type: text,
    default: 'supervisord',
    since: 'visord 0.1',
    names: 'here',
    applies: 'start',
    doc: 'What lines of a main log that goes to syslog are tagged with.',
  },
  shutdown_timeout: {
    type: seconds,
    default: 0,
    since: 'visord 0.1',
    names: 'here',
    applies: 'reread',
    doc:
      'How long the end of supervisord may take in all. When half of it has passed, programs are ' +
      'stopped without regard to their order; a second before it is over (a fifth of it, if that ' +
      'is less) what still runs is killed. Answers that are under way may take two seconds more, so ' +
      'set it below the time after which supervisord itself would be killed: 8 for the 10 seconds ' +
      'of `docker stop`. With 0 it takes as long as its programs.',
  },
  subreaper: {
    type: boolean,
    default: false,
    since: 'visord 0.1',
    names: 'here',
    applies: 'start',
    doc:
      'Whether processes that have lost their parent become children of supervisord, if they ' +
      'descend from it, and are reaped by it. As the first process of a container it reaps them ' +
      'anyway. It takes Linux.',
  },
  orphans: {
    type: orphans,
    default: 'report',
    since: 'visord 0.1',
    names: 'here',
    applies: 'start',
    doc:
      'What becomes of programs that an earlier supervisord has left behind, because it was killed ' +
      'itself: `report` names them in the log, `kill` stops them before anything is started, with ' +
      'the signal and the time that the configuration has for them, and `leave` says nothing. They ' +
      'are known by the file named like the pidfile with `.children` behind it, which is written ' +
      'where the pidfile is a plain file and its folder can be written to, but not with `leave`.',
  },
  environment: {
    type: environment,
    default: { variables: {}, cuts: [] },
    expansion: 'bare',
    since: '3.0',
    names: 'host',
    applies: 'update',
    doc:
      'Variables for every program. They do not become part of the environment of supervisord, ' +
      'but can be used as `%(ENV_<NAME>)s` below.',
  },
  audit: {
    type: optional(boolean),
    default: undefined,
    otherwise: '`true` if there is a `[user:x]` section',
    since: 'visord 0.1',
    names: 'here',
    applies: 'reread',
    doc:
      'Whether the log says, with the level `info`, who has asked for every change and from where, ' +
      'and what was refused to whom.',
  },
});

export const supervisordSection = defineSection({
  header: 'supervisord',
  doc: 'The daemon itself. This section must be there.',
  matches: (name) => name === 'supervisord',
  options: supervisordOptions,
});
