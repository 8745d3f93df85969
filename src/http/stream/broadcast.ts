/**
 * The news of the daemon for all streams: made once, however many there are.
 *
 *   join(reader)  ->  its `news` is called when there are some in `ring`, its `rest` while there are not
 *
 * News are collected for a moment, so that many changes at once are one piece for each stream, and
 * kept in a ring from which each stream takes them at its own pace. Nothing is heard and nothing is
 * kept unless somebody listens, or has done so a minute ago and may come back.
 */
import type { Clock, Timer } from '../../base/clock.ts';
import type { Event } from '../../events/bus.ts';
import { CONFIGURATION_READ, GROUP_UPDATED } from '../../events/own-events.ts';
import type { Daemon, Process } from '../../rpc/daemon.ts';
import { isoTime, processFacts } from '../../rpc/process-facts.ts';
import type { NewsType, StreamEvent } from '../../wire/api/stream.ts';
import { type ProcessState, SUPERVISOR_STATES } from '../../wire/states.ts';
import { NewsRing } from './news-ring.ts';

/** How long news are collected, once some have been sent. */
export const COLLECT_MS = 100;
/** How often streams on which nothing happens are used, so that nobody takes them for dead. */
export const REST_MS = 15_000;
/** How long news are kept when nobody listens. */
export const KEEP_MS = 60_000;

export interface Reader {
  /** There are news in the ring. */
  news(): void;
  /** Time has passed. */
  rest(): void;
}

export class Broadcast {
  /** Names this life of the daemon. */
  readonly life: string;
  readonly ring = new NewsRing();
  readonly #daemon: Daemon;
  readonly #clock: Clock;
  readonly #readers = new Set<Reader>();
  #subscriptions: (() => void)[] = [];
  /** News that are made when they are sent, with what is known then. */
  #collected: (() => void)[] = [];
  #collecting: Timer | undefined;
  #sentAt = Number.NEGATIVE_INFINITY;
  /** For the next rest of the readers; without any, for forgetting everything. */
  #timer: Timer | undefined;

  constructor(daemon: Daemon, clock: Clock) {
    this.#daemon = daemon;
    this.#clock = clock;
    this.life = Math.floor(clock.wall()).toString(36);
  }

  /** How many there are. */
  get readers(): number {
    return this.#readers.size;
  }

  /** @returns what ends it */
  join(reader: Reader): () => void {
    this.#readers.add(reader);
    if (this.#readers.size === 1) this.#begin();
    return () => {
      const wasThere = this.#readers.delete(reader);
      if (wasThere && this.#readers.size === 0) this.#rest();
    };
  }

  #begin(): void {
    this.#timer?.cancel();
    this.#keepAwake();
    if (this.#subscriptions.length > 0) return;
    this.ring.interrupt();
    const { bus } = this.#daemon;
    this.#subscriptions = [
      bus.subscribe(['PROCESS_STATE'], (event) => this.#stateChanged(event)),
      bus.subscribe(['PROCESS_GROUP'], (event) => this.#groupChanged(event)),
      bus.subscribe([GROUP_UPDATED], ({ payload }) => this.#groupUpdated(payload)),
      bus.subscribe([CONFIGURATION_READ], () => this.#add('config', undefined, () => ({}))),
      bus.subscribe(['SUPERVISOR_STATE_CHANGE'], () => this.#supervisorChanged()),
    ];
  }

  #keepAwake(): void {
    this.#timer = this.#clock.at(this.#clock.monotonic() + REST_MS, () => {
      this.#keepAwake();
      for (const reader of [...this.#readers]) reader.rest();
    });
  }

  #rest(): void {
    this.#timer?.cancel();
    this.#timer = this.#clock.at(this.#clock.monotonic() + KEEP_MS, () => {
      for (const end of this.#subscriptions.splice(0)) end();
      this.#collecting?.cancel();
      this.#collecting = undefined;
      this.#collected = [];
      this.ring.interrupt();
    });
  }

  #stateChanged({ name, facts }: Event): void {
    const process = this.#find(String(facts.groupname), String(facts.processname));
    if (process === undefined) return; // it is just being taken away
    const from = facts.from_state as ProcessState;
    const to = name.replace('PROCESS_STATE_', '') as ProcessState;
    this.#add('state', process.group, () => ({
      from,
      to,
      process: processFacts(process, this.#clock),
    }));
  }

  #find(group: string, name: string): Process | undefined {
    return this.#daemon.groups.get(group)?.processes.find((process) => process.name === name);
  }

  #groupChanged({ name, facts }: Event): void {
    this.#tellGroup(String(facts.groupname), name === 'PROCESS_GROUP_ADDED' ? 'added' : 'removed');
  }

  /** What an update has carried out is not pending any more. */
  #groupUpdated(name: string): void {
    if (this.#daemon.groups.has(name)) this.#tellGroup(name, 'updated');
    this.#add('config', undefined, () => ({}));
  }

  #tellGroup(name: string, change: StreamEvent<'group'>['change']): void {
    this.#add('group', name, () => ({ name, change }));
  }

  #supervisorChanged(): void {
    this.#add('supervisor', undefined, () => {
      const { state } = this.#daemon;
      return { state: { code: SUPERVISOR_STATES[state], name: state } };
    });
    this.#send(); // the servers may be closed before the next moment comes
  }

  #add<Type extends NewsType>(
    type: Type,
    group: string | undefined,
    make: () => Omit<StreamEvent<Type>, 'at'>,
  ): void {
    const at = isoTime(this.#clock.wall());
    this.#collected.push(() => {
      this.ring.push({ type, group, data: JSON.stringify({ at, ...make() }) });
    });
    const dueAt = Math.max(this.#clock.monotonic(), this.#sentAt + COLLECT_MS);
    this.#collecting ??= this.#clock.at(dueAt, () => this.#send());
  }

  #send(): void {
    this.#collecting?.cancel();
    this.#collecting = undefined;
    this.#sentAt = this.#clock.monotonic();
    for (const push of this.#collected.splice(0)) push();
    for (const reader of [...this.#readers]) reader.news();
  }
}
