/** A group of processes that are named, started and stopped together. */
import type { GroupConfig } from '../config/config.ts';
import { stopOrder } from '../core/order.ts';
import type { FcgiSocket } from './fcgi-socket.ts';
import type { Process } from './process.ts';

export class Group {
  #config: GroupConfig;
  #processes: readonly Process[];
  /** What its fcgi-programs listen on. */
  readonly sockets: readonly FcgiSocket[];

  constructor(
    config: GroupConfig,
    processes: readonly Process[],
    sockets: readonly FcgiSocket[] = [],
  ) {
    this.#config = config;
    this.#processes = processes;
    this.sockets = sockets;
  }

  /** What its processes run with, which need not be what was read last. */
  get config(): GroupConfig {
    return this.#config;
  }

  /** In start order, which is the order of their configuration. */
  get processes(): readonly Process[] {
    return this.#processes;
  }

  get name(): string {
    return this.config.name;
  }

  get isStopped(): boolean {
    return this.processes.every((process) => process.isStopped);
  }

  /** Starts what is to be started without being asked for. */
  autostart(): void {
    for (const process of this.processes) if (process.config.autostart) process.start();
  }

  /** Goes on with other processes, and with another configuration of its own. */
  adopt(config: GroupConfig, processes: readonly Process[]): void {
    this.#processes = processes;
    this.#config = { ...config, processes: processes.map((process) => process.config) };
  }

  /** Asks every process to stop, highest priority first, and waits for none. */
  stop(): void {
    for (const process of stopOrder(this.processes)) process.stop();
  }
}
