/**
 * What the methods need of the daemon. `daemon/` satisfies it by shape; tests have a small one.
 *
 * Asking and waiting are two calls (`start()`, `started()`), so that a caller who does not wait
 * leaves no promise behind whose failure nobody hears.
 */
import type { Clock } from '../base/clock.ts';
import type { GroupChange } from '../config/changes.ts';
import type { Config, GroupConfig, ProcessConfig } from '../config/config.ts';
import type { EventBus } from '../events/bus.ts';
import type { PoolCounts } from '../events/pool.ts';
import type { FollowableLog } from '../logs/follow.ts';
import type { Ending } from '../os/wait-status.ts';
import type { ProcessState, SupervisorState } from '../wire/states.ts';
import type { Described } from './describe.ts';

export interface Daemon {
  /** The configuration as it was last read, which may not be the one that runs. */
  readonly config: Config;
  readonly state: SupervisorState;
  readonly pid: number;
  /** Milliseconds since the Unix epoch, when it began to run, or was last restarted. */
  readonly startedAt: number;
  readonly clock: Clock;
  readonly mainLog: MainLog;
  /** Who is told what happens. */
  readonly bus: Pick<EventBus, 'publish' | 'publishAdded' | 'subscribe'>;
  /** What is known of the pools of event listeners that are active. */
  readonly eventPools: readonly EventPool[];
  /** The groups that are active, by name. */
  readonly groups: ReadonlyMap<string, Group>;
  /**
   * Reads the configuration anew and compares it with the active groups.
   *
   * @throws {UserError} if it cannot be used; the one read before stays.
   */
  reread(): { readonly added: string[]; readonly changed: string[]; readonly removed: string[] };
  /** What would have to be done for the configuration last read to be the one that runs. */
  pendingChanges(): GroupChange[];
  /**
   * Makes a group what the configuration last read says, and disturbs no process that can run on.
   *
   * @throws {RpcFault} BAD_NAME, FAILED
   */
  updateGroup(name: string): Promise<GroupUpdate>;
  /**
   * @returns false if the configuration last read has no such group, or it is active already
   * @throws {UserError} if something that it needs cannot be had; it is not active then.
   */
  addGroup(name: string): Promise<boolean>;
  /** Forgets a group none of whose processes runs. */
  removeGroup(name: string): void;
  /** Adds processes to an active group, and starts those that start by themselves. */
  addProcesses(group: string, configs: readonly ProcessConfig[]): void;
  /** Forgets a process of an active group that is stopped. */
  removeProcess(group: string, name: string): void;
  readonly upgrades: Upgrades;
  /** Opens the main log and the logs of what runs by name again. */
  reopenLogs(): void;
  shutdown(): void;
  /** @throws {UserError} if the configuration cannot be used; nothing is stopped then. */
  restart(): void;
}

/** Another program that takes the place of the daemon in the same process. */
export interface Upgrades {
  /** How the last one went. */
  readonly last: UpgradeReport | undefined;
  /**
   * Tries the next program; it takes over when the caller has been answered.
   *
   * @throws {RpcFault} FAILED with the reason; nothing has changed then
   */
  begin(): Promise<UpgradePlan>;
}

export interface UpgradePlan {
  /** Counted from 1, in this process. */
  readonly number: number;
  readonly from: Release;
  readonly to: Release;
}

export interface UpgradeReport extends UpgradePlan {
  readonly outcome: 'upgraded' | 'fell back' | 'called off';
  /** Why it did not succeed. */
  readonly reason: string;
  /** For how long no request was answered. */
  readonly tookMs: number;
}

/** The versions that a program is made of. */
export interface Release {
  readonly visord: string;
  readonly node: string;
}

/** What became of a group, and of each of its processes that differed. */
export interface GroupUpdate {
  readonly kind: string;
  readonly processes: readonly {
    readonly name: string;
    readonly kind: string;
    readonly reason: string;
  }[];
}

/** The path of its file is undefined if it has none. */
export interface MainLog extends FollowableLog {
  /**
   * Removes the file and begins a new one.
   *
   * @throws {RpcFault} NO_FILE, FAILED
   */
  clear(): void;
}

/** The listeners of one group, and what became of the events for them. */
export interface EventPool extends PoolCounts {
  readonly name: string;
  readonly events: readonly string[];
  readonly bufferSize: number;
  readonly listeners: readonly { readonly name: string; readonly state: string }[];
}

export interface Group {
  readonly name: string;
  readonly config: GroupConfig;
  /** In start order. */
  readonly processes: readonly Process[];
}

export interface Process extends Described {
  readonly group: string;
  readonly config: ProcessConfig;
  /** 0 before the first end, -1 after an end by a signal. */
  readonly exitStatus: number;
  readonly history: ProcessHistory;
  /** Monotonic milliseconds at which it changes by itself; undefined: it does not. */
  readonly deadline: number | undefined;
  /** Milliseconds since it has changed its state; NaN if it never has. */
  readonly stateMs: number;
  readonly stdout: ProcessLog;
  readonly stderr: ProcessLog;
  /** Looks whether the command can be executed. */
  check(): Promise<Unusable | undefined>;
  /** Asks for a start; ignored where the state does not allow one. */
  start(): void;
  /** Waits until there is a process, or it is clear that there will be none. */
  launched(): Promise<'launched' | 'spawn error'>;
  /** Waits until the start that was asked for has succeeded or failed. */
  started(): Promise<StartOutcome>;
  /** Asks for a stop; ignored where the state does not allow one. */
  stop(): void;
  /** Waits until the process is in a stopped state, or gone with its group. */
  stopped(): Promise<void>;
  /** @throws {RpcFault} FAILED */
  signal(signal: number): void;
  /** Sends its standard input something; `full` and `closed` say that nothing of it was taken. */
  send(bytes: Uint8Array): 'taken' | 'full' | 'closed';
  /** @throws {RpcFault} FAILED */
  clearLogs(): void;
}

export interface ProcessLog extends FollowableLog {
  /** Bytes that were written to the file, and that could not be, since it was made. */
  readonly writtenBytes: number;
  readonly lostBytes: number;
}

/** What is remembered of a process. */
export interface ProcessHistory {
  /** How it last ended; undefined if it never has. */
  readonly lastExit: LastExit | undefined;
  /** How often it was started again without being asked for. */
  readonly restarts: number;
  /** Through which states it has gone lately; oldest first. */
  readonly changes: readonly StateChange[];
}

/** That a process has come into a state. */
export interface StateChange {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly state: ProcessState;
  /** 0 while there is no process. */
  readonly pid: number;
  /** The end that brought it there, if one did. */
  readonly exit: LastExit | undefined;
  /** Why it could not be started, or is not expected to be like this; empty if it is. */
  readonly error: string;
}

export interface LastExit {
  readonly ending: Ending;
  /** Whether it was asked to stop, or its exit code is one of `exitcodes`. */
  readonly expected: boolean;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
}

export interface Unusable {
  readonly fault: 'NO_FILE' | 'NOT_EXECUTABLE';
  readonly text: string;
}

export type StartOutcome = 'running' | 'spawn error' | 'abnormal termination';
