/** What a life of the daemon is made with: `bin/` hands it in, `life.ts` knows when. */
import type { Config, ServerConfig } from '../config/config.ts';
import type { Logger } from '../logs/logger.ts';
import type { Os } from '../os/port.ts';
import type { HandedSocket, Handover } from './handover.ts';
import type { Privileges } from './privileges.ts';
import type { DaemonParts, DaemonState } from './snapshot.ts';
import type { Supervisor } from './supervisor.ts';
import type { MainLogFile, SupervisorContext } from './supervisor-context.ts';
import type { Origin, Programs } from './upgrades.ts';

/** The main log, which can be handed over. */
export type MainLog = Logger & MainLogFile & DaemonParts['mainLog'] & { close(): void };

/** The listening sockets of one life. */
export interface Servers {
  /** Resolves when the answers that were under way have gone out. */
  close(): Promise<void>;
  /** Ends everything but the sockets, which go on listening for the next program. */
  handOver(): Promise<readonly HandedSocket[]>;
}

/** What an earlier program of this process has left. */
export interface Inheritance {
  readonly handover: Handover;
  readonly state: DaemonState;
  /** Set if the program that was to be next has ended first: the reason, and what it was. */
  readonly failure?: string | undefined;
}

export interface LifeContext
  extends Pick<
    SupervisorContext,
    'clock' | 'environment' | 'pid' | 'readConfig' | 'resultHandler'
  > {
  readonly os: Os;
  readonly privileges: Privileges;
  /** The name of the machine. */
  readonly hostname: string;
  /** The soft limit of descriptors that the user had; Infinity for unlimited. */
  readonly openFiles: number;
  readonly origin: Pick<Origin, 'package' | 'folder' | 'isDetached'>;
  readonly programs: Programs;
  /** @param before What it goes on with, once it is told to resume. */
  openMainLog(config: Config, before?: DaemonState['mainLog']): MainLog;
  /**
   * All of them or none.
   * @param inherited Sockets that listen already; a server that cannot is left out then, and told of
   * @throws {UserError} if an address cannot be had
   */
  openServers(
    servers: readonly ServerConfig[],
    supervisor: Supervisor,
    log: Logger,
    inherited?: readonly HandedSocket[],
  ): Promise<Servers>;
  /** Leaves the terminal behind, if that is asked for; called once, when nothing can fail any more. */
  settle(config: Config, log: Logger): void;
  /** Called before a supervisor starts its programs, or when it has taken them over. */
  beginning(supervisor: Supervisor): void;
  /** This program has everything that the one before has left, and goes on with it. */
  tookOver(): void;
  /** Called once everything is closed. */
  ended(): void;
}
