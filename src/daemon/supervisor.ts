/**
 * One life of the daemon: its groups, from the first start to the last stop, or until another
 * program goes on with them (`snapshot.ts`).
 *
 * A restart is a new Supervisor, made from a configuration that was read and found good before
 * anything was stopped. Sockets, signals, the pidfile and the end of the process belong to
 * `daemon/life.ts`, which is told by `ended`.
 */
import type { Clock } from '../base/clock.ts';
import { type GroupChange, groupChanges } from '../config/changes.ts';
import type { Config, GroupConfig, ProcessConfig } from '../config/config.ts';
import { type Difference, diffGroups } from '../config/diff.ts';
import { startOrder } from '../core/order.ts';
import type { EventBus } from '../events/bus.ts';
import type { Ending } from '../os/wait-status.ts';
import type { SupervisorState } from '../wire/states.ts';
import { ActiveGroups, type ActiveGroupsSnapshot } from './active-groups.ts';
import type { Children } from './children.ts';
import { lookUpHosts, type SocketError, socketsOf, tryOut } from './fcgi-socket.ts';
import type { Group } from './group.ts';
import type { PoolReport } from './listener-pool.ts';
import type { Process } from './process.ts';
import { Shutdown } from './shutdown.ts';
import type { MainLogFile, SupervisorContext } from './supervisor-context.ts';
import { type GroupUpdate, GroupUpdates } from './update.ts';

export interface SupervisorSnapshot extends ActiveGroupsSnapshot {
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
}

/** How long launches that were given up are waited for: some may just have made a process. */
const LAST_WAIT_MS = 50;

export class Supervisor {
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
  readonly #context: SupervisorContext;
  readonly #active: ActiveGroups;
  readonly #updates = new GroupUpdates(this);
  #config: Config;
  #state: SupervisorState = 'RUNNING';
  #shutdown: Shutdown | undefined;
  #next: Config | undefined;

