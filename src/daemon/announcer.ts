/**
 * What the daemon tells the bus of itself, its groups and its processes; and the pools of event
 * listeners, which hear of all that from their group's first moment to its last.
 */
import type { GroupConfig } from '../config/config.ts';
import type { Announcement } from '../core/machine.ts';
import type { EventBus } from '../events/bus.ts';
import { CONFIGURATION_READ, GROUP_UPDATED } from '../events/own-events.ts';
import type { EventPoolSnapshot } from '../events/pool.ts';
import { decodeStrictly, pythonBytes } from '../logs/decode.ts';
import type { ChannelName } from '../logs/output.ts';
import type { ProcessState } from '../wire/states.ts';
import type { ListenerSnapshot } from './listener.ts';
import { ListenerPool, type ListenerPoolTools, type PoolReport } from './listener-pool.ts';
import type { Process } from './process.ts';

export interface AnnouncerContext extends Omit<ListenerPoolTools, 'bus' | 'processes'> {
  readonly bus: EventBus;
  /** The processes of an active group, in its order. */
  processesOf(group: string): readonly Process[];
}

/** The names as they are, so that a change of state that nobody hears of makes nothing new. */
const STATE_EVENTS: { readonly [State in ProcessState]: `PROCESS_STATE_${State}` } = {
  STOPPED: 'PROCESS_STATE_STOPPED',
  STARTING: 'PROCESS_STATE_STARTING',
  RUNNING: 'PROCESS_STATE_RUNNING',
  BACKOFF: 'PROCESS_STATE_BACKOFF',
  STOPPING: 'PROCESS_STATE_STOPPING',
  EXITED: 'PROCESS_STATE_EXITED',
  FATAL: 'PROCESS_STATE_FATAL',
  UNKNOWN: 'PROCESS_STATE_UNKNOWN',
};

const OUTPUT_EVENTS = {
  stdout: { logged: 'PROCESS_LOG_STDOUT', captured: 'PROCESS_COMMUNICATION_STDOUT' },
  stderr: { logged: 'PROCESS_LOG_STDERR', captured: 'PROCESS_COMMUNICATION_STDERR' },
} as const;

export class Announcer {
  readonly #context: AnnouncerContext;
  readonly #pools = new Map<string, ListenerPool>();

  constructor(context: AnnouncerContext) {
    this.#context = context;
  }

  /** Of the pools of the active groups, in the order in which they became active. */
  get pools(): PoolReport[] {
    return [...this.#pools.values()].map((pool) => pool.report);
  }

  /**
   * A group is about to be made: if it is a pool, it hears of everything from now on.
   *
   * @param before What the pool is to go on with, after `resume`.
   */
  groupBegins({ name, pool }: GroupConfig, before?: EventPoolSnapshot): void {
    if (pool === undefined) return;
    const processes = () => this.#context.processesOf(name);
    const tools = { ...this.#context, processes };
    this.#pools.set(name, new ListenerPool(name, pool, tools, before));
  }

  suspend(): void {
    for (const pool of this.#pools.values()) pool.suspend();
  }

  /** Of the pool that a group is; undefined if it is none. */
  snapshotOfPool(group: string): EventPoolSnapshot | undefined {
    return this.#pools.get(group)?.snapshot();
  }

  /** Of the listener that a process is; undefined if it is none. */
  snapshotOfListener(process: Process): ListenerSnapshot | undefined {
    return this.#pools.get(process.group)?.snapshotOf(process);
  }

  /** The processes must have been resumed before. */
  resume(): void {
    for (const pool of this.#pools.values()) pool.resume();
  }

  groupAdded(name: string): void {
    this.#context.bus.publish('PROCESS_GROUP_ADDED', { groupname: name });
  }

  groupRemoved(name: string): void {
    this.#pools.get(name)?.close();
    this.#pools.delete(name);
    this.#context.bus.publish('PROCESS_GROUP_REMOVED', { groupname: name });
  }

  groupUpdated(name: string): void {
    this.#context.bus.publishAdded([GROUP_UPDATED], name);
  }

  /** The configuration was read anew, or what is active has come closer to it. */
  configurationRead(): void {
    this.#context.bus.publishAdded([CONFIGURATION_READ], '');
  }

  supervisorIs(state: 'RUNNING' | 'STOPPING'): void {
    this.#context.bus.publish(`SUPERVISOR_STATE_CHANGE_${state}`, {});
  }

  /** Hears what a process that has just been made will say. */
  attend(process: Process): void {
    this.#attend(process, this.#pools.get(process.group));
  }

  /**
   * The same of one that another program has left.
   *
   * @param before What it is to go on with as a listener. Undefined: it is none, even if there is a
   *   pool of its name by now, since it has outlived an earlier one.
   */
  attendAgain(process: Process, before: ListenerSnapshot | undefined): void {
    this.#attend(process, before && this.#pools.get(process.group), before);
  }

  #attend(process: Process, pool: ListenerPool | undefined, before?: ListenerSnapshot): void {
    if (pool === undefined) this.#announceOutput(process, 'stdout');
    else pool.attend(process, before);
    this.#announceOutput(process, 'stderr');
  }

  changed(process: Process, { from, to, pid, tries, expected }: Announcement): void {
    const { bus } = this.#context;
    const event = STATE_EVENTS[to];
    if (bus.wants(event)) {
      const { name: processname, group: groupname } = process;
      const facts = { processname, groupname, from_state: from, pid, tries };
      bus.publish(event, { ...facts, expected: expected === true ? 1 : 0 });
    }
    this.#pools.get(process.group)?.changed(process, to);
  }

  /** Nothing runs any more, and nobody is told any more. */
  close(): void {
    for (const pool of this.#pools.values()) pool.close();
    this.#pools.clear();
  }

  #announceOutput(process: Process, channel: ChannelName): void {
    const { events_enabled, capture_maxbytes } = process.config[channel];
    const { bus } = this.#context;
    const { logged, captured } = OUTPUT_EVENTS[channel];
    if (events_enabled) {
      process[channel].observe((bytes) => {
        if (bus.wants(logged)) bus.publish(logged, { ...said(process, bytes), channel });
      });
    }
    if (capture_maxbytes > 0) {
      process[channel].observeCaptured((bytes) => {
        if (bus.wants(captured)) bus.publish(captured, said(process, bytes));
      });
    }
  }
}

function said({ name: processname, group: groupname, pid }: Process, bytes: Uint8Array) {
  const data = decodeStrictly(bytes) ?? `Undecodable: ${pythonBytes(bytes)}`;
  return { processname, groupname, pid, data };
}
