/** Is there a server, and does it speak the API of Supervisor 3 and 4? */
import { isSystemError } from '../base/errors.ts';
import { ServerFault } from '../client/errors.ts';
import { FAULTS } from '../wire/faults.ts';
import { API_VERSION } from '../wire/versions.ts';
import { advise } from './advise.ts';
import type { Ctl } from './command.ts';
import { EXIT } from './exit-status.ts';

/**
 * Asks for the version. Says so when there is no server or another API, and sets the exit status;
 * every other error is thrown on.
 *
 * @returns whether commands can go on.
 */
export async function upcheck(ctl: Ctl): Promise<boolean> {
  try {
    const version = await ctl.client.call('supervisor.getVersion'); // older servers have no other
    if (version === API_VERSION) return true;
    ctl.output.line(
      `Sorry, this version of supervisorctl expects to talk to a server with API version ${API_VERSION}, but the remote version is ${version}.`,
    );
    ctl.exitStatus = EXIT.INCOMPATIBLE;
    ctl.output.errorLine(
      `use the supervisorctl that belongs to that server, or update the server to one that speaks ${API_VERSION}`,
    );
    return false;
  } catch (error) {
    return explain(ctl, error);
  }
}

async function explain(ctl: Ctl, error: unknown): Promise<false> {
  if (error instanceof ServerFault && error.code === FAULTS.UNKNOWN_METHOD) {
    ctl.output.line(
      'Sorry, supervisord responded but did not recognize the supervisor namespace commands that supervisorctl uses to control it.  Please check that the [rpcinterface:supervisor] section is enabled in the configuration file (see sample.conf).',
    );
    ctl.exitStatus = EXIT.UNIMPLEMENTED;
    await advise(ctl, error);
    return false;
  }
  const connection = connectionFailure(error);
  if (connection === undefined) throw error;
  ctl.output.line(`${ctl.serverUrl} ${connection.text}`);
  ctl.exitStatus = connection.exitStatus;
  await advise(ctl, error);
  return false;
}

/** The two ways in which a server is simply not there. */
export function connectionFailure(
  error: unknown,
): { readonly text: string; readonly exitStatus: number } | undefined {
  if (!isSystemError(error)) return undefined;
  if (error.code === 'ECONNREFUSED') {
    return { text: 'refused connection', exitStatus: EXIT.REFUSED };
  }
  if (error.code === 'ENOENT') return { text: 'no such file', exitStatus: EXIT.NOT_RUNNING };
  return undefined;
}
