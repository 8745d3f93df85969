/**
 * Slows down those who guess passwords: after five failures of an address within a minute, each
 * answer to it waits a second. Nobody else waits for it, and nobody is locked out.
 *
 * It keeps the times of a few failures for each of a bounded number of addresses; the one that
 * failed longest ago is forgotten first. A network of IPv6 counts as one address, since whoever
 * has one of its addresses has all of them.
 */
import type { Clock } from '../base/clock.ts';

const FAILURES = 5;
const WINDOW_MS = 60_000;
const MOST_ADDRESSES = 1000;

export const DELAY_MS = 1000;

interface Record {
  /** Of the last failures, oldest first. */
  readonly failedMs: number[];
  toldMs: number;
}

export class Throttle {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #records = new Map<string, Record>();

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  /** Whether anybody has failed lately: where not, there is no need to know the address. */
  get isIdle(): boolean {
    return this.#records.size === 0;
  }

  /** Whether answers to the address have to wait. */
  isSlow(address: string): boolean {
    const record = this.#records.get(networkOf(address));
    return record !== undefined && this.#isTooMuch(record);
  }

  /** Takes note of a failure. @returns whether it is worth a line in the log */
  failed(address: string): boolean {
    const key = networkOf(address);
    const record = this.#records.get(key) ?? { failedMs: [], toldMs: Number.NEGATIVE_INFINITY };
    this.#records.delete(key);
    this.#records.set(key, record); // the last to be forgotten
    if (this.#records.size > MOST_ADDRESSES) this.#forgetOldest();
    const now = this.#clock.monotonic();
    record.failedMs.push(now);
    if (record.failedMs.length > FAILURES) record.failedMs.shift();
    if (!this.#isTooMuch(record) || now < record.toldMs + WINDOW_MS) return false;
    record.toldMs = now;
    return true;
  }

  #isTooMuch({ failedMs }: Record): boolean {
    const [oldest = 0] = failedMs;
    return failedMs.length === FAILURES && this.#clock.monotonic() < oldest + WINDOW_MS;
  }

  #forgetOldest(): void {
    for (const [key] of this.#records) {
      this.#records.delete(key);
      return;
    }
  }
}

/** The first half of an address of IPv6, whichever way it is written. */
function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.replace(/%.*$/, '').split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
  return [...before, ...(tail === undefined ? [] : zeros), ...after].slice(0, 4).join(':');
}
