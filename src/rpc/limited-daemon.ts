/**
 * The daemon as one sees it who is limited to some of its groups: there are no others.
 *
 * Everything a method or a page knows comes from the daemon, so this one place hides the others
 * from all of them: they are in no list, and their names are unknown.
 */

import type { GroupChange } from '../config/changes.ts';
import type { Config, ProcessConfig } from '../config/config.ts';
import { type Principal, seesGroup } from '../core/access.ts';
import { RpcFault } from '../wire/faults.ts';
import type { Daemon, EventPool, Group, GroupUpdate, MainLog, Upgrades } from './daemon.ts';

/** The daemon itself for one who is not limited. */
export function daemonFor(principal: Pick<Principal, 'groups'>, daemon: Daemon): Daemon {
  return principal.groups === undefined ? daemon : new LimitedDaemon(principal, daemon);
}

class LimitedDaemon implements Daemon {
  readonly #daemon: Daemon;
  readonly #sees: (group: string) => boolean;

  constructor(principal: Pick<Principal, 'groups'>, daemon: Daemon) {
    this.#daemon = daemon;
    this.#sees = (group) => seesGroup(principal, group);
  }

  get config(): Config {
    const { config } = this.#daemon;
    return { ...config, groups: config.groups.filter(({ name }) => this.#sees(name)) };
  }

  get state(): Daemon['state'] {
    return this.#daemon.state;
  }

  get pid(): number {
    return this.#daemon.pid;
  }

  get startedAt(): number {
    return this.#daemon.startedAt;
  }

  get clock(): Daemon['clock'] {
    return this.#daemon.clock;
  }

  get mainLog(): MainLog {
    throw new RpcFault('NOT_PERMITTED', 'the main log');
  }

  get bus(): Daemon['bus'] {
    return this.#daemon.bus;
  }

  get eventPools(): readonly EventPool[] {
    return this.#daemon.eventPools.filter(({ name }) => this.#sees(name));
  }

  get groups(): ReadonlyMap<string, Group> {
    return new Map([...this.#daemon.groups].filter(([name]) => this.#sees(name)));
  }

  reread(): ReturnType<Daemon['reread']> {
    const { added, changed, removed } = this.#daemon.reread();
    const seen = (names: readonly string[]) => names.filter(this.#sees);
    return { added: seen(added), changed: seen(changed), removed: seen(removed) };
  }

  pendingChanges(): GroupChange[] {
    return this.#daemon.pendingChanges().filter(({ name }) => this.#sees(name));
  }

  async updateGroup(name: string): Promise<GroupUpdate> {
    this.#require(name);
    return await this.#daemon.updateGroup(name);
  }

  async addGroup(name: string): Promise<boolean> {
    this.#require(name);
    return await this.#daemon.addGroup(name);
  }

  removeGroup(name: string): void {
    this.#require(name);
    this.#daemon.removeGroup(name);
  }

  addProcesses(group: string, configs: readonly ProcessConfig[]): void {
    this.#require(group);
    this.#daemon.addProcesses(group, configs);
  }

  removeProcess(group: string, name: string): void {
    this.#require(group);
    this.#daemon.removeProcess(group, name);
  }

  get upgrades(): Upgrades {
    throw new RpcFault('NOT_PERMITTED', 'upgrades');
  }

  reopenLogs(): void {
    throw new RpcFault('NOT_PERMITTED', 'reopenLogs');
  }

  shutdown(): void {
    throw new RpcFault('NOT_PERMITTED', 'shutdown');
  }

  restart(): void {
    throw new RpcFault('NOT_PERMITTED', 'restart');
  }

  #require(group: string): void {
    if (!this.#sees(group)) throw new RpcFault('BAD_NAME', group);
  }
}
