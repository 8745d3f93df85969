/**
 * What decides whether a listener's answer accepts an event: `result_handler`.
 *
 * A handler is called with the event and the bytes of the answer. To reject the event it throws an
 * error called `RejectEvent`; any other error means that it could not decide, which breaks with the
 * listener. Whatever else it does, it has accepted.
 */
import type { Verdict } from '../core/listener-protocol.ts';
import type { Event } from './bus.ts';

export type ResultHandler = (event: Event, answer: Uint8Array) => unknown;

/** The one that is meant if the configuration names no other. */
export const DEFAULT_HANDLER = 'supervisor.dispatchers:default_handler';

export class RejectEvent extends Error {
  override readonly name = 'RejectEvent';
}

/** Accepts an event if the answer is `OK`. */
export const defaultHandler: ResultHandler = (_event, answer) => {
  const [first, second] = answer;
  if (answer.length !== 2 || first !== 0x4f || second !== 0x4b) throw new RejectEvent();
};

/** Asks a handler. Never throws. */
export function judge(handler: ResultHandler, event: Event, answer: Uint8Array): Verdict {
  try {
    handler(event, answer);
    return 'accepted';
  } catch (error) {
    return error instanceof Error && error.name === 'RejectEvent' ? 'rejected' : 'broken';
  }
}
