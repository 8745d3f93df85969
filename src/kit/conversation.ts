/**
 * A listener's side of the protocol: is ready, reads an event, hands it to a function, answers.
 *
 *   converse(handler, ends)  ->  a promise of the end
 *
 * The next event comes only when the function is done with the one before, because supervisord
 * sends nothing to a listener that has not said READY. An event whose function fails is rejected,
 * so that supervisord tells it again: at once, and if it fails again and again each time later,
 * up to a minute.
 *
 * It is over when the input ends, or when it is asked to end: then the event that is being handled
 * is answered first. Streams, clock and complaints are handed in.
 */
import type { Clock, Timer } from '../base/clock.ts';
import type { SupervisorEvent } from './event.ts';
import { EventReader } from './event-reader.ts';

/**
 * What to do with an event. The answer is `OK`, unless it returns a text, or a promise of one: `FAIL`,
 * or what the `result_handler` of the pool understands. If it throws, the answer is `FAIL`.
 */
export type EventHandler = (event: SupervisorEvent) => unknown;

/** What a conversation is made of. */
export interface Ends {
  /** What supervisord writes. */
  readonly input: AsyncIterable<Uint8Array>;
  /** Writes to supervisord; resolves when it is written. */
  write(text: string): Promise<void>;
  /** An event could not be handled. */
  complain(error: unknown, event: SupervisorEvent): void;
  /** Aborted when the listener is to end. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/** @throws {UserError} if what comes is not the protocol, or an error of the streams */
export async function converse(handler: EventHandler, ends: Ends): Promise<void> {
  const patience = new Patience(ends);
  const reader = new EventReader();
  if (ends.signal.aborted) return;
  await ends.write('READY\n');
  for await (const bytes of ends.input) {
    reader.add(bytes);
    for (let event = reader.take(); event !== undefined; event = reader.take()) {
      const answer = await answerTo(event, handler, ends);
      await patience.before(answer, event);
      await ends.write(`RESULT ${Buffer.byteLength(answer)}\n${answer}`);
      if (ends.signal.aborted) return;
      await ends.write('READY\n');
    }
  }
}

async function answerTo(
  event: SupervisorEvent,
  handler: EventHandler,
  ends: Ends,
): Promise<string> {
  try {
    const answer = await handler(event);
    return typeof answer === 'string' ? answer : 'OK';
  } catch (error) {
    ends.complain(error, event);
    return 'FAIL';
  }
}

/** Waits before an event is rejected that was rejected before. */
class Patience {
  readonly #ends: Ends;
  #rejected: number | undefined;
  #pauseMs = 0;

  constructor(ends: Ends) {
    this.#ends = ends;
  }

  async before(answer: string, { poolserial }: SupervisorEvent): Promise<void> {
    if (answer !== 'FAIL') {
      this.#rejected = undefined;
      return;
    }
    if (this.#rejected === poolserial) {
      this.#pauseMs = Math.min(Math.max(this.#pauseMs * 2, FIRST_PAUSE_MS), LONGEST_PAUSE_MS);
      await pause(this.#pauseMs, this.#ends);
    } else this.#pauseMs = 0;
    this.#rejected = poolserial;
  }
}

/** Waits so long, or until the end is asked for. */
function pause(ms: number, { clock, signal }: Ends): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    let timer: Timer | undefined;
    const done = () => {
      timer?.cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    timer = clock.at(clock.monotonic() + ms, done);
    signal.addEventListener('abort', done);
  });
}
