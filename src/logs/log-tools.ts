/** What a log file needs of the daemon around it, and of whoever hands over the bytes. */
import type { Clock } from '../base/clock.ts';
import type { Channels, Files } from '../os/port.ts';

export type LogSystem = Files & Pick<Channels, 'whenWritable' | 'canWrite'>;

export interface LogTools {
  readonly files: LogSystem;
  readonly clock: Clock;
}

/** Whoever hands over the bytes. */
export interface LogOwner {
  /** Hold back the source of the bytes: a full pipe takes no more. */
  pause(): void;
  resume(): void;
  /** `error`: the file cannot be written. `warn`: it can, but something else is amiss. */
  trouble(level: 'error' | 'warn', message: string): void;
}
