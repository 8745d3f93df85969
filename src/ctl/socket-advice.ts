/** Why the unix socket of a server cannot be talked to, found out by looking at its path. */
import { accessSync, constants, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import { isSystemError, type SystemError } from '../base/errors.ts';

/** @param file the path of the socket. */
export async function socketAdvice(
  { code }: SystemError,
  file: string,
): Promise<string | undefined> {
  if (code === 'EACCES' || code === 'EPERM') return forbidden(file);
  if (code === 'ENOENT') return missing(file);
  const status = look(file);
  if (status !== undefined && !status.isSocket()) {
    return `${file} is no socket: check serverurl in [supervisorctl], or -s`;
  }
  if (code === 'ECONNREFUSED') {
    return `nobody listens at ${file}, which a supervisord has left behind: start supervisord`;
  }
  return undefined;
}

function missing(file: string): string {
  const folder = firstMissing(path.dirname(file));
  if (folder !== undefined)
    return `there is no directory ${folder}: is supervisord installed and running?`;
  return `start supervisord, or check that serverurl in [supervisorctl] is file= in [unix_http_server]; if it runs, its socket was removed`;
}

/** The directory on the way to a path that is not there, if one is not. */
function firstMissing(folder: string): string | undefined {
  const above = path.dirname(folder);
  const higher = above === folder ? undefined : firstMissing(above);
  return higher ?? (look(folder) === undefined ? folder : undefined);
}

async function forbidden(file: string): Promise<string> {
  const closed = closedFolder(path.dirname(file));
  const what = closed ?? file;
  const status = look(what);
  const names = await accountNames();
  const me = names.user(process.getuid?.() ?? 0);
  if (status === undefined) return `${me} may not look at ${file}: try sudo`;
  const [user, group] = [names.user(status.uid), names.group(status.gid)];
  const mode = (status.mode & 0o7777).toString(8).padStart(4, '0');
  const needed = closed === undefined ? WRITE : ENTER;
  const allowed = [
    ...((status.mode >> 6) & needed ? [user] : []),
    ...((status.mode >> 3) & needed ? [`the group ${group}`] : []),
  ];
  const who = allowed.length === 0 ? 'root' : allowed.join(' and ');
  const remedy = closed === undefined ? 'set chmod and chown in [unix_http_server]' : 'chmod it';
  return `${what} belongs to ${user}:${group} with mode ${mode}: ${who} may use it, ${me} may not; use sudo, or ${remedy}`;
}

/** Bits of a mode: a socket is connected to by those who may write to it. */
const WRITE = 2;
const ENTER = 1;

/** The first directory on the way that may not be entered. */
function closedFolder(folder: string): string | undefined {
  const above = path.dirname(folder);
  const higher = above === folder ? undefined : closedFolder(above);
  if (higher !== undefined) return higher;
  try {
    accessSync(folder, constants.X_OK);
    return undefined;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return folder;
  }
}

interface AccountNames {
  user(uid: number): string;
  group(gid: number): string;
}

/** By the C library, or numbers if that is not to be had. */
async function accountNames(): Promise<AccountNames> {
  const { accounts } = await import('../os/accounts.ts');
  const named = (id: number, find: () => string | undefined) => {
    try {
      return find() ?? String(id);
    } catch {
      return String(id); // without its addon, or the network that has the names
    }
  };
  return {
    user: (uid) => named(uid, () => accounts.userById(uid)?.name),
    group: (gid) => named(gid, () => accounts.groupById(gid)),
  };
}

function look(where: string): Stats | undefined {
  try {
    return statSync(where);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return undefined;
  }
}
