/**
 * What a unit is made of: the file that has an init system start supervisord.
 *
 * Each kind is one function from these facts to a text; `kinds.ts` is their table.
 */

export interface UnitFacts {
  /** The command, as an absolute path. */
  readonly command: string;
  /** The configuration file, as an absolute path. */
  readonly config: string;
  /** Further flags of supervisord, each a word. */
  readonly flags: readonly string[];
  /** Where supervisord writes its pid. */
  readonly pidfile: string;
  /** Of the machine, or of one user for as long as that one is logged in. */
  readonly scope: 'system' | 'user';
  /** Whom the init system starts it as; undefined: root, or the user whose unit it is. */
  readonly user: string | undefined;
  /** A folder where the command finds its node; undefined: it finds it without being told. */
  readonly nodeFolder: string | undefined;
  /** What the service is called besides, where there are such names. */
  readonly alias: string;
  /** What is told to whoever reads it first, a line each: how to install it, what to look at. */
  readonly remarks: readonly string[];
  /** A file that may set DAEMON_OPTS, further flags; undefined: there is none. */
  readonly defaults: string | undefined;
}

export const DESCRIPTION = 'Supervisor process control system (visord)';

/** Where programs are looked for that are started by an init system. */
export const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * The longest that the end of supervisord is waited for, where that has to be said beforehand. What
 * a program may take is its stopwaitsecs; this only bounds what has gone wrong. Seconds.
 */
export const STOP_SECONDS = 600;

/** The PATH of supervisord and its programs. */
export function pathFor({ nodeFolder }: UnitFacts): string {
  return nodeFolder === undefined ? SYSTEM_PATH : `${nodeFolder}:${SYSTEM_PATH}`;
}

/** Lines behind a comment sign. */
export function comment(lines: readonly string[]): string {
  return lines.map((line) => `${line === '' ? '#' : `# ${line}`}\n`).join('');
}

/** What supervisord is given to go into the background: the pidfile is the one that scripts look at. */
export function daemonWords({ config, pidfile, flags, user }: UnitFacts): string {
  const others = flags.filter((flag) => !flag.startsWith('--pidfile='));
  const asUser = user === undefined ? [] : ['-u', user];
  return ['-c', config, '-j', pidfile, ...others, ...asUser].map(shellWord).join(' ');
}

/** A word of a shell. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
