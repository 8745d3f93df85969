/** What a supervisor needs of the daemon around it. */
import type { Clock } from '../base/clock.ts';
import type { Config, ProcessConfig, SupervisordOptions } from '../config/config.ts';
import type { EventBus } from '../events/bus.ts';
import type { ResultHandler } from '../events/result-handler.ts';
import type { Logger } from '../logs/logger.ts';
import type { LogListener } from '../logs/rotating-file.ts';
import type { Outputs } from './child-context.ts';
import type { FamiliesContext } from './families.ts';
import type { SocketTools } from './fcgi-socket.ts';
import type { LaunchQueue } from './launch-queue.ts';
import type { OutputsSnapshot } from './outputs.ts';
import type { ProcessContext } from './process-context.ts';
import type { Upgrades } from './upgrades.ts';

/** The main log, as far as the daemon and its methods handle it. */
export interface MainLogFile {
  /** Undefined if it is no file. */
  readonly path: string | undefined;
  /** Removes the file and begins a new one. */
  clear(): void;
  reopen(): void;
  /** Has `listener` called when the file has changed. @returns what ends that */
  subscribe(listener: LogListener): () => void;
}

export interface SupervisorContext extends Omit<ProcessContext, 'announce' | 'byPid' | 'family'> {
  readonly os: ProcessContext['os'] & SocketTools['os'] & FamiliesContext['os'];
  readonly launches: LaunchQueue;
  readonly clock: Clock;
  readonly log: Logger;
  readonly mainLog: MainLogFile;
  /** Who is told what happens. */
  readonly bus: EventBus;
  readonly pid: number;
  readonly upgrades: Pick<Upgrades, 'last' | 'begin'>;
  /** Reads the configuration anew. Throws a `UserError` if it cannot be used. */
  readConfig(): Config;
  /**
   * Makes the two outputs of a process. AUTO logs are named by the options last read.
   *
   * @param before What they are to go on with.
   */
  outputs(process: ProcessConfig, options: SupervisordOptions, before?: OutputsSnapshot): Outputs;
  /** What decides about the answers of event listeners, by its name in the configuration. */
  resultHandler(name: string, pool: string): ResultHandler;
  /** Called once, when nothing runs any more: `next` is to live on, or the daemon ends. */
  ended(next: Config | undefined): void;
}
