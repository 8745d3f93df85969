/**
 * Messages on their way to one place that may be slow, down, or easily annoyed.
 *
 *   outbox.add(item)  ->  sooner or later deliver(items, dropped), and again if that fails
 *
 * What comes within a moment is one message. Between two messages there is a pause, in which more
 * gathers. A delivery that fails is tried again, with what has come meanwhile, after a pause that
 * doubles each time. What waits is bounded: the oldest is dropped, and so is everything when there
 * were too many failures; the next message tells how many were. Nobody ever waits for a delivery.
 *
 * There is at most one delivery under way, and one deadline otherwise.
 */
import type { Clock, Timer } from '../base/clock.ts';

export interface OutboxLimits {
  /** How long a message gathers what else comes. */
  readonly gatherMs: number;
  /** The least time from one message to the next. */
  readonly pauseMs: number;
  /** How many items may wait. */
  readonly most: number;
  /** How often a delivery is tried again. */
  readonly retries: number;
}

export interface OutboxOptions<Item> extends OutboxLimits {
  readonly clock: Clock;
  /** Rejects if it has to be tried again. @param dropped How many older items were lost. */
  deliver(items: readonly Item[], dropped: number): Promise<void>;
  /** A delivery has failed, and is tried again or given up. */
  complain(error: unknown, isGivenUp: boolean): void;
}

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;

export class Outbox<Item> {
  readonly #options: OutboxOptions<Item>;
  #items: Item[] = [];
  #dropped = 0;
  #failures = 0;
  #notBefore = Number.NEGATIVE_INFINITY;
  #timer: Timer | undefined;
  #delivery: Promise<void> | undefined;
  #closed = false;

  constructor(options: OutboxOptions<Item>) {
    this.#options = options;
  }

  add(item: Item): void {
    this.#items.push(item);
    this.#bound();
    this.#schedule();
  }

  /** Tries once more to deliver what waits, then it is over. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#timer?.cancel();
    await this.#delivery;
    if (this.#items.length > 0) await this.#deliver();
  }

  /** Sets the deadline of the next message, unless there is one or a message is under way. */
  #schedule(): void {
    const waits = this.#items.length > 0 && this.#timer === undefined;
    if (!waits || this.#closed || this.#delivery !== undefined) return;
    const { clock, gatherMs } = this.#options;
    const due = Math.max(clock.monotonic() + gatherMs, this.#notBefore);
    this.#timer = clock.at(due, () => {
      this.#timer = undefined;
      this.#delivery = this.#deliver().finally(() => {
        this.#delivery = undefined;
        this.#schedule();
      });
    });
  }

  /** Never rejects. */
  async #deliver(): Promise<void> {
    const { clock, deliver, pauseMs } = this.#options;
    const items = this.#items;
    const dropped = this.#dropped;
    this.#items = [];
    this.#dropped = 0;
    try {
      await deliver(items, dropped);
      this.#failures = 0;
      this.#notBefore = clock.monotonic() + pauseMs;
    } catch (error) {
      this.#items = [...items, ...this.#items];
      this.#dropped += dropped;
      this.#bound();
      this.#failed(error, items.length);
    }
  }

  #failed(error: unknown, tried: number): void {
    const { clock, complain, retries, pauseMs } = this.#options;
    const isGivenUp = this.#failures === retries || this.#closed;
    if (isGivenUp) {
      this.#dropped += this.#items.splice(0, tried).length;
      this.#failures = 0;
      this.#notBefore = clock.monotonic() + pauseMs;
    } else {
      const waitMs = Math.min(FIRST_RETRY_MS * 2 ** this.#failures, LONGEST_RETRY_MS);
      this.#failures += 1;
      this.#notBefore = clock.monotonic() + waitMs;
    }
    complain(error, isGivenUp);
  }

  #bound(): void {
    const excess = this.#items.length - this.#options.most;
    if (excess <= 0) return;
    this.#items.splice(0, excess);
    this.#dropped += excess;
  }
}
