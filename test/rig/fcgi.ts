/** Sockets of FastCGI programs, as a test sees them from outside. */
import { connect, type Socket } from 'node:net';
import type { Run } from './child.ts';
import { Proc } from './proc.ts';
import type { Rig } from './rig.ts';

export type Where = { readonly path: string } | { readonly port: number; readonly host: string };

export interface Place {
  readonly url: string;
  readonly where: Where;
}

export function unixPlace(rig: Rig): Place {
  const file = rig.path('fcgi.sock');
  return { url: `unix://${file}`, where: { path: file } };
}

export async function tcpPlace(rig: Rig): Promise<Place> {
  const port = await rig.freePort();
  return { url: `tcp://127.0.0.1:${port}`, where: { host: '127.0.0.1', port } };
}

/** Resolves to the connection, or to the errno of its failure. */
export function dial(where: Where): Promise<Socket | string> {
  return new Promise((resolve) => {
    const socket = connect(where);
    socket.on('connect', () => resolve(socket));
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}

/** True, or the errno of a refused connection. */
export async function answers(where: Where): Promise<true | string> {
  const socket = await dial(where);
  if (typeof socket === 'string') return socket;
  socket.destroy();
  return true;
}

/** What the standard input of a process is, such as `socket:[1234]`. */
export function stdinOf({ pid }: Pick<Run, 'pid'>): string {
  return new Proc(pid).descriptors[0] ?? '';
}
