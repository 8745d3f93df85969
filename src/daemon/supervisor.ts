/**
 * One life of the daemon: its groups, from the first start to the last stop.
 *
 * A restart is a new Supervisor, made from a configuration that was read and found good before
 * anything was stopped. Sockets, signals, the pidfile and the end of the process belong to
 * `daemon/life.ts`, which is told by `ended`.
 */
import type { Clock } from '../base/clock.ts';
import { InternalError } from '../base/errors.ts';
import { type GroupChange, groupChanges } from '../config/changes.ts';
import type { Config, GroupConfig, ProcessConfig, SupervisordOptions } from '../config/config.ts';
import { type Difference, diffGroups } from '../config/diff.ts';
import { startOrder } from '../core/order.ts';
import type { EventBus } from '../events/bus.ts';
import type { ResultHandler } from '../events/result-handler.ts';
import type { Logger } from '../logs/logger.ts';
import type { LogListener } from '../logs/rotating-file.ts';
import type { Ending } from '../os/wait-status.ts';
import type { SupervisorState } from '../wire/states.ts';
import { Announcer } from './announcer.ts';
import type { Outputs } from './child.ts';
import { describeEnding } from './ending.ts';
import {
  type FcgiSocket,
  lookUpHosts,
  type SocketError,
  type SocketTools,
  socketsOf,
  tryOut,
} from './fcgi-socket.ts';
import { Group } from './group.ts';
import type { PoolReport } from './listener-pool.ts';
import { Process, type ProcessContext } from './process.ts';
import { Shutdown } from './shutdown.ts';
import { type GroupUpdate, GroupUpdates } from './update.ts';
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

export interface SupervisorContext extends Omit<ProcessContext, 'announce' | 'byPid'> {
  readonly os: ProcessContext['os'] & SocketTools['os'];
  readonly clock: Clock;
  readonly log: Logger;
  readonly mainLog: MainLogFile;
  /** Who is told what happens. */
  readonly bus: EventBus;
  readonly pid: number;
  readonly upgrades: Upgrades;
  /** Reads the configuration anew. Throws a `UserError` if it cannot be used. */
  readConfig(): Config;
  /** Makes the two outputs of a process. AUTO logs are named by the options last read. */
  outputs(process: ProcessConfig, options: SupervisordOptions): Outputs;
  /** What decides about the answers of event listeners, by its name in the configuration. */
  resultHandler(name: string, pool: string): ResultHandler;
  /** Called once, when nothing runs any more: `next` is to live on, or the daemon ends. */
  ended(next: Config | undefined): void;
}

export class Supervisor {
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
  readonly #context: SupervisorContext;
  readonly #processContext: ProcessContext;
  readonly #groups = new Map<string, Group>();
  readonly #byPid = new Map<number, Process>();
  readonly #updates = new GroupUpdates(this);
  readonly #announcer: Announcer;
  #config: Config;
  #state: SupervisorState = 'RUNNING';
  #shutdown: Shutdown | undefined;
  #next: Config | undefined;

