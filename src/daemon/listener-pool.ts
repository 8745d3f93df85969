/**
 * The event listeners of one group: who they are, what they are told, and what became of it.
 *
 * The pool itself is `events/pool.ts`; here it is given the processes of a group as its listeners.
 */
import type { Clock } from '../base/clock.ts';
import type { PoolConfig } from '../config/config.ts';
import type { ListenerState } from '../core/listener-protocol.ts';
import type { EventBus } from '../events/bus.ts';
import { EventPool, type EventPoolSnapshot, type PoolCounts } from '../events/pool.ts';
import type { ResultHandler } from '../events/result-handler.ts';
import type { Logger } from '../logs/logger.ts';
import type { ProcessState } from '../wire/states.ts';
import { Listener, type ListenerSnapshot } from './listener.ts';
import type { Process } from './process.ts';

/** What is known of a pool, for those who look after it. */
export interface PoolReport extends PoolCounts {
  readonly name: string;
  readonly events: readonly string[];
  readonly bufferSize: number;
  readonly listeners: readonly { readonly name: string; readonly state: ListenerState }[];
}

export interface ListenerPoolTools {
  readonly bus: Pick<EventBus, 'subscribe'>;
  readonly clock: Clock;
  readonly log: Logger;
  /** What the daemon is called. */
  identifier(): string;
  /** What decides about answers, by its name in the configuration. */
  resultHandler(name: string, pool: string): ResultHandler;
  /** Those of the group as it is now, in its order. */
  processes(): readonly Process[];
}

export class ListenerPool {
  readonly #name: string;
  readonly #config: PoolConfig;
  readonly #tools: ListenerPoolTools;
  readonly #handler: ResultHandler;
  readonly #pool: EventPool;
  readonly #listeners = new WeakMap<Process, Listener>();
  readonly #unsubscribe: () => void;

  /**
   * It hears of events at once; nobody is sent one before it is RUNNING.
   *
   * @param before What to go on with, after `resume`.
   */
  constructor(
    name: string,
    config: PoolConfig,
    tools: ListenerPoolTools,
    before?: EventPoolSnapshot,
  ) {
    this.#name = name;
    this.#config = config;
    this.#tools = tools;
    this.#handler = tools.resultHandler(config.result_handler, name);
    const { log } = tools;
    const identifier = () => tools.identifier();
    const poolTools = { name, identifier, log, listeners: () => this.#active };
    this.#pool = new EventPool(config, poolTools, before);
    this.#unsubscribe = tools.bus.subscribe(config.events, (event) => this.#pool.accept(event));
  }

  get report(): PoolReport {
    return {
      name: this.#name,
      events: this.#config.events,
      bufferSize: this.#config.buffer_size,
      ...this.#pool.counts,
      listeners: this.#active.map(({ name, state }) => ({ name, state })),
    };
  }

  /** Makes a listener of a process that has just been made. @param before What to go on with. */
  attend(process: Process, before?: ListenerSnapshot): void {
    const { clock, log } = this.#tools;
    const { listener_restart: restart } = this.#config;
    const tools = { clock, log, pool: this.#pool, handler: this.#handler, restart };
    const listener = new Listener(process, tools, before);
    this.#listeners.set(process, listener);
    process.stdout.observeRaw((bytes) => listener.heard(bytes));
  }

  /** One of its processes has changed its state. */
  changed(process: Process, state: ProcessState): void {
    this.#listeners.get(process)?.changed(state);
  }

  suspend(): void {
    for (const listener of this.#active) listener.suspend();
  }

  snapshot(): EventPoolSnapshot {
    return this.#pool.snapshot();
  }

  /** Of one of its processes; undefined if that is none. */
  snapshotOf(process: Process): ListenerSnapshot | undefined {
    return this.#listeners.get(process)?.snapshot();
  }

  /** Its processes must have been resumed before. */
  resume(): void {
    for (const listener of this.#active) listener.resume();
    this.#pool.dispatch();
  }

  /** Takes no more events. */
  close(): void {
    this.#unsubscribe();
  }

  get #active(): Listener[] {
    const active: Listener[] = [];
    for (const process of this.#tools.processes()) {
      const listener = this.#listeners.get(process);
      if (listener !== undefined) active.push(listener);
    }
    return active;
  }
}
