/**
 * Listening sockets for `fake-os.ts`: who has which address, and for how long.
 *
 *   os.hosts            what the resolver knows
 *   os.socketError      the errno of every `bind`, if set
 *   os.openSockets      what the daemon has open, by URL
 *   os.socket(fd)       what a descriptor is
 *
 * An address is taken until the daemon and every child that was given the socket have closed it. A
 * unix socket leaves its path behind.
 */
import type { Sockets } from '../../src/os/port.ts';
import { FakeFiles } from './fake-files.ts';
import { FakePipe } from './fake-pipe.ts';
import { systemError } from './system-error.ts';

const FIRST_SOCKET = 5000;
const LONGEST_PATH = 107;

export interface FakeSocket {
  /** `tcp://address:port` or `unix://path`. */
  readonly url: string;
  /** Undefined before `listen`. */
  backlog: number | 'usual' | undefined;
  /** The daemon, until it closes it, and every child that has it. */
  holders: number;
}

export class FakeSockets extends FakeFiles implements Sockets {
  readonly hosts = new Map([['localhost', '127.0.0.1']]);
  socketError: string | undefined;
  /** Every socket that is bound, also by programs outside. */
  readonly #bound = new Set<FakeSocket>();
  readonly #sockets = new Map<number, FakeSocket>();

  /** What the daemon has open. */
  get openSockets(): string[] {
    return [...this.#sockets.values()].map(({ url }) => url);
  }

  socket(fd: number | undefined): FakeSocket | undefined {
    return fd === undefined ? undefined : this.#sockets.get(fd);
  }

  /** A program outside listens there. @returns what ends that */
  occupy(url: string): () => void {
    const socket: FakeSocket = { url, backlog: 'usual', holders: 1 };
    this.#bound.add(socket);
    return () => this.leave(socket);
  }

  lookUp(host: string): Promise<string> {
    const address = this.hosts.get(host);
    if (address !== undefined) return Promise.resolve(address);
    return Promise.reject(systemError('ENOTFOUND', 'getaddrinfo'));
  }

  bindTcp(address: string, port: number): number {
    const url = `tcp://${address}:${port}`;
    for (const other of this.#bound) if (other.url === url) throw systemError('EADDRINUSE', 'bind');
    return this.#bind(url);
  }

  bindUnix(path: string): number {
    if (Buffer.byteLength(path) > LONGEST_PATH) throw systemError('ENAMETOOLONG', 'bind');
    if (this.exists(path)) throw systemError('EADDRINUSE', 'bind');
    if (!this.exists(path.replace(/\/[^/]*$/, '') || '/')) throw systemError('ENOENT', 'bind');
    const fd = this.#bind(`unix://${path}`);
    this.addPipe(path, new FakePipe(0, true));
    return fd;
  }

  listen(fd: number, backlog: number | undefined): void {
    const socket = this.#sockets.get(fd);
    if (socket === undefined) throw systemError('EBADF', 'listen');
    socket.backlog = backlog ?? 'usual';
  }

  override execve(kept: readonly number[]): void {
    super.execve(kept);
    for (const fd of [...this.#sockets.keys()]) if (!kept.includes(fd)) this.close(fd);
  }

  override close(fd: number): void {
    const socket = this.#sockets.get(fd);
    if (socket === undefined) {
      super.close(fd);
      return;
    }
    this.#sockets.delete(fd);
    this.leave(socket);
  }

  /** One of those who have it has closed it. */
  protected leave(socket: FakeSocket): void {
    socket.holders -= 1;
    if (socket.holders === 0) this.#bound.delete(socket);
  }

  #bind(url: string): number {
    if (this.socketError !== undefined) throw systemError(this.socketError, 'bind');
    let fd = FIRST_SOCKET;
    while (this.#sockets.has(fd)) fd++;
    const socket: FakeSocket = { url, backlog: undefined, holders: 1 };
    this.#bound.add(socket);
    this.#sockets.set(fd, socket);
    return fd;
  }
}
