/**
 * `import { sendCommunicationEvent, supervisor } from 'visord/child'`: what a program can say to the
 * supervisord that runs it, and what it can know of it.
 */
import { namespec } from '../wire/namespec.ts';
import { environment, writeTo } from './surroundings.ts';

/** What supervisord tells a program about itself. */
export interface SupervisorInfo {
  /** The name of this process, such as `worker_01`. */
  readonly processName: string;
  /** The name of its group. */
  readonly groupName: string;
  /** Both, as supervisorctl and the client want them: `fleet:worker_01`, or just `web`. */
  readonly namespec: string;
  /** Where the supervisord answers, for `visord/client`; undefined if it has no server. */
  readonly serverUrl: string | undefined;
}

/** Who runs us, or undefined if that is no supervisord. */
export const supervisor: SupervisorInfo | undefined = readSupervisor(environment());

const BEGIN = Buffer.from('<!--XSUPERVISOR:BEGIN-->');
const END = Buffer.from('<!--XSUPERVISOR:END-->');

/**
 * Sends an event PROCESS_COMMUNICATION_STDOUT or _STDERR with these data to the listeners. The
 * program needs `stdout_capture_maxbytes` (or `stderr_capture_maxbytes`), which is also the most
 * that an event may hold; without it the text is in the log, tokens and all.
 *
 * Resolves when it is written. All is written in one piece; processes that share the
 * channel should keep to 4096 bytes, tokens included, so that nothing comes in between.
 *
 * @throws {TypeError} if the data hold one of the tokens that mark their beginning and their end
 */
export async function sendCommunicationEvent(
  data: string | Uint8Array,
  channel: 'stdout' | 'stderr' = 'stdout',
): Promise<void> {
  const bytes = Buffer.from(data);
  if (bytes.includes(BEGIN) || bytes.includes(END)) {
    throw new TypeError('cannot send a communication event whose data hold a token of its own');
  }
  await writeTo(channel, Buffer.concat([BEGIN, bytes, END]));
}

export function readSupervisor(
  env: Readonly<Record<string, string | undefined>>,
): SupervisorInfo | undefined {
  const processName = env.SUPERVISOR_PROCESS_NAME;
  const groupName = env.SUPERVISOR_GROUP_NAME;
  if (env.SUPERVISOR_ENABLED === undefined || !processName || !groupName) return undefined;
  return {
    processName,
    groupName,
    namespec: namespec(groupName, processName),
    serverUrl: env.SUPERVISOR_SERVER_URL || undefined,
  };
}
