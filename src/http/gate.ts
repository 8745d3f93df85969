/**
 * Who is let in by a server: everybody, or who is known.
 *
 *   const gate = await makeGate(config, context);
 *   gate(request)  ->  a principal, or the status to refuse the request with
 *
 * Without an account and without users everybody is; only a browser must have asked for us. Users
 * are those of the configuration last read. A server that was opened with some lets nobody in
 * without asking until supervisord begins anew, whatever is read later.
 */
import type { IncomingMessage } from 'node:http';
import type { ServerConfig, UserConfig } from '../config/config.ts';
import { asksNobody } from '../config/openness.ts';
import type { Principal } from '../core/access.ts';
import type { ErrorStatus } from './answer.ts';
import { ANYBODY, Caller } from './caller.ts';
import { namesStranger } from './origin.ts';
import type { Throttle } from './throttle.ts';
import type { World } from './world.ts';

export type Admission = Principal | ErrorStatus;

export type Gate = (request: IncomingMessage) => Admission | Promise<Admission>;

export interface GateContext {
  readonly world: World;
  /** Shared by all servers. */
  readonly throttle: Throttle;
}

export async function makeGate(config: ServerConfig, context: GateContext): Promise<Gate> {
  const { world } = context;
  const users = () => usersNow(config, world);
  /** Cryptography is loaded only where there is something to check. */
  const load = async (): Promise<Gate> => {
    const { AccountGate } = await import('./account-gate.ts');
    const gate = new AccountGate(config, { ...context, users });
    return (request) => gate.admit(request);
  };
  if (!asksNobody(config)) return load();
  const open = openGate(config, world);
  let closed: Promise<Gate> | undefined;
  return (request) => {
    if (users().length === 0) return open(request);
    closed ??= load();
    return closed.then((gate) => gate(request));
  };
}

/** They may have been read anew since the server was opened. */
function usersNow({ section, users }: ServerConfig, { daemon }: World): readonly UserConfig[] {
  return daemon.config.servers.find((server) => server.section === section)?.users ?? users;
}

/** Where everybody may ask, a browser has to ask for us. */
function openGate(config: ServerConfig, world: World): Gate {
  const ours = config.family === 'inet' ? [config.host] : [];
  const hosts = [...ours, ...config.allowed_hosts];
  return ({ headers, socket }) =>
    namesStranger(headers, hosts) ? 403 : new Caller(ANYBODY, socket, world);
}
