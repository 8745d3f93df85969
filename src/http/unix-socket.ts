/**
 * A listening unix socket that appears under its name only when mode and owner are right.
 *
 * It is bound in a folder that is ours alone, changed there, and then linked to the name in the
 * configuration, which fails if that name is taken: by a living server, or by what a dead one
 * left. The latter is removed, which is told on standard error. `socket-keeper.ts` looks after it
 * from then on.
 */
import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  lutimesSync,
  mkdtempSync,
  renameSync,
  rmSync,
  unlinkSync,
} from 'node:fs';
import { connect, type Server } from 'node:net';
import path from 'node:path';
import { isSystemError, UserError } from '../base/errors.ts';
import type { UnixServerConfig } from '../config/config.ts';
import { listen } from './listen.ts';
import type { World } from './world.ts';

/** The kernel's limit for the name of a unix socket. */
const MAX_PATH_BYTES = 107;

/** Somebody else may take the name again and again between our looking and our linking. */
const ATTEMPTS = 5;

/** What the names of the folders begin with in which sockets are bound. */
export const FOLDER_PREFIX = '.s';

/** The file of a socket that we listen at. */
export interface SocketFile {
  /** Whether the name still leads to it. */
  isThere(): boolean;
  /** Makes it look used, if it is there. */
  touch(): void;
  /** Removes it, if it is there: not somebody else's. */
  remove(): void;
}

/**
 * Makes the server listen.
 *
 * @throws {UserError} if the owner cannot be set, otherwise a `SystemError`
 */
export async function listenOnUnixSocket(
  server: Server,
  config: UnixServerConfig,
  world: Pick<World, 'os' | 'stderr'>,
): Promise<SocketFile> {
  const { file } = config;
  if (Buffer.byteLength(file) > MAX_PATH_BYTES) {
    throw new UserError('Cannot open an HTTP server: socket.error reported AF_UNIX path too long');
  }
  const folder = mkdtempSync(path.join(path.dirname(file), FOLDER_PREFIX));
  try {
    const socket = path.join(folder, 's');
    await listen(server, { path: socket });
    chmodSync(socket, config.chmod);
    await publish(socket, file, world);
    setOwner(config, world.os);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return socketFile(file);
}

/** Makes the server listen at a socket that listens already, whose name is that of the configuration. */
export async function adoptUnixSocket(
  server: Server,
  { file }: UnixServerConfig,
  fd: number,
): Promise<SocketFile> {
  await listen(server, { fd });
  return socketFile(file);
}

/** If there is no such file by now, it is none that is there. */
function socketFile(file: string): SocketFile {
  const { ino, dev } = lstatSync(file, { throwIfNoEntry: false }) ?? {};
  const isThere = (): boolean => {
    try {
      const now = lstatSync(file);
      return now.ino === ino && now.dev === dev;
    } catch (error) {
      if (!isSystemError(error)) throw error;
      return false; // it is gone, or its folder is not ours any more
    }
  };
  return {
    isThere,
    touch: () => {
      const now = Date.now() / 1000;
      if (isThere()) lutimesSync(file, now, now);
    },
    remove: () => {
      if (isThere()) unlinkSync(file);
    },
  };
}

async function publish(
  socket: string,
  file: string,
  { stderr }: Pick<World, 'stderr'>,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return linkSync(socket, file);
    } catch (error) {
      if (!isSystemError(error)) throw error;
      if (error.code !== 'EEXIST') return renameSync(socket, file); // no links on this disk
      const taken = attempt === ATTEMPTS || !isSocket(file) || (await isAlive(file));
      if (taken) throw Object.assign(error, { code: 'EADDRINUSE' });
    }
    stderr(`Unlinking stale socket ${file}\n`);
    rmSync(file, { force: true });
  }
}

function isSocket(file: string): boolean {
  const status = lstatSync(file, { throwIfNoEntry: false });
  return status === undefined || status.isSocket() || status.isSymbolicLink();
}

/** What connecting fails with where nobody listens; a server with a full queue is another matter. */
const DEAD: readonly (string | undefined)[] = ['ECONNREFUSED', 'ENOENT'];

/** Whether somebody listens there. */
function isAlive(file: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(file);
    const answer = (alive: boolean): void => {
      socket.destroy();
      resolve(alive);
    };
    socket.on('connect', () => answer(true));
    socket.on('error', (error: NodeJS.ErrnoException) => answer(!DEAD.includes(error.code)));
  });
}

function setOwner({ file, uid, gid }: UnixServerConfig, os: World['os']): void {
  try {
    chownSync(file, uid, gid);
  } catch (error) {
    unlinkSync(file);
    if (!isSystemError(error) || error.code !== 'EPERM') throw error;
    const me = os.userById(process.geteuid?.() ?? -1)?.name ?? '';
    throw new UserError(
      `Not permitted to chown ${file} to uid/gid (${uid}, ${gid}); ` +
        'adjust "sockchown" value in config file or on command line to values that the ' +
        `current user (${me}) can successfully chown`,
    );
  }
}
