/** A connection with TLS. What it takes is loaded with the first one. */
import { isIP, type Socket } from 'node:net';
import { isSystemError, UserError } from '../base/errors.ts';
import type { ServerAddress } from './server-address.ts';

/** Whom a client believes, and what it proves itself with: paths of PEM files. */
export interface Trust {
  /** Who vouches for the server; without it, those whom Node believes. */
  readonly cafile?: string | undefined;
  /** The certificate of the client, for a server that wants one. */
  readonly certificate?: string | undefined;
  /** Its key; without it, it is in the same file. */
  readonly key?: string | undefined;
}

/** @throws {UserError} if a file cannot be read, or makes no sense */
export function connectSecurely(
  { host, port }: Extract<ServerAddress, { family: 'inet' }>,
  { cafile, certificate, key = certificate }: Trust,
): Socket {
  const { connect, createSecureContext } = process.getBuiltinModule('node:tls');
  const files = { ca: cafile, cert: certificate, key };
  const contents = Object.entries(files).map(([name, file]) => [name, file && read(file)] as const);
  const secureContext = usable(() =>
    createSecureContext({ ...Object.fromEntries(contents), minVersion: 'TLSv1.2' }),
  );
  const servername = isIP(host) === 0 ? { servername: host } : {};
  return connect({
    host,
    port,
    ...servername,
    secureContext,
    ALPNProtocols: ['http/1.1'],
  }).setNoDelay(true);
}

function read(file: string): Buffer {
  return usable(() => process.getBuiltinModule('node:fs').readFileSync(file), file);
}

/** Its errors would look like those of the connection. */
function usable<Made>(make: () => Made, file = 'the certificate and its key'): Made {
  try {
    return make();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new UserError(`cannot use ${file}: ${error.code}`, { cause: error });
  }
}
