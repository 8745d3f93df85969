/** What to do about each kind of finding; what it means is said by the table of findings. */
import { FINDINGS, type FindingId } from '../../../src/config/findings.ts';
import type { Answer, Chapter } from '../answer.ts';

type Remedy = Omit<Answer, 'means'>;

const REMEDIES: Readonly<Record<FindingId, Remedy>> = {
  'unknown-section': {
    says: ['unknown section [{section}]', 'unknown section [{section}], did you mean [{other}]?'],
    madeOf: ['unknown section [{}]{}', ', did you mean [{}{}]?'],
    remedy: 'Correct the header. A section of a plug-in that is gone can stay: it is ignored.',
  },
  'unknown-option': {
    says: [
      "unknown option '{option}' in section '{section}'",
      "unknown option '{option}' in section '{section}', did you mean '{other}'?",
    ],
    madeOf: ['unknown option {} in section {}{}', ', did you mean {}?'],
    remedy:
      'Correct the name. If it is the right one, the section above it may lack its header, or this version does not have it.',
  },
  'repeated-section': {
    says: [
      "section '{section}' is given twice, the first time at {place}; both are read as one, in which the last of each option counts",
    ],
    remedy: 'Rename one of them: otherwise one of the two programs is never started.',
  },
  'repeated-option': {
    says: [
      "option '{option}' in section '{section}' is given twice, the first time at {place}; this one counts",
    ],
    remedy: 'Remove the line that is not meant.',
  },
  'repeated-group': {
    says: ['[{section}] is ignored, since [{other}] makes a group of the same name {place}'],
    remedy: 'Rename one: every program that is in no `[group:x]` is a group of its own name.',
  },
  'indented-line': {
    says: [
      "option '{option}' is indented, and so belongs to the value of '{other}' above it",
      "section [{section}] is indented, and so belongs to the value of '{other}' above it",
    ],
    madeOf: ['{} is indented, and so belongs to the value of {} above it'],
    remedy: 'Move the line to the left margin.',
  },
  'cut-in-quotes': {
    says: [
      "the value of '{option}' in section '{section}' ends before the ';' in its quotes, since that begins a comment when a blank is before it",
    ],
    madeOf: [
      'the {} in its quotes',
      'the value of {} in section {} ends before {}, since that begins a comment when a blank is before it',
    ],
    remedy: 'Remove the blank before the `;`, or move the command into a script.',
  },
  'cut-at-hash': {
    says: [
      "the value of '{option}' in section '{section}' ends before '#', since that begins a comment when a blank is before it",
    ],
    madeOf: [
      'the value of {} in section {} ends before {}, since that begins a comment when a blank is before it',
    ],
    remedy:
      'Remove the blank before the `#` (`--color=#fff`), or give the value by a variable of `environment=`.',
  },
  'cut-environment': {
    says: [
      "environment in section '{section}': the value of '{name}' ends with '{end}', and '{rest}' behind it is lost; put the whole value in quotes",
    ],
    remedy: 'Write `KEY="value"` with double quotes around the whole value.',
  },
  'shared-log': {
    says: [
      "{option} in section '{section}' is a log of {other}, too ({place}); when one of them rotates it, the other goes on writing to the old one",
    ],
    remedy:
      'Give each its own file, or set `stdout_logfile_maxbytes=0` for both and rotate by logrotate.',
  },
  'auto-log-unbounded': {
    says: [
      'For [{section}], AUTO logging used for {output}_logfile without rollover, set maxbytes > 0 to avoid filling up filesystem unintentionally',
    ],
    remedy: 'Set `stdout_logfile_maxbytes=50MB`, or name a file that something else rotates.',
  },
  'ignored-stderr-log': {
    says: [
      'For [{section}], redirect_stderr=true but stderr_logfile has also been set to a filename, the filename has been ignored',
    ],
    remedy: 'Remove one of the two. With `redirect_stderr=true` everything is in `stdout_logfile`.',
  },
  'syslog-as-file': {
    says: [
      'For [{section}], {output}_logfile=syslog but this is deprecated and will be removed.  Use {output}_syslog=true to enable syslog instead.',
    ],
    remedy: 'Write `stdout_syslog=true` instead; a `stdout_logfile` is then written as well.',
  },
  'ignored-in-foreground': {
    says: ['{option} of supervisord has no effect in the foreground'],
    remedy:
      'Set the directory or the umask where supervisord is started (`WorkingDirectory=`, `UMask=` in a unit file), or in each program.',
  },
  'include-without-match': {
    says: ['No file matches via include "{pattern}"'],
    remedy:
      'Check the pattern: it begins at the folder of the file that says it, and `**` is not known. An empty conf.d is harmless.',
  },
  'include-unreadable': {
    says: ['Included file "{file}" cannot be read ({why}), it is left out'],
    remedy:
      'Its programs are missing until it can be read: `ls -l` the file and its folders, then `supervisorctl update`.',
  },
  'include-in-include': {
    says: ['[include] has no effect in an included file'],
    remedy: 'List all patterns in the main file.',
  },
  'taken-pidfile': {
    says: [
      'pidfile {file} belongs to another living supervisord (pid {pid}); overwritten',
      'pidfile {file} belongs to another living supervisord (pid {pid})',
    ],
    remedy:
      'Two of them run. `ps -fp PID` shows the other: end it, or give this one its own `pidfile=`.',
  },
  invalid: {
    says: ['{file}:{line}: error: {error} (invalid)'],
    madeOf: ['{}{}: {} ({})'],
    remedy: 'Its text is among the errors of the configuration, above.',
  },
  user: {
    says: [
      "user in section '{section}' is '{user}', whom only root could become, and supervisord would be '{own}'",
    ],
    remedy:
      'Start supervisord as root, or remove `user=` from the program. If root starts it for real, check as root, too.',
  },
  command: {
    says: ["command in section '{section}': {why}"],
    madeOf: ['command in section {}: {}', '{} as {}', '{} in {}, the directory of the program'],
    remedy:
      'The reason is the one that a start would have: see [programs](#programs-that-do-not-start-or-do-not-stay).',
  },
  interpreter: {
    says: [
      'the first line of {file} ends with a carriage return, which is taken for a part of the name',
      'the first line of {file} names no interpreter',
      '{file} is a script, and its interpreter {path} does not exist',
    ],
    madeOf: [
      '{} is a script, and its interpreter {}',
      '{} does not exist',
      '{} is a directory',
      '{} cannot be executed',
      '{} is not in its PATH',
    ],
    remedy:
      '`sed -i "s/\\r$//" FILE` removes carriage returns. Otherwise correct the first line, or install the interpreter. `#!/usr/bin/env x` needs x in the PATH of supervisord.',
  },
  directory: {
    says: [
      "directory in section '{section}': {path} does not exist",
      "directory in section '{section}': {path} is no directory",
      "directory in section '{section}': {path} cannot be entered by '{user}'",
    ],
    madeOf: [
      'directory in section {}: {} {}',
      'does not exist',
      'is no directory',
      'cannot be entered by {}',
    ],
    remedy:
      'Make the folder, or give the user of the program the right to enter every folder of the path.',
  },
  log: {
    says: [
      "stdout_logfile in section '{section}': {path} is not writable by '{user}'",
      "stdout_logfile in section '{section}': {path} is a directory",
      'logfile: {folder} does not exist',
      'childlogdir: {folder} does not exist',
    ],
    madeOf: [
      '{} in section {}',
      'childlogdir: {}',
      '{} does not exist',
      '{} is no directory',
      '{} cannot be entered by {}',
      '{} is not writable by {}',
      '{} is a directory',
    ],
    remedy:
      'Logs are written by supervisord, not by the program: its user needs the right. Make the folder and give it to that user.',
  },
  'log-rotation': {
    says: [
      "stdout_logfile in section '{section}': {path} cannot be rotated, since {folder} is not writable by '{user}'",
    ],
    madeOf: ['{}: {} cannot be rotated, since {}'],
    remedy:
      'Give supervisord the folder as well, or set `stdout_logfile_maxbytes=0` and rotate by logrotate.',
  },
  socket: {
    says: ["file in section '{section}': {folder} does not exist"],
    madeOf: ['{} in section {}: {}'],
    remedy:
      'Make the folder of the socket, or use one that is there at every boot, such as `/run`.',
  },
  address: {
    says: [
      "file in section '{section}': another program listens at {path}",
      "port in section '{section}': another program listens on port {port}",
      "port in section '{section}': port {port} is not to be had by '{user}'",
      "port in section '{section}': {host} has no IPv4 address",
    ],
    madeOf: [
      '{} in section {}: {}',
      'another program listens at {}',
      'another program listens on port {}',
      'port {} is not to be had by {}',
      '{} has no IPv4 address',
    ],
    remedy:
      '`ss -ltnp` and `ss -lxp` show who listens. Ports below 1024 need root or CAP_NET_BIND_SERVICE. A host must be an address of this machine.',
  },
  'open-server': {
    says: [
      "port in section '{section}': whoever reaches it controls the programs: give it a username and password, or users",
      "port in section '{section}': passwords and tokens go over it in clear: give it a certificate",
    ],
    madeOf: [
      'port in section {}: {}',
      'whoever reaches it controls the programs: give it a username and password, or users',
      'passwords and tokens go over it in clear: give it a certificate',
    ],
    remedy: 'Listen on `127.0.0.1:9001`, or follow [security](../security.md).',
  },
  limit: {
    says: ['{option} is {number}, but no more than {limit} {things} can be had'],
    remedy:
      'Raise the limit where supervisord is started (`LimitNOFILE=`, `LimitNPROC=`), or lower the option.',
  },
  pidfile: {
    says: ['pidfile: {path} is no plain file', "pidfile: {folder} is not writable by '{user}'"],
    madeOf: ['pidfile: {}', '{} is no plain file'],
    remedy:
      'Name a file in a folder that supervisord may write to, such as `/run/supervisord.pid` for root.',
  },
};

export const FOUND: Chapter = {
  title: 'Warnings, and what a check finds',
  about:
    'Warnings stand in the log of supervisord after a start, at level `WARN`, or on the terminal; they keep nothing from working. ' +
    '`supervisord --check` and `supervisorctl check` tell them as well, and what only they look for. Each has an id, in parentheses behind it: ' +
    'all are in [findings](../reference/findings.md).',
  answers: (Object.keys(REMEDIES) as FindingId[]).map((id) => ({
    ...REMEDIES[id],
    means: `\`${id}\`, ${FINDINGS[id].level === 'error' ? 'an error' : 'a warning'}: ${FINDINGS[id].doc}`,
  })),
};
