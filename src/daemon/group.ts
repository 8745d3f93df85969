/** A group of processes that are named, started and stopped together. */
import type { GroupConfig } from '../config/config.ts';
import { stopOrder } from '../core/order.ts';
import type { FcgiSocket } from './fcgi-socket.ts';
import type { Process } from './process.ts';

export class Group {
  readonly config: GroupConfig;
  /** In start order, which is the order of their configuration. */
  readonly processes: readonly Process[];
  /** What its fcgi-programs listen on. */
  readonly sockets: readonly FcgiSocket[];

  constructor(
    config: GroupConfig,
    processes: readonly Process[],
    sockets: readonly FcgiSocket[] = [],
  ) {
    this.config = config;
    this.processes = processes;
    this.sockets = sockets;
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

  /** Asks every process to stop, highest priority first, and waits for none. */
  stop(): void {
    for (const process of stopOrder(this.processes)) process.stop();
  }
}
