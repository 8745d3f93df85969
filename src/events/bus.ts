/**
 * News of what happens, and who is told.
 *
 *   publish(name, facts)   ->  everybody who has subscribed to it is told, at once and in order
 *   publishAdded(types, text) ->  the same, of a type that is not in our table
 *   subscribe(names, hear) ->  what ends the subscription; an abstract name stands for all below it
 *
 * Nothing is made of an event that nobody wants: ask `wants` before facts are collected that cost
 * something. There is one bus from the start of the daemon to its end, also across restarts, so
 * that serial numbers go on.
 */
import type { Clock } from '../base/clock.ts';
import { expand, type Facts, payload, type SentEventName } from '../wire/event-types.ts';
import { Ticks, type TicksSnapshot } from './ticks.ts';

export interface Event {
  /** One of `wire/event-types.ts`, or of a plug-in. */
  readonly name: string;
  readonly payload: string;
  /** What the payload says, by field; nothing for an event of a plug-in. */
  readonly facts: EventFacts;
  /** Its number among the events that some pool has taken: the first to ask gives it one. */
  readonly serial: number;
}

export interface EventBusSnapshot {
  /** The number of the event that is taken next. */
  readonly serial: number;
  /** Undefined while nobody wants any. */
  readonly ticks?: TicksSnapshot | undefined;
}

export type EventFacts = Readonly<Record<string, string | number>>;

type Hearer = (event: Event) => void;

interface Subscription {
  readonly names: ReadonlySet<string>;
  readonly hear: Hearer;
}

export class EventBus {
  /** Never changed in place: somebody may subscribe while others are being told. */
  readonly #hearers = new Map<SentEventName, readonly Hearer[]>();
  readonly #subscriptions = new Set<Subscription>();
  readonly #ticks: Ticks;
  readonly #serials: Serials;

  /** @param before What to go on with, after `resume`. */
  constructor(clock: Clock, before?: EventBusSnapshot) {
    this.#ticks = new Ticks(clock, this, before && (before.ticks ?? {}));
    this.#serials = new Serials(before?.serial);
  }

  /** Sends no tick. Whatever else is published is still heard. */
  suspend(): void {
    this.#ticks.suspend();
  }

  snapshot(): EventBusSnapshot {
    return { serial: this.#serials.upcoming, ticks: this.#ticks.snapshot() };
  }

  /** Sends what fell due meanwhile: everybody should have subscribed again. */
  resume(): void {
    this.#ticks.resume();
  }

  wants(name: SentEventName): boolean {
    return this.#hearers.has(name);
  }

  publish<Name extends SentEventName>(name: Name, facts: Facts<Name>): void {
    const hearers = this.#hearers.get(name);
    if (hearers === undefined) return;
    const event = new NumberedEvent(name, () => payload(name, facts), facts, this.#serials);
    for (const hear of hearers) hear(event);
  }

  /**
   * Publishes an event of a type that a plug-in has added.
   *
   * @param lineage Its type, and behind it the more general ones.
   * @param text What stands behind the header.
   */
  publishAdded(lineage: readonly [string, ...string[]], text: string): void {
    const event = new NumberedEvent(lineage[0], () => text, {}, this.#serials);
    for (const { names, hear } of [...this.#subscriptions]) {
      if (lineage.some((name) => names.has(name))) hear(event);
    }
  }

  /** Each subscription is told once, however many of its names stand for an event. */
  subscribe(names: Iterable<string>, hear: Hearer): () => void {
    const subscription = { names: new Set(names), hear };
    const wanted = expand(subscription.names);
    const own: Hearer = (event) => hear(event); // the same function may subscribe twice
    for (const name of wanted) {
      this.#hearers.set(name, [...(this.#hearers.get(name) ?? []), own]);
    }
    this.#subscriptions.add(subscription);
    this.#ticks.adjust();
    return () => {
      this.#subscriptions.delete(subscription);
      for (const name of wanted) this.#remove(name, own);
      this.#ticks.adjust();
    };
  }

  #remove(name: SentEventName, hearer: Hearer): void {
    const left = this.#hearers.get(name)?.filter((other) => other !== hearer) ?? [];
    if (left.length === 0) this.#hearers.delete(name);
    else this.#hearers.set(name, left);
  }
}

/** Numbers from 0 on. After the last that is exact, they begin anew. */
export class Serials {
  #next: number;

  constructor(first = 0) {
    this.#next = first;
  }

  /** What `next` will answer. */
  get upcoming(): number {
    return this.#next;
  }

  next(): number {
    const serial = this.#next;
    this.#next = serial === Number.MAX_SAFE_INTEGER ? 0 : serial + 1;
    return serial;
  }
}

class NumberedEvent implements Event {
  readonly name: string;
  readonly facts: EventFacts;
  readonly #write: () => string;
  readonly #serials: Serials;
  #payload: string | undefined;
  #serial: number | undefined;

  constructor(name: string, write: () => string, facts: EventFacts, serials: Serials) {
    this.name = name;
    this.facts = facts;
    this.#write = write;
    this.#serials = serials;
  }

  get payload(): string {
    this.#payload ??= this.#write();
    return this.#payload;
  }

  get serial(): number {
    this.#serial ??= this.#serials.next();
    return this.#serial;
  }
}
