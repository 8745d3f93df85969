/**
 * The methods of a supervisord as a client sees them: names, parameters and results of the
 * XML-RPC interface. A type only; `rpc/methods/` has what they do.
 */
import type { WireValue } from '../wire/value.ts';

/** One process, as `getProcessInfo` and `getAllProcessInfo` describe it. */
export interface ProcessInfo {
  readonly name: string;
  readonly group: string;
  /** Seconds since the Unix epoch; 0 if it never started. */
  readonly start: number;
  /** Seconds since the Unix epoch; 0 if it never stopped. */
  readonly stop: number;
  /** Seconds since the Unix epoch. */
  readonly now: number;
  /** The code of `statename`. */
  readonly state: number;
  readonly statename: string;
  readonly spawnerr: string;
  readonly exitstatus: number;
  readonly logfile: string;
  readonly stdout_logfile: string;
  readonly stderr_logfile: string;
  /** 0 while there is none. */
  readonly pid: number;
  /** For people: `pid 123, uptime 0:08:41`. */
  readonly description: string;
}

/** What became of one process when several were started, stopped, signalled or cleared. */
export interface ProcessResult {
  readonly name: string;
  readonly group: string;
  /** The code of a fault; 80 for success. */
  readonly status: number;
  readonly description: string;
}

/** The end of a log: what to pass as offset next time, and whether more than `text` is new. */
export type LogTail = readonly [text: string, offset: number, overflow: boolean];

/** One of the calls of `system.multicall`. */
export type MethodCall = {
  readonly methodName: string;
  readonly params?: readonly WireValue[];
};

/** The part of `getAllConfigInfo` that every supported version has and a client can rely on. */
export interface ConfigInfo {
  readonly name: string;
  readonly group: string;
  readonly inuse: boolean;
  readonly autostart: boolean;
  readonly group_prio: number;
  readonly process_prio: number;
}

/** Names of the groups that were added, changed and removed. */
export type GroupChanges = readonly [
  added: readonly string[],
  changed: readonly string[],
  removed: readonly string[],
];

/** A pool of event listeners, and what became of its events since it was made. */
export interface EventPoolInfo {
  readonly name: string;
  readonly events: readonly string[];
  readonly buffer_size: number;
  readonly sent: number;
  readonly acknowledged: number;
  readonly rejected: number;
  /** How many wait now. */
  readonly buffered: number;
  readonly dropped: number;
  readonly listeners: readonly { readonly name: string; readonly state: string }[];
}

/** How an active group differs from the configuration last read. */
export interface PendingChange {
  readonly name: string;
  readonly change: 'added' | 'changed' | 'removed';
  /** Its processes cannot change one by one: all are stopped and made anew. */
  readonly replaced: boolean;
  /** Processes that stay have another order. */
  readonly reordered: boolean;
  /** Those of the group itself. */
  readonly options: readonly ChangedOption[];
  readonly processes: readonly PendingProcessChange[];
}

export interface PendingProcessChange {
  readonly name: string;
  readonly change: 'added' | 'changed' | 'removed';
  readonly restart: boolean;
  readonly options: readonly ChangedOption[];
}

export type ChangedOption = {
  readonly option: string;
  /** Whether a process must be restarted for it. */
  readonly restart: boolean;
} & (
  | { readonly before: string; readonly after: string }
  /** Of `environment`: names of variables. */
  | {
      readonly added: readonly string[];
      readonly changed: readonly string[];
      readonly removed: readonly string[];
    }
);

/** What became of a group that was updated, and of each of its processes that differed. */
export interface GroupUpdate {
  readonly change: 'added' | 'removed' | 'replaced' | 'changed' | 'unchanged';
  readonly processes: readonly {
    readonly name: string;
    readonly change: 'added' | 'removed' | 'restarted' | 'replaced' | 'adopted' | 'failed';
    /** Why it failed. */
    readonly reason: string;
  }[];
}

/** Which program takes the place of which: versions of visord and of Node. */
export interface UpgradePlan {
  /** Counted from 1 since supervisord was started. */
  readonly number: number;
  readonly from_visord: string;
  readonly from_node: string;
  readonly to_visord: string;
  readonly to_node: string;
}

export interface UpgradeReport extends UpgradePlan {
  readonly outcome: 'upgraded' | 'fell back' | 'called off';
  /** Why it did not succeed. */
  readonly reason: string;
  /** For how long no request was answered. */
  readonly took_ms: number;
}

export interface Methods {
  'supervisor.getVersion'(): string;
  'supervisor.getAPIVersion'(): string;
  'supervisor.getSupervisorVersion'(): string;
  'supervisor.getIdentification'(): string;
  'supervisor.getState'(): { readonly statecode: number; readonly statename: string };
  'supervisor.getPID'(): number;
  'supervisor.readLog'(offset: number, length: number): string;
  'supervisor.clearLog'(): true;
  'supervisor.shutdown'(): true;
  'supervisor.restart'(): true;
  'supervisor.reloadConfig'(): readonly [GroupChanges];
  'supervisor.addProcessGroup'(name: string): true;
  'supervisor.removeProcessGroup'(name: string): true;
  'supervisor.startProcess'(name: string, wait?: boolean): true;
  'supervisor.startProcessGroup'(name: string, wait?: boolean): readonly ProcessResult[];
  'supervisor.startAllProcesses'(wait?: boolean): readonly ProcessResult[];
  'supervisor.stopProcess'(name: string, wait?: boolean): true;
  'supervisor.stopProcessGroup'(name: string, wait?: boolean): readonly ProcessResult[];
  'supervisor.stopAllProcesses'(wait?: boolean): readonly ProcessResult[];
  'supervisor.signalProcess'(name: string, signal: string): true;
  'supervisor.signalProcessGroup'(name: string, signal: string): readonly ProcessResult[];
  'supervisor.signalAllProcesses'(signal: string): readonly ProcessResult[];
  'supervisor.sendProcessStdin'(name: string, chars: string): true;
  'supervisor.sendRemoteCommEvent'(type: string, data: string): true;
  'supervisor.getAllConfigInfo'(): readonly ConfigInfo[];
  'supervisor.getProcessInfo'(name: string): ProcessInfo;
  'supervisor.getAllProcessInfo'(): readonly ProcessInfo[];
  'supervisor.readProcessStdoutLog'(name: string, offset: number, length: number): string;
  'supervisor.readProcessStderrLog'(name: string, offset: number, length: number): string;
  'supervisor.tailProcessStdoutLog'(name: string, offset: number, length: number): LogTail;
  'supervisor.tailProcessStderrLog'(name: string, offset: number, length: number): LogTail;
  'supervisor.clearProcessLogs'(name: string): true;
  'supervisor.clearAllProcessLogs'(): readonly ProcessResult[];
  'visord.getVersion'(): string;
  'visord.getPendingChanges'(): readonly PendingChange[];
  'visord.updateGroup'(name: string): GroupUpdate;
  'visord.upgrade'(): UpgradePlan;
  'visord.getLastUpgrade'(): UpgradeReport | { readonly number: 0 };
  'system.listMethods'(): readonly string[];
  'system.methodHelp'(name: string): string;
  'system.methodSignature'(name: string): readonly string[];
  'system.multicall'(calls: readonly MethodCall[]): readonly WireValue[];
  'visord.getEventPools'(): readonly EventPoolInfo[];
}

export type MethodName = keyof Methods;
export type Params<Name extends MethodName> = Parameters<Methods[Name]>;
export type Result<Name extends MethodName> = ReturnType<Methods[Name]>;
