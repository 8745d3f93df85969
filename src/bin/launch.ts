/**
 * How this process came to be, as its arguments say: what was typed, the soft limit of descriptors
 * that the user had, and the part that it plays.
 *
 *   NAME LIMIT                              what the launcher starts
 *   NAME LIMIT --rehearse                   the same, started by a daemon that is to be upgraded
 *   NAME LIMIT:daemon                       in the background, started by the first
 *   NAME LIMIT:upgrade:STATE:GUARD          has taken the place of an earlier program
 *   NAME LIMIT:fallback:STATE:ADDON:NODE:SIGNAL
 *                                           that earlier program, since the later one has ended
 *
 * The words of the command line follow. STATE, GUARD, ADDON and NODE are descriptors. An older program, and
 * Supervisor, refuse `--rehearse` as an option that they do not know: nothing is started by mistake.
 */
export type Role = { readonly kind: 'command' | 'daemon' } | Heir;

/** The parts of a program that was not the first. */
export type Heir =
  | { readonly kind: 'rehearsal' }
  | { readonly kind: 'upgrade'; readonly state: number; readonly guard: number }
  | {
      readonly kind: 'fallback';
      readonly state: number;
      readonly addon: number;
      readonly node: number;
      /** What the later program ended by; 0 if it has exited. */
      readonly signal: number;
    };

export interface Launch {
  readonly argv0: string;
  /** Infinity for none. */
  readonly openFiles: number;
  readonly role: Role;
  readonly words: readonly string[];
}

/** What stands in front of the words when the next program is only tried. */
export const REHEARSE = '--rehearse';
/** The descriptor of the state in a program that is only tried. */
export const REHEARSAL_STATE = 3;

export function parseLaunch([
  argv0 = 'supervisord',
  how = '',
  ...words
]: readonly string[]): Launch {
  const [limit = '', kind, ...numbers] = how.split(':');
  const openFiles = limit === 'unlimited' ? Number.POSITIVE_INFINITY : Number(limit);
  const isRehearsal = kind === undefined && words[0] === REHEARSE;
  const role: Role = isRehearsal ? { kind: 'rehearsal' } : parseRole(kind, numbers.map(Number));
  return { argv0, openFiles, role, words: isRehearsal ? words.slice(1) : words };
}

function parseRole(kind = 'command', [state = -1, ...more]: number[]): Role {
  const [guard = -1] = more;
  const [addon = -1, node = -1, signal = 0] = more;
  switch (kind) {
    case 'upgrade':
      return { kind, state, guard };
    case 'fallback':
      return { kind, state, addon, node, signal };
    default:
      return { kind: kind === 'daemon' ? 'daemon' : 'command' };
  }
}

export function isHeir(role: Role): role is Heir {
  return role.kind !== 'command' && role.kind !== 'daemon';
}

/** The argument behind the name. */
export function launchArgument(openFiles: number, role: Role): string {
  const limit = Number.isFinite(openFiles) ? String(openFiles) : 'unlimited';
  switch (role.kind) {
    case 'command':
    case 'rehearsal':
      return limit;
    case 'daemon':
      return `${limit}:daemon`;
    case 'upgrade':
      return `${limit}:upgrade:${role.state}:${role.guard}`;
    case 'fallback': {
      const { state, addon, node, signal } = role;
      return [limit, role.kind, state, addon, node, String(signal).padStart(2, '0')].join(':');
    }
  }
}
