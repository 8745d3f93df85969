/** What a process needs of the daemon around it, and what another program makes it of. */
import type { Clock } from '../base/clock.ts';
import type { ProcessConfig } from '../config/config.ts';
import type { Announcement, Machine } from '../core/machine.ts';
import type { OutputSnapshot } from '../logs/output.ts';
import type { ChildSnapshot } from './child.ts';
import type { ChildContext } from './child-context.ts';
import type { Family } from './family.ts';
import type { HistorySnapshot } from './history.ts';
import type { Process } from './process.ts';

export interface ProcessContext extends ChildContext {
  readonly clock: Clock;
  /** Whose child a pid is; kept by the processes themselves. */
  readonly byPid: Map<number, Process>;
  /** Told of each change of state, after it has happened. */
  announce(process: Process, change: Announcement): void;
  /** What must not outlive a process; `gone` is called when it has gone. */
  family(config: ProcessConfig, gone: () => void): Family | undefined;
}

export interface ProcessSnapshot {
  readonly config: ProcessConfig;
  readonly machine: Machine;
  readonly history: HistorySnapshot;
  readonly child: ChildSnapshot;
  readonly stdout: OutputSnapshot;
  readonly stderr: OutputSnapshot;
}
