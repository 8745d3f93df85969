/**
 * Whether the machine has an address under its own name, which Supervisor asks before it serves on
 * all addresses. Nothing else is done with the answer.
 */
import { isSystemError, UserError } from '../base/errors.ts';
import type { Sockets } from './port.ts';

/**
 * @param servers Of which those without a host serve on all addresses.
 * @throws {UserError} with the original's words
 */
export async function requireOwnAddress(
  servers: readonly { readonly family: string; readonly host?: string }[],
  hostname: string,
  os: Pick<Sockets, 'lookUp'>,
): Promise<void> {
  if (!servers.some((server) => server.family === 'inet' && server.host === '')) return;
  try {
    await os.lookUp(hostname);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new UserError(
      `Could not determine IP address for hostname ${hostname}, please try setting an explicit ` +
        'IP address in the "port" setting of your [inet_http_server] section.  For example, ' +
        'instead of "port = 9001", try "port = 127.0.0.1:9001."',
    );
  }
}
