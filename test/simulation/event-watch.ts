/**
 * A strict observer of the bus: ticks come once for each boundary, also when the wall clock jumps,
 * and whatever a pool was told is acknowledged, dropped, waiting, or with one of its listeners.
 */
import assert from 'node:assert/strict';
import type { Supervisor } from '../../src/daemon/supervisor.ts';
import type { Event, EventBus } from '../../src/events/bus.ts';
import type { FakeClock } from '../rig/fake-clock.ts';
import { POOL } from './configs.ts';

const TICK_MS = 5000;

export class EventWatch {
  readonly #clock: FakeClock;
  readonly #alsoTell: (event: Event) => void;
  #unsubscribe = (): void => {};
  /** Events since the pool of today was made. */
  #accepted = 0;
  #lastTick: number;
  /** Until then a jump of the wall clock may not have been noticed. */
  #jumpedUntil = 0;

  constructor(bus: EventBus, clock: FakeClock, alsoTell: (event: Event) => void) {
    this.#clock = clock;
    this.#lastTick = this.#boundary;
    this.#alsoTell = alsoTell;
    this.watch(bus);
  }

  /** Goes on with another bus, which goes on with the first. */
  watch(bus: EventBus): void {
    this.#unsubscribe();
    this.#unsubscribe = bus.subscribe(['EVENT'], (event) => {
      this.#hear(event);
      this.#alsoTell(event);
    });
  }

  jumped(): void {
    this.#jumpedUntil = this.#clock.monotonic() + TICK_MS;
  }

  check({ eventPools, state }: Supervisor): void {
    if (this.#clock.monotonic() > this.#jumpedUntil) {
      assert.equal(this.#lastTick, this.#boundary, 'a tick is missing');
    }
    const pool = eventPools.find(({ name }) => name === POOL);
    if (pool === undefined || state !== 'RUNNING') return;
    const busy = pool.listeners.filter((listener) => listener.state === 'BUSY').length;
    const known = pool.acknowledged + pool.dropped + pool.buffered + busy;
    assert.equal(known, this.#accepted, 'every event is somewhere');
  }

  close(): void {
    this.#unsubscribe();
  }

  get #boundary(): number {
    return Math.floor(this.#clock.wall() / TICK_MS) * (TICK_MS / 1000);
  }

  #hear({ name, payload }: Event): void {
    this.#accepted += 1;
    if (name === 'PROCESS_GROUP_ADDED' && payload.includes(`groupname:${POOL}\n`))
      this.#accepted = 1;
    if (name !== 'TICK_5') return;
    const when = Number(/^when:(\d+)/.exec(payload)?.[1]);
    assert.equal(when, this.#boundary, 'a tick at another time');
    assert.notEqual(when, this.#lastTick, 'a tick twice');
    this.#lastTick = when;
  }
}
