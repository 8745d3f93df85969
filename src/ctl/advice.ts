/**
 * What would help when a server cannot be talked to, as one line: for each way in which that fails,
 * where to look and what to change.
 */
import { isSystemError, type SystemError } from '../base/errors.ts';
import { BadAnswer, ConnectionLost, HttpStatusError, ServerFault } from '../client/errors.ts';
import { parseServerUrl, type ServerAddress } from '../client/server-address.ts';
import { FAULTS } from '../wire/faults.ts';
import { MalformedXml } from '../wire/xml.ts';
import type { Ctl } from './command.ts';

type Asked = Pick<Ctl, 'serverUrl' | 'client'>;

/** @returns undefined if nothing is known that would help. */
export async function adviceOn(error: unknown, ctl: Asked): Promise<string | undefined> {
  if (error instanceof ServerFault) return faultAdvice(error);
  if (error instanceof HttpStatusError) return statusAdvice(error, ctl);
  if (error instanceof BadAnswer || error instanceof MalformedXml) {
    return `what answers at ${ctl.serverUrl} is no supervisord: check serverurl in [supervisorctl], or -s`;
  }
  if (error instanceof ConnectionLost) {
    return 'the server closed the connection: it may be ending, see its log; or it is no supervisord';
  }
  return isSystemError(error) ? systemAdvice(error, ctl.serverUrl) : undefined;
}

const FAULT_ADVICE: ReadonlyMap<number, string> = new Map([
  [
    FAULTS.UNKNOWN_METHOD,
    'add the section [rpcinterface:supervisor] to the file of supervisord and restart it; if it is there, the server is too old for this command',
  ],
  [FAULTS.SHUTDOWN_STATE, 'supervisord is stopping or restarting: try again when it has'],
  [
    FAULTS.NOT_PERMITTED,
    'the [user:x] section of the server says what the role and the groups of its user are',
  ],
  [FAULTS.CANT_REREAD, 'supervisorctl check shows all that is wrong with the configuration'],
]);

function faultAdvice({ code }: ServerFault): string | undefined {
  return FAULT_ADVICE.get(code);
}

function statusAdvice({ status }: HttpStatusError, { client, serverUrl }: Asked): string {
  if (status === 403) return FAULT_ADVICE.get(FAULTS.NOT_PERMITTED) ?? '';
  if (status !== 401) {
    return `what answers at ${serverUrl} is no supervisord, or something stands in front of it: it says ${status}`;
  }
  return client.hasCredentials
    ? 'the user name or the password is wrong: those of the server are in its [unix_http_server], [inet_http_server] and [user:x]'
    : 'set username and password in [supervisorctl], or use -u and -p';
}

function systemAdvice(
  error: SystemError,
  serverUrl: string,
): Promise<string | undefined> | string | undefined {
  const address = addressOf(serverUrl);
  if (address === undefined) return undefined;
  if (address.family === 'inet') {
    const host = address.host.includes(':') ? `[${address.host}]` : address.host;
    const where = `${host}:${address.port}`;
    if (!address.secure) return inetAdvice(error, where);
    return import('./tls-advice.ts').then(
      ({ tlsAdvice }) => tlsAdvice(error, where) ?? inetAdvice(error, where),
    );
  }
  return import('./socket-advice.ts').then(({ socketAdvice }) => socketAdvice(error, address.path));
}

function addressOf(serverUrl: string): ServerAddress | undefined {
  try {
    return parseServerUrl(serverUrl);
  } catch {
    return undefined; // that is what the error is about
  }
}

function inetAdvice({ code }: SystemError, where: string): string | undefined {
  switch (code) {
    case 'ECONNREFUSED':
      return `nothing listens at ${where}: start supervisord with [inet_http_server] port=${where}, or name another address with -s`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the host of ${where} cannot be found: check serverurl in [supervisorctl], or -s`;
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `${where} cannot be reached: check the network, and that no firewall is in between`;
    default:
      return undefined;
  }
}
