/** A user whom nobody else has, so that nobody else's processes and files count. Takes root. */

export const UID = 54_321;

/** What a command is run by as that user. */
export const AS_USER = ['setpriv', '--reuid', `${UID}`, '--regid', `${UID}`, '--clear-groups'];

/** The shell's way to go on as that user, for `DaemonOptions.before`. */
export const BECOME_USER = `exec ${AS_USER.join(' ')} "$0" "$@"`;
