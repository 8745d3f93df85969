/** Whether a server asks who it is: by name and password, as a user, or by a certificate. */
import type { ServerConfig } from './config.ts';

/** Whether requests need no name, password or token; of the system and certificates not to speak. */
export function asksNobody({ username, users }: Pick<ServerConfig, 'username' | 'users'>): boolean {
  return !username && users.length === 0;
}

/** Whether whoever reaches its address is let in. */
export function isOpenToAll(server: ServerConfig): boolean {
  return asksNobody(server) && (server.family === 'unix' || server.tls?.clientCa === undefined);
}
