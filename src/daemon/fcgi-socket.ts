/**
 * The listening socket that the processes of an fcgi-program share as their standard input.
 *
 *   tryOut()  opens and closes it, to find out whether it can be had
 *   hold()    one process more needs it: the first one opens it
 *   letGo()   one process less: after the last one it is closed
 *   lookUp()  to be awaited before either, if there is anything to await
 *
 * Clients can connect only when owner and mode are right. The path of a unix socket stays when it
 * is closed, as in the original; the next opening removes it. The name of a host is looked up until
 * that has succeeded once, which is when the group is made: no start waits for a name server then.
 */
import { isIPv4 } from 'node:net';
import { isSystemError, type SystemError, UserError } from '../base/errors.ts';
import type { GroupConfig, SocketConfig } from '../config/config.ts';
import type { Logger } from '../logs/logger.ts';
import { errorText } from '../os/error-text.ts';
import type { Files, Sockets } from '../os/port.ts';

export interface SocketTools {
  readonly os: Sockets & Pick<Files, 'close' | 'unlink' | 'chmod' | 'chown'>;
  readonly log: Logger;
}

export interface SocketSnapshot {
  readonly config: SocketConfig;
  /** The descriptor; undefined while it is closed. */
  readonly fd?: number | undefined;
  /** The address of its host; undefined while it is not known. */
  readonly ip?: string | undefined;
}

/** It cannot be had. */
export class SocketError extends UserError {
  override readonly name = 'SocketError';
  /** The name of the errno behind it. */
  readonly errorCode: string;

  constructor(url: string, reason: string, errorCode: string) {
    super(`Could not create FastCGI socket ${url}: ${reason}`);
    this.errorCode = errorCode;
  }
}

type UnixSocket = SocketConfig & { readonly address: { readonly path: string } };

export class FcgiSocket {
  readonly config: SocketConfig;
  readonly #tools: SocketTools;
  /** The host of a TCP socket, as soon as its address is known. */
  #ip: string | undefined;
  #lookup: Promise<void> | undefined;
  #lookupError: unknown;
  #fd: number;
  #holders: number;
  /** It holds itself until all who need it have told. */
  #isRestored: boolean;

  /** @param before What to go on with: those who had it must `hold` it, before `resume`. */
  constructor(config: SocketConfig, tools: SocketTools, before?: SocketSnapshot) {
    this.config = config;
    const { address } = config;
    this.#ip = 'host' in address && isIPv4(address.host) ? address.host : before?.ip;
    this.#tools = tools;
    this.#fd = before?.fd ?? -1;
    this.#isRestored = this.#fd !== -1;
    this.#holders = this.#isRestored ? 1 : 0;
  }

  snapshot(): SocketSnapshot {
    const fd = this.#fd === -1 ? undefined : this.#fd;
    return { config: this.config, fd, ip: this.#ip };
  }

  /** Closes it if nobody holds it. */
  resume(): void {
    if (this.#isRestored) this.letGo();
    this.#isRestored = false;
  }

  /**
   * Looks up its host. Undefined if that need not be done. It never rejects: what is wrong with
   * the host is thrown when the socket is opened.
   */
  lookUp(): Promise<void> | undefined {
    const { address } = this.config;
    if ('path' in address || this.#ip !== undefined) return undefined;
    this.#lookup ??= this.#askFor(address.host);
    return this.#lookup;
  }

  async #askFor(host: string): Promise<void> {
    try {
      this.#ip = await this.#tools.os.lookUp(host);
    } catch (error) {
      this.#lookupError = error;
    }
    this.#lookup = undefined;
  }

  /** @throws {SocketError} if it cannot be had. */
  tryOut(): void {
    this.hold();
    this.letGo();
  }

  /**
   * @returns the descriptor, open until as many have let go as have held it
   * @throws {SocketError} if it cannot be had; nothing is held then
   */
  hold(): number {
    if (this.#holders === 0) this.#fd = this.#open();
    this.#holders += 1;
    return this.#fd;
  }

  letGo(): void {
    this.#holders -= 1;
    if (this.#holders > 0) return;
    this.#tools.log.info(`Closing socket ${this.config.url}`);
    this.#tools.os.close(this.#fd);
    this.#fd = -1;
  }

  #open(): number {
    const { log, os } = this.#tools;
    log.info(`Creating socket ${this.config.url}`);
    const fd = this.#attempt(() => this.#bind());
    try {
      this.#attempt(() => os.listen(fd, this.config.backlog));
    } catch (error) {
      os.close(fd);
      throw error;
    }
    return fd;
  }

  #bind(): number {
    const { os } = this.#tools;
    const { address } = this.config;
    if ('path' in address) return this.#bindUnix({ ...this.config, address });
    if (this.#ip === undefined) throw this.#lookupError;
    return os.bindTcp(this.#ip, address.port);
  }

  #bindUnix({ address: { path }, mode, owner }: UnixSocket): number {
    const { os } = this.#tools;
    removeIfThere(os, path);
    const fd = os.bindUnix(path);
    try {
      if (owner !== undefined) {
        this.#attempt(() => os.chown(path, owner.uid, owner.gid), 'change ownership of');
      }
      if (mode !== undefined) {
        this.#attempt(() => os.chmod(path, mode), 'change permissions of');
      }
    } catch (error) {
      os.close(fd);
      removeIfThere(os, path);
      throw error;
    }
    return fd;
  }

  /** Makes a `SocketError` of a failed system call. */
  #attempt<Result>(call: () => Result, doing?: string): Result {
    try {
      return call();
    } catch (error) {
      if (!isSystemError(error)) throw error;
      const what = doing === undefined ? '' : `Could not ${doing} socket file: `;
      throw new SocketError(this.config.url, what + reasonOf(error), error.code);
    }
  }
}

function reasonOf(error: SystemError): string {
  const tooLong = error.code === 'ENAMETOOLONG' && error.syscall === 'bind';
  return tooLong ? 'AF_UNIX path too long' : errorText(error);
}

function removeIfThere(os: Pick<Files, 'unlink'>, path: string): void {
  try {
    os.unlink(path);
  } catch (error) {
    if (!isSystemError(error) || error.code !== 'ENOENT') throw error;
  }
}

/** Looks up the hosts of sockets, all at the same time. */
export async function lookUpHosts(sockets: readonly FcgiSocket[]): Promise<void> {
  await Promise.all(sockets.map((socket) => socket.lookUp()));
}

/** The sockets of a group: one for each of its fcgi-programs, by the name of the program. */
export function socketsOf(group: GroupConfig, tools: SocketTools): Map<string, FcgiSocket> {
  const sockets = new Map<string, FcgiSocket>();
  for (const { program, socket } of group.processes) {
    if (socket === undefined || sockets.has(program)) continue;
    sockets.set(program, new FcgiSocket(socket, tools));
  }
  return sockets;
}

/** Opens and closes each. @returns what is wrong with those that cannot be had */
export function tryOut(sockets: readonly FcgiSocket[]): SocketError[] {
  return sockets.flatMap((socket) => {
    try {
      socket.tryOut();
      return [];
    } catch (error) {
      if (!(error instanceof SocketError)) throw error;
      return [error];
    }
  });
}
