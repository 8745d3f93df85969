/**
 * Everything there is to say about a configuration besides "it is good": one entry per kind.
 *
 * What is found while the files are read is logged as a warning when the daemon starts; the rest
 * is found by `--check` only, which looks at the system as well. The manual is made of this table.
 *
 * To add a kind: add an entry, and call `Notes.advise` (or `Scene.find` in `check/`) with its id.
 */
import type { Origin } from './config.ts';

export interface FindingKind {
  /** An error: it would not work. A warning: it works, but hardly as it was meant. */
  readonly level: 'error' | 'warning';
  /** For the manual. */
  readonly doc: string;
  /** Only a check finds it, not the start of the daemon. */
  readonly checkOnly?: true;
}

function defineFindings<Id extends string>(
  kinds: Readonly<Record<Id, FindingKind>>,
): Readonly<Record<Id, FindingKind>> {
  return kinds;
}

export const FINDINGS = defineFindings({
  'unknown-section': {
    level: 'warning',
    doc: 'A section that nobody knows, and which is ignored. Case and blanks count: `[Program:x]` is none of ours.',
  },
  'unknown-option': {
    level: 'warning',
    doc: 'An option that its section does not have, and which is ignored.',
  },
  'repeated-section': {
    level: 'warning',
    doc:
      'A section with a name, such as `[program:x]`, that is there twice, in one file or in two: ' +
      'often a copied file whose first line was not changed. Both are read as one. Sections ' +
      'without a name may go on in another file.',
  },
  'repeated-option': {
    level: 'warning',
    doc:
      'An option that is given twice in a section, or with another value where a section ' +
      'without a name goes on. The last one counts.',
  },
  'repeated-group': {
    level: 'warning',
    doc: 'Two groups of one name, a program and a group for example. The second is ignored.',
  },
  'indented-line': {
    level: 'warning',
    doc: 'An option or a section header that is indented, and so belongs to the value above it.',
  },
  'cut-in-quotes': {
    level: 'warning',
    doc: 'A `;` or `#` behind a blank inside quotes: quotes do not protect, so it begins a comment.',
  },
  'cut-at-hash': {
    level: 'warning',
    doc:
      'A `#` behind a blank that looks like a part of the value, as in `--color #fff`, and begins ' +
      'a comment.',
  },
  'cut-environment': {
    level: 'warning',
    doc: 'A value in `environment` without quotes that ends at a character such as `$`.',
  },
  'shared-log': {
    level: 'warning',
    doc: 'Two programs that write to one log file and rotate it, each under the other.',
  },
  'auto-log-unbounded': {
    level: 'warning',
    doc: 'An `AUTO` log that is never rotated.',
  },
  'ignored-stderr-log': {
    level: 'warning',
    doc: 'A `stderr_logfile` besides `redirect_stderr`, which leaves nothing to write to it.',
  },
  'syslog-as-file': {
    level: 'warning',
    doc: 'The old way to log to syslog, `stdout_logfile=syslog`.',
  },
  'ignored-in-foreground': {
    level: 'warning',
    doc: '`directory` or `umask` of `[supervisord]`, which have no effect in the foreground.',
  },
  'include-without-match': {
    level: 'warning',
    doc: 'A pattern of `[include]` that stands for no file.',
  },
  'include-unreadable': {
    level: 'warning',
    doc: 'A file that `[include]` names and that cannot be read. It is left out.',
  },
  'include-in-include': {
    level: 'warning',
    doc: 'An `[include]` in an included file, which has no effect.',
  },
  'taken-pidfile': {
    level: 'warning',
    doc: 'A pidfile that names another living supervisord, and would be overwritten. `supervisorctl check` takes it for the one that runs with this configuration.',
  },
  invalid: {
    level: 'error',
    checkOnly: true,
    doc: 'The files cannot be read or understood: supervisord would end with this error. All errors are told; supervisord itself tells the first. What they name is looked at as far as the options of `[supervisord]` can be used.',
  },
  user: {
    level: 'error',
    checkOnly: true,
    doc: 'A user that only root could become.',
  },
  command: {
    level: 'error',
    checkOnly: true,
    doc: 'A command that is not there along the PATH that the program would have, or cannot be executed by its user.',
  },
  interpreter: {
    level: 'error',
    checkOnly: true,
    doc: 'A script whose `#!` line names an interpreter that is not there or cannot be executed, or ends with a carriage return, as editors of Windows leave it.',
  },
  directory: {
    level: 'error',
    checkOnly: true,
    doc: 'The directory of a program that is not there, or that its user cannot enter.',
  },
  log: {
    level: 'error',
    checkOnly: true,
    doc: 'A log that could not be written.',
  },
  'kill-mode': {
    level: 'warning',
    checkOnly: true,
    doc: 'A `kill_mode=cgroup` that would be `tree`, because control groups of version 2 are not mounted, or supervisord may make none.',
  },
  'log-rotation': {
    level: 'warning',
    checkOnly: true,
    doc: 'A log that could be written, but not rotated, because its folder is not writable.',
  },
  socket: {
    level: 'error',
    checkOnly: true,
    doc: 'The socket of a server or an fcgi-program that could not be made, because of its folder.',
  },
  address: {
    level: 'error',
    checkOnly: true,
    doc: 'An address that a server or an fcgi-program could not listen at: another program does, its port is for root, or its name has no address. Nothing is said of what a supervisord with the same pidfile has taken.',
  },
  'open-server': {
    level: 'warning',
    checkOnly: true,
    doc: 'A server on a TCP port that others than this machine can reach, and that lets in everybody, or sends passwords and tokens in clear. `--strict` refuses it.',
  },
  limit: {
    level: 'error',
    checkOnly: true,
    doc: '`minfds` or `minprocs` above what can be had.',
  },
  pidfile: {
    level: 'error',
    checkOnly: true,
    doc: 'A pidfile that could not be written, or is no plain file.',
  },
});

export type FindingId = keyof typeof FINDINGS;

export interface Finding {
  readonly id: FindingId;
  /** Without the place. */
  readonly text: string;
  /** Undefined if no line says it, such as a default. */
  readonly origin: Origin | undefined;
}
