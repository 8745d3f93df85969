/** Where a request comes from. */
import type { Server, Socket } from 'node:net';

/** The address of a client, IPv4 as such; of a unix socket, none. */
export function addressOf({ remoteAddress = 'localhost' }: Socket): string {
  return remoteAddress.replace(/^::ffff:/, '');
}

/** `address:port`, as access lines have it. */
export function placeOf(socket: Socket): string {
  return `${addressOf(socket)}:${socket.remotePort ?? 0}`;
}

/** Its number, which Node does not tell by itself; -1 if it has none any more. */
export function descriptorOf(socket: Socket | Server): number {
  const { _handle: handle } = socket as { _handle?: { readonly fd?: number } | null };
  return handle?.fd ?? -1;
}
