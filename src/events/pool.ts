/**
 * The events that wait for the listeners of one pool, and who of them is sent the next.
 *
 *   accept(event)    it is sent to a listener that is ready, or waits behind the others
 *   takeBack(held)   it has been sent, but not been accepted: it is the next again
 *   dispatch()       to be called when a listener may have become ready
 *
 * At most `buffer_size` events wait; for one more, the one that waits longest is dropped, which is
 * logged and counted. So every event is acknowledged once, dropped, waiting, or with one listener.
 */
import type { PoolConfig } from '../config/config.ts';
import { type Event, type EventFacts, Serials } from './bus.ts';

/** An event that a pool has taken. */
export interface HeldEvent {
  readonly event: Event;
  /** Its number among all events, and among those of this pool. */
  readonly serial: number;
  readonly poolSerial: number;
}

/** A held event, on its own. */
export interface HeldEventSnapshot {
  readonly name: string;
  readonly payload: string;
  readonly facts: EventFacts;
  readonly serial: number;
  readonly poolSerial: number;
}

export interface EventPoolSnapshot {
  /** The number of the event that is taken next. */
  readonly serial: number;
  /** The one that is sent next comes first. */
  readonly waiting: readonly HeldEventSnapshot[];
  readonly sent: number;
  readonly acknowledged: number;
  readonly rejected: number;
  readonly dropped: number;
}

export function snapshotOfHeld({ event, serial, poolSerial }: HeldEvent): HeldEventSnapshot {
  const { name, payload, facts } = event;
  return { name, payload, facts, serial, poolSerial };
}

export function heldFrom({ poolSerial, ...event }: HeldEventSnapshot): HeldEvent {
  return { event, serial: event.serial, poolSerial };
}

export interface PoolListener {
  readonly name: string;
  readonly isReady: boolean;
  /** `closed`: it does not read any more. `full`: it has not read what it was sent before. */
  send(held: HeldEvent, envelope: string): 'taken' | 'full' | 'closed';
}

export interface PoolTools {
  readonly name: string;
  /** What the daemon is called. */
  identifier(): string;
  readonly log: {
    enabled(level: 'debug'): boolean;
    debug(message: string): void;
    error(message: string): void;
  };
  /** Those there are now, in the order in which they are asked. */
  listeners(): Iterable<PoolListener>;
}

/** How often what happened, since the pool was made. */
export interface PoolCounts {
  readonly sent: number;
  readonly acknowledged: number;
  readonly rejected: number;
  readonly dropped: number;
  /** Events that wait. */
  readonly buffered: number;
}

export class EventPool {
  readonly #bufferSize: number;
  readonly #tools: PoolTools;
  readonly #serials: Serials;
  readonly #waiting: HeldEvent[];
  #sent: number;
  #acknowledged: number;
  #rejected: number;
  #dropped: number;

  /** @param before What to go on with, after `dispatch`. */
  constructor(
    { buffer_size }: Pick<PoolConfig, 'buffer_size'>,
    tools: PoolTools,
    before?: EventPoolSnapshot,
  ) {
    this.#bufferSize = buffer_size;
    this.#tools = tools;
    this.#serials = new Serials(before?.serial);
    this.#waiting = before?.waiting.map(heldFrom) ?? [];
    this.#sent = before?.sent ?? 0;
    this.#acknowledged = before?.acknowledged ?? 0;
    this.#rejected = before?.rejected ?? 0;
    this.#dropped = before?.dropped ?? 0;
  }

  snapshot(): EventPoolSnapshot {
    return {
      serial: this.#serials.upcoming,
      waiting: this.#waiting.map(snapshotOfHeld),
      sent: this.#sent,
      acknowledged: this.#acknowledged,
      rejected: this.#rejected,
      dropped: this.#dropped,
    };
  }

  get counts(): PoolCounts {
    return {
      sent: this.#sent,
      acknowledged: this.#acknowledged,
      rejected: this.#rejected,
      dropped: this.#dropped,
      buffered: this.#waiting.length,
    };
  }

  accept(event: Event): void {
    this.#makeRoom();
    const { serial } = event;
    this.#waiting.push({ event, serial, poolSerial: this.#serials.next() });
    this.dispatch();
  }

  /** A listener was sent it, and is done with it. */
  acknowledge(): void {
    this.#acknowledged += 1;
  }

  /** A listener refused it, or has ended before it answered. Nobody is sent it in this call. */
  takeBack(held: HeldEvent, why: 'rejected' | 'ended'): void {
    if (why === 'rejected') this.#rejected += 1;
    this.#rebuffer(held);
    this.#makeRoom();
    this.#waiting.unshift(held);
  }

  /** Sends what waits, as long as somebody is ready. */
  dispatch(): void {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if (!this.#send(next)) return;
      this.#waiting.shift();
    }
  }

  #send(held: HeldEvent): boolean {
    const { serial } = held;
    const { log } = this.#tools;
    for (const listener of this.#tools.listeners()) {
      if (!listener.isReady) continue;
      const sent = listener.send(held, this.#envelope(held));
      if (sent === 'taken') {
        this.#sent += 1;
        if (log.enabled('debug')) log.debug(`event ${serial} sent to listener ${listener.name}`);
        return true;
      }
      if (sent === 'closed') {
        log.debug(
          `epipe occurred while sending event ${serial} to listener ${listener.name}, ` +
            'listener state unchanged',
        );
      }
    }
    return false;
  }

  /** `len` counts characters, as the listeners of old do when they read. */
  #envelope({ event: { name, payload }, serial, poolSerial }: HeldEvent): string {
    const { name: pool } = this.#tools;
    return (
      `ver:3.0 server:${this.#tools.identifier()} serial:${serial} pool:${pool} poolserial:${poolSerial} ` +
      `eventname:${name} len:${charactersOf(payload)}\n${payload}`
    );
  }

  #rebuffer({ serial }: HeldEvent): void {
    this.#tools.log.debug(
      `rebuffering event ${serial} for pool ${this.#tools.name} ` +
        `(buf size=${this.#waiting.length}, max=${this.#bufferSize})`,
    );
  }

  #makeRoom(): void {
    if (this.#waiting.length < this.#bufferSize) return;
    const oldest = this.#waiting.shift();
    if (oldest === undefined) return;
    this.#dropped += 1;
    this.#tools.log.error(
      `pool ${this.#tools.name} event buffer overflowed, discarding event ${oldest.serial}`,
    );
  }
}

/** Code points: what Python calls characters. */
function charactersOf(text: string): number {
  if (Buffer.byteLength(text) === text.length) return text.length;
  let pairs = 0;
  for (let index = 0; index < text.length - 1; index++) {
    if (isHigh(text.charCodeAt(index)) && isLow(text.charCodeAt(index + 1))) pairs++;
  }
  return text.length - pairs;
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}
