/**
 * Makes a server listen, and waits until it does.
 *
 * `server.listen()` loads `node:cluster`, and with it `child_process` and `dgram`, to ask whether
 * this is a worker: a tenth of the daemon's start. So the step behind it is called directly, where
 * Node has it (20 to 24).
 */
import type { Server } from 'node:net';

/** What Node itself calls the address types of its handles. */
const PIPE = -1;
const IPV4 = 4;
const IPV6 = 6;

/** As the original has it. */
const BACKLOG = 1024;

export type Address =
  | { readonly path: string }
  | { readonly host: string; readonly port: number }
  /** A descriptor that listens already, which becomes the server's. */
  | { readonly fd: number };

/** @throws {SystemError} if the address cannot be had */
export function listen(server: Server, address: Address): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('listening', () => {
      server.off('error', reject);
      resolve();
    });
    const { _listen2: listenDirectly } = server as Server & { _listen2?: ListenDirectly };
    if (listenDirectly === undefined) server.listen({ ...address, backlog: BACKLOG });
    else if ('fd' in address) listenDirectly.call(server, null, null, null, BACKLOG, address.fd);
    else if ('path' in address) listenDirectly.call(server, address.path, PIPE, PIPE, BACKLOG);
    else {
      const family = address.host.includes(':') ? IPV6 : IPV4;
      listenDirectly.call(server, address.host, address.port, family, BACKLOG);
    }
  });
}

type ListenDirectly = (
  host: string | null,
  port: number | null,
  addressType: number | null,
  backlog: number,
  fd?: number,
) => void;