  /**
   * Makes the groups; nothing is started yet.
   *
   * @param before What to go on with, by `resume`; `config` is then only what was read last.
   */
  constructor(config: Config, context: SupervisorContext, before?: SupervisorSnapshot) {
    this.startedAt = before?.startedAt ?? context.clock.wall();
    this.#config = config;
    this.#context = context;
    this.#active = new ActiveGroups(context, {
      options: () => this.#config.supervisord,
      processChanged: () => this.#shutdown?.advance(),
    });
    if (before !== undefined) {
      this.#active.restore(before, config.groups);
      return;
    }
    for (const group of config.groups) {
      if (this.groups.has(group.name)) continue; // a program named like a group
      this.#active.make(group, socketsOf(group, context));
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

  get upgrades(): SupervisorContext['upgrades'] {
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
    return this.#active.announcer.pools;
  }

  /** The groups that are active, by name. */
  get groups(): ReadonlyMap<string, Group> {
    return this.#active.byName;
  }

  /** The processes that run, by pid, also such as are in no group any more. */
  get children(): Children<Process> {
    return this.#active.children;
  }

  /** Opens and closes what fcgi-programs listen on. @returns what is wrong with those that fail */
  async tryOutSockets(): Promise<SocketError[]> {
    const sockets = [...this.groups.values()].flatMap((group) => group.sockets);
    await lookUpHosts(sockets);
    return tryOut(sockets);
  }

  /** Starts everything that is to be started without being asked for, lowest priority first. */
  start(): void {
    this.#active.announcer.supervisorIs('RUNNING');
    for (const group of startOrder(this.groups.values())) group.autostart();
  }

  /** Why no other program can go on with what runs now; undefined: one can. */
  get handOverObjection(): string | undefined {
    if (this.#state !== 'RUNNING') return 'supervisord is about to end';
    const [updated] = this.#updates.busy;
    if (updated !== undefined) return `${updated} is being updated`;
    const { leaving } = this.#active;
    return leaving && `what '${leaving.name}' has left behind is being ended`;
  }

  /**
   * Launches no process any more before `resume`. Resolves when none is being launched; a launch
   * that takes longer is given up, and tried again later.
   */
  async quieten(patienceMs: number): Promise<void> {
    const { launches } = this.#context;
    await launches.hold(patienceMs);
    if (launches.isQuiet) return; // otherwise some hang
    for (const { processes } of this.groups.values())
      for (const process of processes) process.cutLaunchShort();
    await new Promise<void>((resolve) => {
      this.clock.at(this.clock.monotonic() + LAST_WAIT_MS, resolve);
    });
  }

  /** Hears, sends and waits for nothing any more; what is open stays open. After `quieten`. */
  suspend(): void {
    this.#active.suspend();
  }

  snapshot(): SupervisorSnapshot {
    return { startedAt: this.startedAt, ...this.#active.snapshot() };
  }

  /** Goes on, after `quieten`, `suspend`, or when it was made of a snapshot. */
  resume(): void {
    this.#active.resume();
    this.#context.launches.release();
  }

  /**
   * Reads the configuration anew and compares it with the active groups.
   *
   * @throws {UserError} if it cannot be used; the one read before stays.
   */
  reread(): Difference {
    this.#config = this.#context.readConfig();
    const { strip_ansi } = this.#config.supervisord;
    for (const { processes } of this.groups.values())
      for (const { stdout, stderr } of processes)
        for (const output of [stdout, stderr]) output.stripAnsi(strip_ansi);
    this.#active.announcer.configurationRead();
    return diffGroups(this.#activeConfig, this.#config.groups);
  }

  /** What would have to be done for the configuration last read to be the one that runs. */
  pendingChanges(): GroupChange[] {
    return groupChanges(this.#activeConfig, this.#config.groups);
  }

  /**
   * Makes a group what the configuration last read says, and disturbs no process that can run on.
   *
   * @throws {RpcFault} BAD_NAME, FAILED, SHUTDOWN_STATE
   */
  updateGroup(name: string): Promise<GroupUpdate> {
    return this.#updates.update(name).finally(() => this.#active.announcer.groupUpdated(name));
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
    const isRefused = () => this.#state !== 'RUNNING' || this.groups.has(name);
    if (config === undefined || isRefused()) return false;
    const sockets = socketsOf(config, this.#context);
    await lookUpHosts([...sockets.values()]);
    if (isRefused()) return false; // things have changed meanwhile
    const [error] = tryOut([...sockets.values()]);
    if (error !== undefined) throw error;
    this.#active.make(config, sockets).autostart();
    return true;
  }

  /** Forgets a group none of whose processes runs. */
  removeGroup(name: string): void {
    this.#active.remove(name);
  }

  /** Adds processes to an active group, and starts those that start by themselves. */
  addProcesses(name: string, configs: readonly ProcessConfig[]): void {
    this.#active.addProcesses(name, configs);
  }

  /** Forgets a process that does not run. */
  removeProcess(name: string, processName: string): void {
    this.#active.removeProcess(name, processName);
  }

  shutdown(): void {
    this.#next = undefined;
    const isFirst = this.#state !== 'SHUTDOWN';
    this.#end('SHUTDOWN');
    const { shutdown_timeout } = this.#config.supervisord;
    if (isFirst && shutdown_timeout > 0) this.#shutdown?.endWithin(shutdown_timeout * 1000);
  }

  /** A signal asks for the end: a second one hurries it, a third kills what still runs. */
  insist(): void {
    this.shutdown();
    this.#shutdown?.insist();
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
    for (const process of this.#active.children.values()) process.reopenLogs();
  }

  /** The reaper's word: a child has ended, ours or one we were given as its heir. */
  exited(pid: number, ending: Ending): void {
    this.#active.exited(pid, ending);
  }

  /** Makes a process; nothing is started yet. */
  makeProcess(config: ProcessConfig): Process {
    return this.#active.makeProcess(config);
  }

  get #activeConfig(): GroupConfig[] {
    return [...this.groups.values()].map((group) => group.config);
  }

  #end(state: 'SHUTDOWN' | 'RESTARTING'): void {
    this.#state = state;
    if (this.#shutdown !== undefined) return;
    this.#active.announcer.supervisorIs('STOPPING');
    this.#shutdown = new Shutdown([...this.groups.values()], this.#context, () => {
      this.#active.close();
      this.#context.ended(this.#next);
    });
  }
}
