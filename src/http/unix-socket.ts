/**
 * A listening unix socket that appears under its name only when mode and owner are right.
 *
 * It is bound to a name of its own, changed there, and then linked to the name in the
 * configuration, which fails if that name is taken: by a living server, or by what a dead one
 * left. The latter is removed, which is told on standard error.
 */
import { chmodSync, chownSync, linkSync, lstatSync, renameSync, rmSync, unlinkSync } from 'node:fs';
import { connect, type Server } from 'node:net';
import { isSystemError, UserError } from '../base/errors.ts';
import type { UnixServerConfig } from '../config/config.ts';
import { listen } from './listen.ts';
import type { World } from './world.ts';

/** The kernel's limit for the name of a unix socket. */
const MAX_PATH_BYTES = 107;

/** Somebody else may take the name again and again between our looking and our linking. */
const ATTEMPTS = 5;

/**
 * Makes the server listen.
 *
 * @returns a function that removes the socket, unless it is somebody else's by now
 * @throws {UserError} if the owner cannot be set, otherwise a `SystemError`
 */
export async function listenOnUnixSocket(
  server: Server,
  config: UnixServerConfig,
  world: Pick<World, 'os' | 'stderr' | 'daemon'>,
): Promise<() => void> {
  const temporary = `${config.file}.${world.daemon.pid}`;
  if (Buffer.byteLength(temporary) > MAX_PATH_BYTES) {
    throw new UserError('Cannot open an HTTP server: socket.error reported AF_UNIX path too long');
  }
  rmSync(temporary, { force: true });
  await bind(server, temporary);
  try {
    chmodSync(temporary, config.chmod);
    await publish(temporary, config.file, world);
    setOwner(config, world.os);
  } finally {
    rmSync(temporary, { force: true });
  }
  const { ino, dev } = lstatSync(config.file);
  return () => {
    try {
      const now = lstatSync(config.file);
      if (now.ino === ino && now.dev === dev) unlinkSync(config.file);
    } catch (error) {
      if (!isSystemError(error)) throw error; // it is gone, or its folder is not ours any more
    }
  };
}

/** The socket is there when `listen` returns; until its mode is set, it is ours alone. */
function bind(server: Server, path: string): Promise<void> {
  const umask = process.umask(0o177);
  try {
    return listen(server, { path });
  } finally {
    process.umask(umask);
  }
}

async function publish(
  temporary: string,
  file: string,
  { stderr }: Pick<World, 'stderr'>,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return linkSync(temporary, file);
    } catch (error) {
      if (!isSystemError(error)) throw error;
      if (error.code !== 'EEXIST') return renameSync(temporary, file); // no links on this disk
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

/** Whether somebody listens there. */
function isAlive(file: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(file);
    const answer = (alive: boolean) => () => {
      socket.destroy();
      resolve(alive);
    };
    socket.on('connect', answer(true));
    socket.on('error', answer(false));
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
