/**
 * The listening socket that the processes of an fcgi-program share as their standard input.
 *
 *   tryOut()  opens and closes it, to find out whether it can be had
 *   hold()    one process more needs it: the first one opens it
 *   letGo()   one process less: after the last one it is closed
 *
 * Clients can connect only when owner and mode are right. The path of a unix socket stays when it
 * is closed, as in the original; the next opening removes it. The name of a host is looked up once,
 * when the group is made, so that no start of a process waits for a name server.
 */
import { isSystemError, type SystemError, UserError } from '../base/errors.ts';
import type { GroupConfig, SocketConfig } from '../config/config.ts';
import type { Logger } from '../logs/logger.ts';
import { errorText } from '../os/error-text.ts';
import type { Files, Sockets } from '../os/port.ts';

export interface SocketTools {
  readonly os: Sockets & Pick<Files, 'close' | 'unlink' | 'chmod' | 'chown'>;
  readonly log: Logger;
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
  /** Of a TCP socket, once the host has been looked up. */
  #ip: string | undefined;
  #fd = -1;
  #holders = 0;

  constructor(config: SocketConfig, tools: SocketTools) {
    this.config = config;
    this.#tools = tools;
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
    this.#ip ??= os.lookUp(address.host);
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

/** The sockets of a group: one for each of its fcgi-programs, by the name of the program. */
export function socketsOf(group: GroupConfig, tools: SocketTools): Map<string, FcgiSocket> {
  const sockets = new Map<string, FcgiSocket>();
  for (const { program, socket } of group.processes) {
    if (socket === undefined || sockets.has(program)) continue;
    sockets.set(program, new FcgiSocket(socket, tools));
  }
  return sockets;
}