  /** Makes the groups; nothing is started yet. */
  constructor(config: Config, context: SupervisorContext) {
    this.startedAt = context.clock.wall();
    this.#config = config;
    this.#context = context;
    this.#processContext = {
      ...context,
      byPid: this.#byPid,
      announce: (process, change) => {
        this.#announcer.changed(process, change);
        this.#shutdown?.advance();
      },
    };
    this.#announcer = new Announcer({
      ...context,
      identifier: () => this.#config.supervisord.identifier,
      processesOf: (group) => this.#groups.get(group)?.processes ?? [],
    });
    for (const group of config.groups) {
      if (this.#groups.has(group.name)) continue; // a program named like a group
      this.#makeGroup(group, socketsOf(group, context));
    }
  }

  /** The configuration as it was last read, which may not be the one that runs. */
  get config(): Config {
    return this.#config;
  }

  get state(): SupervisorState {
    return this.#state;
  }

  get pid(): number {
    return this.#context.pid;
  }

  get upgrades(): Upgrades {
    return this.#context.upgrades;
  }

  get clock(): Clock {
    return this.#context.clock;
  }

  get mainLog(): MainLogFile {
    return this.#context.mainLog;
  }

  get bus(): EventBus {
    return this.#context.bus;
  }

  /** What is known of the pools of event listeners. */
  get eventPools(): PoolReport[] {
    return this.#announcer.pools;
  }

  /** The groups that are active, by name. */
  get groups(): ReadonlyMap<string, Group> {
    return this.#groups;
  }

  /** Opens and closes what fcgi-programs listen on. @returns what is wrong with those that fail */
  async tryOutSockets(): Promise<SocketError[]> {
    const sockets = [...this.#groups.values()].flatMap((group) => group.sockets);
    await lookUpHosts(sockets);
    return tryOut(sockets);
  }

  /** Starts everything that is to be started without being asked for, lowest priority first. */
  start(): void {
    this.#announcer.supervisorIs('RUNNING');
    for (const group of startOrder(this.#groups.values())) group.autostart();
  }

  /**
   * Reads the configuration anew and compares it with the active groups.
   *
   * @throws {UserError} if it cannot be used; the one read before stays.
   */
  reread(): Difference {
    this.#config = this.#context.readConfig();
    const { strip_ansi } = this.#config.supervisord;
    for (const { processes } of this.#groups.values())
      for (const { stdout, stderr } of processes)
        for (const output of [stdout, stderr]) output.stripAnsi(strip_ansi);
    this.#announcer.configurationRead();
    return diffGroups(this.#active, this.#config.groups);
  }

  /** What would have to be done for the configuration last read to be the one that runs. */
  pendingChanges(): GroupChange[] {
    return groupChanges(this.#active, this.#config.groups);
  }

  /**
   * Makes a group what the configuration last read says, and disturbs no process that can run on.
   *
   * @throws {RpcFault} BAD_NAME, FAILED, SHUTDOWN_STATE
   */
  updateGroup(name: string): Promise<GroupUpdate> {
    return this.#updates.update(name).finally(() => this.#announcer.groupUpdated(name));
  }

  /**
   * Makes a group active and starts what is to be started in it.
   *
   * @returns false if the configuration last read has no such group, if it is active already, or
   * if the daemon is about to end
   * @throws {SocketError} if an fcgi-program cannot have its socket; the group is not made then
   */
  async addGroup(name: string): Promise<boolean> {
    const config = this.#config.groups.find((group) => group.name === name);
    const isRefused = () => this.#state !== 'RUNNING' || this.#groups.has(name);
    if (config === undefined || isRefused()) return false;
    const sockets = socketsOf(config, this.#context);
    await lookUpHosts([...sockets.values()]);
    if (isRefused()) return false; // things have changed meanwhile
    const [error] = tryOut([...sockets.values()]);
    if (error !== undefined) throw error;
    this.#makeGroup(config, sockets).autostart();
    return true;
  }

  /** Forgets a group none of whose processes runs. */
  removeGroup(name: string): void {
    const group = this.#groups.get(name);
    if (group?.isStopped === false) throw new InternalError(`group ${name} is still running`);
    if (this.#groups.delete(name)) this.#announcer.groupRemoved(name);
  }

  /** Adds processes to an active group, and starts those that start by themselves. */
  addProcesses(name: string, configs: readonly ProcessConfig[]): void {
    const group = this.#groups.get(name);
    if (group === undefined) throw new InternalError(`no group ${name}`);
    const added = configs.map((config) => this.makeProcess(config));
    const processes = [...group.processes, ...added];
    processes.sort((one, other) => one.config.priority - other.config.priority);
    group.adopt(group.config, processes);
    for (const process of added) if (process.config.autostart) process.start();
    this.#announcer.groupUpdated(name);
  }

  /** Forgets a process that does not run. */
  removeProcess(name: string, processName: string): void {
    const group = this.#groups.get(name);
    const process = group?.processes.find((one) => one.name === processName);
    if (process?.isStopped === false) throw new InternalError(`${processName} is still running`);
    group?.adopt(
      group.config,
      group.processes.filter((one) => one !== process),
    );
    this.#announcer.groupUpdated(name);
  }

  shutdown(): void {
    this.#next = undefined;
    this.#end('SHUTDOWN');
  }

  /** @throws {UserError} if the configuration cannot be used; nothing is stopped then. */
  restart(): void {
    if (this.#state === 'SHUTDOWN') return;
    this.#next = this.#context.readConfig();
    this.#end('RESTARTING');
  }

  /** Opens the main log and the logs of what runs by name again. */
  reopenLogs(): void {
    this.#context.log.info('supervisord logreopen'); // the last line of the file moved away
    this.#context.mainLog.reopen();
    for (const process of this.#byPid.values()) process.reopenLogs();
  }

  /** The reaper's word: a child has ended, ours or one we were given as its heir. */
  exited(pid: number, ending: Ending): void {
    const process = this.#byPid.get(pid);
    if (process === undefined) {
      this.#context.log.info(`reaped unknown pid ${pid} (${describeEnding(ending)})`);
    } else {
      process.exited(ending);
    }
  }

  /** Makes a process; nothing is started yet. @param socket Of an fcgi-program. */
  makeProcess(config: ProcessConfig, socket?: FcgiSocket): Process {
    const outputs = this.#context.outputs(config, this.#config.supervisord);
    const process = new Process(config, outputs, this.#processContext, socket);
    this.#announcer.attend(process);
    return process;
  }

  get #active(): GroupConfig[] {
    return [...this.#groups.values()].map((group) => group.config);
  }

  #makeGroup(config: GroupConfig, sockets: ReadonlyMap<string, FcgiSocket>): Group {
    this.#announcer.groupBegins(config);
    const processes = config.processes.map((process) =>
      this.makeProcess(process, sockets.get(process.program)),
    );
    const group = new Group(config, processes, [...sockets.values()]);
    this.#groups.set(config.name, group);
    this.#announcer.groupAdded(config.name);
    return group;
  }

  #end(state: 'SHUTDOWN' | 'RESTARTING'): void {
    this.#state = state;
    if (this.#shutdown !== undefined) return;
    this.#announcer.supervisorIs('STOPPING');
    this.#shutdown = new Shutdown([...this.#groups.values()], this.#context, () => {
      this.#announcer.close();
      for (const process of [...this.#byPid.values()]) process.forget();
      this.#context.ended(this.#next);
    });
  }
}
