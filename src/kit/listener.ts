/**
 * `import { listen } from 'visord/listener'`: an event listener, for visord and for Supervisor.
 *
 *   listen(async (event) => {
 *     if (event.name === 'PROCESS_STATE_FATAL') await tellSomebody(event.processname);
 *   });
 *
 * The protocol is in `conversation.ts`, what events there are in `wire/event-types.ts`.
 */
import { isSystemError } from '../base/errors.ts';
import { converse, type EventHandler } from './conversation.ts';
import { takeStandardStreams } from './surroundings.ts';

export type { EventName, SentEventName } from '../wire/event-types.ts';
export type { EventHandler } from './conversation.ts';
export {
  type EventBelow,
  type EventHeader,
  type EventOf,
  isEvent,
  type SupervisorEvent,
} from './event.ts';

/**
 * Listens until supervisord ends the conversation or sends SIGTERM. Call it once: it takes standard
 * input and output for itself, and what is printed meanwhile goes to standard error.
 *
 * @throws {Error} if standard input brings something else than events
 */
export async function listen(handler: EventHandler): Promise<void> {
  const ends = takeStandardStreams();
  try {
    await converse(handler, ends);
  } catch (error) {
    const readerGone = isSystemError(error) && error.code === 'EPIPE';
    if (!readerGone) throw error;
  } finally {
    ends.release();
  }
}
